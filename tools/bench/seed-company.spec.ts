import { randomUUID } from 'node:crypto';
import { createCrm, type Actor, type Crm } from '#crm-core';
import { createTestDatabase, type TestDatabase } from '../../libs/crm-core/src/testing/database.ts';
import { seedCompany } from './seed-company.ts';

/* A seeded company is what the product itself could have made: read through it, and by sums that must agree. */
let db: TestDatabase;
let crm: Crm;
const begun = new Date();
const admin: Actor = { userId: randomUUID(), role: 'admin', inboxIds: [], seesOwnOnly: false };

beforeAll(async () => {
  db = await createTestDatabase();
  crm = createCrm({ dataSource: db.dataSource, clock: () => begun, newId: randomUUID, publish: () => undefined });
  await seedCompany(db.url, { contacts: 1_200, deals: 2_000, messages: 12_000 });
});
afterAll(() => db.drop());

const one = async <T>(text: string): Promise<T> => (await db.dataSource.query<T[]>(text))[0]!;

test('there are as many people, deals and messages as were asked for', async () => {
  const counted = await one<Record<string, number>>("SELECT (SELECT count(*)::int FROM contact) AS contacts, (SELECT count(*)::int FROM deal) AS deals, (SELECT count(*)::int FROM message WHERE kind = 'text') AS messages");
  expect(counted).toMatchObject({ contacts: 1_200, deals: 2_000 });
  expect(Math.abs(counted.messages! - 12_000)).toBeLessThan(600);
});

test('the board counts every deal, its columns hold cards, and nothing happened after now', async () => {
  const [pipeline] = await crm.deals.pipelines.list(admin);
  const board = await crm.deals.board(admin, { pipelineId: pipeline!.id });
  expect(board.columns.every(({ count, sums }) => count > 0 && sums.length === 1)).toBe(true);
  expect(board.columns.reduce((all, { count }) => all + count, 0) + board.won.count + board.lost.count).toBe(2_000);
  expect(await one('SELECT count(*)::int AS later FROM deal_move WHERE at > now()')).toEqual({ later: 0 });
  // The last move of a deal is where it stands.
  expect(await one('SELECT count(*)::int AS astray FROM deal d CROSS JOIN LATERAL (SELECT * FROM deal_move m WHERE m.deal_id = d.id ORDER BY at DESC, id DESC LIMIT 1) m WHERE (m.to_stage_id, m.to_status, m.at) IS DISTINCT FROM (d.stage_id, d.status, d.stage_since)')).toEqual({ astray: 0 });
});

test('a regular has a full card, whose orders add up and are paid when they say so', async () => {
  const { id } = await one<{ id: string }>('SELECT contact_id AS id FROM conversation ORDER BY version DESC, id LIMIT 1');
  const card = await crm.contacts.get(admin, id);
  expect(card).toMatchObject({ orders: { length: 50 }, deals: { length: 15 }, touches: { length: 40 }, lead: { status: 'converted' } });
  expect(card.tasks.length).toBeGreaterThan(30);
  expect(card.duplicates.length).toBeGreaterThanOrEqual(3);
  for (const order of card.orders) {
    expect(order.lines.reduce((all, { totalMinor }) => all + totalMinor, 0)).toBe(order.totalMinor);
    expect(order.history.at(-1)?.to).toBe(order.status);
    expect(order.paidMinor).toBe(['paid', 'shipped', 'done'].includes(order.status) ? order.totalMinor : 0);
  }
  expect(await one("SELECT count(*)::int AS wrong FROM conversation c WHERE money_minor <> (SELECT COALESCE(sum(total_minor), 0) FROM sales_order o WHERE o.conversation_id = c.id AND o.status NOT IN ('done', 'cancelled'))")).toEqual({ wrong: 0 });
});

test('reports count what was seeded, and nobody is called for what was late before', async () => {
  while (await crm.reports.measureNext());
  const day = (back: number): string => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const period = { from: day(729), to: day(0) };
  const answering = await crm.reports.read(admin, 'answering', period);
  expect(answering).toMatchObject({ measured: true });
  expect(answering.total.opened!.count).toBeGreaterThan(1_200);
  expect((await crm.reports.read(admin, 'funnel', period)).total.deals!.count).toBe(2_000);
  expect((await crm.reports.read(admin, 'sources', period)).total.leads!.count).toBe(1_200);
  expect(await crm.alarms.watch()).toBe(0);
});
