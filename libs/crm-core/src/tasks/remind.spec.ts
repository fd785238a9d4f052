import { randomUUID } from 'node:crypto';
import { MAIL, createHouse, type House } from '../testing/house.ts';
import type { Actor } from '../crm.ts';
import type { NotificationView } from '../views.ts';

const HOUR = 3_600_000;
let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

const inHours = (hours: number): string => new Date(house.now().getTime() + hours * HOUR).toISOString();
const told = async (actor: Actor): Promise<NotificationView[]> => (await house.crm.company.notifications(actor, {})).items.filter(({ type }) => type === 'task-due');

describe('a task that is due', () => {
  it('is told to its assignee once, however many workers ask at the same time, and signalled for their messenger', async () => {
    const seller = await house.person();
    const tasks = await Promise.all(['Call', 'Quote', 'Visit'].map((title) => house.crm.tasks.create(seller, { title, dueAt: inHours(1) })));
    expect(await house.crm.tasks.remindOfDue()).toBe(0);
    house.pass(HOUR);
    const taken = await Promise.all([house.crm.tasks.remindOfDue(), house.crm.tasks.remindOfDue(), house.crm.tasks.remindOfDue()]);
    expect(taken.reduce((a, b) => a + b)).toBe(3);
    expect(await house.crm.tasks.remindOfDue()).toBe(0);
    const all = await told(seller);
    expect(all.map(({ taskId }) => taskId).sort()).toEqual(tasks.map(({ id }) => id).sort());
    expect(all.map(({ title }) => title).sort()).toEqual(['Call', 'Quote', 'Visit']);
    expect(house.signals.filter((signal) => signal.type === 'notify' && signal.notification.type === 'task-due')).toHaveLength(3);
  });

  it('is told anew when it was put off or given to somebody else, and not at all when it was done before', async () => {
    const [seller, other] = [await house.person(), await house.person()];
    const task = await house.crm.tasks.create(seller, { title: 'Call', dueAt: inHours(1) });
    const done = await house.crm.tasks.create(seller, { title: 'Done', dueAt: inHours(1) });
    await house.crm.tasks.update(seller, done.id, { status: 'done', result: ' Agreed on Monday ' });
    house.pass(HOUR);
    await house.crm.tasks.remindOfDue();
    expect(await told(seller)).toMatchObject([{ title: 'Call', readAt: null }]);
    await house.crm.tasks.update(seller, task.id, { dueAt: inHours(2) });
    expect(await told(seller)).toMatchObject([{ readAt: house.now().toISOString() }]);
    house.pass(2 * HOUR);
    await house.crm.tasks.remindOfDue();
    expect(await told(seller)).toHaveLength(2);
    await house.crm.tasks.update(seller, task.id, { assigneeId: other.userId });
    await house.crm.tasks.remindOfDue();
    expect(await told(other)).toMatchObject([{ taskId: task.id }]);
    expect((await house.crm.tasks.list(seller, { status: 'done' })).items).toMatchObject([{ result: 'Agreed on Monday' }]);
  });

  it('is not looked at any more when it is done: the bell knows', async () => {
    const seller = await house.person();
    const task = await house.crm.tasks.create(seller, { title: 'Call', dueAt: inHours(0) });
    await house.crm.tasks.remindOfDue();
    const events = await house.told(seller, () => house.crm.tasks.update(seller, task.id, { status: 'done' }));
    expect(events.map((event) => event.type)).toEqual(['notification', 'task']);
    expect((await house.crm.company.notifications(seller, { unread: true })).items).toEqual([]);
  });

  it('of a conversation is named by its customer when it has no words, and told to nobody who lost the right to it', async () => {
    const inboxId = await house.inbox(MAIL);
    const [seller, stranger] = [await house.person('operator', [inboxId]), await house.person()];
    const conversationId = await house.asks(await house.customer({ kind: 'email', value: 'maria@nord.example' }), inboxId);
    const own = await house.crm.tasks.create(seller, { title: 'Quote', dueAt: inHours(0), conversationId });
    const followUp = await house.crm.tasks.create(seller, { title: 'x', dueAt: inHours(0), conversationId });
    await house.sql.query("UPDATE task SET kind = 'follow-up', title = '' WHERE id = $1", [followUp.id]);
    await house.crm.tasks.create(house.admin, { title: 'Secret', dueAt: inHours(0), conversationId, assigneeId: stranger.userId });
    expect(await house.crm.tasks.remindOfDue()).toBe(3);
    expect((await told(seller)).map(({ title, conversationId: place, taskId }) => ({ title, place, taskId })).sort((a, b) => a.title.localeCompare(b.title))).toEqual([
      { title: 'Quote', place: conversationId, taskId: own.id }, { title: 'Марія Коваль', place: conversationId, taskId: followUp.id },
    ]);
    expect(await told(stranger)).toEqual([]);
  });

  it('of a conversation is told anew to whoever takes it over, and forgotten when the conversation is closed', async () => {
    const inboxId = await house.inbox(MAIL);
    const [seller, other] = [await house.person('operator', [inboxId]), await house.person('operator', [inboxId])];
    const conversationId = await house.asks(await house.customer({ kind: 'email', value: 'maria@nord.example' }), inboxId);
    await house.crm.conversations.assign(seller, conversationId, { ownerId: seller.userId });
    await house.crm.outbound.reply(seller, { id: randomUUID(), conversationId, kind: 'text', text: 'Добрий день', seenVersion: 0, force: true });
    house.pass(30 * 24 * HOUR);
    expect(await house.crm.tasks.remindOfDue()).toBe(1);
    await house.crm.conversations.assign(seller, conversationId, { ownerId: other.userId });
    expect(await told(seller)).toMatchObject([{ readAt: house.now().toISOString() }]);
    expect(await house.crm.tasks.remindOfDue()).toBe(1);
    expect(await told(other)).toMatchObject([{ readAt: null }]);
    await house.crm.conversations.setStatus(other, conversationId, { status: 'closed' });
    expect(await told(other)).toMatchObject([{ readAt: house.now().toISOString() }]);
  });

  it('goes to a linked Telegram unless the person does not want that', async () => {
    const inboxId = await house.inbox();
    const seller = await house.person('operator', [inboxId]);
    await house.sql.query("UPDATE app_user SET telegram_inbox_id = $2, telegram_chat_id = '77' WHERE id = $1", [seller.userId, inboxId]);
    await house.crm.tasks.create(seller, { title: 'Call', dueAt: inHours(0) });
    await house.crm.tasks.remindOfDue();
    const [first] = await told(seller);
    expect(await house.crm.company.alerts.wanted([first!.id])).toEqual([first!.id]);
    await house.crm.users.update(seller, seller.userId, { preferences: { taskTelegram: false } });
    expect(await house.crm.company.alerts.wanted([first!.id])).toEqual([]);
    expect(await house.crm.company.alerts.take(first!.id)).toBeNull();
  });
});
