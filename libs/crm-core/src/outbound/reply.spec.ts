import { randomUUID } from 'node:crypto';
import type { ReplyInput } from '../crm.ts';
import { OutdatedThread } from '../errors.ts';
import { CHAT, createHouse, MAIL, SMS, type House } from '../testing/house.ts';
import type { Actor } from '../crm.ts';

let house: House;
let anna: Actor;
let mail: string;
let chat: string;
beforeAll(async () => {
  house = await createHouse();
  anna = await house.person();
  [mail, chat] = [await house.inbox(MAIL, { followUpDays: 2 }, [anna.userId]), await house.inbox(CHAT, {}, [anna.userId])];
  anna = await house.again(anna);
});
afterAll(() => house.close());

const MARIA = () => `maria.${randomUUID()}@example.com`;
const text = (conversationId: string, given: Partial<ReplyInput> = {}): ReplyInput => ({ id: randomUUID(), conversationId, kind: 'text', text: 'Добрий день!', seenVersion: 1, ...given });
const deliveries = (messageId: string) => house.sql.query<{ id: string; recipient_value: string; text: string; attachment_ids: string[]; status: string }>(
  'SELECT id, recipient_value, text, attachment_ids, status FROM delivery WHERE message_id = $1 ORDER BY position', [messageId]);
async function mailConversation(given: Parameters<House['asks']>[2] = {}): Promise<{ id: string; contact: string; address: string }> {
  const address = MARIA();
  const contact = await house.customer({ kind: 'email', value: address });
  return { id: await house.asks(contact, mail, { subject: 'Ціна', mailId: 'a@example.com', references: ['root@example.com'], ...given }), contact, address };
}
const file = (size = 100, name = 'рахунок.pdf') => house.crm.files.add(anna, { kind: 'file', name, mime: 'application/pdf', size, sha256: 'ab'.repeat(32) });

