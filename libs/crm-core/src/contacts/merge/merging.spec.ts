import { randomUUID } from 'node:crypto';
import { conversationOf, deliver, mailbox, phoneNumber, telegramUser, words } from '../../testing/events.ts';
import { CHAT, createHouse, MAIL, SMS, type House } from '../../testing/house.ts';
import { freshReads, lastWords } from '../../testing/mirror.ts';
import type { ContactView, Id, SyncEvent } from '../../views.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

/** One person who writes by mail and in a messenger, so that we think of two. */
async function twoOfOne() {
  const [mail, chat] = [await house.inbox(MAIL), await house.inbox(CHAT)];
  const byMail = await conversationOf(house, await deliver(house, mail, words(house, mailbox('olena@shop.example', true, 'Olena Koval'), { source: { utm: { source: 'google' } } })));
  house.pass(60_000);
  const byChat = await conversationOf(house, await deliver(house, chat, words(house, telegramUser('77', 'Lena'), { source: { startParameter: 'spring' } })));
  house.pass(60_000);
  return { mail, chat, byMail, byChat, survivor: byMail.contactId, other: byChat.contactId };
}
const detail = (id: Id) => house.crm.contacts.get(house.admin, id);
const mergeIdOf = async (id: Id): Promise<Id> => (await detail(id)).merges[0]!.id;
const order = (contactId: Id, conversationId?: Id) =>
  house.crm.orders.create(house.admin, { id: randomUUID(), ...(conversationId ? { conversationId } : { contactId }), lines: [{ name: 'Lamp', quantity: 1, priceMinor: 12_500 }], currency: 'EUR', force: true });

describe('duplicates', () => {
  it('an unproven address never merges anybody: it proposes, with its reason, and a person decides', async () => {
    const { other, survivor, chat } = await twoOfOne();
    await deliver(house, chat, words(house, telegramUser('77', 'Lena'), { claims: [{ address: { kind: 'email', value: 'Olena@Shop.example' }, verified: false, origin: 'prechat-form' }] }));
    expect((await detail(other)).merges).toEqual([]);
    expect((await detail(other)).identities.map(({ kind }) => kind)).toEqual(['telegram']);
    const { items } = await house.crm.contacts.duplicates(house.admin, {});
    expect(items).toMatchObject([{ contact: { id: other }, other: { id: survivor }, reason: 'prechat-form', value: 'olena@shop.example' }]);
    expect((await house.crm.contacts.mergePreview(house.admin, survivor, other)).reasons).toEqual([{ reason: 'prechat-form', value: 'olena@shop.example' }]);
    await house.crm.contacts.dismissDuplicate(house.admin, items[0]!.id);
    expect((await house.crm.contacts.duplicates(house.admin, {})).items).toEqual([]);
  });

  it('an address that a colleague types and that is somebody else’s is refused, and proposes', async () => {
    const { other, survivor } = await twoOfOne();
    await expect(house.crm.contacts.addIdentity(house.admin, other, { kind: 'email', value: 'olena@shop.example' })).rejects.toMatchObject({ code: 'address-taken' });
    expect((await detail(other)).duplicates).toMatchObject([{ contactId: survivor, reason: 'typed', value: 'olena@shop.example' }]);
    await house.crm.contacts.merge(house.admin, survivor, other);
    expect((await detail(survivor)).duplicates).toEqual([]);
    await house.crm.contacts.unmerge(house.admin, await mergeIdOf(survivor));
    expect((await detail(survivor)).duplicates).toMatchObject([{ contactId: other }]);
  });

  it('are dismissed by whoever sees both, and by nobody else', async () => {
    const { other, mail, chat } = await twoOfOne();
    await expect(house.crm.contacts.addIdentity(house.admin, other, { kind: 'email', value: 'olena@shop.example' })).rejects.toMatchObject({ code: 'address-taken' });
    const { id } = (await detail(other)).duplicates[0]!;
    for (const inbox of [mail, chat]) await expect(house.crm.contacts.dismissDuplicate(await house.person('operator', [inbox]), id)).rejects.toMatchObject({ name: 'NotFound' });
    expect((await detail(other)).duplicates).toHaveLength(1);
    await house.crm.contacts.dismissDuplicate(await house.person('operator', [mail, chat]), id);
    expect((await detail(other)).duplicates).toEqual([]);
  });

  it('those of somebody who was merged are the survivor’s', async () => {
    const { other, survivor, mail } = await twoOfOne();
    const third = await conversationOf(house, await deliver(house, mail, words(house, mailbox('third@shop.example'), { claims: [{ address: { kind: 'telegram', value: '77' }, verified: false, origin: 'prechat-form' }] })));
    await house.crm.contacts.merge(house.admin, survivor, other);
    expect((await detail(third.contactId)).duplicates).toMatchObject([{ contactId: survivor, reason: 'prechat-form' }]);
    expect((await detail(survivor)).duplicates).toMatchObject([{ contactId: third.contactId }]);
  });
});

