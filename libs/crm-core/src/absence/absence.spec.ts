import { randomUUID } from 'node:crypto';
import type { Actor } from '../crm.ts';
import { MAIL, createHouse, type House } from '../testing/house.ts';
import type { HandoverItemView } from '../views.ts';

const MINUTE = 60_000;
let house: House;
let inboxId: string;
let owner: Actor;
let deputy: Actor;
beforeEach(async () => {
  house = await createHouse();
  // Whatever the clock on the wall says: rules apply to what began after they came.
  await house.sql.query("UPDATE alarm_rule SET applies_from = '-infinity'");
  inboxId = await house.inbox(MAIL);
  owner = await house.person('operator', [inboxId]);
  deputy = await house.person('operator', [inboxId]);
  for (const person of [owner, deputy]) await house.crm.users.setDuty(person, person.userId, true);
});
afterEach(() => house.close());

let customers = 0;
async function waits(inbox = inboxId): Promise<string> {
  const id = await house.asks(await house.customer({ kind: 'email', value: `a${++customers}@nord.example` }), inbox);
  await house.crm.conversations.assign(house.admin, id, { ownerId: owner.userId });
  return id;
}
const ownerOf = async (id: string): Promise<string | null> => (await house.crm.conversations.get(house.admin, id)).ownerId;
async function after(minutes: number): Promise<number> {
  house.pass(minutes * MINUTE);
  return house.crm.alarms.returnUnattended();
}
const answer = (actor: Actor, conversationId: string): Promise<unknown> => house.crm.outbound.reply(actor, { id: randomUUID(), conversationId, kind: 'text', text: 'Добрий день', seenVersion: 1, force: true });

describe('what nobody looks after', () => {
  it('stays where it is while the company does not ask for more', async () => {
    const id = await waits();
    await house.crm.users.setDuty(owner, owner.userId, false);
    expect(await after(600)).toBe(0);
    expect(await ownerOf(id)).toBe(owner.userId);
  });

  it('goes back to the queue when its owner went off duty, at the working minute, once, with two workers', async () => {
    await house.crm.company.update(house.admin, { offDutyReturnMinutes: 20 });
    const id = await waits();
    await house.crm.users.setDuty(owner, owner.userId, false);
    expect(await after(19)).toBe(0);
    house.pass(MINUTE);
    const returned = await Promise.all([house.crm.alarms.returnUnattended(), house.crm.alarms.returnUnattended()]);
    expect(returned.reduce((a, b) => a + b)).toBe(1);
    expect(await ownerOf(id)).toBeNull();
    expect(await house.sql.query("SELECT reason FROM assignment WHERE conversation_id = $1 AND reason = 'off-duty'", [id])).toHaveLength(1);
    expect(await house.crm.conversations.get(house.admin, id)).toMatchObject({ waitingSince: expect.any(String) });
  });

  it('goes to the deputy, who is told; what the deputy lets lie too waits in the queue', async () => {
    await house.crm.company.update(house.admin, { offDutyReturnMinutes: 20, silentReturnMinutes: 60 });
    await house.crm.users.update(owner, owner.userId, { deputyId: deputy.userId });
    const id = await waits();
    await house.crm.users.setDuty(owner, owner.userId, false);
    expect(await after(20)).toBe(1);
    expect(await ownerOf(id)).toBe(deputy.userId);
    expect((await house.crm.company.notifications(deputy, { unread: true })).items).toMatchObject([{ type: 'assigned', conversationId: id }]);
    // Their hour begins with what they got.
    expect(await after(59)).toBe(0);
    await house.crm.users.update(deputy, deputy.userId, { deputyId: owner.userId });
    await house.crm.users.setDuty(owner, owner.userId, true);
    expect(await after(1)).toBe(1);
    expect(await ownerOf(id)).toBeNull();
  });

  it('is nobody’s fault over night: only working minutes count, and who answered keeps it', async () => {
    await house.crm.company.update(house.admin, { offDutyReturnMinutes: 30, silentReturnMinutes: 60 });
    const [answered, silent] = [await waits(), await waits()];
    await answer(owner, answered);
    house.pass(59 * MINUTE);
    expect(await house.crm.alarms.returnUnattended()).toBe(0);
    expect(await after(1)).toBe(1);
    expect(await ownerOf(answered)).toBe(owner.userId);
    expect(await ownerOf(silent)).toBeNull();
    const evening = new Date(house.now());
    evening.setUTCHours(22, 0, 0, 0);
    house.pass(evening.getTime() - house.now().getTime());
    const night = await waits();
    await house.crm.users.setDuty(owner, owner.userId, false);
    expect(await after(300)).toBe(0);
    expect(await ownerOf(night)).toBe(owner.userId);
  });

  it('that somebody had taken rings on: the ladder goes on where it stood', async () => {
    await house.crm.company.update(house.admin, { silentReturnMinutes: 40 });
    const id = await waits();
    house.pass(15 * MINUTE);
    await house.crm.alarms.watch();
    const [alarm] = (await house.crm.alarms.list(house.admin, {})).items;
    await house.crm.alarms.take(owner, alarm!.id);
    expect(await after(24)).toBe(0);
    expect(await after(1)).toBe(1);
    expect(await ownerOf(id)).toBeNull();
    expect((await house.crm.alarms.list(house.admin, {})).items).toMatchObject([{ state: 'raised', takenById: null, told: [{ who: 'owner' }], next: { who: 'head-of-sales' } }]);
  });
});

