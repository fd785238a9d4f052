import { randomUUID } from 'node:crypto';
import type { Actor, ReplyInput } from '../crm.ts';
import { createCrm } from '../create-crm.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
let anna: Actor;
let boris: Actor;
let mail: string;
let chat: string;
beforeAll(async () => {
  house = await createHouse();
  [anna, boris] = [await house.person(), await house.person()];
  [mail, chat] = [await house.inbox(MAIL, {}, [anna.userId, boris.userId]), await house.inbox(CHAT, {}, [anna.userId, boris.userId])];
  [anna, boris] = [await house.again(anna), await house.again(boris)];
});
afterAll(() => house.close());

const HOUR = 3_600_000;
let number = 1;
async function asks(inbox = mail): Promise<{ id: string; contact: string; address: string }> {
  const address = inbox === mail ? `maria.${number++}@example.com` : String(number++);
  const contact = await house.customer({ kind: inbox === mail ? 'email' : 'telegram', value: address });
  return { id: await house.asks(contact, inbox, { thread: address, subject: 'Ціна', mailId: `${address}` }), contact, address };
}
const words = (conversationId: string, given: Partial<ReplyInput> = {}): ReplyInput => ({ id: randomUUID(), conversationId, kind: 'text', text: 'Добрий день!', seenVersion: 1, ...given });
const reply = (input: ReplyInput, actor = anna) => house.crm.outbound.reply(actor, input);
const inFuture = (ms: number): string => new Date(house.now().getTime() + ms).toISOString();
const deliveryOf = async (messageId: string): Promise<string> => (await house.sql.one<{ id: string }>('SELECT id FROM delivery WHERE message_id = $1 ORDER BY position LIMIT 1', [messageId]))!.id;
const claim = async (messageId: string, crm = house.crm) => crm.outbound.claim(await deliveryOf(messageId), 30_000);
const conversation = (id: string) => house.crm.conversations.get(anna, id);

/** Another process on the same database: its own core, its own pool. */
const another = () => createCrm({ dataSource: house.db.dataSource, clock: house.now, newId: randomUUID, random: () => 0.5, publish: () => undefined });

