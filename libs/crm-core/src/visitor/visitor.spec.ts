import { randomUUID } from 'node:crypto';
import { Invalid } from '../errors.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { reader } from '../transaction.ts';
import { createVisitor } from './visitor.ts';

let db: TestDatabase;
let query: ReturnType<typeof reader>['query'];
let inbox: string;
let contact: string;
let conversation: string;
let owner: string;

beforeAll(async () => {
  db = await createTestDatabase(3);
  ({ query } = reader(db.dataSource));
  [inbox, contact, conversation, owner] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()] as [string, string, string, string];
  await query("INSERT INTO inbox (id, adapter, name, capabilities) VALUES ($1, 'webchat', 'Site', '[]')", [inbox]);
  await query("INSERT INTO app_user (id, email, name, role) VALUES ($1, 'ilya@nord.example', 'Ілля', 'operator')", [owner]);
  await query("INSERT INTO contact (id, name) VALUES ($1, 'Visitor')", [contact]);
  await query('INSERT INTO conversation (id, contact_id, inbox_id, owner_id, last_message_at) VALUES ($1, $2, $3, $4, now())', [conversation, contact, inbox, owner]);
});
afterAll(() => db.drop());

const core = (now = new Date()) => ({ dataSource: db.dataSource, now: () => now, newId: randomUUID, random: Math.random, publish: () => undefined });

let second = 0;
async function message(fields: { direction: string; text: string; kind?: string; thread?: string | null; delivery?: string; external?: string; deleted?: boolean }): Promise<string> {
  const id = randomUUID();
  await query(
    `INSERT INTO message (id, conversation_id, contact_id, inbox_id, channel, kind, direction, author_id, external_id, external_thread_id, text, delivery_status, occurred_at, created_at, deleted_at)
     VALUES ($1, $2, $3, $4, 'webchat', $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)`,
    [
      id, conversation, contact, inbox, fields.kind ?? 'text', fields.direction, fields.direction === 'inbound' ? null : owner, fields.external ?? null,
      fields.thread === undefined ? 'v1' : fields.thread, fields.text, fields.delivery ?? null, new Date(1_800_000_000_000 + 1000 * second++), fields.deleted ? new Date() : null,
    ],
  );
  return id;
}

describe('what a web-chat visitor sees', () => {
  it('is both sides of their own thread, newest first, a page at a time', async () => {
    const visitor = createVisitor(core());
    await message({ direction: 'inbound', text: 'Привіт', external: 'v1/a' });
    await message({ direction: 'outbound', text: 'Добрий день', delivery: 'sent' });
    await message({ direction: 'inbound', text: 'gone', deleted: true });
    const first = await visitor.history(inbox, 'v1', { limit: 2 });
    const rest = await visitor.history(inbox, 'v1', { limit: 2, after: first.next });
    expect([...first.items, ...rest.items].map((m) => [m.direction, m.text, m.authorName, m.externalId, m.deleted])).toEqual([
      ['inbound', '', null, null, true],
      ['outbound', 'Добрий день', 'Ілля', null, false],
      ['inbound', 'Привіт', null, 'v1/a', false],
    ]);
    expect(rest.next).toBeNull();
  });

  it('is never a note, an activity, what is not sent yet, or another thread', async () => {
    const visitor = createVisitor(core());
    const hidden = [
      await message({ direction: 'internal', kind: 'note', text: 'discount him' }),
      await message({ direction: 'internal', kind: 'activity', text: '' }),
      await message({ direction: 'outbound', text: 'queued', delivery: 'queued' }),
      await message({ direction: 'outbound', text: 'failed', delivery: 'failed' }),
      await message({ direction: 'inbound', text: 'by mail', thread: null }),
    ];
    const other = await message({ direction: 'inbound', text: 'not yours', thread: 'v2' });
    expect((await visitor.history(inbox, 'v1', {})).items.map((m) => m.text)).not.toEqual(expect.arrayContaining(['not yours']));
    expect((await visitor.history(inbox, 'v1', {})).items.filter((m) => hidden.includes(m.id))).toEqual([]);
    expect(await visitor.messages([...hidden, other])).toMatchObject([{ externalThreadId: 'v2', message: { text: 'not yours' } }]);
  });

  it('says how far our side has read', async () => {
    const visitor = createVisitor(core());
    expect(await visitor.state(inbox, 'v1')).toEqual({ conversationId: conversation, ownerName: 'Ілля', readUpTo: null, isPrivate: false });
    await query('INSERT INTO conversation_read VALUES ($1, $2, 1)', [owner, conversation]);
    const [firstMessage] = (await visitor.history(inbox, 'v1', { limit: 100 })).items.slice(-1);
    expect((await visitor.state(inbox, 'v1'))?.readUpTo).toBe(firstMessage?.at);
    expect((await visitor.threads(conversation)).map((t) => t.externalThreadId).sort()).toEqual(['v1', 'v2']);
    expect(await visitor.state(inbox, 'nobody')).toBeNull();
    await query('UPDATE inbox SET is_private = true WHERE id = $1', [inbox]);
    expect(await visitor.state(inbox, 'v1')).toMatchObject({ isPrivate: true });
    await query('UPDATE inbox SET is_private = false WHERE id = $1', [inbox]);
  });

  it('includes until when somebody is there, or when somebody is back', async () => {
    await query(`UPDATE company SET name = 'Nord', time_zone = 'Europe/Kyiv', holidays = '[{"date":"2026-11-23","name":"Day off"}]'`);
    const at = async (iso: string) => (await createVisitor(core(new Date(iso))).office()).hours;
    // Friday noon, Friday evening (Monday is a holiday), before opening, and a clock change in between (25 October 2026).
    expect(await at('2026-11-20T10:00:00Z')).toEqual({ open: true, until: '2026-11-20T16:00:00.000Z' });
    expect(await at('2026-11-20T16:00:00Z')).toEqual({ open: false, opensAt: '2026-11-24T07:00:00.000Z' });
    expect(await at('2026-11-24T06:59:00Z')).toEqual({ open: false, opensAt: '2026-11-24T07:00:00.000Z' });
    expect(await at('2026-10-23T20:00:00Z')).toEqual({ open: false, opensAt: '2026-10-26T07:00:00.000Z' });
    const all = JSON.stringify({ days: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) });
    await query('UPDATE company SET working_hours = $1, holidays = $2', [all, '[]']);
    expect(await at('2026-11-22T03:00:00Z')).toEqual({ open: true, until: null });
    await query('UPDATE company SET working_hours = $1', [JSON.stringify({ days: [[], [], [], [], [], [], []] })]);
    expect(await at('2026-11-22T03:00:00Z')).toEqual({ open: false, opensAt: null });
  });

  it('refuses a cursor that is not ours', async () => {
    const visitor = createVisitor(core());
    await expect(visitor.history(inbox, 'v1', { after: "1'; DROP TABLE message" })).rejects.toThrow(Invalid);
  });
});
