import { randomUUID } from 'node:crypto';
import { conversationOf, deliver, mailbox, telegramUser, words } from './testing/events.ts';
import { CHAT, createHouse, MAIL, type House } from './testing/house.ts';

let house: House;
beforeAll(async () => void (house = await createHouse()));
afterAll(() => house.close());

const SECRET = 'the diagnosis is on page two';
/** One conversation over a private and a shared inbox; Anna has the shared one only. */
async function mixed(policy: { isPrivate: boolean } = { isPrivate: true }) {
  const [hidden, shared] = [await house.inbox(MAIL, policy), await house.inbox(MAIL)];
  const anna = await house.person('operator', [shared]);
  const olena = mailbox(`${randomUUID()}@shop.example`);
  const first = await deliver(house, hidden, words(house, olena, { text: SECRET, subject: SECRET }));
  const { id, contactId } = await conversationOf(house, first);
  return { hidden, shared, anna, olena, id, contactId, secretId: first.messageIds[0]!, joins: (minutes: number) => deliver(house, shared, words(house, olena, { text: 'hello', occurredAt: new Date(house.now().getTime() + minutes * 60_000) })) };
}
const everything = async (at: Awaited<ReturnType<typeof mixed>>): Promise<string> => JSON.stringify([
  await house.crm.conversations.list(at.anna, { view: 'all' }), await house.crm.conversations.get(at.anna, at.id), await house.crm.conversations.timeline(at.anna, at.id, {}),
  await house.crm.contacts.get(at.anna, at.contactId), await house.crm.conversations.list(at.anna, { view: 'all', search: 'diagnosis' }),
]);

describe('words of a private inbox, for who has only another inbox of the conversation', () => {
  it.each([['newer', 1], ['older', -60]])('are nowhere when a %s message joins through the other inbox', async (_, minutes) => {
    const at = await mixed();
    const told = await house.told(at.anna, () => at.joins(minutes));
    expect(told.map((event) => event.type)).toContain('conversation');
    expect(JSON.stringify(told)).not.toContain(SECRET);
    expect(await everything(at)).not.toContain(SECRET);
  });

  it('give the shared conversation no subject when they are ours', async () => {
    const at = await mixed();
    await at.joins(1);
    const told = await house.told(at.anna, () => house.crm.outbound.reply(house.admin, { id: randomUUID(), conversationId: at.id, kind: 'text', text: SECRET, subject: SECRET, inboxId: at.hidden, seenVersion: 0, force: true }));
    expect(JSON.stringify(told)).not.toContain(SECRET);
    expect(await everything(at)).not.toContain(SECRET);
  });

  it('cannot be sent again, settled or asked about, and the refusal shows nothing', async () => {
    const at = await mixed();
    await at.joins(1);
    const { id } = await house.crm.outbound.reply(house.admin, { id: randomUUID(), conversationId: at.id, kind: 'text', text: SECRET, inboxId: at.hidden, seenVersion: 0, force: true });
    for (const status of ['failed', 'uncertain']) {
      await house.sql.query('UPDATE delivery SET status = $2 WHERE message_id = $1', [id, status]);
      await expect(house.crm.outbound.retry(at.anna, id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(house.crm.outbound.settleByHand(at.anna, id, 'sent')).rejects.toMatchObject({ code: 'not-found' });
      await expect(house.crm.outbound.uncertainOf(at.anna, id)).rejects.toMatchObject({ code: 'not-found' });
    }
  });

  it('leave list rows, and the feed that can be read again, when their inbox becomes private', async () => {
    const at = await mixed({ isPrivate: false });
    await at.joins(-60);
    const cursor = await house.crm.feed.head();
    await deliver(house, at.hidden, words(house, at.olena, { text: SECRET }));
    expect(await everything(at)).toContain(SECRET);
    const [{ capabilities }] = (await house.sql.query<{ capabilities: (typeof MAIL)[] }>('SELECT capabilities FROM inbox WHERE id = $1', [at.hidden])) as [{ capabilities: (typeof MAIL)[] }];
    await house.crm.inboxes.save(house.admin, { id: at.hidden, adapter: 'email', name: 'Board', address: 'board@nord.example', settings: {}, capabilities, policy: { isPrivate: true } });
    await house.settled();
    const again = await house.crm.feed.catchUp(at.anna, cursor, 1000);
    expect(JSON.stringify(again)).not.toContain(SECRET);
    expect(await everything(at)).not.toContain(SECRET);
    expect(JSON.stringify(await house.crm.feed.catchUp(house.admin, cursor, 1000))).toContain(SECRET);
  });

  it('are not lost to the shared inbox when one mail went to both', async () => {
    const at = await mixed();
    const copy = words(house, at.olena, { text: 'to both of you', mailId: 'both@shop.example', externalId: 'both@shop.example' });
    await deliver(house, at.hidden, copy);
    await deliver(house, at.shared, copy);
    expect((await house.crm.conversations.timeline(at.anna, at.id, {})).items.map((message) => message.text)).toEqual(['to both of you']);
  });
});

describe('somebody of whom the actor may see nothing', () => {
  it('is not named as a possible duplicate', async () => {
    const at = await mixed();
    await at.joins(1);
    const other = await house.inbox(MAIL);
    const { contactId } = await conversationOf(house, await deliver(house, other, words(house, mailbox('hidden@shop.example', true, 'Hidden Person'))));
    await house.sql.query("INSERT INTO duplicate_hint (id, contact_id, other_id, reason, value, created_at) VALUES ($1, $2, $3, 'prechat-form', 'hidden@shop.example', now())", [randomUUID(), at.contactId, contactId]);
    expect((await house.crm.contacts.get(at.anna, at.contactId)).duplicates).toEqual([]);
    expect((await house.crm.contacts.get(house.admin, at.contactId)).duplicates).toMatchObject([{ name: 'Hidden Person' }]);
  });

  it('is not told to colleagues who see only their own', async () => {
    const inbox = await house.inbox(CHAT);
    const [owner, other] = [await house.person('operator', [inbox]), await house.person('operator', [inbox])];
    await house.crm.users.setDuty(house.admin, owner.userId, true);
    await house.crm.company.update(house.admin, { operatorsSeeOwnOnly: true });
    const told = await house.told(await house.again(other), () => deliver(house, inbox, words(house, telegramUser('9090', 'Nobody Else’s'))));
    expect(JSON.stringify(told)).not.toContain('Nobody Else');
    const known = await house.told(await house.again(owner), () => deliver(house, inbox, words(house, telegramUser('9091', 'Mine'))));
    expect(known.map((event) => event.type)).toEqual(expect.arrayContaining(['contact', 'lead', 'conversation', 'message']));
    await house.crm.company.update(house.admin, { operatorsSeeOwnOnly: false });
  });
});
