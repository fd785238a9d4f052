import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { ADMIN, Browser, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';
import { connectMessenger, type Messenger } from '../testing/messenger.ts';

let db: TestDatabase;
let desk: TestOkno;
let admin: Browser;
let messenger: Messenger;
beforeAll(async () => {
  db = await createTestDatabase();
  desk = await startTestOkno(db, ADMIN);
  admin = await new Browser(desk.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  messenger = await connectMessenger(admin);
});
afterAll(async () => {
  await messenger.close();
  await desk.stop();
  await db.drop();
});

const count = async (table: string): Promise<number> => Number((await db.dataSource.query<{ n: string }[]>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
const postGood = (text: string): ReturnType<Messenger['post']> => messenger.post(desk.url, messenger.signed([messenger.message(text)]));

describe('a webhook', () => {
  it('is answered after the commit, and makes one message however often it comes', async () => {
    const before = await count('message');
    const request = messenger.signed([messenger.message('Добрый день!')]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => messenger.post(desk.url, request)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(answers.filter(({ body }) => body.status === 'committed')).toHaveLength(1);
    expect((await db.dataSource.query<{ n: string }[]>(`SELECT count(*) AS n FROM message WHERE text = 'Добрый день!'`))[0]?.n).toBe('1');
    expect(await count('message')).toBeGreaterThan(before);
  });

  it('keeps nothing for an inbox that does not exist', async () => {
    for (const id of ['nonsense', '9b2d9c1e-1111-4222-8333-444455556666', `${messenger.inboxId}x`]) {
      expect((await fetch(`${desk.url}/hooks/${id}`, messenger.signed([messenger.message('x')]))).status).toBe(404);
    }
  });
});

/** Each bad request gets a clear status and words; nothing of it is kept; the next good one goes through. */
describe('bad input', () => {
  const huge = JSON.stringify({ events: [messenger_text('x'.repeat(2_000_000))] });
  function messenger_text(text: string): object {
    return { type: 'message', id: 'h', from: { address: { kind: 'id', value: 'a' } }, at: new Date().toISOString(), text };
  }
  it.each<[string, () => { method: 'POST'; headers: Record<string, string>; body: string | Buffer }, number, RegExp]>([
    ['forged with another secret', () => messenger.signed([messenger.message('x')], { secret: `whsec_${randomBytes(32).toString('base64')}` }), 401, /signature/],
    ['changed after it was signed', () => ({ ...messenger.signed([messenger.message('pay 10')]), body: JSON.stringify({ events: [messenger.message('pay 1000')] }) }), 401, /signature/],
    ['too old', () => messenger.signed([messenger.message('x')], { at: new Date(Date.now() - 3_600_000) }), 401, /old/],
    ['truncated', () => messenger.signed([], { body: '{"events":[{"type":"mess' }), 400, /JSON/],
    ['of an unknown type', () => messenger.signed([{ type: 'poke', id: '1' }]), 400, /type/],
    ['with an unknown key', () => messenger.signed([{ ...messenger.message('x'), boss: true }]), 400, /boss/],
    ['without a key', () => messenger.signed([{ type: 'message', id: '1' }]), 400, /from/],
    ['larger than 1 MB', () => messenger.signed([], { body: huge }), 413, /1 MB/],
    ['empty', () => messenger.signed([], { body: '' }), 400, /JSON/],
  ])('%s', async (_, request, status, words) => {
    const before = await count('raw_event');
    const made = request();
    const answer = await fetch(`${desk.url}/hooks/${messenger.inboxId}`, made);
    const body = (await answer.json()) as { status: number; detail: string };
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(body.detail).toMatch(words);
    expect(await count('raw_event')).toBe(before);
    expect((await postGood('the next one')).status).toBe(200);
  });

  it('in another charset than it says', async () => {
    const latin = Buffer.concat([Buffer.from('{"events":[{"type":"message","id":"1","from":{"address":{"kind":"id","value":"a"}},"at":"2026-01-01T00:00:00Z","text":"'), Buffer.from([0xcf, 0xf0, 0xe8]), Buffer.from('"}]}')]);
    const signed = messenger.signed([], { body: latin as unknown as string });
    const answer = await fetch(`${desk.url}/hooks/${messenger.inboxId}`, signed);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { detail: string }).detail).toMatch(/UTF-8/);
    expect((await postGood('the next one')).status).toBe(200);
  });

  it('larger than anybody may send is cut off while it comes', async () => {
    const status = await new Promise<number>((done, failed) => {
      const sending = httpRequest(`${desk.url}/hooks/${messenger.inboxId}`, { method: 'POST', headers: { 'content-length': 64 * 1024 * 1024 } }, (answer) => { answer.resume(); done(answer.statusCode ?? 0); });
      sending.on('error', failed);
      sending.write('{');
    });
    expect(status).toBe(413);
    expect((await postGood('the next one')).status).toBe(200);
  });

  it('cut off in the middle keeps nothing', async () => {
    const before = await count('raw_event');
    await new Promise<void>((done) => {
      const sending = httpRequest(`${desk.url}/hooks/${messenger.inboxId}`, { method: 'POST', headers: { 'content-length': 1000 } });
      sending.on('error', () => done());
      sending.write('{"events":', () => sending.destroy(new Error('cut')));
    });
    expect(await count('raw_event')).toBe(before);
    expect((await postGood('the next one')).status).toBe(200);
  });
});

describe('changed settings', () => {
  it('count for the next request: a switched-off inbox takes nothing', async () => {
    const other = await connectMessenger(admin);
    expect((await other.post(desk.url, other.signed([other.message('one')]))).status).toBe(200);
    expect((await admin.ask('PATCH', `inboxes/${other.inboxId}`, { enabled: false })).status).toBe(200);
    await until(async () => (await other.post(desk.url, other.signed([other.message('two')]))).status === 404, 2_000, 'the inbox to be off');
    expect((await admin.ask('PATCH', `inboxes/${other.inboxId}`, { enabled: true })).status).toBe(200);
    await until(async () => (await other.post(desk.url, other.signed([other.message('three')]))).status === 200, 2_000, 'the inbox to be on');
    await other.close();
  });

  it('credentials never come back, and stand encrypted in the database', async () => {
    const text = JSON.stringify((await admin.ask('GET', 'inboxes/settings')).body);
    expect(text).toContain('"credentialsSet":["secret"]');
    expect(text).not.toContain('whsec_');
    const rows = await db.dataSource.query<{ credentials: Buffer }[]>('SELECT credentials FROM inbox');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ credentials }) => credentials.includes('whsec_'))).toBe(false);
  });

  it('that do not fit are named key by key', async () => {
    const answer = await admin.ask<{ errors: { path: string }[] }>('POST', 'inboxes', { adapter: 'http', name: 'x', settings: { outboundUrl: 'ftp://x' }, credentials: { secret: 'short' } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'bad-settings' } });
    expect(answer.body.errors.map(({ path }) => path)).toEqual(['settings.outboundUrl', 'credentials.secret']);
  });
});