describe('merging', () => {
  it('is shown before it is done: what differs, whence it would be taken, and what comes along', async () => {
    const { byChat, survivor, other } = await twoOfOne();
    await house.crm.contacts.update(house.admin, other, { company: 'Koval & Sons', language: 'uk' });
    await order(other, byChat.id);
    const preview = await house.crm.contacts.mergePreview(house.admin, survivor, other);
    expect(preview.fields).toEqual([
      { field: 'name', value: 'Olena Koval', otherValue: 'Lena', take: 'contact' },
      { field: 'language', value: null, otherValue: 'uk', take: 'other' },
      { field: 'company', value: '', otherValue: 'Koval & Sons', take: 'other' },
    ]);
    expect(preview.moves).toMatchObject({ conversations: 1, messages: 1, orders: 1, leads: 1, notes: 0, deals: 0 });
    expect((await detail(survivor)).merges).toEqual([]);
  });

  it('makes one of two: addresses, conversations, orders and visits are one person’s, and what differs is as it was chosen', async () => {
    const { byMail, byChat, survivor, other } = await twoOfOne();
    await house.crm.contacts.update(house.admin, other, { company: 'Koval & Sons' });
    const [paid, open] = [await order(other, byChat.id), await order(survivor)];
    await house.crm.orders.setStatus(house.admin, paid.id, 'paid');
    await house.crm.contacts.merge(house.admin, survivor, other, { name: 'other' });
    const one = await detail(survivor);
    expect(one).toMatchObject({ name: 'Lena', company: 'Koval & Sons', source: { utm: { source: 'google' } }, bought: { orders: 1, sums: [{ minor: 12_500, currency: 'EUR' }] }, merges: [{ contactId: other, name: 'Lena', byId: house.admin.userId }] });
    expect(one.identities.map(({ value }) => value).sort()).toEqual(['77', 'olena@shop.example']);
    expect([...one.conversationIds].sort()).toEqual([byMail.id, byChat.id].sort());
    expect(one.orders.map(({ id }) => id).sort()).toEqual([paid.id, open.id].sort());
    expect(one.touches.map(({ source }) => source.startParameter ?? source.utm['source'])).toEqual(['google', 'spring']);
    expect((await detail(other)).id).toBe(survivor);
    expect((await house.crm.contacts.search(house.admin, 'Lena', {})).items.map(({ id }) => id)).toEqual([survivor]);
    expect((await house.crm.conversations.get(house.admin, byMail.id)).contactName).toBe('Lena');
    expect((await house.crm.contacts.merge(house.admin, survivor, other)).id).toBe(survivor);
  });

  it('an order that was not heard of is sent again after it, and is the same order', async () => {
    const { byChat, survivor, other } = await twoOfOne();
    const lines = [{ name: 'Lamp', quantity: 1, priceMinor: 12_500 }];
    const [ofContact, inChat] = [{ id: randomUUID(), contactId: other, currency: 'EUR', lines }, { id: randomUUID(), conversationId: byChat.id, currency: 'EUR', lines }];
    const made = [await house.crm.orders.create(house.admin, ofContact), await house.crm.orders.create(house.admin, inChat)];
    await house.crm.contacts.merge(house.admin, survivor, other);
    for (const [i, input] of [ofContact, inChat].entries()) expect(await house.crm.orders.create(house.admin, input)).toMatchObject({ id: made[i]!.id, number: made[i]!.number, contactId: survivor });
    expect(await house.sql.query('SELECT id FROM sales_order')).toHaveLength(2);
  });

  it('is for leaders, and for those whom they may see', async () => {
    const { survivor, other, mail } = await twoOfOne();
    const operator = await house.person('operator', [mail]);
    await expect(house.crm.contacts.merge(operator, survivor, other)).rejects.toMatchObject({ name: 'Forbidden' });
    await expect(house.crm.contacts.mergePreview(operator, survivor, other)).rejects.toMatchObject({ name: 'Forbidden' });
    const head = await house.person('manager', [mail]);
    await expect(house.crm.contacts.merge(head, survivor, other)).rejects.toMatchObject({ name: 'NotFound' });
    await expect(house.crm.contacts.merge(house.admin, survivor, survivor)).rejects.toMatchObject({ code: 'same-contact' });
    await expect(house.crm.contacts.merge(house.admin, survivor, other, { shoe: 'other' })).rejects.toMatchObject({ code: 'bad-field' });
  });

  it('leaves both open conversations; whoever writes goes on where they were, and in the other one when theirs is closed', async () => {
    const { mail, chat, byMail, byChat, survivor, other } = await twoOfOne();
    await house.crm.contacts.merge(house.admin, survivor, other);
    const [again, byMailAgain] = [await deliver(house, chat, words(house, telegramUser('77'))), await deliver(house, mail, words(house, mailbox('olena@shop.example')))];
    expect((await conversationOf(house, again)).id).toBe(byChat.id);
    expect((await conversationOf(house, byMailAgain)).id).toBe(byMail.id);
    await house.crm.conversations.setStatus(house.admin, byChat.id, { status: 'closed' });
    const later = await conversationOf(house, await deliver(house, chat, words(house, telegramUser('77'))));
    expect(later).toMatchObject({ id: byMail.id, contactId: survivor });
  });

  it('is told to every screen: what it heard equals what it would fetch', async () => {
    const head = (await house.settled(), await house.crm.feed.head());
    const { byChat, survivor, other } = await twoOfOne();
    await order(other, byChat.id);
    const heard = async (): Promise<SyncEvent[]> => {
      await house.settled();
      const page = await house.crm.feed.catchUp(house.admin, head, 1000);
      if (page === 'refetch') throw new Error('The feed lost its place.');
      return page.events;
    };
    const agrees = async (): Promise<void> => {
      const [last, fresh] = [lastWords(await heard()), await freshReads(house, house.admin)];
      for (const [key, thing] of fresh) expect([key, last.get(key)]).toEqual([key, thing]);
      expect([...last.keys()].filter((key) => key.startsWith('contact ') && !fresh.has(key))).toEqual([]);
    };
    await house.crm.contacts.merge(house.admin, survivor, other, { name: 'other' });
    await agrees();
    await house.crm.contacts.unmerge(house.admin, await mergeIdOf(survivor));
    await agrees();
  });
});

