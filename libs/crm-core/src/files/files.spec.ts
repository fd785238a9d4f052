import { randomUUID } from 'node:crypto';
import type { Actor } from '../crm.ts';
import { createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
let anna: Actor;
let inbox: string;
let contact: string;
beforeAll(async () => {
  house = await createHouse();
  anna = await house.person();
  inbox = await house.inbox(MAIL, {}, [anna.userId]);
  anna = await house.again(anna);
  contact = await house.customer({ kind: 'email', value: 'maria@example.com' });
});
afterAll(() => house.close());

const SHA = 'cd'.repeat(32);
const add = (actor: Actor) => house.crm.files.add(actor, { kind: 'file', name: 'рахунок.pdf', mime: 'application/pdf', size: 10, sha256: SHA });
const stored = { kind: 'file', name: 'рахунок.pdf', mime: 'application/pdf', size: 10, sha256: SHA };
async function inMessage(): Promise<{ file: string; conversation: string; message: string }> {
  const conversation = await house.asks(contact, inbox, { conversationId: await open() });
  const file = (await add(anna)).id;
  const message = (await house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: conversation, kind: 'text', text: 'x', attachmentIds: [file], seenVersion: 0, force: true })).id;
  return { file, conversation, message };
}
const open = async (): Promise<string | undefined> => (await house.sql.one<{ id: string }>('SELECT id FROM conversation WHERE contact_id = $1', [contact]))?.id;
async function pending(): Promise<{ id: string; message: string }> {
  const conversation = await house.asks(contact, inbox, { conversationId: await open() });
  const message = (await house.sql.one<{ id: string }>("SELECT id FROM message WHERE conversation_id = $1 AND direction = 'inbound' LIMIT 1", [conversation]))!.id;
  const id = randomUUID();
  await house.sql.query("INSERT INTO attachment (id, message_id, kind, name, mime, state, ref, created_at) VALUES ($1, $2, 'image', 'p.jpg', 'image/jpeg', 'pending', '{\"fileId\":\"7\"}', $3)", [id, message, house.now()]);
  return { id, message };
}

describe('a file', () => {
  it('before it is sent is its uploader’s alone', async () => {
    const { id } = await add(anna);
    expect(await house.crm.files.open(anna, id)).toEqual(stored);
    await expect(house.crm.files.open(house.admin, id)).rejects.toMatchObject({ status: 404 });
  });

  it('in a message is had by whoever may read the message, at each download anew', async () => {
    const { file } = await inMessage();
    expect(await house.crm.files.open(anna, file)).toEqual(stored);
    const stranger = await house.person();
    await expect(house.crm.files.open(stranger, file)).rejects.toMatchObject({ status: 404 });
    await expect(house.crm.files.open({ ...anna, inboxIds: [] }, file)).rejects.toMatchObject({ status: 404 });
    await expect(house.crm.files.open(anna, randomUUID())).rejects.toMatchObject({ status: 404 });
  });

  it('of a private inbox is hidden from who sees the conversation only through another', async () => {
    const { file, conversation } = await inMessage();
    const other = await house.inbox(MAIL);
    await house.sql.query('UPDATE conversation SET inbox_ids = array_append(inbox_ids, $2::uuid) WHERE id = $1', [conversation, other]);
    const boris: Actor = { userId: randomUUID(), role: 'operator', inboxIds: [other], seesOwnOnly: false };
    expect(await house.crm.files.open(boris, file)).toEqual(stored);
    await house.sql.query('UPDATE inbox SET is_private = true WHERE id = $1', [inbox]);
    await expect(house.crm.files.open(boris, file)).rejects.toMatchObject({ status: 404 });
    expect(await house.crm.files.open(anna, file)).toEqual(stored);
    await house.sql.query('UPDATE inbox SET is_private = false WHERE id = $1', [inbox]);
  });

  it('is a visitor’s only in their own thread, and only once it was sent', async () => {
    const { file, message } = await inMessage();
    const thread = (await house.sql.one<{ thread: string }>('SELECT external_thread_id AS thread FROM message WHERE id = $1', [message]))!.thread;
    await expect(house.crm.files.openForVisitor(inbox, thread, file)).rejects.toMatchObject({ status: 404 });
    await house.sql.query("UPDATE message SET delivery_status = 'sent' WHERE id = $1", [message]);
    expect(await house.crm.files.openForVisitor(inbox, thread, file)).toEqual(stored);
    await expect(house.crm.files.openForVisitor(inbox, 'another', file)).rejects.toMatchObject({ status: 404 });
    await expect(house.crm.files.openForVisitor(randomUUID(), thread, file)).rejects.toMatchObject({ status: 404 });
  });

  it('goes into one message: a second that names it is refused', async () => {
    const { file, conversation } = await inMessage();
    await expect(house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: conversation, kind: 'note', text: 'x', attachmentIds: [file], seenVersion: 0 })).rejects.toMatchObject({ code: 'no-file' });
    const theirs = await add(house.admin);
    await expect(house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: conversation, kind: 'note', text: 'x', attachmentIds: [theirs.id], seenVersion: 0 })).rejects.toMatchObject({ code: 'no-file' });
  });
});

