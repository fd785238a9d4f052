import { randomUUID } from 'node:crypto';
import type { Actor } from '../crm.ts';
import { conversationOf, deliver, telegramUser, words } from '../testing/events.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';
import type { ConversationView, SyncEvent } from '../views.ts';

let house: House;
let chat: string;
beforeEach(async () => {
  house = await createHouse();
  chat = await house.inbox(CHAT);
});
afterEach(() => house.close());

const asks = async (name?: string): Promise<ConversationView> => {
  const { readCount: _r, mention: _m, ...conversation } = await conversationOf(house, await deliver(house, chat, words(house, telegramUser(undefined, name))));
  return conversation;
};
/** A note of theirs that names these colleagues. */
const name = (actor: Actor, conversationId: string, userIds: string[]): Promise<unknown> =>
  house.crm.outbound.reply(actor, { id: randomUUID(), conversationId, kind: 'note', text: '@', seenVersion: 0, mentions: { userIds, teamIds: [] } });
const openTasks = async (id: string): Promise<string[]> => (await house.sql.query<{ kind: string }>("SELECT kind FROM task WHERE conversation_id = $1 AND status = 'open' ORDER BY kind", [id])).map(({ kind }) => kind);
const kinds = (events: readonly SyncEvent[]): string[] => events.map(({ type }) => type);

describe('labels and priority', () => {
  it('are put on and taken off, shown in the row, and say nothing of an answer', async () => {
    const vip = await house.crm.labels.save(house.admin, { name: 'VIP', colour: 'violet' });
    const { id, waitingSince } = await asks();
    expect(await house.crm.conversations.setLabels(house.admin, id, { add: [vip.id] })).toMatchObject({ labelIds: [vip.id], waitingSince });
    expect(await house.crm.conversations.setPriority(house.admin, id, 'urgent')).toMatchObject({ priority: 'urgent', labelIds: [vip.id], waitingSince });
    // The next words of the customer leave both as they are.
    house.pass(60_000);
    expect((await house.crm.conversations.list(house.admin, { view: 'queue', filter: { labelId: vip.id, priority: 'high' } })).items.map((row) => row.id)).toEqual([id]);
    expect(await house.crm.conversations.setLabels(house.admin, id, { remove: [vip.id] })).toMatchObject({ labelIds: [], priority: 'urgent' });
    expect((await house.crm.conversations.list(house.admin, { view: 'queue', filter: { labelId: vip.id } })).items).toEqual([]);
  });

  it('are made by leaders, under one name each, and one that was removed goes on no conversation', async () => {
    const operator = await house.person('operator', [chat]);
    await expect(house.crm.labels.save(operator, { name: 'VIP', colour: 'grey' })).rejects.toMatchObject({ code: 'forbidden' });
    const vip = await house.crm.labels.save(house.admin, { name: 'VIP', colour: 'grey' });
    await expect(house.crm.labels.save(house.admin, { name: 'vip', colour: 'red' })).rejects.toMatchObject({ code: 'name-taken' });
    const { id } = await asks();
    await house.crm.labels.remove(house.admin, vip.id);
    expect(await house.crm.labels.list(operator)).toEqual([]);
    await expect(house.crm.conversations.setLabels(operator, id, { add: [vip.id] })).rejects.toMatchObject({ code: 'no-label' });
    await house.crm.labels.save(house.admin, { name: 'VIP', colour: 'red' });
  });
});