describe('taking apart', () => {
  it('gives each what was theirs, and what came since in a conversation, with its order and task, to whom that belongs', async () => {
    const { chat, byMail, byChat, survivor, other } = await twoOfOne();
    const before = [await detail(survivor), await detail(other)];
    await house.crm.contacts.merge(house.admin, survivor, other, { name: 'other' });
    house.pass(60_000);
    await deliver(house, chat, words(house, telegramUser('77'), { text: 'And one more' }));
    const [theirs, own] = [await order(survivor, byChat.id), await order(survivor)];
    const task = await house.crm.tasks.create(house.admin, { title: 'Call', dueAt: '2027-03-02T09:00:00Z', conversationId: byChat.id });
    const returned = await house.crm.contacts.unmerge(house.admin, await mergeIdOf(survivor));
    expect(returned).toMatchObject({ id: other, name: 'Lena', identities: [{ kind: 'telegram' }] });
    const after = [await detail(survivor), await detail(other)];
    expect(after.map(({ name, identities, conversationIds, source, touches }) => ({ name, identities, conversationIds, source, touches })))
      .toEqual(before.map(({ name, identities, conversationIds, source, touches }) => ({ name, identities, conversationIds, source, touches })));
    expect(after.map(({ orders }) => orders.map(({ id }) => id))).toEqual([[own.id], [theirs.id]]);
    expect(after[1]!.tasks.map(({ id }) => id)).toContain(task.id);
    expect(after[0]!.tasks.map(({ id }) => id)).not.toContain(task.id);
    expect((await house.crm.conversations.timeline(house.admin, byChat.id, {})).items.every(({ contactId }) => contactId === other)).toBe(true);
    expect((await house.crm.conversations.get(house.admin, byMail.id)).contactName).toBe('Olena Koval');
    expect((await house.crm.contacts.unmerge(house.admin, (await house.sql.one<{ id: Id }>('SELECT id FROM contact_merge'))!.id)).id).toBe(other);
  });

  it('leaves alone what somebody changed of the person since', async () => {
    const { survivor, other } = await twoOfOne();
    await house.crm.contacts.merge(house.admin, survivor, other, { name: 'other' });
    await house.crm.contacts.update(house.admin, survivor, { name: 'Olena Ivanivna' });
    await house.crm.contacts.unmerge(house.admin, await mergeIdOf(survivor));
    expect((await detail(survivor)).name).toBe('Olena Ivanivna');
    expect((await detail(other)).name).toBe('Lena');
  });

  it('goes in any order where one was merged into another who was merged', async () => {
    const { survivor, other } = await twoOfOne();
    const third = await house.customer({ kind: 'phone', value: '+380441234567' });
    await house.crm.contacts.merge(house.admin, survivor, other, { name: 'other' });
    await house.crm.contacts.merge(house.admin, third, survivor, { name: 'other' });
    const { merges, identities } = await detail(third);
    expect(identities).toHaveLength(3);
    expect(merges.map(({ contactId, intoId }) => [contactId, intoId])).toEqual([[survivor, third], [other, survivor]]);
    await house.crm.contacts.unmerge(house.admin, merges[1]!.id);
    expect((await detail(other)).identities.map(({ value }) => value)).toEqual(['77']);
    expect((await detail(third)).identities).toHaveLength(2);
    await house.crm.contacts.unmerge(house.admin, merges[0]!.id);
    expect([(await detail(survivor)).name, (await detail(third)).name]).toEqual(['Olena Koval', 'Марія Коваль']);
  });

  it('a number that proved itself meanwhile goes with the one whose words proved it', async () => {
    const { chat, survivor, other } = await twoOfOne();
    const sms = await house.inbox(SMS);
    await house.crm.contacts.merge(house.admin, survivor, other);
    await deliver(house, chat, words(house, telegramUser('77'), { claims: [{ address: { kind: 'phone', value: '+380501112233' }, verified: true, origin: 'telegram-contact' }] }));
    await deliver(house, sms, words(house, phoneNumber('+380501112233')));
    await house.crm.contacts.unmerge(house.admin, await mergeIdOf(survivor));
    expect((await detail(other)).identities.map(({ value }) => value).sort()).toEqual(['+380501112233', '77']);
  });
});