describe('vendor media', () => {
  it('is fetched by one worker at a time, and every screen sees it arrive', async () => {
    const { id, message } = await pending();
    expect(await house.crm.files.pending(10)).toContain(id);
    const claims = await Promise.all(Array.from({ length: 5 }, () => house.crm.files.claim(id)));
    expect(claims.filter(Boolean)).toEqual([{ inboxId: inbox, ref: { fileId: '7' }, name: 'p.jpg', mime: 'image/jpeg' }]);
    expect(await house.crm.files.pending(10)).not.toContain(id);
    const told = await house.told(anna, () => house.crm.files.recordReady(id, { sha256: SHA, size: 5, width: 10, height: 20 }));
    expect(told).toContainEqual(expect.objectContaining({ type: 'message', message: expect.objectContaining({ id: message, attachments: expect.arrayContaining([expect.objectContaining({ id, state: 'ready', width: 10 })]) }) }));
    await house.crm.files.recordFailure(id, 'late', true);
    expect(await house.crm.files.open(anna, id)).toMatchObject({ sha256: SHA });
  });

  it('that comes at the same moment as others of its message: the last telling shows all of them', async () => {
    const { id: first, message } = await pending();
    const ids = [first, ...Array.from({ length: 4 }, () => randomUUID())];
    for (const id of ids.slice(1)) await house.sql.query("INSERT INTO attachment (id, message_id, kind, name, mime, state, ref, created_at) VALUES ($1, $2, 'image', 'p.jpg', 'image/jpeg', 'pending', '{\"fileId\":\"7\"}', $3)", [id, message, house.now()]);
    const told = await house.told(anna, () => Promise.all(ids.map((id) => house.crm.files.recordReady(id, { sha256: SHA, size: 5 }))));
    const last = told.findLast((event) => event.type === 'message' && event.message.id === message);
    const shown = last?.type === 'message' ? last.message.attachments.filter(({ id }) => ids.includes(id)).map(({ state }) => state) : [];
    expect(shown).toEqual(ids.map(() => 'ready'));
  });

  it('is tried again later, also after its worker died, and fails for good when the vendor says so', async () => {
    const { id } = await pending();
    await house.crm.files.claim(id);
    await house.crm.files.recordFailure(id, 'timeout', false);
    expect(await house.crm.files.pending(10)).not.toContain(id);
    house.pass(5_000);
    expect(await house.crm.files.pending(10)).toContain(id);
    await house.crm.files.claim(id);
    house.pass(5 * 60_000);
    expect(await house.crm.files.pending(10)).toContain(id);
    const told = await house.told(anna, () => house.crm.files.recordFailure(id, 'gone', true));
    expect(told).toContainEqual(expect.objectContaining({ type: 'message', message: expect.objectContaining({ attachments: expect.arrayContaining([expect.objectContaining({ id, state: 'failed' })]) }) }));
    await expect(house.crm.files.open(anna, id)).rejects.toMatchObject({ status: 404 });
    expect(await house.crm.files.claim(id)).toBeNull();
  });
});
