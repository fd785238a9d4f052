import { MAIL, createHouse, type House } from '../testing/house.ts';
import type { Actor, TaskQuery } from '../crm.ts';

const HOUR = 3_600_000;
let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

const inHours = (hours: number): string => new Date(house.now().getTime() + hours * HOUR).toISOString();
const titles = async (actor: Actor, query: TaskQuery): Promise<string[]> => (await house.crm.tasks.list(actor, query)).items.map(({ title }) => title);

describe('lists of tasks', () => {
  it('go page by page without an end, the earliest due first, also where several are due at once', async () => {
    const seller = await house.person();
    for (let n = 0; n < 7; n += 1) await house.crm.tasks.create(seller, { title: `Task ${n}`, dueAt: inHours(n < 4 ? 1 : 2) });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof house.crm.tasks.list>> = await house.crm.tasks.list(seller, { status: 'open', limit: 2, ...(after && { after }) });
      seen.push(...page.items.map(({ title }) => title));
      after = page.next;
    } while (after);
    expect(new Set(seen)).toEqual(new Set(Array.from({ length: 7 }, (_, n) => `Task ${n}`)));
    expect(seen).toHaveLength(7);
    expect(seen.slice(0, 4).sort()).toEqual(['Task 0', 'Task 1', 'Task 2', 'Task 3']);
  });

  it('tell what was done last first', async () => {
    const seller = await house.person();
    const [early, late] = [await house.crm.tasks.create(seller, { title: 'Early', dueAt: inHours(9) }), await house.crm.tasks.create(seller, { title: 'Late', dueAt: inHours(1) })];
    await house.crm.tasks.finish(seller, late.id, {});
    house.pass(HOUR);
    await house.crm.tasks.finish(seller, early.id, {});
    expect(await titles(seller, { status: 'done' })).toEqual(['Early', 'Late']);
    const first = await house.crm.tasks.list(seller, { status: 'done', limit: 1 });
    expect(await titles(seller, { status: 'done', after: first.next! })).toEqual(['Late']);
  });

  it('are those of one colleague, of a team or of everybody, and never more than this person may see', async () => {
    const inboxId = await house.inbox(MAIL);
    const [seller, mate, stranger] = [await house.person('operator', [inboxId]), await house.person('operator', [inboxId]), await house.person('operator')];
    const team = await house.crm.users.teams.save(house.admin, { name: 'Sales', memberIds: [seller.userId, mate.userId] });
    const contactId = await house.customer({ kind: 'email', value: 'maria@nord.example' });
    const conversationId = await house.asks(contactId, inboxId);
    await house.crm.tasks.create(mate, { title: 'For the customer', dueAt: inHours(1), conversationId });
    await house.crm.tasks.create(mate, { title: 'Own', dueAt: inHours(2) });
    await house.crm.tasks.create(seller, { title: 'Mine', dueAt: inHours(3), conversationId });
    const manual = (query: TaskQuery, actor: Actor) => titles(actor, query).then((all) => all.filter(Boolean));
    expect(await manual({ status: 'open', assigneeId: mate.userId }, seller)).toEqual(['For the customer']);
    expect(await manual({ status: 'open', teamId: team.id }, seller)).toEqual(['For the customer', 'Mine']);
    expect(await manual({ status: 'open', teamId: team.id }, house.admin)).toEqual(['For the customer', 'Own', 'Mine']);
    expect(await manual({ status: 'open' }, stranger)).toEqual([]);
    expect(await manual({ status: 'open', assigneeId: mate.userId }, mate)).toEqual(['For the customer', 'Own']);
    const page = await house.crm.tasks.list(seller, { status: 'open', contacts: true });
    expect(page.contacts.map(({ id, name }) => [id, name])).toEqual([[contactId, 'Марія Коваль']]);
  });
});