describe('a reply', () => {
  it('posted five times at once is one message with one delivery', async () => {
    const { id } = await mailConversation();
    const input = text(id);
    house.signals.length = 0;
    const answers = await Promise.all(Array.from({ length: 5 }, () => house.crm.outbound.reply(anna, input)));
    expect(new Set(answers.map((answer) => answer.id))).toEqual(new Set([input.id]));
    expect(await deliveries(input.id)).toHaveLength(1);
    expect(house.signals.filter((signal) => signal.type === 'delivery')).toHaveLength(1);
    expect(await house.crm.outbound.reply(anna, input)).toEqual(answers[0]);
  });

  it('with the id of another is refused, whoever posts it', async () => {
    const { id } = await mailConversation();
    const input = text(id);
    await house.crm.outbound.reply(anna, input);
    await expect(house.crm.outbound.reply(anna, { ...input, text: 'Else' })).rejects.toMatchObject({ status: 409, code: 'id-taken' });
    await expect(house.crm.outbound.reply(house.admin, input)).rejects.toMatchObject({ code: 'id-taken' });
    const other = await mailConversation();
    await expect(house.crm.outbound.reply(anna, { ...input, conversationId: other.id })).rejects.toMatchObject({ code: 'id-taken' });
  });

  it('goes where the customer last asked, to whoever asked, as an answer to their mail', async () => {
    const { id, address } = await mailConversation();
    const message = await house.crm.outbound.reply(anna, text(id));
    expect(message).toMatchObject({ inboxId: mail, channel: 'email', subject: 'Re: Ціна', to: [address], delivery: 'queued', authorId: anna.userId, direction: 'outbound' });
    const claimed = (await house.crm.outbound.claim((await deliveries(message.id))[0]!.id, 1000))!;
    expect(claimed.message).toMatchObject({
      recipient: { kind: 'email', value: address }, references: ['a@example.com', 'root@example.com'], messageId: message.id, queuedAt: house.now(), senderName: (await house.crm.users.get(anna.userId)).name,
    });
  });

  it('follows the customer to the channel they moved to, and goes elsewhere when its author says so', async () => {
    const address = MARIA();
    const contact = await house.customer({ kind: 'email', value: address }, { kind: 'telegram', value: '77' });
    const id = await house.asks(contact, mail);
    house.pass(1000);
    await house.asks(contact, chat, { conversationId: id, thread: '77' });
    const there = await house.crm.outbound.reply(anna, text(id, { seenVersion: 2 }));
    expect(there).toMatchObject({ inboxId: chat, channel: 'telegram', to: [] });
    expect((await deliveries(there.id))[0]).toMatchObject({ recipient_value: '77' });
    expect(await house.crm.outbound.reply(anna, text(id, { inboxId: mail, seenVersion: 3 }))).toMatchObject({ inboxId: mail, to: [address] });
  });

  it('to a call goes out as SMS of the same number', async () => {
    const line = await house.inbox(SMS, {}, [anna.userId]);
    await house.sql.query('UPDATE inbox SET capabilities = $2 WHERE id = $1', [line, JSON.stringify([{ ...SMS, channel: 'voice', maxTextLength: 0, calls: true }, SMS])]);
    const contact = await house.customer({ kind: 'phone', value: '+35799000142' });
    const id = await house.asks(contact, line, { channel: 'voice', kind: 'call' });
    expect(await house.crm.outbound.reply(await house.again(anna), text(id))).toMatchObject({ channel: 'sms', inboxId: line });
  });

  it('longer than one call is several deliveries, each file a call of its own where it must be, in order', async () => {
    const contact = await house.customer({ kind: 'telegram', value: '4711' });
    const id = await house.asks(contact, chat);
    const files = [await file(), await file()].map((each) => each.id);
    const long = `${'слово '.repeat(1000)}😀`;
    const message = await house.crm.outbound.reply(anna, text(id, { text: long, attachmentIds: files }));
    const rows = await deliveries(message.id);
    expect(rows.map((row) => row.attachment_ids)).toEqual([[], [], [files[0]], [files[1]]]);
    expect(rows.map((row) => row.text).join('')).toBe(long);
    expect(message.attachments.map((each) => each.id)).toEqual(files);
  });

  it('by mail to three people is a delivery each, all of them named, the files with the text', async () => {
    const { id, address } = await mailConversation();
    const attachmentIds = [(await file()).id];
    const message = await house.crm.outbound.reply(anna, text(id, {
      recipients: [{ kind: 'email', value: address }, { kind: 'email', value: ' Boss@Example.com ' }], cc: [{ kind: 'email', value: 'cc@example.com' }], attachmentIds,
    }));
    expect((await deliveries(message.id)).map((row) => [row.recipient_value, row.attachment_ids])).toEqual([[address, attachmentIds], ['boss@example.com', attachmentIds], ['cc@example.com', attachmentIds]]);
    expect(message).toMatchObject({ to: [address, 'boss@example.com'], cc: ['cc@example.com'] });
  });

  it('is refused with a reason its author can act on, and writes nothing', async () => {
    const { id, contact, address } = await mailConversation();
    const refused = async (given: Partial<ReplyInput>, code: string): Promise<void> => {
      const input = text(id, given);
      await expect(house.crm.outbound.reply(anna, input)).rejects.toMatchObject({ status: 422, code });
      expect(await house.sql.query('SELECT 1 FROM message WHERE id = $1', [input.id])).toEqual([]);
    };
    await refused({ text: '  ' }, 'empty');
    await refused({ recipients: [{ kind: 'email', value: 'x@y.example\r\nBcc: all@example.com' }] }, 'bad-recipient');
    await refused({ recipients: [{ kind: 'phone', value: '+35799000142' }] }, 'bad-recipient');
    await refused({ recipients: [] }, 'no-recipient');
    await refused({ attachmentIds: [randomUUID()] }, 'no-file');
    await refused({ attachmentIds: [(await file(26_000_000)).id] }, 'file-too-big');
    await refused({ replyToId: randomUUID() }, 'no-such-message');
    await refused({ inboxId: chat }, 'cannot-start');
    await house.sql.query("INSERT INTO opt_out (inbox_id, kind, value, reason, since) VALUES ($1, 'email', $2, 'stop', now())", [mail, address]);
    await refused({}, 'opted-out');
    await house.sql.query('DELETE FROM opt_out');
    await house.sql.query('UPDATE inbox SET enabled = false WHERE id = $1', [mail]);
    await refused({}, 'inbox-off');
    await house.sql.query('UPDATE inbox SET enabled = true WHERE id = $1', [mail]);
    const line = await house.inbox(SMS, {}, [anna.userId]);
    const number = await house.customer({ kind: 'phone', value: '+35799000143' });
    const sms = await house.asks(number, line);
    await expect(house.crm.outbound.reply(await house.again(anna), text(sms, { attachmentIds: [(await file()).id] }))).rejects.toMatchObject({ code: 'no-attachments' });
    expect(contact).toBeTruthy();
  });

  it('without a right to the conversation finds none; through an inbox of one’s own it does', async () => {
    const { id } = await mailConversation();
    const stranger = await house.person();
    await expect(house.crm.outbound.reply(stranger, text(id))).rejects.toMatchObject({ status: 404 });
    await expect(house.crm.outbound.reply(anna, text(randomUUID()))).rejects.toMatchObject({ status: 404 });
    const foreign = await house.inbox(MAIL);
    await expect(house.crm.outbound.reply(anna, text(id, { inboxId: foreign }))).rejects.toMatchObject({ status: 404 });
  });

  it('answers: nobody waits, the task is done, a follow-up is due after two working days, its author owns what nobody did', async () => {
    const { id } = await mailConversation();
    house.pass(60_000);
    const told = await house.told(anna, () => house.crm.outbound.reply(anna, text(id)));
    const row = await house.sql.one('SELECT waiting_since, answer_due_at, owner_id, version, first_response_at FROM conversation WHERE id = $1', [id]);
    expect(row).toEqual({ waiting_since: null, answer_due_at: null, owner_id: anna.userId, version: 2, first_response_at: house.now() });
    const tasks = await house.sql.query<{ kind: string; status: string; assignee_id: string | null; due_at: Date }>('SELECT kind, status, assignee_id, due_at FROM task WHERE conversation_id = $1 ORDER BY kind', [id]);
    expect(tasks).toMatchObject([{ kind: 'answer', status: 'done' }, { kind: 'follow-up', status: 'open', assignee_id: anna.userId }]);
    // Monday 1 March 2027 and two working days.
    expect(tasks[1]!.due_at.toISOString().slice(0, 10)).toBe('2027-03-03');
    expect(told.map((event) => event.type).toSorted()).toEqual(['conversation', 'message', 'message', 'task', 'task']);
    expect(told.find((event) => event.type === 'conversation')).toMatchObject({
      before: { waiting: true, ownerId: null }, conversation: { waitingSince: null, version: 2, ownerId: anna.userId, preview: { text: 'Добрий день!', delivery: 'queued' } },
    });
    expect(await house.sql.query('SELECT to_id, reason FROM assignment WHERE conversation_id = $1', [id])).toEqual([{ to_id: anna.userId, reason: 'answered' }]);
  });

  it('to a closed conversation opens it', async () => {
    const { id } = await mailConversation();
    await house.sql.query("UPDATE conversation SET status = 'closed', closed_at = now() WHERE id = $1", [id]);
    await house.crm.outbound.reply(anna, text(id));
    expect(await house.sql.one('SELECT status, closed_at FROM conversation WHERE id = $1', [id])).toEqual({ status: 'open', closed_at: null });
  });

  it('to a thread that went on is refused with the news, kept by its author, and sent when they insist', async () => {
    const { id, contact } = await mailConversation();
    house.pass(1000);
    await house.asks(contact, mail, { conversationId: id, text: 'Ще питання' });
    const input = text(id, { seenVersion: 1 });
    const error = await house.crm.outbound.reply(anna, input).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OutdatedThread);
    expect((error as OutdatedThread).news.map((message) => message.text)).toEqual(['Ще питання']);
    expect((error as OutdatedThread).version).toBe(2);
    expect((await house.crm.outbound.reply(anna, { ...input, force: true })).id).toBe(input.id);
  });

  it('to a thread that went on by its author’s own words alone is sent: what waited without a connection goes out one after the other', async () => {
    const { id, contact } = await mailConversation();
    for (const words of ['Один', 'Два', 'Три']) {
      house.pass(1000);
      await house.crm.outbound.reply(anna, text(id, { text: words, seenVersion: 1 }));
    }
    house.pass(1000);
    await house.asks(contact, mail, { conversationId: id, text: 'Стоп' });
    house.pass(1000);
    const error = await house.crm.outbound.reply(anna, text(id, { text: 'Чотири', seenVersion: 1 })).catch((caught: unknown) => caught);
    expect((error as OutdatedThread).news.map((message) => message.text)).toEqual(['Один', 'Два', 'Три', 'Стоп']);
  });

  it('of two operators at once: one is sent, the other is shown it', async () => {
    const { id } = await mailConversation();
    const boris = await house.person('operator', [mail]);
    house.pass(1000);
    const both = await Promise.allSettled([house.crm.outbound.reply(anna, text(id, { text: 'Anna' })), house.crm.outbound.reply(boris, text(id, { text: 'Boris' }))]);
    const sent = both.find((result) => result.status === 'fulfilled')!;
    const refused = both.find((result) => result.status === 'rejected')!;
    expect(refused.reason).toBeInstanceOf(OutdatedThread);
    expect((refused.reason as OutdatedThread).news.map((message) => message.text)).toEqual([sent.value.text]);
    expect(await house.sql.query("SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound'", [id])).toHaveLength(1);
  });
});

