import type { InboxListName, ListFilter } from '../views.ts';
import { conversationOf, deliver, mailbox, phoneNumber, telegramUser, words } from '../testing/events.ts';
import { CHAT, createHouse, MAIL, SMS, type House } from '../testing/house.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

const inquiry = async (inbox: string, name = 'Olena') => conversationOf(house, await deliver(house, inbox, words(house, telegramUser(undefined, name))));
const ids = async (actor: Parameters<House['crm']['conversations']['list']>[0], view: InboxListName, over: { search?: string; filter?: ListFilter } = {}) =>
  (await house.crm.conversations.list(actor, { view, ...over })).items.map((item) => item.id);

describe('who sees what', () => {
  it('operators see the inboxes they were given; items, lists, counts and events by the same rule', async () => {
    const [mine, other] = [await house.inbox(CHAT), await house.inbox(CHAT)];
    const operator = await house.person('operator', [mine]);
    let seen = '';
    let hidden = '';
    const events = await house.told(operator, async () => {
      seen = (await inquiry(mine)).id;
      hidden = (await inquiry(other)).id;
    });
    expect(await ids(operator, 'all')).toEqual([seen]);
    expect(await house.crm.conversations.counts(operator)).toMatchObject({ queue: 1, all: 1, unassigned: 1, mine: 0 });
    await expect(house.crm.conversations.get(operator, hidden)).rejects.toThrow('No such conversation');
    await expect(house.crm.conversations.timeline(operator, hidden, {})).rejects.toThrow('No such conversation');
    await expect(house.crm.conversations.setStatus(operator, hidden, { status: 'closed' })).rejects.toThrow('No such conversation');
    expect(await house.crm.conversations.visible(operator, hidden)).toBe(false);
    expect(JSON.stringify(events)).not.toContain(hidden);
    expect(events.some((event) => event.type === 'conversation' && event.conversation.id === seen)).toBe(true);
    const { contactId } = await house.crm.conversations.get(house.admin, hidden);
    await expect(house.crm.contacts.get(operator, contactId)).rejects.toThrow('No such contact');
    expect((await house.crm.leads.list(operator, {})).items).toHaveLength(1);
    expect((await house.crm.tasks.list(operator, {})).items.map((task) => task.conversationId)).toEqual([seen]);
    expect(await ids(house.admin, 'all')).toHaveLength(2);
  });

  it('where operators see their own only, a new owner takes it out of the others’ sight, and they are told', async () => {
    const inbox = await house.inbox(CHAT);
    const [a, b] = [await house.person('operator', [inbox]), await house.person('operator', [inbox])];
    await house.crm.company.update(house.admin, { operatorsSeeOwnOnly: true });
    const [actorA, actorB] = [await house.again(a), await house.again(b)];
    const { id } = await inquiry(inbox);
    expect(await ids(actorB, 'all')).toEqual([id]);
    const told = await house.told(actorB, () => house.crm.conversations.assign(house.admin, id, { ownerId: a.userId }));
    expect(told.map((event) => event.type)).toEqual(['conversation-hidden']);
    expect(await ids(actorB, 'all')).toEqual([]);
    expect(await ids(actorA, 'mine')).toEqual([id]);
    await expect(house.crm.conversations.get(actorB, id)).rejects.toThrow('No such conversation');
  });

  it('words of a private inbox are hidden from those without it, also in the list row and the feed', async () => {
    const open = await house.inbox(CHAT);
    const secret = await house.inbox(SMS, { isPrivate: true });
    const [outsider, insider] = [await house.person('operator', [open]), await house.person('operator', [open, secret])];
    const phone = { address: { kind: 'phone' as const, value: '+380441234567' }, verified: true, origin: 'telegram-contact' };
    const { id } = await conversationOf(house, await deliver(house, open, words(house, telegramUser(), { claims: [phone] })));
    house.pass(1000);
    const events = await house.told(outsider, () => deliver(house, secret, words(house, phoneNumber('+380441234567'), { text: 'the secret' })));
    const timeline = async (actor: typeof outsider) => (await house.crm.conversations.timeline(actor, id, {})).items.map((message) => message.text);
    expect(await timeline(insider)).toEqual(['the secret', 'Good day!']);
    expect(await timeline(outsider)).toEqual(['Good day!']);
    expect(JSON.stringify(await house.crm.conversations.get(outsider, id))).not.toContain('the secret');
    expect(JSON.stringify(events)).not.toContain('the secret');
  });
});

