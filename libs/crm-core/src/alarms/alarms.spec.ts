import { randomUUID } from 'node:crypto';
import type { Actor } from '../crm.ts';
import { MAIL, SMS, createHouse, type House } from '../testing/house.ts';
import type { AlarmView, NotificationView } from '../views.ts';

const MINUTE = 60_000;
let house: House;
let inboxId: string;
let owner: Actor;
let head: Actor;
beforeEach(async () => {
  house = await createHouse();
  // Whatever the clock on the wall says: rules apply to what began after they came.
  await house.sql.query("UPDATE alarm_rule SET applies_from = '-infinity'");
  inboxId = await house.inbox(MAIL);
  owner = await house.person('operator', [inboxId]);
  head = await house.person('manager', [inboxId]);
  await house.crm.company.update(house.admin, { headOfSalesId: head.userId });
});
afterEach(() => house.close());

let customers = 0;
async function waits(given: { ownerId?: string | null } = {}): Promise<string> {
  const id = await house.asks(await house.customer({ kind: 'email', value: `c${++customers}@nord.example` }), inboxId);
  await house.sql.query('UPDATE conversation SET owner_id = $2 WHERE id = $1', [id, given.ownerId === undefined ? owner.userId : given.ownerId]);
  return id;
}
async function later(minutes: number): Promise<number> {
  house.pass(minutes * MINUTE);
  return house.crm.alarms.watch();
}
const alarms = async (actor: Actor = house.admin): Promise<AlarmView[]> => (await house.crm.alarms.list(actor, {})).items;
const bell = async (actor: Actor): Promise<NotificationView[]> => (await house.crm.company.notifications(actor, { unread: true })).items.filter(({ type }) => type === 'alarm');

