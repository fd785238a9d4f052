import { MAIL, createHouse, type House } from '../testing/house.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

/** Whether the transaction had ended in this snapshot, said by PostgreSQL. */
const held = async (asOf: string, writer: number): Promise<boolean> =>
  (await house.sql.one<{ held: boolean }>('SELECT pg_visible_in_snapshot($1::text::xid8, $2::pg_snapshot) AS held', [String(writer), asOf]))!.held;

it('counters say which changes they hold, to the very one, however many write while they are read', async () => {
  const inboxId = await house.inbox(MAIL);
  const ids: string[] = [];
  for (let n = 0; n < 60; n++) ids.push(await house.asks(await house.customer({ kind: 'email', value: `c${n}@nord.example` }), inboxId));
  const from = await house.crm.feed.head();
  let over = false;
  const close = async (some: readonly string[]): Promise<void> => { for (const id of some) await house.crm.conversations.setStatus(house.admin, id, { status: 'closed' }); };
  // Four at a time, so that a connection is left to count by.
  const writing = Promise.all([0, 1, 2, 3].map((lane) => close(ids.filter((_, n) => n % 4 === lane)))).finally(() => { over = true; });
  const counted: { closed: number; asOf: string }[] = [];
  while (!over) counted.push(await house.crm.conversations.counts(house.admin));
  await writing;
  await house.settled();
  const page = await house.crm.feed.read(from, 10_000);
  if (page === 'refetch') throw new Error('The feed is whole.');
  const writers = page.entries.flatMap(({ event }) => (event.type === 'conversation' ? [event.writer] : []));
  expect(writers).toHaveLength(ids.length);
  for (const { closed, asOf } of counted) {
    const holding = await Promise.all(writers.map((writer) => held(asOf, writer)));
    expect(closed).toBe(holding.filter(Boolean).length);
  }
  expect(counted.some(({ closed }) => closed > 0 && closed < ids.length)).toBe(true);
});
