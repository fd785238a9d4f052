import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendError } from '#channels';
import type { ContactView, ConversationRowView, MeView, Page } from '#crm-core';
import { readLedger } from '../../../../tools/sandbox/ledger.ts';
import { startSandbox, type RunningSandbox } from '../../../../tools/sandbox/start-sandbox.ts';
import type { LiveAdapters } from '../channels/live-adapters.ts';
import type { Log } from '../log.ts';
import { connectMessenger, type Messenger } from '../testing/messenger.ts';
import { createAlerter } from './alerter.ts';
import { ADMIN, Browser, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';

const TOKEN = '6100000009:CANARY-alert-token-bbbbbbbbbbbbbbbbbb';
const PHONE = 7_000_000_555;
const PUBLIC_URL = 'https://desk.example.com';

let db: TestDatabase;
let okno: TestOkno;
let admin: Browser;
let messenger: Messenger;
let telegram: RunningSandbox;
let botInboxId: string;
const folder = mkdtempSync(join(tmpdir(), 'okno-alerts-'));
const ledger = join(folder, 'ledger.jsonl');

beforeAll(async () => {
  db = await createTestDatabase();
  telegram = await startSandbox('tools/sandbox/telegram/server.ts', ['--ledger', ledger, '--bot', TOKEN, '--pause-ms', '50']);
  okno = await startTestOkno(db, { ...ADMIN, PUBLIC_URL });
  admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  const me = await admin.ask<MeView>('PATCH', 'auth/me', { locale: 'uk', onDuty: true });
  messenger = await connectMessenger(admin, [me.body.id]);
});
afterAll(async () => {
  await messenger?.close();
  await okno?.stop();
  await telegram?.stop();
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

const rows = <T = unknown>(sql: string, values: readonly unknown[] = []): Promise<T[]> => db.dataSource.query<T[]>(sql, [...values]);
/** What the bot wrote to somebody, as Telegram has it. */
const told = (chat = PHONE): string[] => readLedger<{ type: string; chat_id?: number; text?: string }>(ledger).filter((line) => line.type === 'sent' && line.chat_id === chat).map(({ text }) => text ?? '');
async function customer(action: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${telegram.control}/customer`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(action) });
  if (!answer.ok) throw new Error(await answer.text());
}
const press = (url: string, id = PHONE, extra: object = {}): Promise<void> => customer({ kind: 'text', text: `/start ${new URL(url).searchParams.get('start')}`, from: { id, first_name: 'Олег' }, ...extra });
const linked = async (): Promise<boolean> => (await admin.ask<MeView>('GET', 'auth/me')).body.telegramLinked;
const newLink = async (): Promise<string> => (await admin.ask<{ url: string }>('POST', 'auth/telegram-link')).body.url;
const inquiry = async (text: string, from: string): Promise<void> => {
  const answer = await messenger.post(okno.url, messenger.signed([messenger.message(text, from)]));
  if (answer.status !== 200) throw new Error(JSON.stringify(answer));
};
const rowOf = async (name: string): Promise<ConversationRowView | undefined> => (await admin.ask<Page<ConversationRowView>>('GET', 'conversations?view=all')).body.items.find(({ contactName }) => contactName === name);
const contacts = async (): Promise<string[]> => (await admin.ask<Page<ContactView>>('GET', 'contacts?search=')).body.items.map(({ name }) => name);
const rawStatus = async (): Promise<string[]> => (await rows<{ status: string }>('SELECT status FROM raw_event WHERE inbox_id = $1 ORDER BY id', [botInboxId])).map(({ status }) => status);

it('says that no bot is connected, and links nobody', async () => {
  expect(await admin.ask('POST', 'auth/telegram-link')).toMatchObject({ status: 422, body: { code: 'no-bot' } });
  const bot = await admin.ask<{ id: string }>('POST', 'inboxes', { adapter: 'telegram', name: 'Bot', settings: { apiRoot: `http://127.0.0.1:${telegram.port}`, receive: 'polling' }, credentials: { token: TOKEN } });
  expect(bot.status).toBe(200);
  botInboxId = bot.body.id;
  expect(await linked()).toBe(false);
});

it('whoever opens the link and presses Start is linked, told so in their language, and becomes no contact', async () => {
  const answer = await admin.ask<{ url: string; expiresAt: string }>('POST', 'auth/telegram-link');
  expect(answer.body.url).toMatch(/^https:\/\/t\.me\/okno_sandbox_1_bot\?start=okno-[\w-]{43}$/);
  expect(Math.round((Date.parse(answer.body.expiresAt) - Date.now()) / 60_000)).toBe(30);
  await press(answer.body.url);
  await until(() => told().length, 15_000, 'the confirmation');
  expect(told()).toEqual([expect.stringContaining('Готово. Okno сповіщатиме вас')]);
  expect(await linked()).toBe(true);
  expect(await contacts()).not.toContain('Олег');
  expect(await rowOf('Олег')).toBeUndefined();
  expect(await rawStatus()).toEqual(['ignored']);
  expect(await rows('SELECT 1 FROM lead')).toEqual([]);
});

it('tells the responsible person of a new inquiry on another channel once, with the name and the place, never the words', async () => {
  await inquiry('Is the boiler in stock?', 'Ann');
  await until(() => told().length > 1, 15_000, 'the alert');
  await inquiry('Hello?', 'Ann');
  await inquiry('And radiators?', 'Bob');
  await until(() => told().some((text) => text.includes('Bob')), 15_000, 'the second alert');
  const row = await rowOf('Ann');
  expect(told().filter((text) => text.includes('Ann'))).toEqual([`Нове звернення: Ann\n${PUBLIC_URL}/c/${row?.id}`]);
  expect(told()).toHaveLength(3);
  const [notification] = await rows<{ id: string }>("SELECT id FROM notification WHERE type = 'new-inquiry' LIMIT 1");
  expect(await okno.okno.crm.company.alerts.take(notification!.id)).toBeNull();
  expect(okno.lines.join('\n')).not.toMatch(/boiler|okno-[\w-]{43}|Нове звернення/);
});

it('a code works once: brought again by whomever, it is an ordinary inquiry', async () => {
  const url = await newLink();
  await press(url);
  await until(() => told().filter((text) => text.startsWith('Готово')).length === 2, 15_000, 'the second confirmation');
  await press(url, 7_000_000_777, { from: { id: 7_000_000_777, first_name: 'Stranger' } });
  await until(() => rowOf('Stranger'), 15_000, 'the inquiry');
  expect(told(7_000_000_777)).toEqual([]);
  expect(await rows('SELECT telegram_chat_id AS chat FROM app_user')).toEqual([{ chat: String(PHONE) }]);
  expect(await rawStatus()).toEqual(['ignored', 'ignored', 'interpreted']);
});

it('a code that is too old, or was brought by a group, links nobody', async () => {
  const grouped = await newLink();
  await customer({ kind: 'text', text: `/start ${new URL(grouped).searchParams.get('start')}`, chat: { id: -100_555, type: 'supergroup', title: 'Dealers' }, from: { id: 7_000_000_888, first_name: 'Ira' } });
  await until(() => rowOf('Dealers'), 15_000, 'the inquiry of the group');
  const old = await newLink();
  await rows("UPDATE one_time_token SET expires_at = now() - interval '1 second' WHERE purpose = 'telegram-link' AND used_at IS NULL");
  await press(old, 7_000_000_999, { from: { id: 7_000_000_999, first_name: 'Late' } });
  await until(() => rowOf('Late'), 15_000, 'the inquiry');
  expect(await rows('SELECT telegram_chat_id AS chat FROM app_user')).toEqual([{ chat: String(PHONE) }]);
});

it('who blocked the bot is unlinked and troubled no more', async () => {
  await customer({ kind: 'block', from: { id: PHONE, first_name: 'Олег' } });
  await inquiry('Do you deliver?', 'Carl');
  await until(async () => !(await linked()), 15_000, 'the unlinking');
  await customer({ kind: 'unblock', from: { id: PHONE, first_name: 'Олег' } });
});

it('who unlinked is told nothing more, and the links given before no longer work', async () => {
  const spare = await newLink();
  await press(await newLink());
  await until(linked, 15_000, 'the link');
  const before = told().length;
  expect((await admin.ask('DELETE', 'auth/telegram-link')).status).toBe(204);
  expect(await linked()).toBe(false);
  await inquiry('Anybody?', 'Dora');
  await until(() => rowOf('Dora'));
  await press(spare, 7_000_001_000, { from: { id: 7_000_001_000, first_name: 'Spare' } });
  await until(() => rowOf('Spare'), 15_000, 'the inquiry');
  const [notification] = await rows<{ id: string }>("SELECT id FROM notification WHERE title = 'Dora'");
  expect(await okno.okno.crm.company.alerts.wanted([notification!.id])).toEqual([]);
  expect(told().length - before).toBeLessThanOrEqual(1);
  expect(told().join('\n')).not.toContain('Dora');
});

it('an alarm that somebody takes while the messenger makes us wait is not told any more', async () => {
  await rows("UPDATE alarm_rule SET applies_from = '-infinity', steps = '[{\"who\":\"owner\",\"minutes\":1,\"clock\":\"always\",\"ways\":[\"telegram\"]}]' WHERE kind = 'first-answer'");
  await inquiry('Is anybody there?', 'Emma');
  const row = await until(() => rowOf('Emma'), 15_000, 'the inquiry');
  await rows("UPDATE conversation SET waiting_since = now() - interval '2 minutes' WHERE id = $1", [row.id]);
  // Nobody is linked, so the server finds nowhere to tell it.
  const note = await until(async () => (await rows<{ id: string; alarm_id: string }>("SELECT n.id, n.alarm_id FROM notification n JOIN alarm a ON a.id = n.alarm_id WHERE a.conversation_id = $1 AND n.ways_left = '{}'", [row.id]))[0], 30_000, 'the alarm');
  await rows("UPDATE notification SET ways_left = '{telegram}' WHERE id = $1", [note.id]);
  await rows('UPDATE app_user SET telegram_inbox_id = $1, telegram_chat_id = $2', [botInboxId, String(PHONE)]);
  let calls = 0;
  const send = async (): Promise<never> => {
    calls += 1;
    expect((await admin.ask('POST', `alarms/${note.alarm_id}/take`)).status).toBe(200);
    throw new SendError('rate-limited', 'Too many.', { retryAfterMs: 1 });
  };
  const adapters = { use: (_id: string, work: (live: unknown) => unknown) => work({ adapter: { capabilities: [{ channel: 'telegram', addressKind: 'telegram', calls: false, subject: false }], send } }) } as unknown as LiveAdapters;
  const alerter = createAlerter({ crm: okno.okno.crm, adapters, log: { info: () => undefined, warn: () => undefined } as unknown as Log, publicUrl: null, stopping: new AbortController().signal, now: () => new Date() });
  await alerter.tell(note.id);
  expect(calls).toBe(1);
});