describe('an alarm', () => {
  it('says which rule raised it, who waits, since when, and the money at stake', async () => {
    const since = house.now().toISOString();
    const conversationId = await waits();
    const contact = await house.sql.one<{ contact_id: string }>('SELECT contact_id FROM conversation WHERE id = $1', [conversationId]);
    await house.crm.deals.create(owner, { id: randomUUID(), contactId: contact!.contact_id, amountMinor: 120_000, currency: 'EUR' });
    expect(await later(14)).toBe(0);
    expect(await later(1)).toBe(1);
    const said = { kind: 'first-answer', since, money: { minor: 120_000, currency: 'EUR' } };
    expect(await alarms()).toMatchObject([{ ...said, state: 'raised', title: 'Марія Коваль', conversationId, told: [{ who: 'owner', userIds: [owner.userId] }], next: { who: 'head-of-sales' } }]);
    expect(await bell(owner)).toMatchObject([{ conversationId, title: 'Марія Коваль', alarm: { ...said, who: 'owner', count: 1 } }]);
    expect(await bell(head)).toEqual([]);
  });

  it('of one person is one, however many channels they wait on', async () => {
    const sms = await house.inbox(SMS, { threadMode: 'thread' });
    const contactId = await house.customer({ kind: 'email', value: 'maria@nord.example' }, { kind: 'phone', value: '+380501112233' });
    const mail = await house.asks(contactId, inboxId);
    await house.asks(contactId, sms, { conversationId: mail, kind: 'call' });
    const other = randomUUID();
    await house.sql.query("INSERT INTO conversation (id, contact_id, inbox_id, thread_key, inbox_ids, waiting_since, last_message_at) VALUES ($1, $2, $3, 'x', ARRAY[$3::uuid], $4, $4)", [other, contactId, sms, house.now()]);
    await later(20);
    expect(await alarms()).toHaveLength(1);
  });

  it('ends in the commit that answers or closes, and the bell forgets it', async () => {
    const [answered, closed] = [await waits(), await waits()];
    await later(15);
    const events = await house.told(owner, () => house.crm.outbound.reply(owner, { id: randomUUID(), conversationId: answered, kind: 'text', text: 'Добрий день', seenVersion: 1, force: true }));
    expect(events.filter((event) => event.type === 'alarm')).toMatchObject([{ alarm: { state: 'resolved', conversationId: answered } }]);
    expect(await alarms()).toMatchObject([{ conversationId: closed }]);
    await house.crm.conversations.setStatus(owner, closed, { status: 'closed' });
    expect(await alarms()).toEqual([]);
    expect(await bell(owner)).toEqual([]);
    expect(await later(60)).toBe(0);
  });

  it('that was thought to be over goes on with the same ladder: no step is told twice', async () => {
    const conversationId = await waits();
    await later(15);
    await house.crm.conversations.setStatus(owner, conversationId, { status: 'closed' });
    await house.crm.conversations.undo(owner, conversationId);
    expect(await later(1)).toBe(0);
    expect(await later(14)).toBe(1);
    expect(await alarms()).toMatchObject([{ told: [{ who: 'owner' }, { who: 'head-of-sales' }] }]);
  });

  it('is taken once: the ladder stops, the conversation is theirs, and nothing of it leaves for a messenger any more', async () => {
    const conversationId = await waits();
    await house.sql.query("UPDATE app_user SET telegram_inbox_id = $2, telegram_chat_id = '77' WHERE id = $1", [owner.userId, inboxId]);
    await later(15);
    const [alarm] = await alarms(head);
    const [note] = await bell(owner);
    await house.crm.alarms.take(head, alarm!.id);
    expect(await alarms(head)).toMatchObject([{ state: 'taken', takenById: head.userId, next: null }]);
    expect((await house.crm.conversations.get(head, conversationId)).ownerId).toBe(head.userId);
    expect(await bell(owner)).toEqual([]);
    expect(await house.crm.company.alerts.take(note!.id)).toBeNull();
    expect(await later(600)).toBe(0);
    await expect(house.crm.alarms.take(owner, alarm!.id)).rejects.toMatchObject({ code: 'alarm-taken' });
    expect(await house.crm.alarms.take(head, alarm!.id)).toMatchObject({ state: 'taken' });
  });

  it('leaves by each way of its step once, in its order, by whichever process asks; ways that lead nowhere are passed over', async () => {
    const rules = await house.crm.alarms.rules.list(house.admin);
    await house.crm.alarms.rules.save(house.admin, 'first-answer', { enabled: true, steps: [{ ...rules[0]!.steps[0]!, ways: ['desktop', 'telegram', 'email', 'sms'] }] });
    await house.inbox(SMS);
    await house.sql.query("UPDATE app_user SET telegram_inbox_id = $2, telegram_chat_id = '77' WHERE id = $1", [owner.userId, inboxId]);
    await waits();
    await later(15);
    const [note] = await bell(owner);
    const asked = await Promise.all(Array.from({ length: 6 }, () => house.crm.company.alerts.take(note!.id)));
    // No phone, so no SMS.
    expect(asked.map((alert) => alert?.address.kind).filter(Boolean).sort()).toEqual(['email', 'telegram']);
    expect(asked.find((alert) => alert?.address.kind === 'email')).toMatchObject({ userId: owner.userId, inboxId, alarm: { kind: 'first-answer', count: 1 } });
  });

  it('is taken by making the conversation one’s own; given away or back, the ladder goes on where it stood', async () => {
    const conversationId = await waits();
    await later(15);
    await house.crm.conversations.assign(head, conversationId, { ownerId: head.userId });
    expect(await alarms()).toMatchObject([{ state: 'taken', takenById: head.userId, next: null }]);
    expect(await bell(owner)).toEqual([]);
    expect(await later(5)).toBe(0);
    await house.crm.conversations.undo(head, conversationId);
    expect(await alarms()).toMatchObject([{ state: 'raised', takenById: null, told: [{ who: 'owner' }], next: { who: 'head-of-sales' } }]);
    await house.crm.alarms.take(head, (await alarms())[0]!.id);
    // What somebody else decides is no «I take it».
    await house.crm.conversations.assign(head, conversationId, { ownerId: owner.userId });
    expect(await alarms()).toMatchObject([{ state: 'raised', takenById: null }]);
    expect(await later(10)).toBe(1);
    expect(await alarms()).toMatchObject([{ told: [{ who: 'owner' }, { who: 'head-of-sales' }] }]);
    // Whoever has it already takes it with the same act.
    await house.crm.conversations.assign(owner, conversationId, { ownerId: owner.userId });
    expect(await alarms()).toMatchObject([{ state: 'taken', takenById: owner.userId, next: null }]);
    expect(await bell(head)).toEqual([]);
  });

  it('is not there for whoever may not see its customer', async () => {
    const stranger = await house.person('operator', [await house.inbox(SMS)]);
    await waits();
    await later(15);
    const [alarm] = await alarms();
    expect(await alarms(stranger)).toEqual([]);
    await expect(house.crm.alarms.take(stranger, alarm!.id)).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('of nobody reaches who is on duty, and where a rung is empty the one above', async () => {
    await house.crm.company.update(house.admin, { headOfSalesId: null });
    await house.sql.query('UPDATE app_user SET on_duty = true WHERE id = $1', [owner.userId]);
    await waits({ ownerId: null });
    await later(15);
    expect((await alarms())[0]!.told).toMatchObject([{ who: 'owner', userIds: [owner.userId] }]);
    await later(15);
    expect((await alarms())[0]!.told[1]).toMatchObject({ who: 'head-of-sales', userIds: [house.admin.userId] });
  });
});

describe('a storm', () => {
  it('to one person is one message with the number; more of it makes the same message grow', async () => {
    await Promise.all([waits(), waits()]);
    await later(15);
    expect(await bell(owner)).toHaveLength(2);
    house.signals.length = 0;
    for (let n = 0; n < 5; n++) await waits();
    // Their turn comes within the same minutes.
    await house.sql.query("UPDATE conversation SET waiting_since = waiting_since - interval '14 minutes' WHERE waiting_since = $1", [house.now()]);
    await later(1);
    expect(await bell(owner)).toMatchObject([{ conversationId: null, alarm: { id: null, kind: 'first-answer', count: 7 } }]);
    expect(house.signals.filter(({ type }) => type === 'notify')).toHaveLength(1);
    await waits();
    await house.sql.query("UPDATE conversation SET waiting_since = waiting_since - interval '15 minutes' WHERE waiting_since = $1", [house.now()]);
    await later(0);
    expect(await bell(owner)).toMatchObject([{ alarm: { count: 8 } }]);
    expect(house.signals.filter(({ type }) => type === 'notify')).toHaveLength(1);
    expect(await alarms()).toHaveLength(8);
    // One by one they are answered; the bell says so only when the last is.
    const [last, ...others] = await alarms();
    for (const { conversationId } of others) await house.crm.conversations.setStatus(owner, conversationId!, { status: 'closed' });
    const [storm] = await bell(owner);
    expect(await house.crm.company.alerts.stands(storm!.id)).toBe(true);
    await house.crm.alarms.take(head, last!.id);
    expect(await bell(owner)).toEqual([]);
    expect(await house.crm.company.alerts.stands(storm!.id)).toBe(false);
    expect(await house.crm.company.alerts.take(storm!.id)).toBeNull();
  });
});

describe('a rule', () => {
  it('that is changed applies to what is raised from then on; switched off it raises nothing', async () => {
    await waits();
    await later(15);
    const rules = await house.crm.alarms.rules.list(house.admin);
    expect(rules.map(({ kind }) => kind)).toEqual(['first-answer', 'reply', 'unowned-lead', 'task-overdue', 'deal-stuck', 'no-next-step', 'channel-down', 'send-failed']);
    await house.crm.alarms.rules.save(house.admin, 'first-answer', { enabled: true, steps: [{ who: 'head-of-sales', minutes: 1, clock: 'always', ways: [] }] });
    const second = await waits();
    await later(1);
    expect((await alarms()).find(({ conversationId }) => conversationId === second)!.told).toMatchObject([{ who: 'head-of-sales' }]);
    expect((await alarms())[0]!.next).toMatchObject({ who: 'head-of-sales' });
    await house.crm.alarms.rules.save(house.admin, 'first-answer', { enabled: false, steps: rules[0]!.steps });
    await waits();
    await later(60);
    expect(await alarms()).toHaveLength(2);
    await expect(house.crm.alarms.rules.save(owner, 'reply', { enabled: false, steps: [] })).rejects.toMatchObject({ name: 'Forbidden' });
    await expect(house.crm.alarms.rules.save(house.admin, 'reply', { enabled: true, steps: rules[1]!.steps.toReversed() })).rejects.toMatchObject({ code: 'steps-order' });
  });

  it('looks after tasks, channels and replies too', async () => {
    const conversationId = await waits();
    await house.crm.outbound.reply(owner, { id: randomUUID(), conversationId, kind: 'text', text: 'Добрий день', seenVersion: 1, force: true });
    const task = await house.crm.tasks.create(owner, { title: 'Quote', dueAt: house.now().toISOString() });
    await house.crm.inboxes.setHealth(inboxId, { ok: false, detail: 'password' });
    const contact = await house.sql.one<{ contact_id: string }>('SELECT contact_id FROM conversation WHERE id = $1', [conversationId]);
    await house.asks(contact!.contact_id, inboxId, { conversationId });
    await later(30);
    expect((await alarms()).map(({ kind }) => kind).sort()).toEqual(['channel-down', 'reply', 'task-overdue']);
    expect(Object.fromEntries((await alarms()).map(({ kind, throughId }) => [kind, throughId]))).toEqual({ 'channel-down': inboxId, reply: inboxId, 'task-overdue': null });
    await house.crm.tasks.update(owner, task.id, { status: 'done' });
    await house.crm.inboxes.setHealth(inboxId, { ok: true });
    expect((await alarms()).map(({ kind }) => kind)).toEqual(['reply']);
  });

  it('counts anew what is due when the hours of the company change', async () => {
    await waits();
    await later(15);
    const [before] = await alarms();
    await house.crm.company.update(house.admin, { holidays: [{ date: '2027-03-01', name: 'Today' }] });
    const [after] = await alarms();
    expect(before!.next!.at.slice(0, 10)).toBe('2027-03-01');
    expect(after!.next!.at.slice(0, 10)).toBe('2027-03-02');
  });
});