describe('a letter that can be taken back', () => {
  it('waits for as long as its author set, and then goes by the sweep', async () => {
    const { id } = await asks();
    house.signals.length = 0;
    const message = await reply(words(id, { undoable: true }));
    expect(message).toMatchObject({ delivery: 'queued', hold: { kind: 'undo', until: inFuture(10_000) } });
    expect(house.signals.filter((signal) => signal.type === 'delivery')).toEqual([]);
    house.pass(9_999);
    expect([await claim(message.id), (await house.crm.outbound.due(500)).includes(await deliveryOf(message.id))]).toEqual([null, false]);
    house.pass(1);
    expect(await house.crm.outbound.due(500)).toContain(await deliveryOf(message.id));
    expect(await claim(message.id)).toMatchObject({ message: { messageId: message.id } });
    expect((await house.crm.outbound.message(anna, message.id)).hold).toBeUndefined();
  });

  it.each([[0, null], [5, 5_000], [30, 30_000]] as const)('waits %i seconds where its author wants so', async (mailHoldSeconds, ms) => {
    await house.crm.users.update(anna, anna.userId, { preferences: { mailHoldSeconds } });
    const message = await reply(words((await asks()).id, { undoable: true }));
    expect(message.hold?.until ?? null).toBe(ms && inFuture(ms));
    await house.crm.users.update(anna, anna.userId, { preferences: { mailHoldSeconds: 10 } });
  });

  it('is a letter: a chat message goes at once', async () => {
    const message = await reply(words((await asks(chat)).id, { undoable: true }));
    expect(message.hold).toBeUndefined();
    expect(await claim(message.id)).not.toBeNull();
  });

  it('taken back is as if it was never written, and its author has every part of it again', async () => {
    const { id, address } = await asks();
    const file = await house.crm.files.add(anna, { kind: 'file', name: 'рахунок.pdf', mime: 'application/pdf', size: 9, sha256: 'ab'.repeat(32) });
    const before = await conversation(id);
    const message = await reply(words(id, {
      undoable: true, html: '<p><b>Добрий</b> день!</p>', subject: 'Ваша ціна', cc: [{ kind: 'email', value: 'boss@shop.example' }], bcc: [{ kind: 'email', value: 'audit@nord.example' }], attachmentIds: [file.id],
    }));
    expect(await conversation(id)).toMatchObject({ waitingSince: null, preview: { text: 'Добрий день!' } });
    let back;
    const told = await house.told(anna, async () => { back = await house.crm.outbound.takeBack(anna, message.id); });
    expect(back).toMatchObject({
      messageId: message.id, text: 'Добрий день!', html: '<p><b>Добрий</b> день!</p>', subject: 'Ваша ціна', to: [address], cc: ['boss@shop.example'], bcc: ['audit@nord.example'], attachments: [{ id: file.id, messageId: null }], sendAt: null,
    });
    expect(told).toContainEqual(expect.objectContaining({ type: 'message-removed', messageId: message.id, conversationId: id }));
    const after = await conversation(id);
    expect(after).toMatchObject({ waitingSince: before.waitingSince, answerDueAt: before.answerDueAt, preview: before.preview, lastMessageAt: before.lastMessageAt });
    expect(await house.sql.query("SELECT kind FROM task WHERE conversation_id = $1 AND status = 'open'", [id])).toEqual([{ kind: 'answer' }]);
    await expect(house.crm.outbound.message(anna, message.id)).rejects.toMatchObject({ status: 404 });
    house.pass(60_000);
    expect(await house.sql.query('SELECT 1 FROM delivery WHERE conversation_id = $1', [id])).toEqual([]);
    const again = await reply(words(id, { attachmentIds: [file.id], seenVersion: after.version }));
    expect(again.attachments).toMatchObject([{ id: file.id }]);
  });

  it('is either taken back or sent, never both, however close the two come', async () => {
    const outcomes = { back: 0, sent: 0 };
    for (let round = 0; round < 12; round++) {
      const message = await reply(words((await asks()).id, { undoable: true }));
      house.pass(10_000);
      const delivery = await deliveryOf(message.id);
      const [claims, back] = await Promise.all([
        Promise.all([house.crm, another(), another()].map((crm) => crm.outbound.claim(delivery, 30_000))),
        house.crm.outbound.takeBack(anna, message.id).then(() => 'back' as const, (error: unknown) => error),
      ]);
      const taken = claims.filter((each) => each !== null).length;
      if (back === 'back') {
        outcomes.back++;
        expect(taken).toBe(0);
        expect(await house.sql.query('SELECT 1 FROM delivery WHERE id = $1', [delivery])).toEqual([]);
      } else {
        outcomes.sent++;
        expect(back).toMatchObject({ status: 409, code: 'too-late' });
        expect(taken).toBe(1);
      }
    }
    expect(outcomes.back + outcomes.sent).toBe(12);
  });

  it('is not taken back once it left, broke off, or by somebody else of no higher standing', async () => {
    const message = await reply(words((await asks()).id, { undoable: true }));
    await expect(house.crm.outbound.takeBack(boris, message.id)).rejects.toMatchObject({ status: 403 });
    house.pass(10_000);
    const claimed = (await claim(message.id))!;
    await expect(house.crm.outbound.takeBack(anna, message.id)).rejects.toMatchObject({ code: 'too-late' });
    await house.crm.outbound.recordFailure(claimed, { kind: 'unknown-outcome', message: 'Silence.' });
    await expect(house.crm.outbound.takeBack(anna, message.id)).rejects.toMatchObject({ code: 'too-late' });
    const stranger = await house.person();
    await expect(house.crm.outbound.takeBack(stranger, message.id)).rejects.toMatchObject({ status: 404 });
  });

  it('keeps the order of its conversation: what is written after it goes after it', async () => {
    const { id } = await asks();
    const first = await reply(words(id, { undoable: true }));
    const second = await reply(words(id, { text: 'і ще', force: true }));
    expect(await claim(second.id)).toBeNull();
    house.pass(10_000);
    expect(await claim(second.id)).toBeNull();
    await house.crm.outbound.recordSent((await claim(first.id))!, { externalId: randomUUID(), aliases: [], status: 'sent' });
    expect(await claim(second.id)).not.toBeNull();
  });

  it('goes at once when its author says so', async () => {
    const message = await reply(words((await asks()).id, { undoable: true }));
    house.signals.length = 0;
    await house.crm.outbound.sendNow(anna, message.id);
    expect(house.signals).toContainEqual({ type: 'delivery', deliveryId: await deliveryOf(message.id) });
    expect(await claim(message.id)).not.toBeNull();
    await expect(house.crm.outbound.sendNow(anna, message.id)).rejects.toMatchObject({ code: 'not-held' });
  });

  it('is not held for an hour by a clock that was set back', async () => {
    const message = await reply(words((await asks()).id, { undoable: true }));
    const put = await reply(words((await asks()).id, { sendAt: inFuture(2 * HOUR) }));
    house.pass(-HOUR);
    expect(await claim(message.id)).not.toBeNull();
    expect(await claim(put.id)).toBeNull();
    house.pass(HOUR);
  });
});

