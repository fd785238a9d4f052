import { createHouse, CHAT, MAIL, SMS, type House } from '../testing/house.ts';
import { conversationOf, deliver, mailbox, phoneNumber, rawOf, telegramUser, words } from '../testing/events.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

const onDuty = async (inboxId: string, over: { capacity?: number; phone?: string } = {}) => {
  const operator = await house.person('operator', [inboxId]);
  if (over.capacity || over.phone) await house.crm.users.update(house.admin, operator.userId, over);
  await house.crm.users.setDuty(house.admin, operator.userId, true);
  return house.again(operator);
};
const count = async (table: string, where = 'true'): Promise<number> => (await house.sql.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`))!.n;

describe('the first words of somebody', () => {
  it('make one contact, one lead with its source, one conversation, one owner, one task, and tell the owner', async () => {
    const inbox = await house.inbox(CHAT);
    const operator = await onDuty(inbox);
    const result = await deliver(house, inbox, words(house, telegramUser('77', 'Olena'), { source: { startParameter: 'spring', utm: { source: 'ads' } } }));
    const conversation = await conversationOf(house, result);
    expect(conversation).toMatchObject({
      contactName: 'Olena', status: 'open', ownerId: operator.userId, waitingSince: '2027-03-01T09:00:00.000Z', answerDueAt: '2027-03-01T09:15:00.000Z', channels: ['telegram'], inboundCount: 1,
      version: 1, openTaskDueAt: '2027-03-01T09:15:00.000Z', preview: { text: 'Good day!', direction: 'inbound' },
    });
    const contact = await house.crm.contacts.get(operator, conversation.contactId);
    expect(contact).toMatchObject({
      identities: [{ kind: 'telegram', value: '77', verified: true }], lead: { status: 'open', ownerId: operator.userId }, source: { channel: 'telegram', startParameter: 'spring', utm: { source: 'ads' } },
      tasks: [{ kind: 'answer', assigneeId: operator.userId, dueAt: '2027-03-01T09:15:00.000Z' }],
    });
    expect(await count('contact')).toBe(1);
    expect(await count('conversation')).toBe(1);
    expect(await count('touch')).toBe(1);
    expect(house.signals.filter((signal) => signal.type === 'notify').map((signal) => signal.userId)).toEqual([operator.userId]);
  });

  it('and what follows on the same visit are one touch; another source, or the same one later, is a further one', async () => {
    const sms = await house.inbox(SMS);
    const say = (calledNumber: string) => deliver(house, sms, words(house, phoneNumber('+380441234567'), { source: { calledNumber } }));
    await say('+380441110000');
    await say('+380441110000');
    expect(await count('touch')).toBe(1);
    await say('+380442220000');
    expect(await count('touch')).toBe(2);
    house.pass(31 * 60_000);
    await say('+380442220000');
    expect(await count('touch')).toBe(3);
    expect(await count('lead')).toBe(1);
  });

  it('wait unassigned when nobody is on duty, and everybody with the inbox is told', async () => {
    const inbox = await house.inbox(CHAT);
    const here = await house.person('operator', [inbox]);
    await house.person('operator', []);
    const conversation = await conversationOf(house, await deliver(house, inbox, words(house, telegramUser())));
    expect(conversation.ownerId).toBeNull();
    expect(house.signals.filter((signal) => signal.type === 'notify').map((signal) => signal.userId)).toEqual([here.userId]);
  });

  it('are due in working time: a message of Friday evening is answered on Monday', async () => {
    const inbox = await house.inbox(CHAT);
    house.pass(4 * 86_400_000 + 8.9 * 3_600_000); // Friday 17:54
    const conversation = await conversationOf(house, await deliver(house, inbox, words(house, telegramUser())));
    expect(conversation.answerDueAt).toBe('2027-03-08T09:09:00.000Z');
  });

  it('from fifty parallel webhooks make one contact, one lead, one conversation, one task and fifty messages', async () => {
    const inbox = await house.inbox(CHAT);
    await onDuty(inbox);
    const olena = telegramUser('50');
    await Promise.all(Array.from({ length: 50 }, (_, n) => deliver(house, inbox, words(house, olena, { text: `message ${n}` }))));
    expect({
      contacts: await count('contact'), leads: await count('lead'), conversations: await count('conversation'), tasks: await count('task'), messages: await count('message', "kind = 'text'"),
      quarantined: await count('raw_event', "status <> 'interpreted'"), counted: (await house.sql.one<{ n: number }>('SELECT inbound_count AS n FROM conversation'))!.n,
    }).toEqual({ contacts: 1, leads: 1, conversations: 1, tasks: 1, messages: 50, quarantined: 0, counted: 50 });
  });

  it('handed over twenty times at once are kept once', async () => {
    const inbox = await house.inbox(CHAT);
    const event = words(house, telegramUser());
    const results = await Promise.all(Array.from({ length: 20 }, () => house.crm.ingest.ingest({ inboxId: inbox, raw: rawOf('same'), interpretation: { events: [event] } })));
    expect(results.filter((result) => result.status === 'committed')).toHaveLength(1);
    expect(results.filter((result) => result.status === 'duplicate')).toHaveLength(19);
    expect(await count('message', "kind = 'text'")).toBe(1);
  });

  it('under another raw key are still the same message', async () => {
    const inbox = await house.inbox(CHAT);
    const event = words(house, telegramUser());
    const results = await Promise.all(Array.from({ length: 10 }, () => deliver(house, inbox, event)));
    expect(new Set(results.map((result) => result.messageIds[0])).size).toBe(1);
    expect(await count('message', "kind = 'text'")).toBe(1);
  });
});

describe('who gets it', () => {
  it('goes round among those on duty', async () => {
    const inbox = await house.inbox(CHAT);
    const people = [await onDuty(inbox), await onDuty(inbox), await onDuty(inbox)].map((person) => person.userId);
    await house.person('operator', [inbox]); // not on duty
    const owners: (string | null)[] = [];
    for (let n = 0; n < 6; n++) {
      house.pass(1000);
      owners.push((await conversationOf(house, await deliver(house, inbox, words(house, telegramUser())))).ownerId);
    }
    expect(owners.slice(0, 3).toSorted()).toEqual(people.toSorted());
    expect(owners.slice(3)).toEqual(owners.slice(0, 3));
  });

  it('goes to the least loaded where the inbox says so', async () => {
    const inbox = await house.inbox(CHAT, { assignment: 'least-loaded' });
    const busy = await onDuty(inbox);
    const first = await conversationOf(house, await deliver(house, inbox, words(house, telegramUser())));
    expect(first.ownerId).toBe(busy.userId);
    const free = await onDuty(inbox);
    expect((await conversationOf(house, await deliver(house, inbox, words(house, telegramUser())))).ownerId).toBe(free.userId);
  });

  it('never goes over capacity, however many arrive at once', async () => {
    const inbox = await house.inbox(CHAT);
    const a = await onDuty(inbox, { capacity: 3 });
    const b = await onDuty(inbox, { capacity: 2 });
    await Promise.all(Array.from({ length: 20 }, () => deliver(house, inbox, words(house, telegramUser()))));
    const rows = await house.sql.query<{ owner_id: string | null; n: number }>('SELECT owner_id, count(*)::int AS n FROM conversation GROUP BY owner_id');
    expect(Object.fromEntries(rows.map((row) => [String(row.owner_id), row.n]))).toEqual({ [a.userId]: 3, [b.userId]: 2, null: 15 });
  });

  it('stays with the contact’s owner when they are on duty, and goes on to somebody else when not', async () => {
    const inbox = await house.inbox(CHAT, { reopenDays: 0 });
    const first = await onDuty(inbox);
    const second = await onDuty(inbox);
    const olena = telegramUser();
    const one = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    const kept = one.ownerId!;
    const other = kept === first.userId ? second.userId : first.userId;
    await house.crm.conversations.setStatus(house.admin, one.id, { status: 'closed' });
    house.pass(60_000);
    const two = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    expect(two.id).not.toBe(one.id);
    expect(two.ownerId).toBe(kept);
    await house.crm.users.setDuty(house.admin, kept, false);
    await house.crm.conversations.setStatus(house.admin, two.id, { status: 'closed' });
    house.pass(60_000);
    expect((await conversationOf(house, await deliver(house, inbox, words(house, olena)))).ownerId).toBe(other);
  });

  it('waits for a person in a manual inbox', async () => {
    const inbox = await house.inbox(CHAT, { assignment: 'manual' });
    await onDuty(inbox);
    expect((await conversationOf(house, await deliver(house, inbox, words(house, telegramUser())))).ownerId).toBeNull();
  });
});

describe('the same person', () => {
  it('on a second channel with a proven phone is in the same conversation', async () => {
    const chat = await house.inbox(CHAT);
    const sms = await house.inbox(SMS);
    const olena = telegramUser('9', 'Olena');
    const first = await conversationOf(house, await deliver(house, chat, words(house, olena, { claims: [{ address: { kind: 'phone', value: '+380 44 123 45 67' }, verified: true, origin: 'telegram-contact' }] })));
    const second = await conversationOf(house, await deliver(house, sms, words(house, phoneNumber('+380441234567'), { text: 'by sms' })));
    expect(second.id).toBe(first.id);
    expect(second.channels).toEqual(['sms', 'telegram']);
    expect(await count('contact')).toBe(1);
  });

  it('who proves an address that is already known joins its contact', async () => {
    const mail = await house.inbox(MAIL);
    const chat = await house.inbox(CHAT);
    const first = await conversationOf(house, await deliver(house, mail, words(house, mailbox('Olena@Shop.example', true, 'Olena'))));
    const visitor = words(house, telegramUser('88', 'o.'), { claims: [{ address: { kind: 'email', value: 'olena@shop.EXAMPLE' }, verified: true, origin: 'signed-identity' }] });
    const second = await conversationOf(house, await deliver(house, chat, visitor));
    expect(second.id).toBe(first.id);
    expect((await house.crm.contacts.get(house.admin, first.contactId)).identities.map((identity) => identity.kind).toSorted()).toEqual(['email', 'telegram']);
  });

  it('who only states an address makes a hint and nothing more', async () => {
    const mail = await house.inbox(MAIL);
    const chat = await house.inbox(CHAT);
    const first = await conversationOf(house, await deliver(house, mail, words(house, mailbox('olena@shop.example'))));
    const claim = { address: { kind: 'email', value: 'olena@shop.example' }, verified: false, origin: 'prechat-form' } as const;
    const second = await conversationOf(house, await deliver(house, chat, words(house, telegramUser(), { claims: [claim] })));
    expect(second.contactId).not.toBe(first.contactId);
    for (const [from, to] of [[first, second], [second, first]] as const) {
      expect((await house.crm.contacts.get(house.admin, from.contactId)).duplicates).toMatchObject([{ contactId: to.contactId, reason: 'prechat-form', value: 'olena@shop.example' }]);
    }
  });

  it('is hinted at also when the claim came before the identity', async () => {
    const mail = await house.inbox(MAIL);
    const chat = await house.inbox(CHAT);
    const claim = { address: { kind: 'email', value: 'late@shop.example' }, verified: false, origin: 'prechat-form' } as const;
    await deliver(house, chat, words(house, telegramUser(), { claims: [claim] }));
    const later = await conversationOf(house, await deliver(house, mail, words(house, mailbox('late@shop.example'))));
    expect((await house.crm.contacts.get(house.admin, later.contactId)).duplicates).toMatchObject([{ reason: 'prechat-form' }]);
  });

  it('is written by phone in the national form of the company’s country', async () => {
    const sms = await house.inbox(SMS);
    await deliver(house, sms, words(house, phoneNumber('044 123 45 67')));
    await deliver(house, sms, words(house, phoneNumber('+380441234567')));
    expect(await count('contact')).toBe(1);
  });

  it('is called by their own name as soon as a channel tells it', async () => {
    const sms = await house.inbox(SMS);
    const first = await conversationOf(house, await deliver(house, sms, words(house, phoneNumber('+380441234567'))));
    expect(first.contactName).toBe('+380 44 123 4567');
    const later = await conversationOf(house, await deliver(house, sms, words(house, { ...phoneNumber('+380441234567'), displayName: 'Olena' })));
    expect(later.contactName).toBe('Olena');
    const again = await conversationOf(house, await deliver(house, sms, words(house, { ...phoneNumber('+380441234567'), displayName: 'Somebody else' })));
    expect(again.contactName).toBe('Olena');
  });
});
