import { conversationOf, deliver, mailbox, telegramUser, words } from '../testing/events.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

const DAY = 86_400_000;
const activities = async (id: string) => (await house.crm.conversations.timeline(house.admin, id, {})).items.flatMap((message) => (message.activity ? [message.activity] : []));

describe('where a message goes', () => {
  it('is the contact’s open conversation, whatever the inbox', async () => {
    const [one, two] = [await house.inbox(CHAT), await house.inbox(CHAT)];
    const olena = telegramUser();
    const first = await conversationOf(house, await deliver(house, one, words(house, olena)));
    const second = await conversationOf(house, await deliver(house, two, words(house, olena)));
    expect(second.id).toBe(first.id);
    expect(second.inboxIds).toEqual([one, two]);
  });

  it('is the closed one again within the reopen window, and a new one after it', async () => {
    const inbox = await house.inbox(CHAT);
    const olena = telegramUser();
    const first = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    await house.crm.conversations.setStatus(house.admin, first.id, { status: 'closed' });
    house.pass(6 * DAY);
    const again = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    expect(again).toMatchObject({ id: first.id, status: 'open', waitingSince: house.now().toISOString() });
    await house.crm.conversations.setStatus(house.admin, first.id, { status: 'closed' });
    house.pass(8 * DAY);
    expect((await conversationOf(house, await deliver(house, inbox, words(house, olena)))).id).not.toBe(first.id);
    expect((await house.crm.leads.list(house.admin, {})).items).toHaveLength(1);
  });

  it('is one of its own per thread where the inbox says so', async () => {
    const inbox = await house.inbox(MAIL, { threadMode: 'thread' });
    const olena = mailbox('olena@shop.example');
    const a1 = await conversationOf(house, await deliver(house, inbox, words(house, olena, { externalThreadId: 'a' })));
    const b = await conversationOf(house, await deliver(house, inbox, words(house, olena, { externalThreadId: 'b' })));
    const a2 = await conversationOf(house, await deliver(house, inbox, words(house, olena, { externalThreadId: 'a' })));
    expect(a2.id).toBe(a1.id);
    expect(b.id).not.toBe(a1.id);
    expect(b.contactId).toBe(a1.contactId);
  });

  it('wakes a snoozed and reopens a pending conversation', async () => {
    const inbox = await house.inbox(CHAT);
    const olena = telegramUser();
    const { id } = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    await house.crm.conversations.setStatus(house.admin, id, { status: 'snoozed', snoozedUntil: '2027-03-09T09:00:00Z' });
    expect(await conversationOf(house, await deliver(house, inbox, words(house, olena)))).toMatchObject({ id, status: 'open', snoozedUntil: null });
    await house.crm.conversations.setStatus(house.admin, id, { status: 'pending' });
    expect(await conversationOf(house, await deliver(house, inbox, words(house, olena)))).toMatchObject({ id, status: 'open' });
  });

  it('lets no stranger in by a header: their mail stands alone and the join is proposed', async () => {
    const inbox = await house.inbox(MAIL);
    const first = await conversationOf(house, await deliver(house, inbox, words(house, mailbox('olena@shop.example'), { mailId: 'm1@shop.example', cc: [mailbox('mallory@evil.example')] })));
    const stranger = words(house, mailbox('mallory@evil.example'), { references: ['m1@shop.example'], externalThreadId: 'm1@shop.example' });
    const theirs = await conversationOf(house, await deliver(house, inbox, stranger));
    expect(theirs.id).not.toBe(first.id);
    expect(await activities(theirs.id)).toMatchObject([{ type: 'join-proposed', conversationId: first.id }]);
    const more = await conversationOf(house, await deliver(house, inbox, words(house, mailbox('mallory@evil.example'), { references: ['m1@shop.example'], externalThreadId: 'm1@shop.example' })));
    expect(more.id).toBe(theirs.id);
  });

  it('lets in whom we wrote to', async () => {
    const inbox = await house.inbox(MAIL);
    const olena = mailbox('olena@shop.example');
    const first = await conversationOf(house, await deliver(house, inbox, words(house, olena, { mailId: 'm1@shop.example' })));
    const ours = { ...words(house, mailbox('support@nord.example')), direction: 'outbound' as const, to: [olena], cc: [mailbox('petro@shop.example')], mailId: 'r1@nord.example', references: ['m1@shop.example'] };
    await deliver(house, inbox, ours);
    house.pass(1000);
    const petro = words(house, mailbox('petro@shop.example', true, 'Petro'), { references: ['r1@nord.example', 'm1@shop.example'] });
    const result = await deliver(house, inbox, petro);
    expect((await conversationOf(house, result)).id).toBe(first.id);
    const [newest] = (await house.crm.conversations.timeline(house.admin, first.id, {})).items.filter((message) => message.kind === 'text' && message.direction === 'inbound');
    expect(newest).toMatchObject({ senderName: 'Petro' });
    expect((await house.crm.leads.list(house.admin, {})).items.map((lead) => lead.contactId)).toEqual([first.contactId]);
  });

  it('keeps a thread whole whatever the order of arrival', async () => {
    const inbox = await house.inbox(MAIL, { threadMode: 'thread' });
    const olena = mailbox('olena@shop.example');
    const mails = [1, 2, 3, 4].map((n) =>
      words(house, olena, { mailId: `m${n}@shop.example`, externalThreadId: 'm1@shop.example', references: Array.from({ length: n - 1 }, (_, back) => `m${n - 1 - back}@shop.example`), text: `mail ${n}` }));
    const places = new Set<string>();
    for (const n of [3, 1, 4, 2]) places.add((await conversationOf(house, await deliver(house, inbox, mails[n - 1]!))).id);
    expect(places.size).toBe(1);
  });
});

