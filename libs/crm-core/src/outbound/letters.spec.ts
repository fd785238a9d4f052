import { randomUUID } from 'node:crypto';
import type { MessageReceived } from '#channels';
import type { Actor, ReplyInput } from '../crm.ts';
import { createHouse, MAIL, CHAT, type House } from '../testing/house.ts';

let house: House;
let anna: Actor;
let mail: string;
beforeAll(async () => {
  house = await createHouse();
  anna = await house.person();
  mail = await house.inbox(MAIL, { assignment: 'manual' }, [anna.userId]);
  anna = await house.again(anna);
});
afterAll(() => house.close());

const party = (value: string) => ({ address: { kind: 'email' as const, value }, verified: true });
/** A letter comes in as the adapter tells it. Gives its message and conversation. */
async function letter(from: string, given: Partial<MessageReceived> = {}): Promise<{ id: string; conversation: string }> {
  house.pass(1000);
  const mailId = `${randomUUID()}@shop.example`;
  const event: MessageReceived = {
    type: 'message-received', channel: 'email', externalId: mailId, externalThreadId: given.references?.at(-1) ?? mailId, direction: 'inbound', sender: { ...party(from), displayName: 'Марія Коваль' }, claims: [],
    to: [party('support@nord.example')], cc: [], occurredAt: house.now(), subject: 'Ціна', text: 'Скільки коштує?', attachments: [], mailId, ...given,
  };
  const { messageIds } = await house.crm.ingest.ingest({ inboxId: mail, raw: { providerKey: randomUUID(), body: Buffer.from('{}'), headers: {}, receivedAt: house.now() }, interpretation: { events: [event] } });
  const row = (await house.sql.one<{ conversation_id: string }>('SELECT conversation_id FROM message WHERE id = $1', [messageIds[0]]))!;
  return { id: messageIds[0]!, conversation: row.conversation_id };
}
const reply = (conversationId: string, given: Partial<ReplyInput> = {}) =>
  house.crm.outbound.reply(anna, { id: randomUUID(), conversationId, kind: 'text', text: 'Ось.', seenVersion: 99, ...given });
/** Each delivery of it goes out; gives what the adapter was handed. */
async function leave(messageId: string) {
  const handed = [];
  for (const { id } of await house.sql.query<{ id: string }>('SELECT id FROM delivery WHERE message_id = $1 ORDER BY position', [messageId])) {
    const claimed = (await house.crm.outbound.claim(id, 30_000))!;
    await house.crm.outbound.recordSent(claimed, { externalId: `${messageId}@nord.example`, aliases: [], status: 'sent' });
    handed.push(claimed.message);
  }
  return handed;
}
const someone = () => `${randomUUID().slice(0, 8)}@shop.example`;
const email = (value: string) => ({ kind: 'email', value });

describe('an answer to everybody', () => {
  it('goes to whoever wrote and to the others they wrote to, without us', async () => {
    const maria = someone();
    const { id, conversation } = await letter(maria, { to: [party('Support@nord.example'), party('boss@shop.example')], cc: [party('lawyer@law.example'), party('support@nord.example'), party(maria)] });
    expect(await house.crm.outbound.letter(anna, conversation, {})).toMatchObject({
      inboxId: mail, to: [{ address: maria, name: 'Марія Коваль' }, { address: 'boss@shop.example', name: null }], cc: [{ address: 'lawyer@law.example' }], subject: 'Re: Ціна', about: { messageId: id, text: 'Скільки коштує?' },
    });
  });

  it('leaves out every mailbox of ours, also one this person has nothing to do with', async () => {
    await house.inbox(MAIL, {});
    await house.sql.query("UPDATE inbox SET address = 'Sales@Nord.example' WHERE id = (SELECT id FROM inbox WHERE id <> $1 ORDER BY created_at DESC LIMIT 1)", [mail]);
    const { conversation } = await letter(someone(), { cc: [party('sales@nord.example')] });
    expect((await house.crm.outbound.letter(anna, conversation, {})).cc).toEqual([]);
  });

  it('to our own letter goes to the same people again; without any letter there is nothing to begin with', async () => {
    const maria = someone();
    const { conversation } = await letter(maria);
    const ours = await reply(conversation, { recipients: [email(maria), email('boss@shop.example')], cc: [email('lawyer@law.example')] });
    expect(await house.crm.outbound.letter(anna, conversation, { messageId: ours.id })).toMatchObject({ to: [{ address: maria }, { address: 'boss@shop.example' }], cc: [{ address: 'lawyer@law.example' }] });
    const chat = await house.inbox(CHAT, {}, [anna.userId]);
    const other = await house.asks(await house.customer({ kind: 'telegram', value: '77' }), chat);
    expect(await house.crm.outbound.letter(await house.again(anna), other, {})).toEqual({ inboxId: null, to: [], cc: [], subject: '', about: null });
    await expect(house.crm.outbound.letter(await house.person(), conversation, {})).rejects.toMatchObject({ status: 404 });
  });
});

