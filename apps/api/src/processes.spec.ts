import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { MessageView, SyncEvent } from '#crm-core';
import { ADMIN, Browser, connectScreen, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from './testing/okno.ts';
import { connectMessenger, type Messenger } from './testing/messenger.ts';
import { startRedis, type RunningRedis } from './testing/redis.ts';

const messageOf = (events: readonly SyncEvent[], text: string): MessageView | undefined => events.flatMap((event) => (event.type === 'message' && event.message.text === text ? [event.message] : []))[0];

/** Two API processes and a worker on one PostgreSQL; everything goes in at the first and is seen at the second. */
describe.each(['PostgreSQL alone', 'Redis'])('two API processes and a worker with %s', (variant) => {
  let db: TestDatabase;
  let redis: RunningRedis | null = null;
  let first: TestOkno;
  let second: TestOkno;
  let worker: TestOkno;
  let admin: Browser;
  let messenger: Messenger;

  beforeAll(async () => {
    db = await createTestDatabase();
    redis = variant === 'Redis' ? await startRedis(null) : null;
    const environment: Record<string, string> = redis ? { REDIS_URL: redis.url } : {};
    first = await startTestOkno(db, { ...ADMIN, ...environment, ROLE: 'api' });
    second = await startTestOkno(db, { ...environment, ROLE: 'api' });
    worker = await startTestOkno(db, { ...environment, ROLE: 'worker' });
    admin = await new Browser(first.url).login(ADMIN.OKNO_ADMIN_EMAIL);
    messenger = await connectMessenger(admin);
  });
  afterAll(async () => {
    await messenger?.close();
    await Promise.all([first, second, worker].map((process) => process?.stop()));
    if (redis) {
      redis.process.kill();
      rmSync(redis.directory, { recursive: true, force: true });
    }
    await db.drop();
  });

  const elsewhere = (): Browser => Object.assign(new Browser(second.url), { cookie: admin.cookie });

  it('a message in at one is seen live at the other', async () => {
    const screen = await connectScreen(elsewhere(), (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor);
    expect((await messenger.post(first.url, messenger.signed([messenger.message('Is it in stock?', 'ann')]))).status).toBe(200);
    await until(() => messageOf(screen.events, 'Is it in stock?'), 3_000, 'the message on the other screen');
    expect(new Set(screen.events.map(({ type }) => type))).toEqual(new Set(['contact', 'conversation', 'lead', 'message', 'task', ...screen.events.map(({ type }) => type)]));
    screen.close();
  });

  it('an answer written at one is sent by the worker once, and its tick is seen at the other', async () => {
    const screen = await connectScreen(elsewhere(), (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor);
    await messenger.post(first.url, messenger.signed([messenger.message('And the price?', 'bob')]));
    const asked = await until(() => messageOf(screen.events, 'And the price?'), 3_000);
    const conversation = screen.events.flatMap((event) => (event.type === 'conversation' && event.conversation.id === asked.conversationId ? [event.conversation] : [])).at(-1);
    const reply = { id: randomUUID(), kind: 'text', text: 'Twelve euros.', seenVersion: conversation?.version };
    const answers = await Promise.all([1, 2, 3].map(() => admin.ask<MessageView>('POST', `conversations/${asked.conversationId}/messages`, reply)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await until(() => screen.events.some((event) => event.type === 'message' && event.message.id === reply.id && event.message.delivery === 'sent'), 5_000, 'the tick');
    expect(messenger.received.filter(({ text }) => text === 'Twelve euros.')).toHaveLength(1);
    screen.close();
  });

  it('what was missed while the screen was away comes once, in order', async () => {
    const cursor = (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor;
    for (let n = 0; n < 12; n++) await messenger.post(n % 2 ? first.url : second.url, messenger.signed([messenger.message(`missed ${n}`, 'carl')]));
    const screen = await connectScreen(elsewhere(), cursor);
    await until(() => messageOf(screen.events, 'missed 11'), 3_000);
    await messenger.post(first.url, messenger.signed([messenger.message('live again', 'carl')]));
    await until(() => messageOf(screen.events, 'live again'), 3_000);
    const texts = screen.events.flatMap((event) => (event.type === 'message' ? [event.message.text] : []));
    expect(texts).toEqual([...Array.from({ length: 12 }, (_, n) => `missed ${n}`), 'live again']);
    const cursors = screen.events.map(({ cursor: position }) => position);
    expect(new Set(cursors).size).toBe(cursors.length);
    screen.close();
  });

  it('a cursor of another database asks for a fresh start', async () => {
    const screen = await connectScreen(elsewhere(), `${randomUUID()}.1.1`);
    await until(() => screen.told.some(({ name }) => name === 'refetch'), 3_000, 'refetch');
    screen.close();
  });

  it('who types is seen at the other process by those who look at the conversation', async () => {
    const screen = await connectScreen(elsewhere(), (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor);
    const here = await connectScreen(admin);
    await messenger.post(first.url, messenger.signed([messenger.message('hello?', 'dora')]));
    const { conversationId } = await until(() => messageOf(screen.events, 'hello?'), 3_000);
    screen.socket.emit('viewing', { conversationId });
    await until(() => { here.socket.emit('typing', { conversationId }); return screen.told.some(({ name, body }) => name === 'ephemeral' && (body as { type: string }).type === 'typing'); }, 5_000, 'typing');
    screen.close();
    here.close();
  });

  it('a withdrawn right is felt on the other process’s socket within a second', async () => {
    const { body } = await admin.ask<{ url: string }>('POST', 'invitations', { email: `op-${randomUUID()}@nord.example`, name: 'Op', role: 'operator', inboxIds: [messenger.inboxId], teamIds: [] });
    const operator = new Browser(second.url);
    const me = await operator.ask<{ id: string; cursor: string }>('POST', `invitations/${body.url.split('/invite/')[1]}`, { name: 'Op', password: 'gorod-chaika-1987-les', locale: 'en' });
    expect(me.status).toBe(200);
    const screen = await connectScreen(operator, me.body.cursor);
    await messenger.post(first.url, messenger.signed([messenger.message('for your eyes', 'emil')]));
    await until(() => messageOf(screen.events, 'for your eyes'), 3_000);
    expect((await admin.ask('PATCH', `users/${me.body.id}`, { inboxIds: [] })).status).toBe(200);
    await new Promise((wake) => setTimeout(wake, 900));
    await messenger.post(first.url, messenger.signed([messenger.message('not for your eyes', 'emil')]));
    await new Promise((wake) => setTimeout(wake, 700));
    expect(messageOf(screen.events, 'not for your eyes')).toBeUndefined();
    expect((await admin.ask('PATCH', `users/${me.body.id}`, { active: false })).status).toBe(200);
    await until(() => screen.socket.disconnected, 1_000, 'the socket to close');
  });

  if (variant === 'Redis') {
    it('goes on delivering, slower, while Redis is gone, and takes it up again', async () => {
      redis?.process.kill('SIGKILL');
      const cursor = (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor;
      const screen = await connectScreen(elsewhere(), cursor);
      await messenger.post(first.url, messenger.signed([messenger.message('without Redis', 'finn')]));
      const asked = await until(() => messageOf(screen.events, 'without Redis'), 3_000);
      const reply = await admin.ask('POST', `conversations/${asked.conversationId}/messages`, { id: randomUUID(), kind: 'text', text: 'still here', seenVersion: 1 });
      expect(reply.status).toBe(200);
      await until(() => messenger.received.some(({ text }) => text === 'still here'), 8_000, 'the sweep to send it');
      redis = await startRedis(redis);
      const here = await connectScreen(admin, cursor);
      screen.socket.emit('viewing', { conversationId: asked.conversationId });
      const heard = (): boolean => screen.told.some(({ name, body }) => name === 'ephemeral' && (body as { type: string }).type === 'typing');
      await until(() => { here.socket.emit('typing', { conversationId: asked.conversationId }); return heard(); }, 10_000, 'typing through the Redis that came back');
      screen.close();
      here.close();
    });
  } else {
    it('goes on delivering when the queue’s tables are emptied', async () => {
      const screen = await connectScreen(elsewhere(), (await admin.ask<{ cursor: string }>('GET', 'auth/me')).body.cursor);
      await messenger.post(first.url, messenger.signed([messenger.message('no queue', 'gus')]));
      const asked = await until(() => messageOf(screen.events, 'no queue'), 3_000);
      const tables = await db.dataSource.query<{ name: string }[]>(`SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE tablename ~ 'job' AND schemaname <> 'pg_catalog'`);
      expect(tables.length).toBeGreaterThan(0);
      await admin.ask('POST', `conversations/${asked.conversationId}/messages`, { id: randomUUID(), kind: 'text', text: 'still here', seenVersion: 1 });
      await db.dataSource.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`);
      await until(() => messenger.received.some(({ text }) => text === 'still here'), 8_000, 'the sweep to send it');
      screen.close();
    });
  }
});