describe('followers', () => {
  it('see what they follow where operators see their own only, are told, and lose sight of it when they follow no more', async () => {
    await house.crm.company.update(house.admin, { operatorsSeeOwnOnly: true });
    const owner = await house.person('operator', [chat]);
    const friend = await house.person('operator', [chat]);
    const { id } = await asks();
    await house.crm.conversations.assign(house.admin, id, { ownerId: owner.userId });
    await expect(house.crm.conversations.get(friend, id)).rejects.toMatchObject({ code: 'not-found' });

    const told = await house.told(friend, () => house.crm.conversations.setParticipants(owner, id, { add: [friend.userId] }));
    expect(kinds(told)).toEqual(expect.arrayContaining(['conversation', 'notification']));
    expect((await house.crm.conversations.list(friend, { view: 'all', filter: { following: true } })).items.map((row) => row.id)).toEqual([id]);
    expect(await house.crm.conversations.counts(friend)).toMatchObject({ all: 1, queue: 1, mine: 0 });
    const { contactId } = await house.crm.conversations.get(friend, id);
    expect((await house.crm.contacts.get(friend, contactId)).conversationIds).toEqual([id]);

    // They are told of every change, like its owner.
    const later = await house.told(friend, () => house.crm.conversations.setPriority(owner, id, 'high'));
    expect(kinds(later)).toContain('conversation');

    const last = await house.told(friend, () => house.crm.conversations.setParticipants(owner, id, { remove: [friend.userId] }));
    expect(last).toEqual([expect.objectContaining({ type: 'conversation-hidden', conversationId: id })]);
    await expect(house.crm.conversations.get(friend, id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are notified when the customer begins to wait again', async () => {
    const friend = await house.person('operator', [chat]);
    const olena = telegramUser();
    const { id } = await conversationOf(house, await deliver(house, chat, words(house, olena)));
    await house.crm.conversations.assign(house.admin, id, { ownerId: house.admin.userId });
    await house.crm.conversations.setParticipants(house.admin, id, { add: [friend.userId] });
    await house.crm.conversations.noReplyNeeded(house.admin, id);
    const told = await house.told(friend, () => deliver(house, chat, words(house, olena)));
    expect(kinds(told)).toContain('notification');
  });

  it('are people who may see one of its inboxes', async () => {
    const stranger = await house.person('operator', []);
    const { id } = await asks();
    await expect(house.crm.conversations.setParticipants(house.admin, id, { add: [stranger.userId] })).rejects.toMatchObject({ code: 'no-access' });
  });
});

describe('mentions', () => {
  it('stand in the view of whoever was named, and count until they look', async () => {
    await house.crm.company.update(house.admin, { operatorsSeeOwnOnly: true });
    const named = await house.person('operator', [chat]);
    const { id } = await asks();
    await house.crm.conversations.assign(house.admin, id, { ownerId: house.admin.userId });
    const told = await house.told(named, () => name(house.admin, id, [named.userId]));
    expect(told).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'mention', conversationId: id, wasUnseen: false, mention: { at: house.now().toISOString(), unseen: true } })]));
    expect(await house.crm.conversations.counts(named)).toMatchObject({ mentions: 1 });
    expect((await house.crm.conversations.list(named, { view: 'mentions' })).items).toMatchObject([{ id, mention: { unseen: true } }]);

    house.pass(1000);
    await name(house.admin, id, [named.userId]);
    expect(await house.crm.conversations.counts(named)).toMatchObject({ mentions: 1 });
    const seen = await house.told(named, () => house.crm.conversations.markRead(named, id, 1));
    expect(seen).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'mention', wasUnseen: true, mention: { at: house.now().toISOString(), unseen: false } })]));
    expect(await house.crm.conversations.counts(named)).toMatchObject({ mentions: 0 });
    expect((await house.crm.conversations.list(named, { view: 'mentions' })).items).toMatchObject([{ id, mention: { unseen: false } }]);
    expect((await house.crm.conversations.list(house.admin, { view: 'mentions' })).items).toEqual([]);
  });
});

describe('reading', () => {
  it('marked unread, the last words count again, for this person alone', async () => {
    const { id } = await asks();
    const operator = await house.person('operator', [chat]);
    await house.crm.conversations.markRead(operator, id, 1);
    await house.crm.conversations.markRead(house.admin, id, 1);
    await house.crm.conversations.markUnread(operator, id);
    expect((await house.crm.conversations.get(operator, id)).readCount).toBe(0);
    expect((await house.crm.conversations.get(house.admin, id)).readCount).toBe(1);
  });
});