describe('what failed or still waits for its turn', () => {
  it('can be taken into the composer again, and nothing is left of it', async () => {
    const { id } = await asks();
    const message = await reply(words(id));
    await house.crm.outbound.recordFailure((await claim(message.id))!, { kind: 'recipient', message: 'No such mailbox.' });
    expect(await house.crm.outbound.takeBack(anna, message.id)).toMatchObject({ text: 'Добрий день!' });
    expect((await conversation(id)).waitingSince).not.toBeNull();

    const waits = await reply(words(id, { seenVersion: 9 }));
    await house.crm.outbound.recordFailure((await claim(waits.id))!, { kind: 'unavailable', message: 'Away.' });
    expect((await house.crm.outbound.message(anna, waits.id)).delivery).toBe('queued');
    await house.crm.outbound.takeBack(anna, waits.id);
    house.pass(HOUR);
    expect(await house.sql.query('SELECT 1 FROM delivery WHERE conversation_id = $1', [id])).toEqual([]);
  });

  it('sent again really goes out again', async () => {
    const message = await reply(words((await asks()).id));
    await house.crm.outbound.recordFailure((await claim(message.id))!, { kind: 'recipient', message: 'No such mailbox.' });
    expect(await claim(message.id)).toBeNull();
    house.signals.length = 0;
    await house.crm.outbound.retry(anna, message.id);
    expect(house.signals).toContainEqual({ type: 'delivery', deliveryId: await deliveryOf(message.id) });
    const second = (await claim(message.id))!;
    expect(second.attempt).toBe(2);
    await house.crm.outbound.recordSent(second, { externalId: randomUUID(), aliases: [], status: 'sent' });
    expect(await house.crm.outbound.message(anna, message.id)).toMatchObject({ delivery: 'sent', failure: null });
  });

  it('that came back from where it went stays in the history', async () => {
    const message = await reply(words((await asks()).id));
    const claimed = (await claim(message.id))!;
    const externalId = randomUUID();
    await house.crm.outbound.recordSent(claimed, { externalId, aliases: [], status: 'sent' });
    await house.sql.query("UPDATE delivery SET status = 'failed' WHERE message_id = $1", [message.id]);
    await expect(house.crm.outbound.takeBack(anna, message.id)).rejects.toMatchObject({ code: 'too-late' });
  });
});