describe('a note', () => {
  it('stays inside: no delivery, the customer still waits, and nothing is outdated by it', async () => {
    const { id } = await mailConversation();
    const note = await house.crm.outbound.reply(anna, text(id, { kind: 'note', text: 'Знижка 5 %?', seenVersion: 0 }));
    expect(note).toMatchObject({ kind: 'note', direction: 'internal', channel: null, delivery: null, deliveries: [] });
    expect(await deliveries(note.id)).toEqual([]);
    expect(await house.sql.one('SELECT waiting_since IS NOT NULL AS waiting, version FROM conversation WHERE id = $1', [id])).toEqual({ waiting: true, version: 1 });
    expect((await house.crm.outbound.reply(anna, text(id))).kind).toBe('text');
  });
});

describe('writing first', () => {
  const hello = (given: object = {}) => ({ id: randomUUID(), inboxId: mail, channel: 'email', to: { kind: 'email', value: MARIA() }, subject: 'Пропозиція', text: 'Добрий день', ...given });

  it('makes a contact and a conversation of its author, and nobody waits', async () => {
    const input = hello({ name: 'Марія' });
    const { conversation, message } = await house.crm.outbound.start(anna, input);
    expect(conversation).toMatchObject({ contactName: 'Марія', ownerId: anna.userId, waitingSince: null, version: 1, channels: ['email'], inboxIds: [mail], subject: 'Пропозиція' });
    expect(message).toMatchObject({ subject: 'Пропозиція', to: [input.to.value], delivery: 'queued' });
    expect((await house.sql.one<{ first: Date | null }>('SELECT first_response_at AS first FROM conversation WHERE id = $1', [conversation.id]))!.first).toBeNull();
  });

  it('posted again answers the same, also five times at once', async () => {
    const input = hello();
    const all = await Promise.all(Array.from({ length: 5 }, () => house.crm.outbound.start(anna, input).catch(() => house.crm.outbound.start(anna, input))));
    expect(new Set(all.map((each) => each.message.id)).size).toBe(1);
    expect(await house.sql.query('SELECT 1 FROM delivery WHERE message_id = $1', [input.id])).toHaveLength(1);
    expect(await house.sql.query('SELECT 1 FROM contact_identity WHERE value = $1', [input.to.value])).toHaveLength(1);
  });

  it('to somebody with an open conversation goes into it', async () => {
    const { id, address } = await mailConversation();
    const { conversation } = await house.crm.outbound.start(anna, hello({ to: { kind: 'email', value: address } }));
    expect(conversation.id).toBe(id);
  });

  it('is refused where the customer must begin, to whom another contact’s address belongs, and without a right to the inbox', async () => {
    await expect(house.crm.outbound.start(anna, hello({ inboxId: chat, channel: 'telegram', to: { kind: 'telegram', value: '1' } }))).rejects.toMatchObject({ code: 'cannot-start' });
    const { address } = await mailConversation();
    const other = await house.customer();
    await expect(house.crm.outbound.start(anna, hello({ contactId: other, to: { kind: 'email', value: address } }))).rejects.toMatchObject({ code: 'address-taken' });
    await expect(house.crm.outbound.start(await house.person(), hello())).rejects.toMatchObject({ status: 404 });
  });
});