describe('a task that is finished', () => {
  it('says what came of it, and what comes next for the same customer, in one act', async () => {
    const inboxId = await house.inbox(MAIL);
    const seller = await house.person('operator', [inboxId]);
    const conversationId = await house.asks(await house.customer({ kind: 'email', value: 'maria@nord.example' }), inboxId);
    const task = await house.crm.tasks.create(seller, { title: 'Call', dueAt: inHours(1), conversationId });
    const events = await house.told(seller, () => house.crm.tasks.finish(seller, task.id, { result: ' Wants two ', next: { title: 'Send the quote', dueAt: inHours(20) } }));
    expect(events.filter(({ type }) => type === 'task')).toMatchObject([
      { task: { id: task.id, status: 'done', result: 'Wants two', doneAt: house.now().toISOString() } },
      { task: { title: 'Send the quote', status: 'open', conversationId, contactId: task.contactId, assigneeId: seller.userId } },
    ]);
  });

  it('is finished once: who comes second makes no second step', async () => {
    const seller = await house.person();
    const task = await house.crm.tasks.create(seller, { title: 'Call', dueAt: inHours(1) });
    const next = { title: 'Again', dueAt: inHours(2) };
    const both = await Promise.allSettled([house.crm.tasks.finish(seller, task.id, { next }), house.crm.tasks.finish(seller, task.id, { next })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((each) => each.status === 'rejected')).toMatchObject({ reason: { code: 'task-not-open' } });
    expect(await titles(seller, { status: 'open' })).toEqual(['Again']);
  });

  it('stays open when its next step cannot be made', async () => {
    const seller = await house.person();
    const task = await house.crm.tasks.create(seller, { title: 'Call', dueAt: inHours(1) });
    await expect(house.crm.tasks.finish(seller, task.id, { next: { title: ' ', dueAt: inHours(2) } })).rejects.toMatchObject({ code: 'empty-title' });
    expect(await titles(seller, { status: 'open' })).toEqual(['Call']);
  });
});

describe('a task of one’s own, tied to nobody', () => {
  it('leaves the screen of whoever had it, and is told to admins, who see all', async () => {
    const [seller, mate, other] = [await house.person(), await house.person(), await house.person()];
    const task = await house.crm.tasks.create(seller, { title: 'Order boxes', dueAt: inHours(1) });
    await house.crm.tasks.update(seller, task.id, { assigneeId: mate.userId });
    for (const [who, count] of [[mate, 1], [house.admin, 1], [other, 0]] as const) {
      const events = await house.told(who, () => house.crm.tasks.update(seller, task.id, { assigneeId: who === mate ? seller.userId : mate.userId }));
      expect(events.filter(({ type }) => type === 'task')).toHaveLength(count);
    }
  });
});

describe('a calendar elsewhere', () => {
  it('holds a person’s own open tasks as long as its address is shared, and their rights last', async () => {
    const inboxId = await house.inbox(MAIL);
    const [seller, other] = [await house.person('operator', [inboxId]), await house.person('operator', [inboxId])];
    const conversationId = await house.asks(await house.customer({ kind: 'email', value: 'maria@nord.example' }), inboxId);
    await house.crm.tasks.create(seller, { title: 'Quote', dueAt: inHours(2), conversationId });
    await house.crm.tasks.create(other, { title: 'Not mine', dueAt: inHours(1), conversationId });
    const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    await house.crm.users.calendar.share(seller.userId, first);
    const shared = (await house.crm.users.calendar.resolve(first))!;
    expect(await house.crm.tasks.calendar(shared.actor)).toMatchObject([{ title: 'Quote', contactName: 'Марія Коваль', conversationId, dueAt: inHours(2) }]);
    await house.crm.users.calendar.share(seller.userId, second);
    expect(await house.crm.users.calendar.resolve(first)).toBeNull();
    expect(await house.crm.users.preferences(seller.userId)).toMatchObject({ calendarShared: true });
    await house.crm.users.update(house.admin, seller.userId, { inboxIds: [] });
    expect(await house.crm.tasks.calendar((await house.crm.users.calendar.resolve(second))!.actor)).toEqual([]);
    await house.crm.users.update(house.admin, seller.userId, { active: false });
    expect(await house.crm.users.calendar.resolve(second)).toBeNull();
    await house.crm.users.calendar.share(other.userId, first);
    await house.crm.users.calendar.share(other.userId, null);
    expect(await house.crm.users.calendar.resolve(first)).toBeNull();
  });
});
