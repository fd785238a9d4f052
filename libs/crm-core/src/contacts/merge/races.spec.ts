/** What colleagues and customers do at the very moment of a merge or of its undoing ends with whoever it belongs to then. */
import { randomUUID } from 'node:crypto';
import { conversationOf, deliver, mailbox, telegramUser, words } from '../../testing/events.ts';
import { CHAT, createHouse, MAIL, type House } from '../../testing/house.ts';
import type { Id } from '../../views.ts';

const ROUNDS = 5;
const OWNED = ['contact_identity', 'conversation', 'message', 'lead', 'touch', 'sales_order', 'deal', 'task', 'alarm'];
const BESIDE = ['sales_order', 'deal', 'task', 'message', 'lead'];
/** What an act is told when the contact became another's under its hands. */
const CLEAR = ['NotFound', 'Conflict'];

let house: House;
beforeEach(async () => {
  house = await createHouse();
});
afterEach(() => house.close());

const rowsOf = (tables: readonly string[], select: (table: string) => string): Promise<unknown[]> => house.sql.query(tables.map(select).join(' UNION ALL '));

it('acts of colleagues and words of customers at the moment of merging and of taking apart leave no stray row', async () => {
  const { crm, admin } = house;
  const [mail, chat] = [await house.inbox(MAIL), await house.inbox(CHAT)];
  const pipeline = await crm.deals.pipelines.fromTemplate(admin, 'retail', 'en');
  const byMail = await conversationOf(house, await deliver(house, mail, words(house, mailbox('olena@shop.example', true, 'Olena Koval'))));
  const byChat = await conversationOf(house, await deliver(house, chat, words(house, telegramUser('77', 'Lena'))));
  const [survivor, other] = [byMail.contactId, byChat.contactId];
  const lamp = (place: { conversationId: Id } | { contactId: Id }) => ({ id: randomUUID(), ...place, lines: [{ name: 'Lamp', quantity: 1, priceMinor: 12_500 }], currency: 'EUR', force: true });
  const call = { title: 'Call', dueAt: '2027-03-02T09:00:00Z' };
  const order = await crm.orders.create(admin, lamp({ conversationId: byChat.id }));
  const unclear: string[] = [];
  const acts = (): Promise<unknown>[] =>
    [
      crm.orders.create(admin, lamp({ conversationId: byChat.id })),
      crm.orders.create(admin, lamp({ contactId: other })),
      crm.orders.setStatus(admin, order.id, 'paid'),
      crm.deals.create(admin, { id: randomUUID(), contactId: other, title: 'Lamps', pipelineId: pipeline.id }),
      crm.deals.create(admin, { id: randomUUID(), conversationId: byChat.id }),
      crm.tasks.create(admin, { ...call, conversationId: byChat.id }),
      crm.tasks.create(admin, { ...call, contactId: other }),
      crm.contacts.update(admin, other, { name: 'Lenochka' }),
      crm.contacts.update(admin, survivor, { name: 'Olena' }),
      crm.contacts.addIdentity(admin, other, { kind: 'email', value: `${randomUUID()}@shop.example` }),
      crm.outbound.reply(admin, { id: randomUUID(), conversationId: byChat.id, kind: 'note', text: 'Rings twice', seenVersion: 0, force: true }),
      crm.conversations.setStatus(admin, byMail.id, { status: 'closed' }),
      deliver(house, chat, words(house, telegramUser('77'))),
      deliver(house, mail, words(house, mailbox('olena@shop.example'))),
    ].map((act: Promise<unknown>) => act.catch((error: unknown) => {
      if (!(error instanceof Error) || !CLEAR.includes(error.name)) unclear.push(String(error));
    }));
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all([...acts(), crm.contacts.merge(admin, survivor, other), ...acts()]);
    expect(await rowsOf(OWNED, (table) => `SELECT '${table}' AS t, x.id FROM ${table} x JOIN contact k ON k.id = x.contact_id WHERE k.merged_into IS NOT NULL`)).toEqual([]);
    const { id } = (await house.sql.one<{ id: Id }>('SELECT id FROM contact_merge WHERE undone_at IS NULL'))!;
    await Promise.all([...acts(), crm.contacts.unmerge(admin, id), ...acts()]);
    expect(await rowsOf(BESIDE, (table) => `SELECT '${table}' AS t, x.id FROM ${table} x JOIN conversation c ON c.id = x.conversation_id WHERE x.contact_id <> c.contact_id`)).toEqual([]);
    expect(await rowsOf(OWNED.filter((table) => table !== 'message'), (table) => `SELECT '${table}' AS t, id FROM ${table} WHERE home_id IS NOT NULL`)).toEqual([]);
  }
  expect(unclear).toEqual([]);
});