describe('a handover', () => {
  const log = async (actor: Actor, id: string): Promise<HandoverItemView[]> => (await house.crm.handovers.log(actor, id, {})).items;
  const begin = (actor: Actor, userId = owner.userId, deputyId = deputy.userId, id = randomUUID()) => house.crm.handovers.begin(actor, { id, userId, deputyId });

  it('moves chats, tasks, deals and alarms in one switch, and back, and writes down each', async () => {
    const [open, other] = [await waits(), await waits()];
    const contact = await house.sql.one<{ contact_id: string }>('SELECT contact_id FROM conversation WHERE id = $1', [open]);
    const task = await house.crm.tasks.create(owner, { title: 'Quote', dueAt: house.now().toISOString() });
    const deal = await house.crm.deals.create(owner, { id: randomUUID(), contactId: contact!.contact_id, amountMinor: 120_000, currency: 'EUR', ownerId: owner.userId });
    house.pass(15 * MINUTE);
    await house.crm.alarms.watch();
    const begun = await begin(owner);
    expect(begun).toMatchObject({ userId: owner.userId, deputyId: deputy.userId, endedAt: null, moved: { conversations: 2, tasks: 1, deals: 1, alarms: 2 }, returned: { conversations: 0 } });
    expect([await ownerOf(open), await ownerOf(other)]).toEqual([deputy.userId, deputy.userId]);
    expect((await house.crm.users.get(owner.userId)).onDuty).toBe(false);
    expect(await house.sql.query('SELECT assignee_id FROM task WHERE id = $1', [task.id])).toEqual([{ assignee_id: deputy.userId }]);
    expect((await house.crm.deals.get(owner, deal.id)).ownerId).toBe(deputy.userId);
    // The ladder's next first rung is the deputy's.
    expect((await house.crm.company.notifications(deputy, { unread: true })).items.filter(({ type }) => type === 'assigned')).toMatchObject([{ title: '4' }]);
    // What comes to the absent person meanwhile follows; what the deputy finished or gave away stays.
    await house.crm.conversations.setStatus(deputy, other, { status: 'closed' });
    const late = await waits();
    await house.crm.handovers.carryOn();
    expect(await ownerOf(late)).toBe(deputy.userId);
    await house.crm.conversations.assign(deputy, late, { ownerId: null });
    const ended = await house.crm.handovers.end(owner, begun.id);
    expect(ended).toMatchObject({ endedById: owner.userId, moved: { conversations: 3 }, returned: { conversations: 1, tasks: 1, deals: 1 } });
    expect([await ownerOf(open), await ownerOf(late)]).toEqual([owner.userId, null]);
    expect((await house.crm.users.get(owner.userId)).onDuty).toBe(true);
    expect((await house.crm.deals.get(owner, deal.id)).ownerId).toBe(owner.userId);
    const outcomes = Object.fromEntries((await log(owner, begun.id)).map(({ thingId, outcome }) => [thingId, outcome]));
    expect(outcomes).toMatchObject({ [open]: 'returned', [other]: 'over', [late]: 'kept', [task.id]: 'returned', [deal.id]: 'returned' });
    expect((await log(house.admin, begun.id)).find(({ thingId }) => thingId === task.id)).toMatchObject({ kind: 'task', title: 'Quote', toId: deputy.userId });
    // A second time nothing moves.
    await house.crm.handovers.end(owner, begun.id);
    await house.crm.handovers.carryOn();
    expect(await ownerOf(open)).toBe(owner.userId);
  });

  it('goes on where it was interrupted, and is begun once', async () => {
    const ids = [await waits(), await waits(), await waits()];
    const id = randomUUID();
    await begin(owner, owner.userId, deputy.userId, id);
    await house.sql.query('UPDATE conversation SET owner_id = $1 WHERE id = $2', [owner.userId, ids[1]]);
    await Promise.all([house.crm.handovers.carryOn(), house.crm.handovers.carryOn()]);
    expect(await Promise.all(ids.map(ownerOf))).toEqual(ids.map(() => deputy.userId));
    expect(await begin(owner, owner.userId, deputy.userId, id)).toMatchObject({ id, moved: { conversations: 3 } });
    await expect(begin(owner)).rejects.toMatchObject({ code: 'handed-over' });
    await expect(begin(deputy, deputy.userId, owner.userId)).rejects.toMatchObject({ code: 'deputy-away' });
    await Promise.all([house.crm.handovers.end(owner, id), house.crm.handovers.carryOn()]);
    await house.crm.handovers.carryOn();
    expect(await Promise.all(ids.map(ownerOf))).toEqual(ids.map(() => owner.userId));
  });

  it('of what the deputy may not have leaves it in the queue', async () => {
    const secret = await house.inbox(MAIL);
    await house.crm.users.update(house.admin, owner.userId, { inboxIds: [inboxId, secret] });
    const id = await waits(secret);
    const handover = await begin(house.admin);
    expect(await ownerOf(id)).toBeNull();
    expect(await log(deputy, handover.id)).toEqual([]);
    expect(await log(house.admin, handover.id)).toMatchObject([{ thingId: id, toId: null }]);
    await house.crm.handovers.end(house.admin, handover.id);
    expect(await ownerOf(id)).toBe(owner.userId);
  });

  it('is begun and ended by the person or a leader, and seen by whom it concerns', async () => {
    const stranger = await house.person('operator', [inboxId]);
    await expect(begin(stranger)).rejects.toMatchObject({ name: 'Forbidden' });
    await expect(begin(owner, owner.userId, owner.userId)).rejects.toMatchObject({ code: 'own-deputy' });
    const { id } = await begin(owner);
    expect((await house.crm.handovers.list(stranger, {})).items).toEqual([]);
    expect((await house.crm.handovers.list(deputy, {})).items).toMatchObject([{ id }]);
    await expect(house.crm.handovers.end(stranger, id)).rejects.toMatchObject({ name: 'NotFound' });
    await expect(house.crm.handovers.end(deputy, id)).rejects.toMatchObject({ name: 'Forbidden' });
    await expect(house.crm.handovers.log(stranger, id, {})).rejects.toMatchObject({ name: 'NotFound' });
    expect(await house.crm.handovers.end(house.admin, id)).toMatchObject({ endedById: house.admin.userId });
    expect((await house.crm.users.get(owner.userId)).onDuty).toBe(false);
  });
});