describe('one mail to two of our mailboxes', () => {
  it('is one message in one conversation, seen by the people of both; reused ids hide nothing', async () => {
    const [support, sales] = [await house.inbox(MAIL), await house.inbox(MAIL)];
    const operator = await house.person('operator', [sales]);
    const olena = mailbox('olena@shop.example');
    const mail = words(house, olena, { externalId: 'hash-1', mailId: 'm1@shop.example' });
    const results = await Promise.all([deliver(house, support, mail), deliver(house, sales, mail)]);
    const { id } = await conversationOf(house, results[0]);
    expect(results[1].messageIds).toEqual(results[0].messageIds);
    expect((await house.crm.conversations.timeline(operator, id, {})).items.filter((message) => message.kind === 'text')).toHaveLength(1);
    await deliver(house, sales, words(house, olena, { externalId: 'hash-2', mailId: 'm1@shop.example', text: 'another mail under the same id' }));
    expect((await house.crm.conversations.timeline(operator, id, {})).items.filter((message) => message.kind === 'text')).toHaveLength(2);
  });
});

describe('mail that no human wrote', () => {
  const automatic = { automatic: 'auto-reply' as const, text: 'I am on holiday' };

  it('stands in the conversation it belongs to, and nobody waits because of it', async () => {
    const inbox = await house.inbox(MAIL);
    const olena = mailbox('olena@shop.example');
    const before = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    await house.crm.conversations.noReplyNeeded(house.admin, before.id);
    const after = await conversationOf(house, await deliver(house, inbox, words(house, olena, automatic)));
    expect(after).toMatchObject({ id: before.id, waitingSince: null, inboundCount: 1, version: 1, openTaskDueAt: null, preview: { text: 'Good day!' } });
    expect((await house.crm.conversations.timeline(house.admin, before.id, {})).items.map((message) => message.automatic)).toContain('auto-reply');
  });

  it('from somebody unknown is kept where it can be read and makes no lead, task, owner or noise', async () => {
    const inbox = await house.inbox(MAIL);
    const operator = await house.person('operator', [inbox]);
    await house.crm.users.setDuty(house.admin, operator.userId, true);
    house.signals.length = 0;
    const conversation = await conversationOf(house, await deliver(house, inbox, words(house, mailbox('news@shop.example'), { automatic: 'bulk' })));
    expect(conversation).toMatchObject({ status: 'closed', waitingSince: null, ownerId: null, inboundCount: 0 });
    expect((await house.crm.leads.list(house.admin, {})).items).toEqual([]);
    expect((await house.crm.tasks.list(house.admin, {})).items).toEqual([]);
    expect(house.signals.filter((signal) => signal.type === 'notify')).toEqual([]);
    const human = await conversationOf(house, await deliver(house, inbox, words(house, mailbox('news@shop.example'))));
    expect(human).toMatchObject({ status: 'open', ownerId: operator.userId });
  });

  it('that reports about our mail stands beside that mail, whoever sent it', async () => {
    const inbox = await house.inbox(MAIL);
    const first = await conversationOf(house, await deliver(house, inbox, words(house, mailbox('olena@shop.example'))));
    const reply = await house.crm.outbound.reply(house.admin, { id: crypto.randomUUID(), conversationId: first.id, kind: 'text', text: 'Hello', seenVersion: first.version });
    const bounce = words(house, mailbox('mailer-daemon@mx.example'), { automatic: 'bounce', answersMessageId: reply.id });
    expect((await conversationOf(house, await deliver(house, inbox, bounce))).id).toBe(first.id);
  });
});

