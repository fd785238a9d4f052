import { randomUUID } from 'node:crypto';
import { startTcpProxy, type TcpProxy } from '../../../libs/channels/src/testing/tcp-proxy.ts';
import { ADMIN, Browser, connectScreen, connectWindow, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from './testing/okno.ts';
import { connectMessenger, type Messenger } from './testing/messenger.ts';

/** Nobody hangs. How long it takes is measured and said, not asserted: 12 s where nothing else runs, of the 15 that Twilio waits. */
const LIVELY_MS = 45_000;

/** The network between us and PostgreSQL swallows everything and tells nobody: no reset, no end, only silence. */
describe('the way to PostgreSQL is lost without a word', () => {
  let db: TestDatabase;
  let proxy: TcpProxy;
  let okno: TestOkno;
  let elsewhere: TestOkno;
  let admin: Browser;
  let messenger: Messenger;
  beforeAll(async () => {
    db = await createTestDatabase();
    const url = new URL(db.url);
    proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(proxy.port);
    okno = await startTestOkno({ ...db, url: url.href }, { ...ADMIN, LOG_LEVEL: 'silent' });
    admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
    messenger = await connectMessenger(admin);
    elsewhere = await startTestOkno(db, { LOG_LEVEL: 'silent', ROLE: 'api' });
  });
  afterAll(async () => {
    await messenger?.close();
    await Promise.all([okno, elsewhere].map((process) => process?.stop()));
    await proxy?.stop();
    await db.drop();
  });

  const write = (text: string) => messenger.post(okno.url, messenger.signed([messenger.message(text, 'ann')]));
  const statusOf = async (path: string): Promise<number> => (await fetch(okno.url + path)).status;
  const textsOf = async (): Promise<string[]> => (await db.dataSource.query<{ text: string }[]>(`SELECT text FROM message WHERE direction = 'inbound' ORDER BY created_at, id`)).map(({ text }) => text);

  it('a webhook hears 503 in time, nobody hangs, and afterwards all goes on by itself', async () => {
    const screen = await connectWindow(admin, (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor);
    expect((await write('before')).status).toBe(200);

    proxy.blackHole(true);
    const began = Date.now();
    const refused = messenger.signed([messenger.message('meanwhile', 'ann')]);
    // More at once than there are connections: those who wait for one are answered too.
    const answers = await Promise.all(Array.from({ length: 40 }, () => messenger.post(okno.url, refused)));
    const tookMs = Date.now() - began;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(tookMs).toBeLessThan(LIVELY_MS);
    expect(await statusOf('/readyz')).toBe(503);
    expect(await statusOf('/healthz')).toBe(200);
    // It has lasted a while, and still everybody is answered in time.
    const again = Date.now();
    expect((await messenger.post(okno.url, refused)).status).toBe(503);
    expect(Date.now() - again).toBeLessThan(LIVELY_MS);

    proxy.blackHole(false);
    const healed = Date.now();
    await until(async () => (await statusOf('/readyz')) === 200, 15_000, 'ready again');
    await until(async () => (await messenger.post(okno.url, refused)).status === 200, 15_000, 'the repeated message');
    expect((await write('after')).status).toBe(200);
    await until(() => screen.events.some((event) => event.type === 'message' && event.message.text === 'after'), 15_000, 'the open screen to hear of it');
    console.info(`Black hole: 40 webhooks answered 503 within ${tookMs} ms; ${Date.now() - healed} ms after it ended the screen is up to date.`);
    expect(await textsOf()).toEqual(['before', 'meanwhile', 'after']);

    const conversation = screen.events.flatMap((event) => (event.type === 'conversation' ? [event.conversation] : [])).at(-1)!;
    const reply = await admin.ask('POST', `conversations/${conversation.id}/messages`, { id: randomUUID(), kind: 'text', text: 'here again', seenVersion: conversation.version });
    expect(reply.status).toBe(200);
    await until(() => messenger.received.filter(({ text }) => text === 'here again').length === 1, 15_000, 'the answer to leave');

    // What is told between processes and kept nowhere comes through as well: its listening connection was lost like the others.
    const colleague = await connectScreen(Object.assign(new Browser(elsewhere.url), { cookie: admin.cookie }));
    await until(() => {
      screen.socket.emit('viewing', { conversationId: conversation.id });
      colleague.socket.emit('typing', { conversationId: conversation.id });
      return screen.told.some(({ name, body }) => name === 'ephemeral' && (body as { type: string }).type === 'typing');
    }, 30_000, 'typing from the other process');
    colleague.close();
    screen.close();
  });

  it('only the old connections are dead: the next ones are found at once, and new ones serve', async () => {
    for (let n = 0; n < 5; n++) await write(`warm ${n}`);
    proxy.freeze();
    const began = Date.now();
    const request = messenger.signed([messenger.message('after a failover', 'ann')]);
    await until(async () => (await messenger.post(okno.url, request)).status === 200, 20_000, 'a message to be taken');
    expect(Date.now() - began).toBeLessThan(LIVELY_MS);
    expect((await textsOf()).filter((text) => text === 'after a failover')).toHaveLength(1);
    await until(async () => (await statusOf('/readyz')) === 200, 15_000, 'ready');
  });
});