describe('the lists', () => {
  it('show first who waits, the longest wait on top, then what moved last, page by page', async () => {
    const inbox = await house.inbox(CHAT);
    const made: string[] = [];
    for (let n = 0; n < 5; n++) {
      made.push((await inquiry(inbox, `Person ${n}`)).id);
      house.pass(60_000);
    }
    expect(await ids(house.admin, 'queue')).toEqual(made);
    expect(await ids(house.admin, 'all')).toEqual(made);
    const answered = (await inquiry(inbox, 'Person 5')).id;
    await house.crm.conversations.noReplyNeeded(house.admin, answered);
    for (const [view, expected] of [['queue', made], ['all', [...made, answered]]] as const) {
      const paged: string[] = [];
      let after: string | null = null;
      do {
        const page = await house.crm.conversations.list(house.admin, { view, limit: 2, after });
        paged.push(...page.items.map((item) => item.id));
        after = page.next;
      } while (after);
      expect(paged).toEqual(expected);
    }
    await house.crm.conversations.setStatus(house.admin, answered, { status: 'closed' });
    await house.crm.conversations.noReplyNeeded(house.admin, made[0]!);
    expect(await ids(house.admin, 'all')).toEqual([...made.slice(1), made[0]]);
    await house.crm.conversations.setStatus(house.admin, made[1]!, { status: 'snoozed', snoozedUntil: '2027-03-05T09:00:00Z' });
    await house.crm.conversations.setStatus(house.admin, made[2]!, { status: 'closed' });
    await house.crm.conversations.setSpam(house.admin, made[3]!, true);
    expect(await house.crm.conversations.counts(house.admin)).toEqual({ asOf: expect.any(String), queue: 1, forMe: 1, mine: 0, mentions: 0, all: 3, unassigned: 2, snoozed: 1, closed: 2, spam: 1 });
    for (const view of ['queue', 'snoozed', 'spam'] as const) expect(await ids(house.admin, view)).toHaveLength(1);
  });

  it('find by name, address and last digits, among the closed too, and never by a wildcard', async () => {
    const sms = await house.inbox(SMS);
    const mail = await house.inbox(MAIL);
    const phone = (await conversationOf(house, await deliver(house, sms, words(house, { ...phoneNumber('+380441234567'), displayName: 'Олена Шевченко' })))).id;
    const letter = (await conversationOf(house, await deliver(house, mail, words(house, mailbox('petro@shop.example'))))).id;
    await house.crm.conversations.setStatus(house.admin, letter, { status: 'closed' });
    expect(await ids(house.admin, 'all', { search: 'шевч' })).toEqual([phone]);
    expect(await ids(house.admin, 'all', { search: '45-67' })).toEqual([phone]);
    expect(await ids(house.admin, 'all', { search: 'petro@' })).toEqual([letter]);
    expect(await ids(house.admin, 'all', { search: '%' })).toEqual([]);
    expect(await ids(house.admin, 'all', { filter: { inboxId: sms } })).toEqual([phone]);
  });

  it('find what one inbox or one channel has a part in, also one it came to later, and lead each person to theirs alone', async () => {
    const [sms, mail, chat] = [await house.inbox(SMS), await house.inbox(MAIL), await house.inbox(CHAT)];
    const operator = await house.person('operator', [mail]);
    const customer = await house.customer({ kind: 'phone', value: '+380441234567' }, { kind: 'email', value: 'olena@shop.example' });
    const both = await house.asks(customer, sms);
    const letter = (await conversationOf(house, await deliver(house, mail, words(house, mailbox('petro@shop.example'))))).id;
    const talk = (await conversationOf(house, await deliver(house, chat, words(house, telegramUser())))).id;
    expect(await ids(operator, 'all')).toEqual([letter]);
    expect((await house.crm.conversations.counts(operator)).queue).toBe(1);
    house.pass(1000);
    await house.asks(customer, mail, { conversationId: both });
    expect(await ids(operator, 'all')).toEqual(expect.arrayContaining([letter, both]));
    expect(await house.crm.conversations.counts(operator)).toMatchObject({ queue: 2, all: 2, mine: 0 });
    expect(await house.crm.conversations.count(operator, { view: 'all' })).toEqual({ count: 2, more: false });
    expect((await ids(house.admin, 'all', { filter: { channel: 'email' } })).sort()).toEqual([letter, both].sort());
    expect(await ids(house.admin, 'all', { filter: { channel: 'sms' } })).toEqual([both]);
    expect((await ids(house.admin, 'all', { filter: { inboxId: mail } })).sort()).toEqual([letter, both].sort());
    expect(await ids(house.admin, 'all', { filter: { inboxId: chat } })).toEqual([talk]);
    const started = await house.crm.outbound.start(house.admin, { id: '018f0000-0000-7000-8000-00000000aa01', inboxId: mail, channel: 'email', to: { kind: 'email', value: 'new@shop.example' }, text: 'Добрий день', subject: 'Замовлення' });
    expect(await ids(operator, 'all')).toContain(started.conversation.id);
    expect(await ids(house.admin, 'all', { filter: { channel: 'email' } })).toContain(started.conversation.id);
  });

  it('count what a person has not read; reading answers nobody', async () => {
    const inbox = await house.inbox(CHAT);
    const operator = await house.person('operator', [inbox]);
    const { id, waitingSince } = await inquiry(inbox);
    const events = await house.told(operator, () => house.crm.conversations.markRead(operator, id, 99));
    expect(events).toMatchObject([{ type: 'read', conversationId: id, readCount: 1 }]);
    await house.crm.conversations.markRead(operator, id, 0);
    expect(await house.crm.conversations.get(operator, id)).toMatchObject({ readCount: 1, inboundCount: 1, waitingSince });
    expect((await house.crm.conversations.get(house.admin, id)).readCount).toBe(0);
  });
});

