import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cut } from '../../../libs/crm-core/src/cut.ts';
import type { ConversationRowView, InboxSettingsView, MessageView, Page } from '../../../libs/crm-core/src/views.ts';
import { safeName } from './media/sniff.ts';
import { ADMIN, Browser, connectScreen, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from './testing/okno.ts';
import { visit } from './widget/testing/running-desk.ts';

const CORPUS = join(process.cwd(), '../shared/corpora/naughty-strings.json');
const OWN = ['\0', 'a\0b', '\ud800', 'x\udc00y', '\u202egnp.exe', 'ad\u0130n', '\u2028', '%00', '../../etc/passwd', '__proto__'];
const corpus = existsSync(CORPUS);
if (!corpus) console.log('hostile-input.spec.ts: ../shared/corpora is not there; only its own strings are tried.');
const STRINGS: readonly string[] = [...OWN, ...(corpus ? (JSON.parse(readFileSync(CORPUS, 'utf8')) as string[]) : [])];
/** PostgreSQL keeps no NUL, and half a surrogate pair is no character; everything else stays. */
const kept = (text: string): string => text.replaceAll('\0', '').toWellFormed();

let db: TestDatabase;
let desk: TestOkno;
let admin: Browser;
let chat: string;
beforeAll(async () => {
  db = await createTestDatabase();
  desk = await startTestOkno(db, { ...ADMIN, TRUST_PROXY: 'true' });
  admin = await new Browser(desk.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  chat = (await admin.ask<InboxSettingsView>('POST', 'inboxes', { adapter: 'webchat', name: 'Site' })).body.id;
});
afterAll(async () => {
  await desk.stop();
  await db.drop();
});

/** Eight at a time; answers what went wrong, by string. */
async function each(attempt: (text: string) => Promise<string | null>): Promise<{ text: string; wrong: string }[]> {
  const wrong: { text: string; wrong: string }[] = [];
  const left = [...STRINGS];
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (let text = left.pop(); text !== undefined; text = left.pop()) {
      const found = await attempt(text);
      if (found) wrong.push({ text, wrong: found });
    }
  }));
  return wrong;
}
const refused = (status: number): boolean => status >= 400 && status < 500;
async function conversation(): Promise<ConversationRowView> {
  const visitor = await visit(desk, chat);
  expect((await visitor.say('hello')).status).toBe(200);
  return until(async () => (await admin.ask<Page<ConversationRowView>>('GET', 'conversations?view=all')).body.items[0]);
}

describe('strings that break programs', () => {
  it('as names of contacts are kept as they are, or refused clearly', async () => {
    expect(await each(async (text) => {
      const made = await admin.ask<{ id: string }>('POST', 'contacts', { name: text });
      if (refused(made.status)) return kept(text).trim() && text.length <= 200 ? `refused ${made.status}` : null;
      if (made.status !== 200) return String(made.status);
      const { body } = await admin.ask<{ name: string }>('GET', `contacts/${made.body.id}`);
      return body.name === cut(kept(text).replace(/\s+/g, ' ').trim(), 200) ? null : `became ${JSON.stringify(body.name)}`;
    })).toEqual([]);
  });

  it('as answers and notes are kept as they are', async () => {
    const { id } = await conversation();
    expect(await each(async (text) => {
      const made = await admin.ask<MessageView>('POST', `conversations/${id}/messages`, { id: randomUUID(), kind: 'note', text, seenVersion: 0 });
      if (refused(made.status)) return kept(text).trim() ? `refused ${made.status}` : null;
      return made.status === 200 && made.body.text === kept(text) ? null : `${made.status} ${JSON.stringify(made.body)}`;
    })).toEqual([]);
    const all = await admin.ask<MessageView>('POST', `conversations/${id}/messages`, { id: randomUUID(), kind: 'text', text: STRINGS.join('\n').slice(0, 9_000), seenVersion: 0, force: true });
    expect([all.status, all.body.text]).toEqual([200, kept(STRINGS.join('\n').slice(0, 9_000))]);
  });

  it('as searches, cursors and tasks never break anything', async () => {
    expect(await each(async (text) => {
      const asked = encodeURIComponent(text.toWellFormed());
      const forged = Buffer.from(JSON.stringify([text, text])).toString('base64url');
      const answers = await Promise.all([
        ...['contacts', 'conversations', 'products'].map((list) => admin.ask('GET', `${list}?search=${asked}`)),
        ...['contacts', 'conversations', 'tasks', 'leads', 'notifications'].map((list) => admin.ask('GET', `${list}?after=${forged}`)),
        admin.ask('POST', 'tasks', { title: text, dueAt: '2027-01-01T00:00:00Z' }),
      ]);
      const broken = answers.filter(({ status }) => status !== 200 && !refused(status));
      return broken.length ? JSON.stringify(broken.map(({ status, body }) => [status, body])) : null;
    })).toEqual([]);
  });

  it('as file names are made harmless, and the file opens', async () => {
    expect(await each(async (text) => {
      const form = new FormData();
      form.append('file', new Blob(['x'], { type: 'text/plain' }), text);
      const made = await admin.ask<{ id: string; name: string }>('POST', 'files', form);
      if (made.status !== 200) return refused(made.status) ? null : String(made.status);
      const opened = await admin.ask('GET', `files/${made.body.id}`);
      return opened.status === 200 && safeName(made.body.name) === made.body.name ? null : `${opened.status} ${made.body.name}`;
    })).toEqual([]);
  });

  it('as words of a visitor arrive as they were written', async () => {
    const visitor = await visit(desk, chat);
    for (let at = 0; at < STRINGS.length; at += 20) {
      const text = STRINGS.slice(at, at + 20).join('\n');
      const answer = await visitor.say(text, { profile: { name: STRINGS[at]!.slice(0, 200), email: STRINGS[at + 1]?.slice(0, 200) ?? '' } });
      expect([answer.status, at]).toEqual([200, at]);
    }
    const texts: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = (await (await visitor.get(`messages${next && `?after=${encodeURIComponent(next)}`}`)).json()) as { items: { text: string }[]; next: string | null };
      texts.push(...page.items.map((item) => item.text));
      next = page.next;
    }
    expect(texts.reverse()).toEqual(Array.from({ length: Math.ceil(STRINGS.length / 20) }, (_, n) => kept(STRINGS.slice(n * 20, n * 20 + 20).join('\n'))));
  });

  it('leave no trace of an inner error', () => {
    expect(desk.lines.filter((line) => /"level":50/.test(line))).toEqual([]);
  });
});

