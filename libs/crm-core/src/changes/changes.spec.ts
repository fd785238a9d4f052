import { randomUUID } from 'node:crypto';
import type { ChannelCapabilities } from '#channels';
import type { Actor, ReplyInput } from '../crm.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';

const HOUR = 3_600_000;
const CHANGING: ChannelCapabilities = { ...CHAT, canEdit: { withinMs: null }, canDelete: { withinMs: 48 * HOUR } };

let house: House;
let anna: Actor;
let chat: string;
beforeAll(async () => {
  house = await createHouse();
  anna = await house.person();
  chat = await house.inbox(CHANGING, { assignment: 'manual' }, [anna.userId]);
  anna = await house.again(anna);
});
afterAll(() => house.close());

let number = 500;
async function said(given: Partial<ReplyInput> = {}, inbox = chat, kind: 'telegram' | 'email' = 'telegram'): Promise<{ id: string; conversation: string; externalIds: string[] }> {
  const address = kind === 'email' ? `m${number++}@shop.example` : String(number++);
  const conversation = await house.asks(await house.customer({ kind, value: address }), inbox, { thread: address });
  house.pass(1000);
  const message = await house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: conversation, kind: 'text', text: 'Ціна 100 грн', seenVersion: 1, ...given });
  const externalIds = [];
  for (const { id } of message.deliveries) {
    const externalId = `${address}/${randomUUID()}`;
    await house.crm.outbound.recordSent((await house.crm.outbound.claim(id, 30_000))!, { externalId, aliases: [], status: 'sent' });
    externalIds.push(externalId);
  }
  return { id: message.id, conversation, externalIds };
}
const { edit, remove } = { edit: (id: string, text: string, actor = anna) => house.crm.changes.edit(actor, id, text), remove: (id: string, actor = anna) => house.crm.changes.remove(actor, id) };
const view = (id: string) => house.crm.outbound.message(anna, id);
async function due(): Promise<string> {
  const ids = await house.crm.changes.due(100);
  expect(ids).toHaveLength(1);
  return ids[0]!;
}

