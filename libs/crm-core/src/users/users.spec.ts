import { randomBytes, randomUUID } from 'node:crypto';
import type { Actor } from '../crm.ts';
import { deliver, mailbox, words } from '../testing/events.ts';
import { createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => void (house = await createHouse()));
afterAll(() => house.close());
const token = (): Buffer => randomBytes(32);
const signIn = async (userId: string): Promise<Buffer> => {
  const tokenHash = token();
  await house.crm.sessions.open({ tokenHash, userId, userAgent: 'jest', ip: '127.0.0.1' });
  return tokenHash;
};

describe('people', () => {
  it('two accounts never share an address, whatever its case', async () => {
    const { crm, admin } = house;
    await crm.users.create(admin, { email: 'Olena@Nord.example', name: 'Олена', role: 'operator', passwordHash: 'x' });
    await expect(crm.users.create(admin, { email: 'olena@nord.EXAMPLE', name: 'Друга', role: 'operator', passwordHash: null })).rejects.toMatchObject({ code: 'email-taken' });
    expect(await crm.users.byEmail('OLENA@nord.example')).toMatchObject({ passwordHash: 'x', active: true });
  });

  it('disabling somebody ends their sessions and tokens at once and tells their screens', async () => {
    const { crm, admin, signals } = house;
    const leaver = await house.person('admin');
    const [session, api] = [await signIn(leaver.userId), token()];
    await crm.sessions.apiTokens.create(leaver, { name: 'ERP', tokenHash: api });
    signals.length = 0;
    const told = await house.told(leaver, () => crm.users.update(admin, leaver.userId, { active: false }));
    expect(await crm.sessions.resolve(session)).toBeNull();
    expect(await crm.sessions.apiTokens.resolve(api)).toBeNull();
    expect(await crm.users.actor(leaver.userId)).toBeNull();
    expect(told.map((event) => event.type)).toEqual(expect.arrayContaining(['rights', 'user']));
    expect(signals).toContainEqual({ type: 'rights-changed', userId: leaver.userId });
    await crm.users.update(admin, leaver.userId, { active: true });
    expect(await crm.sessions.resolve(session)).toBeNull();
  });

  it('habits of the window are kept one by one, start as for everybody, and stay their own', async () => {
    const { crm } = house;
    const [writer, other] = [await house.person(), await house.person()];
    expect((await crm.users.preferences(writer.userId)).preferences).toMatchObject({ sendKey: 'auto' });
    await crm.users.update(writer, writer.userId, { preferences: { sendKey: 'mod-enter' } });
    await crm.users.update(writer, writer.userId, { preferences: {} });
    expect((await crm.users.preferences(writer.userId)).preferences).toMatchObject({ sendKey: 'mod-enter' });
    expect((await crm.users.preferences(other.userId)).preferences).toMatchObject({ sendKey: 'auto' });
    await expect(crm.users.update(other, writer.userId, { preferences: { sendKey: 'enter' } })).rejects.toMatchObject({ status: 403 });
  });

  it('the last active admin stays, also when two admins demote each other in the same moment', async () => {
    await using own = await createHouse().then((h) => Object.assign(h, { [Symbol.asyncDispose]: h.close }));
    const { crm, admin } = own;
    await expect(crm.users.update(admin, admin.userId, { role: 'manager' })).rejects.toMatchObject({ code: 'last-admin' });
    await expect(crm.users.update(admin, admin.userId, { active: false })).rejects.toMatchObject({ code: 'last-admin' });
    const second = await own.person('admin');
    const both = await Promise.allSettled([
      crm.users.update(admin, second.userId, { role: 'operator' }),
      crm.users.update(second, admin.userId, { active: false }),
    ]);
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await own.sql.query("SELECT 1 FROM app_user WHERE role = 'admin' AND active")).toHaveLength(1);
  });

  it('a phone is kept as it is rung, however it was written, and what is none is refused', async () => {
    const { crm, admin } = house;
    const { userId } = await house.person();
    for (const written of ['+357 99 000 142', '+357-99-000-142', ' +35799000142 ']) expect(await crm.users.update(admin, userId, { phone: written })).toMatchObject({ phone: '+35799000142' });
    for (const written of ['tomorrow', '112', '+357']) await expect(crm.users.update(admin, userId, { phone: written })).rejects.toMatchObject({ code: 'bad-phone', path: 'phone' });
    expect(await crm.users.get(userId)).toMatchObject({ phone: '+35799000142' });
    expect(await crm.users.update(admin, userId, { phone: '  ' })).toMatchObject({ phone: null });
  });

  it('a new role ends the sessions of the old one', async () => {
    const anna = await house.person();
    const session = await signIn(anna.userId);
    await house.crm.users.update(house.admin, anna.userId, { role: 'manager' });
    expect(await house.crm.sessions.resolve(session)).toBeNull();
  });

  it('everybody edits their own profile, nobody else’s, and never their own rights', async () => {
    const { crm } = house;
    const [anna, boris] = [await house.person(), await house.person('manager')];
    expect(await crm.users.update(anna, anna.userId, { name: 'Анна', locale: 'uk', phone: '+380441234567' })).toMatchObject({ name: 'Анна', locale: 'uk', phone: '+380441234567' });
    await expect(crm.users.update(anna, anna.userId, { role: 'admin' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(crm.users.update(anna, anna.userId, { inboxIds: [] })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(crm.users.update(boris, anna.userId, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    expect((await crm.users.setDuty(anna, anna.userId, true)).onDuty).toBe(true);
    expect((await crm.users.setDuty(boris, anna.userId, false)).onDuty).toBe(false);
    await expect(crm.users.setDuty(anna, boris.userId, true)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('gets the inboxes given by name and by team, and is told when that changes', async () => {
    const { crm, admin } = house;
    const [direct, byTeam] = [await house.inbox(), await house.inbox()];
    const anna = await house.person('operator', [direct]);
    expect(anna.inboxIds).toEqual([direct]);
    const team = await crm.users.teams.save(admin, { name: 'Sales', memberIds: [anna.userId] });
    const told = await house.told(anna, () => crm.inboxes.save(admin, { id: byTeam, adapter: 'email', name: 'Sales', address: 's@nord.example', settings: {}, capabilities: [], policy: { teamId: team.id } }));
    expect(told.map((event) => event.type)).toContain('rights');
    expect((await house.again(anna)).inboxIds.toSorted()).toEqual([direct, byTeam].toSorted());
    const gone = await house.told(anna, () => crm.users.teams.remove(admin, team.id));
    expect(gone.map((event) => event.type)).toEqual(expect.arrayContaining(['rights', 'team-removed']));
    expect((await house.again(anna)).inboxIds).toEqual([direct]);
  });

  it('only operators are narrowed to their own conversations, and everybody is told when the rule changes', async () => {
    const { crm, admin } = house;
    const [anna, boris] = [await house.person(), await house.person('manager')];
    const told = await house.told(anna, () => crm.company.update(admin, { operatorsSeeOwnOnly: true }));
    expect(told.map((event) => event.type)).toContain('rights');
    expect([(await house.again(anna)).seesOwnOnly, (await house.again(boris)).seesOwnOnly]).toEqual([true, false]);
    await crm.company.update(admin, { operatorsSeeOwnOnly: false });
  });
});

describe('sessions', () => {
  it('last 8 h idle and 7 days in all', async () => {
    const anna = await house.person();
    const [idle, busy] = [await signIn(anna.userId), await signIn(anna.userId)];
    const hours = async (n: number): Promise<void> => { house.pass(n * 3_600_000); };
    await hours(7.9);
    expect(await house.crm.sessions.resolve(busy)).toMatchObject({ userId: anna.userId });
    await hours(0.2);
    expect(await house.crm.sessions.resolve(idle)).toBeNull();
    for (let passed = 8.1; passed < 7 * 24 - 7; passed += 7) {
      expect(await house.crm.sessions.resolve(busy)).not.toBeNull();
      await hours(7);
    }
    await hours(7);
    expect(await house.crm.sessions.resolve(busy)).toBeNull();
  });

  it('are touched at most once a minute', async () => {
    const anna = await house.person();
    const session = await signIn(anna.userId);
    const seen = async (): Promise<Date> => (await house.sql.one<{ at: Date }>('SELECT last_seen_at AS at FROM session WHERE token_hash = $1', [session]))!.at;
    const start = await seen();
    house.pass(30_000);
    await house.crm.sessions.resolve(session);
    expect(await seen()).toEqual(start);
    house.pass(31_000);
    await house.crm.sessions.resolve(session);
    expect(await seen()).toEqual(house.now());
  });

  it('closeAll spares the one it is asked to', async () => {
    const anna = await house.person();
    const [here, there] = [await signIn(anna.userId), await signIn(anna.userId)];
    await house.crm.sessions.closeAll(anna.userId, here);
    expect(await house.crm.sessions.resolve(here)).not.toBeNull();
    expect(await house.crm.sessions.resolve(there)).toBeNull();
    await house.crm.sessions.closeAll(anna.userId);
    expect(await house.crm.sessions.resolve(here)).toBeNull();
  });
});

describe('one-time tokens', () => {
  it('work once: of twenty at the same moment exactly one gets it', async () => {
    const tokenHash = token();
    await house.crm.sessions.oneTime.issue({ tokenHash, purpose: 'invitation', payload: { role: 'manager' }, expiresAt: new Date(house.now().getTime() + 1000) });
    expect(await house.crm.sessions.oneTime.peek(tokenHash, 'invitation')).toEqual({ userId: null, payload: { role: 'manager' } });
    const all = await Promise.all(Array.from({ length: 20 }, () => house.crm.sessions.oneTime.redeem(tokenHash, 'invitation')));
    expect(all.filter((answer) => answer !== null)).toEqual([{ userId: null, payload: { role: 'manager' } }]);
    expect(await house.crm.sessions.oneTime.peek(tokenHash, 'invitation')).toBeNull();
  });

  it('an invitation is spent with the account it makes, or not at all', async () => {
    const { crm, admin } = house;
    const tokenHash = token();
    await crm.sessions.oneTime.issue({ tokenHash, purpose: 'invitation', expiresAt: new Date(house.now().getTime() + 1000) });
    const accept = (email: string) => crm.users.create(admin, { email, name: 'Нова', role: 'operator', passwordHash: 'x', invitation: tokenHash });
    await expect(accept((await crm.users.get(admin.userId)).email)).rejects.toMatchObject({ code: 'email-taken' });
    expect(await crm.sessions.oneTime.peek(tokenHash, 'invitation')).not.toBeNull();
    const all = await Promise.allSettled(Array.from({ length: 5 }, (_, i) => accept(`${i}-${randomUUID()}@example.com`)));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(all.filter((one) => one.status === 'rejected').map((one) => (one.reason as { status: number }).status)).toEqual([404, 404, 404, 404]);
  });

  it('not for another purpose, not after their time, not unknown or empty ones', async () => {
    const tokenHash = token();
    await house.crm.sessions.oneTime.issue({ tokenHash, purpose: 'setup', expiresAt: new Date(house.now().getTime() + 1000) });
    expect(await house.crm.sessions.oneTime.redeem(tokenHash, 'password-reset')).toBeNull();
    expect(await house.crm.sessions.oneTime.redeem(Buffer.alloc(0), 'setup')).toBeNull();
    house.pass(1000);
    expect(await house.crm.sessions.oneTime.redeem(tokenHash, 'setup')).toBeNull();
  });
});

describe('API tokens', () => {
  it('act as their maker until revoked, and only admins make them', async () => {
    const { crm, admin } = house;
    const tokenHash = token();
    const { id } = await crm.sessions.apiTokens.create(admin, { name: 'ERP', tokenHash });
    expect(await crm.sessions.apiTokens.resolve(tokenHash)).toMatchObject({ userId: admin.userId, role: 'admin' });
    expect(await crm.sessions.apiTokens.list(admin)).toContainEqual(expect.objectContaining({ id, name: 'ERP', lastUsedAt: house.now().toISOString() }));
    await crm.sessions.apiTokens.revoke(admin, id);
    expect(await crm.sessions.apiTokens.resolve(tokenHash)).toBeNull();
    await expect(crm.sessions.apiTokens.revoke(admin, id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(crm.sessions.apiTokens.create(await house.person('manager'), { name: 'x', tokenHash: token() })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('open work of somebody who may not have it any more', () => {
  let inbox: string;
  let other: string;
  let leaver: Actor;
  let colleague: Actor;
  beforeEach(async () => {
    leaver = await house.person();
    colleague = await house.person();
    [inbox, other] = [await house.inbox(MAIL, { assignment: 'manual' }, [leaver.userId, colleague.userId]), await house.inbox(MAIL, { assignment: 'manual' }, [leaver.userId, colleague.userId])];
    [leaver, colleague] = [await house.again(leaver), await house.again(colleague)];
  });
  const asked = async (through = inbox): Promise<string> => {
    const id = await house.asks(await house.customer({ kind: 'email', value: `${randomUUID()}@example.com` }), through);
    await house.crm.conversations.assign(house.admin, id, { ownerId: leaver.userId });
    return id;
  };
  const ownerOf = async (id: string): Promise<string | null> => (await house.crm.conversations.get(house.admin, id)).ownerId;
  const taskOf = async (conversationId: string): Promise<string | null> => (await house.crm.tasks.list(house.admin, { conversationId, status: 'open' })).items[0]!.assigneeId;

  it('goes back to the queue with the account that is disabled: on screens, in the timeline, in the audit and in the answer', async () => {
    const { crm, admin } = house;
    const [open, snoozed, closed] = [await asked(), await asked(), await asked()];
    await crm.conversations.setStatus(admin, snoozed, { status: 'snoozed', snoozedUntil: '2027-04-01T09:00:00Z' });
    await crm.conversations.setStatus(admin, closed, { status: 'closed' });
    const free = await crm.tasks.create(admin, { title: 'Price list', dueAt: '2027-03-05T09:00:00Z', assigneeId: leaver.userId });
    const ofContact = await crm.tasks.create(admin, { title: 'Visit', dueAt: '2027-03-05T09:00:00Z', assigneeId: leaver.userId, contactId: (await crm.conversations.get(admin, closed)).contactId });

    let changed: unknown;
    const told = await house.told(colleague, async () => { changed = await crm.users.update(admin, leaver.userId, { active: false }); });
    // Two answers to give, the visit and the price list.
    expect(changed).toMatchObject({ active: false, handedBack: { conversations: 2, tasks: 4 } });
    expect(await Promise.all([open, snoozed, closed].map(ownerOf))).toEqual([null, null, leaver.userId]);
    expect((await crm.conversations.get(admin, open)).waitingSince).not.toBeNull();
    expect((await crm.conversations.list(colleague, { view: 'unassigned' })).items.map((one) => one.id)).toContain(open);
    expect((await crm.tasks.list(admin, { assigneeId: leaver.userId, status: 'open' })).items).toEqual([]);
    expect(told).toContainEqual(expect.objectContaining({ type: 'conversation', conversation: expect.objectContaining({ id: open, ownerId: null }), before: expect.objectContaining({ ownerId: leaver.userId }) }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'message', message: expect.objectContaining({ conversationId: open, activity: { type: 'assigned', fromId: leaver.userId, toId: null, byId: admin.userId, reason: 'handed-back' } }) }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'task', task: expect.objectContaining({ conversationId: open, assigneeId: null }) }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'task', task: expect.objectContaining({ id: ofContact.id, assigneeId: null }) }));
    expect((await crm.tasks.list(admin, { limit: 100 })).items.find((one) => one.id === free.id)).toMatchObject({ assigneeId: null, status: 'open' });
    expect(await house.sql.one("SELECT from_id, to_id, by_id FROM assignment WHERE conversation_id = $1 AND reason = 'handed-back'", [open])).toEqual({ from_id: leaver.userId, to_id: null, by_id: admin.userId });
    expect((await crm.company.auditLog(admin, { limit: 1 })).items[0]).toMatchObject({ action: 'user.rights', thing: leaver.userId, detail: { handedBack: { conversations: 2, tasks: 4 } } });
  });

  it('goes back when they lose its inbox, by name or with a team, and only then', async () => {
    const { crm, admin } = house;
    const [lost, kept] = [await asked(inbox), await asked(other)];
    const both = await asked(inbox);
    await house.sql.query('UPDATE conversation SET inbox_ids = array_append(inbox_ids, $2::uuid) WHERE id = $1', [both, other]);
    expect(await crm.users.update(admin, leaver.userId, { inboxIds: [other] })).toMatchObject({ handedBack: { conversations: 1, tasks: 1 } });
    expect(await Promise.all([lost, kept, both].map(ownerOf))).toEqual([null, leaver.userId, leaver.userId]);
    expect(await Promise.all([lost, kept].map(taskOf))).toEqual([null, leaver.userId]);

    const team = await crm.users.teams.save(admin, { name: randomUUID(), memberIds: [leaver.userId] });
    const ours = await house.inbox(MAIL, { assignment: 'manual', teamId: team.id });
    const byTeam = await asked(ours);
    await crm.users.teams.save(admin, { id: team.id, name: team.name, memberIds: [] });
    expect(await ownerOf(byTeam)).toBeNull();
    expect(await ownerOf(kept)).toBe(leaver.userId);
  });

  it('goes back when an administrator becomes an operator without its inbox', async () => {
    await house.crm.users.update(house.admin, leaver.userId, { role: 'admin', inboxIds: [] });
    const mine = await asked();
    expect(await house.crm.users.update(house.admin, leaver.userId, { name: 'Same rights' })).toMatchObject({ handedBack: { conversations: 0, tasks: 0 } });
    expect(await ownerOf(mine)).toBe(leaver.userId);
    await house.crm.users.update(house.admin, leaver.userId, { role: 'operator' });
    expect(await ownerOf(mine)).toBeNull();
  });

  it('is never left behind by an assignment or a task made in the same moment', async () => {
    const { crm, admin } = house;
    for (let round = 0; round < 15; round++) {
      const target = await house.person('operator', [inbox]);
      const ids = await Promise.all([asked(), asked(), asked()]);
      await Promise.allSettled([
        ...ids.map((id) => crm.conversations.assign(admin, id, { ownerId: target.userId })),
        crm.tasks.create(admin, { title: 'x', dueAt: '2027-03-05T09:00:00Z', assigneeId: target.userId }),
        crm.users.update(admin, target.userId, { active: false }),
      ]);
      expect(await house.sql.query("SELECT 1 FROM conversation WHERE owner_id = $1 AND status <> 'closed'", [target.userId])).toEqual([]);
      expect(await house.sql.query("SELECT 1 FROM task WHERE assignee_id = $1 AND status = 'open'", [target.userId])).toEqual([]);
    }
  });

  it('that was closed and comes back while nobody is on duty waits in the queue, not with who left', async () => {
    const { crm, admin } = house;
    const address = `${randomUUID()}@example.com`;
    const closed = await house.asks(await house.customer({ kind: 'email', value: address }), inbox);
    await crm.conversations.assign(admin, closed, { ownerId: leaver.userId });
    await crm.conversations.setStatus(admin, closed, { status: 'closed' });
    await crm.users.update(admin, leaver.userId, { active: false });
    await deliver(house, inbox, words(house, mailbox(address)));
    expect(await crm.conversations.get(admin, closed)).toMatchObject({ status: 'open', ownerId: null });
    expect(await taskOf(closed)).toBeNull();
    const line = (await crm.conversations.timeline(admin, closed, {})).items.find((one) => one.activity?.type === 'assigned' && one.activity.reason === 'handed-back');
    expect(line?.activity).toMatchObject({ fromId: leaver.userId, toId: null, byId: null });
  });
});