it('whoever writes at the very moment of merging or taking apart finds their place: nothing is left with somebody who is no more', async () => {
  const { mail, chat, survivor, other } = await twoOfOne();
  const write = (n: number) => Promise.all(Array.from({ length: n }, (_, i) => (i % 2 ? deliver(house, chat, words(house, telegramUser('77'))) : deliver(house, mail, words(house, mailbox('olena@shop.example'))))));
  for (let round = 0; round < 6; round++) {
    await Promise.all([write(6), house.crm.contacts.merge(house.admin, survivor, other)]);
    const strays = await house.sql.query('SELECT c.id FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE k.merged_into IS NOT NULL UNION ALL SELECT m.id FROM message m JOIN contact k ON k.id = m.contact_id WHERE k.merged_into IS NOT NULL');
    expect(strays).toEqual([]);
    await Promise.all([write(6), house.crm.contacts.unmerge(house.admin, await mergeIdOf(survivor))]);
    const mixed = await house.sql.query('SELECT m.id FROM message m JOIN conversation c ON c.id = m.conversation_id JOIN contact_identity n ON n.id = m.sender_identity_id WHERE m.contact_id <> c.contact_id OR n.contact_id <> c.contact_id OR c.home_id IS NOT NULL');
    expect(mixed).toEqual([]);
  }
  expect((await house.sql.one<{ n: number }>('SELECT count(*)::int AS n FROM contact'))!.n).toBe(2);
});

describe('what a company keeps of its people', () => {
  it('is a list of its own; each contact holds values that fit, and they are merged like the rest', async () => {
    const { survivor, other } = await twoOfOne();
    const fields = await house.crm.contacts.fields.save(house.admin, [{ name: 'Size', kind: 'choice', choices: ['S', 'M'] }, { name: 'Birthday', kind: 'date' }, { name: 'Discount', kind: 'number' }]);
    const [size, birthday, discount] = fields.map(({ id }) => id) as [Id, Id, Id];
    const set = (id: Id, values: Record<Id, string | number | null>): Promise<ContactView> => house.crm.contacts.update(house.admin, id, { fields: values });
    expect((await set(survivor, { [size]: 'M', [discount]: 5 })).fields).toEqual({ [size]: 'M', [discount]: 5 });
    await set(other, { [size]: 'S', [birthday]: '1990-04-01' });
    for (const [field, value] of [[size, 'XL'], [birthday, '1990-02-30'], [discount, 'five']] as const) await expect(set(survivor, { [field]: value })).rejects.toMatchObject({ name: 'Invalid' });
    await expect(set(survivor, { [randomUUID()]: 'x' })).rejects.toMatchObject({ code: 'no-field' });
    expect((await set(survivor, { [discount]: null })).fields).toEqual({ [size]: 'M' });
    expect((await house.crm.contacts.merge(house.admin, survivor, other, { [`field:${size}`]: 'other' })).fields).toEqual({ [size]: 'S', [birthday]: '1990-04-01' });
    await house.crm.contacts.unmerge(house.admin, await mergeIdOf(survivor));
    expect((await detail(survivor)).fields).toEqual({ [size]: 'M' });
    const operator = await house.person('operator');
    await expect(house.crm.contacts.fields.save(operator, [])).rejects.toMatchObject({ name: 'Forbidden' });
  });
});