describe('history', () => {
  it('is there to be read: no lead, no task, no owner, nobody waits', async () => {
    const inbox = await house.inbox(MAIL);
    const operator = await house.person('operator', [inbox]);
    await house.crm.users.setDuty(house.admin, operator.userId, true);
    const olena = mailbox('olena@shop.example');
    const old = new Date('2026-12-01T10:00:00Z');
    const first = await conversationOf(house, await deliver(house, inbox, words(house, olena, { history: true, occurredAt: old, text: 'old' })));
    await deliver(house, inbox, words(house, olena, { history: true, occurredAt: new Date('2026-12-02T10:00:00Z'), text: 'newer' }));
    const now = await house.crm.conversations.get(house.admin, first.id);
    expect(now).toMatchObject({ status: 'closed', waitingSince: null, ownerId: null, lastMessageAt: '2026-12-02T10:00:00.000Z', preview: { text: 'newer' }, inboundCount: 0 });
    expect((await house.crm.leads.list(house.admin, {})).items).toEqual([]);
    const fresh = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    expect(fresh).toMatchObject({ status: 'open', ownerId: operator.userId });
    expect((await house.crm.leads.list(house.admin, {})).items).toEqual([]);
  });
});

describe('our words from elsewhere', () => {
  it('are recorded as sent and answer whoever waits', async () => {
    const inbox = await house.inbox(MAIL);
    const olena = mailbox('olena@shop.example');
    const { id } = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    house.pass(60_000);
    const copy = { ...words(house, mailbox('support@nord.example', true, 'Support')), direction: 'outbound' as const, to: [olena], text: 'from my phone' };
    const answered = await conversationOf(house, await deliver(house, inbox, copy));
    expect(answered).toMatchObject({ id, waitingSince: null, version: 2, inboundCount: 1, preview: { text: 'from my phone', direction: 'outbound', delivery: 'sent' } });
    const tasks = (await house.crm.tasks.list(house.admin, { conversationId: id })).items;
    expect(tasks.map((task) => [task.kind, task.status, task.dueAt])).toEqual([['answer', 'done', '2027-03-01T09:15:00.000Z'], ['follow-up', 'open', '2027-03-03T09:01:00.000Z']]);
    await deliver(house, inbox, words(house, olena));
    const after = (await house.crm.tasks.list(house.admin, { conversationId: id, status: 'open' })).items;
    expect(after.map((task) => task.kind)).toEqual(['answer']);
  });

  it('that left through us are that message and make nothing', async () => {
    const inbox = await house.inbox(MAIL);
    const olena = mailbox('olena@shop.example');
    const { id, version } = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    const reply = await house.crm.outbound.reply(house.admin, { id: crypto.randomUUID(), conversationId: id, kind: 'text', text: 'Hello', seenVersion: version });
    const claim = await house.crm.outbound.claim(reply.deliveries[0]!.id, 60_000);
    await house.crm.outbound.recordSent(claim!, { externalId: 'our-mail@nord.example', aliases: [], status: 'sent' });
    const before = (await house.crm.conversations.timeline(house.admin, id, {})).items.length;
    const copy = { ...words(house, mailbox('support@nord.example')), direction: 'outbound' as const, to: [olena], mailId: 'our-mail@nord.example' };
    expect((await deliver(house, inbox, copy)).messageIds).toEqual([reply.id]);
    expect((await house.crm.conversations.timeline(house.admin, id, {})).items).toHaveLength(before);
  });
});