describe('requests that are made to hurt', () => {
  it('nested a hundred thousand levels deep are refused', async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    expect((await admin.ask('POST', 'inboxes/check', `{"adapter":"http","settings":${deep}}`)).status).toBe(400);
  });

  it('do not slip past the origin check by another spelling of the address', async () => {
    const answer = await admin.ask('POST', '/%61pi/v1/notifications/read', undefined, { origin: 'https://evil.example' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign-origin' } });
  });

  it('are counted by the address our own proxy saw, not by one the sender wrote', async () => {
    const tries = await Promise.all(Array.from({ length: 24 }, (_, n) =>
      new Browser(desk.url).ask('POST', 'auth/login', { email: `p${n}@nord.example`, password: 'x' }, { 'x-forwarded-for': `10.0.0.${n}, 198.51.100.7` })));
    expect(tries.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(4);
  });

  it('count one account once, however its address is spelt, and know no address with a NUL', async () => {
    const spellings = ['admin@nord.example', 'ADMIN@nord.example', ' admin@nord.example ', 'adm\u0130n@nord.example', 'admin@nord.example\0'];
    const answers = await Promise.all(spellings.map((email, n) => new Browser(desk.url).ask('POST', 'auth/login', { email, password: 'wrong wrong wrong' }, { 'x-forwarded-for': `198.51.100.${50 + n}` })));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect((await new Browser(desk.url).ask('POST', 'auth/forgot', { email: 'a\0@nord.example' }, { 'x-forwarded-for': '198.51.100.99' })).status).toBe(204);
  });

  it('of visitors come through the widget’s own door only, where the limits are', async () => {
    const visitor = await visit(desk, chat);
    const answer = await fetch(`${desk.url}/hooks/${chat}/messages`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${visitor.token}` }, body: JSON.stringify(visitor.message('x')) });
    expect(answer.status).toBe(404);
  });

  it('larger than any vendor’s are not held in memory', async () => {
    expect((await fetch(`${desk.url}/hooks/${chat}`, { method: 'POST', body: Buffer.alloc(3 * 1024 * 1024) })).status).toBe(413);
  });

  it('do not make us look into our own network for a bot', async () => {
    const answer = await admin.ask<{ detail: string }>('POST', 'inboxes/discover', { adapter: 'telegram', settings: { apiRoot: 'http://10.0.0.1:9/' }, credentials: { token: `1:${'a'.repeat(35)}` } });
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toContain('not a public address');
  });
});

describe('a session that is gone', () => {
  it('takes its socket with it, though nobody told the socket', async () => {
    await db.dataSource.query('DELETE FROM login_throttle');
    const lost = await new Browser(desk.url).login(ADMIN.OKNO_ADMIN_EMAIL);
    const [gone, stays] = [await connectScreen(lost), await connectScreen(admin)];
    await db.dataSource.query("DELETE FROM session WHERE token_hash = sha256(convert_to($1, 'UTF8'))", [lost.cookie.split('=')[1]]);
    await admin.ask('PATCH', 'auth/me', { onDuty: true });
    await until(() => gone.told.some(({ name }) => name === 'signed-out'), 1_000, 'the end of the socket');
    expect(stays.socket.connected).toBe(true);
    gone.close();
    stays.close();
  });

  it('is as little there as an order of which somebody makes a task', async () => {
    expect((await admin.ask('POST', 'tasks', { title: 'x', dueAt: '2027-01-01T00:00:00Z', orderId: randomUUID() })).status).toBe(404);
  });
});