describe('a message that was put off', () => {
  it('answers nobody until its time, lets others pass, and is then an answer said at that moment', async () => {
    const { id } = await asks();
    const before = await conversation(id);
    const message = await reply(words(id, { sendAt: inFuture(2 * HOUR) }));
    expect(message).toMatchObject({ hold: { kind: 'put-off', until: inFuture(2 * HOUR), ifNews: 'send', inboundCount: 1 }, occurredAt: inFuture(2 * HOUR) });
    expect(await conversation(id)).toEqual(before);
    const now = await reply(words(id, { text: 'Хвилинку' }));
    await house.crm.outbound.recordSent((await claim(now.id))!, { externalId: randomUUID(), aliases: [], status: 'sent' });

    house.pass(2 * HOUR - 1);
    expect(await claim(message.id)).toBeNull();
    house.pass(1 + 300);
    const claimed = (await claim(message.id))!;
    expect(claimed.message.queuedAt).toEqual(house.now());
    const sent = await house.crm.outbound.message(anna, message.id);
    expect(sent).toMatchObject({ occurredAt: house.now().toISOString(), delivery: 'submitting' });
    expect(sent.hold).toBeUndefined();
    expect(await conversation(id)).toMatchObject({ version: before.version + 2, waitingSince: null, preview: { text: 'Добрий день!', delivery: 'submitting' }, lastMessageAt: house.now().toISOString() });
  });

  it('goes once, however many processes look and whatever dies in between', async () => {
    const { id } = await asks();
    const message = await reply(words(id, { sendAt: inFuture(HOUR), cc: [{ kind: 'email', value: 'boss@shop.example' }] }));
    house.pass(HOUR);
    const delivery = await deliveryOf(message.id);
    const claims = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? house.crm : another()).outbound.claim(delivery, 30_000)));
    expect(claims.filter((each) => each !== null)).toHaveLength(1);
    expect((await conversation(id)).version).toBe(2);
    // The one that had it is killed: nobody sends it again by itself, and it became an answer once.
    house.pass(30_000);
    await another().outbound.expireClaims();
    expect(await another().outbound.claim(delivery, 30_000)).toBeNull();
    expect((await house.crm.outbound.message(anna, message.id)).deliveries.map((each) => each.status)).toEqual(['uncertain', 'queued']);
    const [, copy] = await house.sql.query<{ id: string }>('SELECT id FROM delivery WHERE message_id = $1 ORDER BY position', [message.id]);
    expect(await another().outbound.claim(copy!.id, 30_000)).not.toBeNull();
    expect((await conversation(id)).version).toBe(2);
  });

  it('a claim that failed before its commit leaves it as it was', async () => {
    const { id } = await asks();
    const message = await reply(words(id, { sendAt: inFuture(HOUR) }));
    const before = await conversation(id);
    house.pass(HOUR);
    globalThis.oknoFailpoint = (name) => { if (name === 'K6') throw new Error('killed'); };
    await expect(claim(message.id)).rejects.toThrow('killed');
    globalThis.oknoFailpoint = undefined;
    expect(await conversation(id)).toEqual(before);
    expect((await house.crm.outbound.message(anna, message.id)).hold).toMatchObject({ kind: 'put-off' });
    expect(await claim(message.id)).not.toBeNull();
  });

  it('goes though somebody wrote before, unless its author wanted it kept back: then they are told and decide', async () => {
    const [plain, careful] = [await asks(), await asks()];
    const [one, two] = [await reply(words(plain.id, { sendAt: inFuture(HOUR) })), await reply(words(careful.id, { sendAt: inFuture(HOUR), ifNews: 'keep' }))];
    house.pass(1000);
    for (const each of [plain, careful]) await house.asks(each.contact, mail, { conversationId: each.id, thread: each.address });
    house.pass(HOUR);
    expect(await claim(one.id)).not.toBeNull();
    const told = await house.told(anna, async () => expect(await claim(two.id)).toBeNull());
    expect(told).toContainEqual(expect.objectContaining({ type: 'notification', notification: expect.objectContaining({ type: 'delivery-failed', conversationId: careful.id }) }));
    expect(await house.crm.outbound.message(anna, two.id)).toMatchObject({ delivery: 'failed', failure: { kind: 'outdated' } });
    expect((await conversation(careful.id)).waitingSince).not.toBeNull();
    // Whoever sends it now has seen what came; it is an answer then.
    await house.crm.outbound.retry(anna, two.id);
    expect(await claim(two.id)).not.toBeNull();
    expect((await conversation(careful.id)).waitingSince).toBeNull();
  });

  it('to somebody who said STOP since is not sent, and answered nobody', async () => {
    const { id, address } = await asks();
    const message = await reply(words(id, { sendAt: inFuture(HOUR) }));
    await house.sql.query("INSERT INTO opt_out (inbox_id, kind, value, reason, since) VALUES ($1, 'email', $2, 'stop', $3)", [mail, address, house.now()]);
    house.pass(HOUR);
    expect(await claim(message.id)).toBeNull();
    expect(await house.crm.outbound.message(anna, message.id)).toMatchObject({ delivery: 'failed', failure: { kind: 'opted-out' } });
    expect((await conversation(id)).waitingSince).not.toBeNull();
  });

  it('can be called off, sent now, and is no answer in the eyes of another that failed', async () => {
    const { id } = await asks();
    const [off, now] = [await reply(words(id, { sendAt: inFuture(HOUR) })), await reply(words(id, { sendAt: inFuture(2 * HOUR), ifNews: 'keep' }))];
    expect(await house.crm.outbound.takeBack(anna, off.id)).toMatchObject({ text: 'Добрий день!', sendAt: inFuture(HOUR) });
    const failed = await reply(words(id));
    await house.crm.outbound.recordFailure((await claim(failed.id))!, { kind: 'recipient', message: 'No.' });
    expect((await conversation(id)).waitingSince).not.toBeNull();
    await house.crm.outbound.sendNow(anna, now.id);
    expect(await claim(now.id)).not.toBeNull();
    expect((await conversation(id)).waitingSince).toBeNull();
  });

  it('gets its 72 hours of trying from the day it goes', async () => {
    const message = await reply(words((await asks()).id, { sendAt: inFuture(10 * 24 * HOUR) }));
    house.pass(10 * 24 * HOUR);
    await house.crm.outbound.recordFailure((await claim(message.id))!, { kind: 'unavailable', message: 'Away.' });
    expect((await house.crm.outbound.message(anna, message.id)).delivery).toBe('queued');
  });

  it('asks for a time that is later, and not in another age', async () => {
    const { id } = await asks();
    await expect(reply(words(id, { sendAt: inFuture(30_000) }))).rejects.toMatchObject({ code: 'too-soon' });
    await expect(reply(words(id, { sendAt: inFuture(-HOUR) }))).rejects.toMatchObject({ code: 'too-soon' });
    await expect(reply(words(id, { sendAt: inFuture(400 * 24 * HOUR) }))).rejects.toMatchObject({ code: 'too-far' });
  });
});