describe('a letter', () => {
  it('reaches those in Bcc without the others learning of them', async () => {
    const maria = someone();
    const { conversation } = await letter(maria);
    const message = await reply(conversation, { cc: [email('boss@shop.example')], bcc: [email('audit@nord.example'), email(maria)] });
    expect(message.bcc).toEqual(['audit@nord.example']);
    const handed = await leave(message.id);
    expect(handed.map((each) => each.recipient.value)).toEqual([maria, 'boss@shop.example', 'audit@nord.example']);
    for (const each of handed) expect([each.to, each.cc]).toEqual([[email(maria)], [email('boss@shop.example')]]);
  });

  it('carries the quoted letter below its own words, in both forms, and keeps the two apart in our history', async () => {
    const { id, conversation } = await letter(someone(), {
      text: 'Скільки\nкоштує?', html: '<p>Скільки <b>коштує</b>?</p><img src="cid:logo"><img data-src="https://shop.example/a.png">', quotedText: '> колись', quotedHtml: '<blockquote>колись</blockquote>',
    });
    const message = await reply(conversation, { text: '100 грн', html: '<p>100 <i>грн</i></p>', quote: { messageId: id, heading: '28.11.2026, Марія <maria@shop.example> пише:' } });
    expect(message).toMatchObject({ text: '100 грн', html: '<p>100 <i>грн</i></p>', quotedText: '28.11.2026, Марія <maria@shop.example> пише:\n> Скільки\n> коштує?\n> \n>> колись' });
    const [handed] = await leave(message.id);
    expect(handed!.text).toBe(`100 грн\n\n${message.quotedText}`);
    expect(handed!.html).toContain('<p>100 <i>грн</i></p><br><p>28.11.2026, Марія &lt;maria@shop.example&gt; пише:</p><blockquote');
    expect(handed!.html).toContain('<img src="https://shop.example/a.png">');
    expect(handed!.html).not.toContain('cid:');
    expect(handed!.html).toContain('<blockquote>колись</blockquote></blockquote>');
  });

  it('quotes only what its author may read, in the same conversation, on a channel of letters', async () => {
    const [{ conversation }, other] = [await letter(someone()), await letter(someone())];
    await expect(reply(conversation, { quote: { messageId: other.id, heading: 'x' } })).rejects.toMatchObject({ code: 'no-such-message' });
    await expect(reply(conversation, { quote: { messageId: randomUUID(), heading: 'x' } })).rejects.toMatchObject({ status: 404 });
    const chat = await house.inbox(CHAT, {}, [anna.userId]);
    anna = await house.again(anna);
    const spoken = await house.asks(await house.customer({ kind: 'telegram', value: '78' }), chat);
    const [said] = (await house.crm.conversations.timeline(anna, spoken, {})).items;
    await expect(reply(spoken, { quote: { messageId: said!.id, heading: 'x' } })).rejects.toMatchObject({ code: 'no-quote' });
    await expect(reply(spoken, { bcc: [{ kind: 'telegram', value: '79' }] })).rejects.toMatchObject({ code: 'no-cc' });
  });

  it('shows a pasted picture where its HTML says so', async () => {
    const { conversation } = await letter(someone());
    const picture = await house.crm.files.add(anna, { kind: 'image', name: 'знімок.png', mime: 'image/png', size: 9, sha256: 'cd'.repeat(32) });
    const file = await house.crm.files.add(anna, { kind: 'file', name: 'рахунок.pdf', mime: 'application/pdf', size: 9, sha256: 'ab'.repeat(32) });
    const message = await reply(conversation, { html: `<p>Дивіться:</p><img src="cid:${picture.id}">`, attachmentIds: [picture.id, file.id] });
    expect(message.attachments.map((each) => each.inlineCid)).toEqual([picture.id, null]);
    expect((await leave(message.id))[0]!.attachments).toMatchObject([{ name: 'знімок.png', inlineCid: picture.id }, { name: 'рахунок.pdf' }]);
  });
});