describe('taking back', () => {
  it('a closing gives back the wait, its time, its owner and the task', async () => {
    const { id } = await asks();
    const before = await house.crm.conversations.get(house.admin, id);
    const tasks = await openTasks(id);
    house.pass(60_000);
    await house.crm.conversations.setStatus(house.admin, id, { status: 'closed' });
    expect(await openTasks(id)).toEqual([]);
    house.pass(60_000);
    await house.crm.conversations.undo(house.admin, id);
    expect(await house.crm.conversations.get(house.admin, id)).toEqual({ ...before, preview: expect.anything() as unknown });
    expect(await openTasks(id)).toEqual(tasks);
    await expect(house.crm.conversations.undo(house.admin, id)).rejects.toMatchObject({ code: 'nothing-to-undo' });
  });

  it('each act goes back to what it was: snoozed, given, labelled, prioritised', async () => {
    const vip = await house.crm.labels.save(house.admin, { name: 'VIP', colour: 'violet' });
    const old = await house.crm.labels.save(house.admin, { name: 'Old', colour: 'grey' });
    const anna = await house.person('operator', [chat]);
    const { id } = await asks();
    const c = house.crm.conversations;
    await c.setLabels(house.admin, id, { add: [old.id] });
    const before = await c.get(house.admin, id);
    for (const act of [
      () => c.setStatus(house.admin, id, { status: 'snoozed', snoozedUntil: new Date(house.now().getTime() + 3_600_000).toISOString() }),
      () => c.assign(house.admin, id, { ownerId: anna.userId }),
      () => c.setLabels(house.admin, id, { add: [vip.id], remove: [old.id] }),
      () => c.setPriority(house.admin, id, 'high'),
      () => c.noReplyNeeded(house.admin, id),
    ]) {
      await act();
      expect(await c.get(house.admin, id)).not.toEqual(before);
      await c.undo(house.admin, id);
      expect(await c.get(house.admin, id)).toEqual({ ...before, preview: expect.anything() as unknown });
    }
  });

  it('what was given away out of sight can be had back by who gave it', async () => {
    await house.crm.company.update(house.admin, { operatorsSeeOwnOnly: true });
    const giver = await house.person('operator', [chat]);
    const taker = await house.person('operator', [chat]);
    const { id } = await asks();
    await house.crm.conversations.assign(giver, id, { ownerId: giver.userId });
    await house.crm.conversations.assign(giver, id, { ownerId: taker.userId });
    await expect(house.crm.conversations.get(giver, id)).rejects.toMatchObject({ code: 'not-found' });
    expect((await house.crm.conversations.undo(giver, id)).ownerId).toBe(giver.userId);
    expect(await house.sql.one('SELECT k.owner_id FROM contact k JOIN conversation c ON c.contact_id = k.id WHERE c.id = $1', [id])).toEqual({ owner_id: giver.userId });
    // Nobody else's act is mine to take back.
    await expect(house.crm.conversations.undo(taker, id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is refused when somebody changed the same, or the customer wrote after it was put off', async () => {
    const olena = telegramUser();
    const anna = await house.person('operator', [chat]);
    const { id } = await conversationOf(house, await deliver(house, chat, words(house, olena)));
    const c = house.crm.conversations;
    await c.assign(house.admin, id, { ownerId: house.admin.userId });
    await c.assign(anna, id, { ownerId: anna.userId });
    await expect(c.undo(house.admin, id)).rejects.toMatchObject({ code: 'changed-meanwhile' });
    await c.setStatus(house.admin, id, { status: 'snoozed', snoozedUntil: new Date(house.now().getTime() + 3_600_000).toISOString() });
    await deliver(house, chat, words(house, olena));
    await expect(c.undo(house.admin, id)).rejects.toMatchObject({ code: 'changed-meanwhile' });
    expect((await c.get(house.admin, id)).status).toBe('open');
  });

  it('is refused after an hour, and a closed one stays closed while another with this customer is open', async () => {
    const { id, contactId } = await asks();
    await house.crm.conversations.setStatus(house.admin, id, { status: 'closed' });
    await house.sql.query("INSERT INTO conversation (id, contact_id, inbox_id, inbox_ids, last_message_at) VALUES ($1, $2, $3, ARRAY[$3::uuid], now())", [randomUUID(), contactId, chat]);
    await expect(house.crm.conversations.undo(house.admin, id)).rejects.toMatchObject({ code: 'changed-meanwhile' });
    const other = await asks();
    await house.crm.conversations.setStatus(house.admin, other.id, { status: 'closed' });
    house.pass(3_600_001);
    await expect(house.crm.conversations.undo(house.admin, other.id)).rejects.toMatchObject({ code: 'nothing-to-undo' });
  });
});

describe('saved views', () => {
  it('are one’s own until a leader shares them', async () => {
    const operator = await house.person('operator', [chat]);
    const mail = await house.inbox(MAIL);
    const choice = { view: 'queue', sort: 'money', filter: { inboxId: mail, overdue: true } } as const;
    const own = await house.crm.savedViews.save(operator, { name: 'Late mail', shared: false, choice });
    expect(await house.crm.savedViews.list(operator)).toEqual([own]);
    expect(await house.crm.savedViews.list(house.admin)).toEqual([]);
    await expect(house.crm.savedViews.save(operator, { name: 'For all', shared: true, choice })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(house.crm.savedViews.remove(house.admin, own.id)).rejects.toMatchObject({ code: 'not-found' });

    const told = await house.told(operator, async () => {
      const shared = await house.crm.savedViews.save(house.admin, { name: 'For all', shared: true, choice });
      await house.crm.savedViews.save(house.admin, { ...shared, shared: false });
    });
    expect(kinds(told)).toEqual(['saved-view', 'saved-view-removed']);
    await house.crm.savedViews.remove(operator, own.id);
    expect(await house.crm.savedViews.list(operator)).toEqual([]);
  });
});