describe('words of ours', () => {
  it('change at the vendor first and then here; what they were before stays to be read', async () => {
    const { id, conversation, externalIds } = await said();
    const before = await house.crm.conversations.get(anna, conversation);
    house.signals.length = 0;
    expect(await edit(id, 'Ціна 110 грн')).toMatchObject({ text: 'Ціна 100 грн', change: { kind: 'edit', failure: null } });
    const changeId = await due();
    expect(house.signals).toContainEqual({ type: 'change', changeId });
    expect(await house.crm.changes.claim(changeId)).toMatchObject({ kind: 'edit', text: 'Ціна 110 грн', inboxId: chat, messages: [{ messageId: id, externalId: externalIds[0], captioned: false }] });
    const told = await house.told(anna, () => house.crm.changes.recordDone(changeId));
    const after = await view(id);
    expect(after).toMatchObject({ text: 'Ціна 110 грн', editedAt: house.now().toISOString(), delivery: 'sent' });
    expect(after.change).toBeUndefined();
    expect(told).toContainEqual(expect.objectContaining({ type: 'message', message: after }));
    expect(await house.crm.changes.versions(anna, id)).toEqual([{ text: 'Ціна 100 грн', html: null, replacedAt: house.now().toISOString(), replacedById: anna.userId }]);
    const now = await house.crm.conversations.get(anna, conversation);
    expect(now).toMatchObject({ preview: { text: 'Ціна 110 грн' }, version: before.version, waitingSince: before.waitingSince });
    await house.crm.changes.recordDone(changeId);
    expect(await house.crm.changes.versions(anna, id)).toHaveLength(1);
  });

  it('go for both, all parts of them, and leave the place where they stood', async () => {
    const file = await house.crm.files.add(anna, { kind: 'file', name: 'a.pdf', mime: 'application/pdf', size: 5, sha256: 'ab'.repeat(32) });
    const { id, conversation, externalIds } = await said({ attachmentIds: [file.id] });
    await remove(id);
    const changeId = await due();
    expect((await house.crm.changes.claim(changeId))!.messages.map((message) => [message.externalId, message.captioned])).toEqual([[externalIds[0], false], [externalIds[1], true]]);
    await house.crm.changes.recordDone(changeId);
    expect(await view(id)).toMatchObject({ text: '', attachments: [], deletedAt: house.now().toISOString() });
    expect((await house.crm.conversations.get(anna, conversation)).preview).toMatchObject({ text: '' });
    await expect(house.crm.files.open(anna, file.id)).rejects.toMatchObject({ status: 404 });
    await expect(remove(id)).rejects.toMatchObject({ code: 'deleted' });
  });

  it('under a file become its caption', async () => {
    const file = await house.crm.files.add(anna, { kind: 'file', name: 'a.pdf', mime: 'application/pdf', size: 5, sha256: 'ab'.repeat(32) });
    const { id } = await said({ text: '', attachmentIds: [file.id] });
    await edit(id, 'Ось рахунок');
    const changeId = await due();
    expect((await house.crm.changes.claim(changeId))!.messages).toMatchObject([{ captioned: true }]);
    await house.crm.changes.recordDone(changeId);
  });

  it('are refused in words before anything happens where the channel cannot', async () => {
    const mail = await house.inbox(MAIL, {}, [anna.userId]);
    anna = await house.again(anna);
    const letter = await said({}, mail, 'email');
    await expect(edit(letter.id, 'інше')).rejects.toMatchObject({ status: 422, code: 'cannot-edit' });
    await expect(remove(letter.id)).rejects.toMatchObject({ code: 'cannot-delete' });
    const old = await said();
    const long = await said({ text: 'ш'.repeat(5000) });
    await expect(edit(long.id, 'коротко')).rejects.toMatchObject({ code: 'in-parts' });
    await expect(edit(old.id, 'ш'.repeat(5000))).rejects.toMatchObject({ code: 'too-long' });
    await expect(edit(old.id, '  ')).rejects.toMatchObject({ code: 'empty' });
    house.pass(48 * HOUR + 1);
    await expect(remove(old.id)).rejects.toMatchObject({ code: 'cannot-delete-any-more' });
    expect(await house.crm.changes.due(100)).toEqual([]);
    await edit(old.id, 'ще можна');
    await house.crm.changes.recordDone(await due());
  });

  it('are their author’s to change, or a leader’s; what did not reach the customer is not changed but taken back', async () => {
    const { id, conversation } = await said();
    const colleague = await house.person('operator', [chat]);
    await expect(edit(id, 'чуже', colleague)).rejects.toMatchObject({ status: 403 });
    await expect(edit(id, 'чуже', await house.person())).rejects.toMatchObject({ status: 404 });
    await edit(id, 'виправлено', house.admin);
    await expect(remove(id)).rejects.toMatchObject({ code: 'change-pending' });
    await house.crm.changes.recordDone(await due());
    expect((await house.crm.changes.versions(colleague, id))[0]).toMatchObject({ replacedById: house.admin.userId });
    const queued = await house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: conversation, kind: 'text', text: 'ще', seenVersion: 9 });
    await expect(edit(queued.id, 'інше')).rejects.toMatchObject({ code: 'not-arrived' });
    const [theirs] = (await house.crm.conversations.timeline(anna, conversation, {})).items.filter((message) => message.direction === 'inbound');
    await expect(edit(theirs!.id, 'x')).rejects.toMatchObject({ code: 'not-ours' });
    const note = await house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: conversation, kind: 'note', text: 'між нами', seenVersion: 0 });
    await expect(remove(note.id)).rejects.toMatchObject({ code: 'not-ours' });
  });

  it('whose change was refused say why, and can be changed again', async () => {
    const { id } = await said();
    await edit(id, 'інше');
    await house.crm.changes.recordFailure(await due(), { kind: 'invalid', message: 'Telegram says: message can’t be edited' });
    expect(await view(id)).toMatchObject({ text: 'Ціна 100 грн', editedAt: null, change: { kind: 'edit', failure: 'Telegram says: message can’t be edited' } });
    expect(await house.crm.changes.due(100)).toEqual([]);
    expect((await edit(id, 'ще інше')).change).toEqual({ kind: 'edit', failure: null });
    await house.crm.changes.recordDone(await due());
  });

  it('are asked for again when the vendor was away or the worker died, and given up after some minutes', async () => {
    const { id } = await said();
    await edit(id, 'інше');
    const changeId = await due();
    expect(await house.crm.changes.claim(changeId)).toMatchObject({ attempt: 1 });
    expect([await house.crm.changes.claim(changeId), await house.crm.changes.due(100)]).toEqual([null, []]);
    house.pass(60_000);
    expect(await house.crm.changes.claim(await due())).toMatchObject({ changeId, attempt: 2 });
    await house.crm.changes.recordFailure(changeId, { kind: 'rate-limited', message: 'Slow down.' }, 90_000);
    house.pass(89_000);
    expect(await house.crm.changes.due(100)).toEqual([]);
    house.pass(1_000);
    await due();
    house.pass(8 * 60_000);
    await house.crm.changes.recordFailure(changeId, { kind: 'unavailable', message: 'Away.' });
    expect((await view(id)).change).toEqual({ kind: 'edit', failure: 'Away.' });
  });

  it('of the customer keep what they said at first', async () => {
    const { conversation } = await said();
    const [theirs] = (await house.crm.conversations.timeline(anna, conversation, {})).items.filter((message) => message.direction === 'inbound');
    const externalId = (await house.sql.one<{ external_id: string }>('SELECT external_id FROM message WHERE id = $1', [theirs!.id]))!.external_id;
    const edited = (text: string) => house.crm.ingest.ingest({
      inboxId: chat, raw: { providerKey: randomUUID(), body: Buffer.from('{}'), headers: {}, receivedAt: house.now() }, interpretation: { events: [{ type: 'message-edited', externalId, editedAt: house.now(), text }] },
    });
    await edited('Скільки коштують два?');
    expect(await house.crm.changes.versions(anna, theirs!.id)).toEqual([{ text: 'Скільки коштує?', html: null, replacedAt: house.now().toISOString(), replacedById: null }]);
    house.pass(1000);
    await edited('Скільки коштують два?');
    expect(await house.crm.changes.versions(anna, theirs!.id)).toHaveLength(1);
  });
});