describe('a letter handed on', () => {
  async function withFile(from = someone()) {
    const came = await letter(from, {
      html: '<p>Скільки?</p><img src="cid:logo@shop">', attachments: [
        { kind: 'file', name: 'план.pdf', mime: 'application/pdf', content: { type: 'stored', sha256: 'ef'.repeat(32) }, size: 5 },
        { kind: 'image', name: 'logo.png', mime: 'image/png', inlineCid: 'logo@shop', content: { type: 'stored', sha256: 'aa'.repeat(32) }, size: 5 },
      ],
    });
    const [plan] = (await house.crm.outbound.message(anna, came.id)).attachments;
    return { ...came, plan: plan!.id };
  }
  const forward = (came: { id: string; conversation: string }, to: string, attachmentIds: string[], given: Partial<ReplyInput> = {}) =>
    reply(came.conversation, { text: 'Гляньте, будь ласка', subject: 'Fwd: Ціна', recipients: [email(to)], forward: { messageId: came.id, heading: 'Пересланий лист\nВід: Марія' , attachmentIds }, ...given });

  it('carries the letter whole with its files, answers nobody and asks nothing of the customer', async () => {
    const came = await withFile();
    const before = await house.crm.conversations.get(anna, came.conversation);
    const message = await forward(came, 'partner@else.example', [came.plan]);
    expect(message).toMatchObject({ forwardOf: came.id, to: ['partner@else.example'], subject: 'Fwd: Ціна', replyToId: null });
    const [handed] = await leave(message.id);
    expect(handed).toMatchObject({ recipient: email('partner@else.example'), references: [], text: 'Гляньте, будь ласка\n\nПересланий лист\nВід: Марія\n\nСкільки коштує?' });
    expect(handed!.attachments.map((file) => [file.name, file.inlineCid])).toEqual([['план.pdf', undefined], ['logo.png', 'logo@shop']]);
    expect(handed!.html).toContain('<img src="cid:logo@shop">');
    const after = await house.crm.conversations.get(anna, came.conversation);
    expect(after).toMatchObject({ waitingSince: before.waitingSince, version: before.version, ownerId: before.ownerId, preview: { text: 'Гляньте, будь ласка' } });
    // The customer's next answer goes on in the customer's own thread.
    const answer = await reply(came.conversation);
    expect((await leave(answer.id))[0]!.references).toHaveLength(1);
    expect(answer.subject).toBe('Re: Ціна');
  });

  it('brings its answer back into the conversation, and nothing else of whoever got it', async () => {
    const [maria, partner] = [someone(), someone()];
    const came = await withFile(maria);
    const mailId = (await house.sql.one<{ mail_id: string }>('SELECT mail_id FROM message WHERE id = $1', [came.id]))!.mail_id;
    const message = await forward(came, partner, []);
    await leave(message.id);
    // Naming the customer's letter, which they learned of by the forward, lets them in nowhere.
    const stranger = await letter(partner, { references: [mailId], text: 'Пишу клієнтові навпростець' });
    expect(stranger.conversation).not.toBe(came.conversation);
    const back = await letter(partner, { references: [`${message.id}@nord.example`], answersMessageId: message.id, text: 'Так, можемо' });
    expect(back.conversation).toBe(came.conversation);
    expect((await house.crm.contacts.get(anna, (await house.crm.conversations.get(anna, came.conversation)).contactId)).identities.map((identity) => identity.value)).toEqual([maria]);
  });

  it('is asked to whom, takes only files that are there, and can be taken back', async () => {
    const came = await withFile();
    await expect(reply(came.conversation, { forward: { messageId: came.id, heading: 'x', attachmentIds: [] } })).rejects.toMatchObject({ code: 'no-recipient' });
    await expect(forward(came, 'partner@else.example', [randomUUID()])).rejects.toMatchObject({ code: 'no-file' });
    const message = await forward(came, 'partner@else.example', [came.plan], { undoable: true });
    const back = await house.crm.outbound.takeBack(anna, message.id);
    expect(back).toMatchObject({ forwardOf: came.id, to: ['partner@else.example'], quote: { heading: 'Пересланий лист\nВід: Марія' }, attachments: [{ name: 'план.pdf' }, { name: 'logo.png', inlineCid: 'logo@shop' }] });
    expect((await house.crm.outbound.message(anna, came.id)).attachments).toHaveLength(2);
    // Sent again with what came back: each file travels once.
    const again = await forward(came, 'partner@else.example', [], { attachmentIds: back.attachments.map((file) => file.id) });
    expect(again.attachments.map((file) => file.name)).toEqual(['план.pdf', 'logo.png']);
  });

  it('put off goes at its time and still answers nobody', async () => {
    const came = await withFile();
    const message = await forward(came, 'partner@else.example', [], { sendAt: new Date(house.now().getTime() + 3_600_000).toISOString() });
    house.pass(3_600_000);
    expect(await leave(message.id)).toHaveLength(1);
    expect((await house.crm.conversations.get(anna, came.conversation)).waitingSince).not.toBeNull();
  });
});

describe('a letter that its author took back', () => {
  it('is no news to them, however far their screen lags behind; what came meanwhile is', async () => {
    const from = someone();
    const { conversation } = await letter(from);
    const first = await reply(conversation, { seenVersion: 1, undoable: true });
    expect(await house.crm.outbound.takeBack(anna, first.id)).toMatchObject({ seenVersion: 2 });
    const second = await reply(conversation, { seenVersion: 2, undoable: true });
    await letter(from, { references: [`${second.id}@nord.example`], answersMessageId: second.id, text: 'Ще питання' });
    const { seenVersion } = await house.crm.outbound.takeBack(anna, second.id);
    expect([seenVersion, (await house.crm.conversations.get(anna, conversation)).version]).toEqual([3, 4]);
    await expect(reply(conversation, { seenVersion })).rejects.toMatchObject({ code: 'outdated-thread', news: [{ text: 'Ще питання' }] });
    await reply(conversation, { seenVersion: 4 });
  });
});
