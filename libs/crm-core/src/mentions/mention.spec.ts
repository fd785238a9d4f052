import { randomUUID } from 'node:crypto';
import type { Actor, ReplyInput } from '../crm.ts';
import { createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
let anna: Actor;
let boris: Actor;
let vera: Actor;
/** Has no right to the inbox. */
let stranger: Actor;
let conversation: string;
beforeAll(async () => {
  house = await createHouse();
  [anna, boris, vera, stranger] = [await house.person(), await house.person(), await house.person(), await house.person()];
  const inbox = await house.inbox(MAIL, {}, [anna.userId, boris.userId, vera.userId]);
  [anna, boris, vera] = [await house.again(anna), await house.again(boris), await house.again(vera)];
  conversation = await house.asks(await house.customer({ kind: 'email', value: 'maria@example.com' }), inbox);
});
afterAll(() => house.close());

const note = (mentions: ReplyInput['mentions'], given: Partial<ReplyInput> = {}) =>
  house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: conversation, kind: 'note', text: 'Проверь остаток', seenVersion: 0, ...(mentions && { mentions }), ...given });
const toldOf = async (actor: Actor): Promise<number> => (await house.crm.company.notifications(actor, {})).items.filter(({ type }) => type === 'mention').length;
const follows = async (actor: Actor): Promise<boolean> => (await house.sql.one('SELECT 1 FROM participant p JOIN conversation c ON c.id = p.conversation_id AND p.user_id = ANY (c.participant_ids) WHERE p.user_id = $1 AND c.id = $2', [actor.userId, conversation])) !== undefined;
const team = async (...members: Actor[]): Promise<string> => (await house.crm.users.teams.save(house.admin, { name: randomUUID(), memberIds: members.map(({ userId }) => userId) })).id;

describe('a note that names somebody', () => {
  it('tells them, here and outside the window, and makes them follow the conversation', async () => {
    house.signals.length = 0;
    const told = await house.told(boris, () => note({ userIds: [boris.userId], teamIds: [] }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'notification', notification: expect.objectContaining({ type: 'mention', conversationId: conversation, title: 'Марія Коваль' }) }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'message', message: expect.objectContaining({ kind: 'note', mentions: { userIds: [boris.userId], teamIds: [] } }) }));
    expect(house.signals).toContainEqual(expect.objectContaining({ type: 'notify', userId: boris.userId }));
    expect([await follows(boris), await follows(vera)]).toEqual([true, false]);
    expect(await house.sql.query('SELECT user_id, seen_at FROM mention WHERE conversation_id = $1', [conversation])).toEqual([{ user_id: boris.userId, seen_at: null }]);
  });

  it('is stored with whom it names, changes nothing about who waits, and reaches the customer in no way', async () => {
    const before = (await house.crm.conversations.get(anna, conversation)).waitingSince;
    const { id } = await note({ userIds: [vera.userId], teamIds: [] });
    expect((await house.crm.outbound.message(vera, id)).mentions).toEqual({ userIds: [vera.userId], teamIds: [] });
    expect((await house.crm.conversations.get(anna, conversation)).waitingSince).toBe(before);
    expect(await house.sql.query('SELECT 1 FROM delivery WHERE message_id = $1', [id])).toEqual([]);
  });

  it('as a team tells each member who may read it, once, and its author never', async () => {
    const [store, counts] = [await team(anna, boris, stranger), [await toldOf(anna), await toldOf(boris), await toldOf(stranger)]];
    await note({ userIds: [boris.userId], teamIds: [store] });
    expect([await toldOf(anna), await toldOf(boris), await toldOf(stranger)]).toEqual([counts[0], counts[1]! + 1, counts[2]]);
  });

  it('who may not read the conversation is refused, and nothing is written', async () => {
    const before = (await house.sql.query('SELECT 1 FROM message')).length;
    await expect(note({ userIds: [stranger.userId], teamIds: [] })).rejects.toMatchObject({ code: 'mention-blind', status: 422 });
    await expect(note({ userIds: [randomUUID()], teamIds: [] })).rejects.toMatchObject({ code: 'mention-blind' });
    await expect(note({ userIds: [], teamIds: [await team(stranger)] })).rejects.toMatchObject({ code: 'mention-blind' });
    expect((await house.sql.query('SELECT 1 FROM message')).length).toBe(before);
    expect(await toldOf(stranger)).toBe(0);
  });

  it('posted twice is one note and one notice; with other names under the same id it is refused', async () => {
    const [id, before] = [randomUUID(), await toldOf(vera)];
    await note({ userIds: [vera.userId], teamIds: [] }, { id });
    await note({ userIds: [vera.userId], teamIds: [] }, { id });
    expect(await toldOf(vera)).toBe(before + 1);
    await expect(note({ userIds: [boris.userId], teamIds: [] }, { id })).rejects.toMatchObject({ code: 'id-taken' });
  });
});

it('an answer to the customer names no colleague', async () => {
  await expect(note({ userIds: [boris.userId], teamIds: [] }, { kind: 'text', force: true })).rejects.toMatchObject({ code: 'mention-outside' });
});