describe('acts on a conversation', () => {
  it('giving it to somebody moves its tasks and lead, is recorded, said and told to them', async () => {
    const inbox = await house.inbox(CHAT);
    const operator = await house.person('operator', [inbox]);
    const { id, contactId } = await inquiry(inbox);
    house.signals.length = 0;
    expect(await house.crm.conversations.assign(house.admin, id, { ownerId: operator.userId })).toMatchObject({ ownerId: operator.userId, waitingSince: expect.any(String) });
    const contact = await house.crm.contacts.get(operator, contactId);
    expect([contact.lead!.ownerId, ...contact.tasks.map((task) => task.assigneeId)]).toEqual([operator.userId, operator.userId]);
    expect(house.signals.flatMap((signal) => (signal.type === 'notify' ? [[signal.userId, signal.notification.type]] : []))).toEqual([[operator.userId, 'assigned']]);
    expect((await house.crm.conversations.timeline(operator, id, {})).items.flatMap((message) => (message.activity ? [message.activity.type] : []))).toEqual(['assigned']);
    const stranger = await house.person('operator', []);
    await expect(house.crm.conversations.assign(house.admin, id, { ownerId: stranger.userId })).rejects.toMatchObject({ code: 'no-access' });
    expect(await house.crm.conversations.assign(operator, id, { ownerId: null })).toMatchObject({ ownerId: null });
  });

  it('closing clears waiting and tasks; a contact has one open conversation', async () => {
    const inbox = await house.inbox(CHAT, { reopenDays: 0 });
    const olena = telegramUser();
    const first = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    expect(await house.crm.conversations.setStatus(house.admin, first.id, { status: 'closed' })).toMatchObject({ status: 'closed', waitingSince: null, answerDueAt: null, openTaskDueAt: null });
    house.pass(1000);
    const second = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    expect(second.id).not.toBe(first.id);
    await expect(house.crm.conversations.setStatus(house.admin, first.id, { status: 'open' })).rejects.toMatchObject({ code: 'other-open' });
  });

  it('what is put off wakes at its time', async () => {
    const inbox = await house.inbox(CHAT);
    const { id } = await inquiry(inbox);
    await expect(house.crm.conversations.setStatus(house.admin, id, { status: 'snoozed', snoozedUntil: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'past-time' });
    await house.crm.conversations.setStatus(house.admin, id, { status: 'snoozed', snoozedUntil: '2027-03-01T10:00:00Z' });
    expect(await house.crm.conversations.wakeSnoozed()).toBe(0);
    house.pass(3_600_000);
    expect(await house.crm.conversations.wakeSnoozed()).toBe(1);
    expect(await house.crm.conversations.get(house.admin, id)).toMatchObject({ status: 'open', snoozedUntil: null, waitingSince: expect.any(String) });
  });
});

describe('contacts, tasks and leads by hand', () => {
  it('an address belongs to one contact, is checked, and may be taken away', async () => {
    const contact = await house.crm.contacts.create(house.admin, { name: ' Olena ', identities: [{ kind: 'phone', value: '044 123 45 67' }] });
    expect(contact).toMatchObject({ name: 'Olena', identities: [{ value: '+380441234567', label: '+380 44 123 4567', verified: false }] });
    await expect(house.crm.contacts.create(house.admin, { name: 'Other', identities: [{ kind: 'phone', value: '+380441234567' }] })).rejects.toMatchObject({ code: 'address-taken' });
    await expect(house.crm.contacts.addIdentity(house.admin, contact.id, { kind: 'email', value: 'no mail' })).rejects.toMatchObject({ code: 'bad-address' });
    const sms = await house.inbox(SMS);
    const conversation = await conversationOf(house, await deliver(house, sms, words(house, phoneNumber('+380441234567'))));
    expect(conversation.contactId).toBe(contact.id);
    expect((await house.crm.contacts.removeIdentity(house.admin, contact.id, contact.identities[0]!.id)).identities).toEqual([]);
    await house.crm.contacts.update(house.admin, contact.id, { name: 'Olena S.' });
    expect((await house.crm.conversations.get(house.admin, conversation.id)).contactName).toBe('Olena S.');
    expect((await house.crm.contacts.search(house.admin, 'olena', {})).items.map((found) => found.id)).toEqual([contact.id]);
  });

  it('a task shows its clock in the list row until it is done', async () => {
    const inbox = await house.inbox(CHAT);
    const { id } = await inquiry(inbox);
    const task = await house.crm.tasks.create(house.admin, { title: 'Send the offer', dueAt: '2027-03-01T08:00:00Z', conversationId: id });
    expect((await house.crm.conversations.get(house.admin, id)).openTaskDueAt).toBe('2027-03-01T08:00:00.000Z');
    expect(await house.crm.tasks.update(house.admin, task.id, { status: 'done' })).toMatchObject({ status: 'done', doneAt: house.now().toISOString() });
    expect((await house.crm.conversations.get(house.admin, id)).openTaskDueAt).toBe('2027-03-01T09:15:00.000Z');
  });

  it('a lead ends as converted, or as junk with a reason', async () => {
    const inbox = await house.inbox(CHAT);
    await inquiry(inbox);
    const [lead] = (await house.crm.leads.list(house.admin, { status: 'open' })).items;
    await expect(house.crm.leads.setStatus(house.admin, lead!.id, { status: 'junk' })).rejects.toMatchObject({ code: 'no-reason' });
    expect(await house.crm.leads.setStatus(house.admin, lead!.id, { status: 'junk', junkReason: 'test' })).toMatchObject({ status: 'junk', junkReason: 'test' });
    expect(await house.crm.leads.setStatus(house.admin, lead!.id, { status: 'converted' })).toMatchObject({ status: 'converted', junkReason: null });
  });
});
