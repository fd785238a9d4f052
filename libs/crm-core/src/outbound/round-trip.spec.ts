import { randomUUID } from 'node:crypto';
import type { ChannelEvent, MessageReceived } from '#channels';
import type { Actor } from '../crm.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
let anna: Actor;
let inbox: string;
beforeAll(async () => {
  house = await createHouse();
  anna = await house.person();
  inbox = await house.inbox(CHAT, { assignment: 'manual' }, [anna.userId]);
  anna = await house.again(anna);
});
afterAll(() => house.close());

const asked = (given: Partial<MessageReceived> = {}): MessageReceived => ({
  type: 'message-received', channel: 'telegram', externalId: `77/${randomUUID()}`, externalThreadId: '77', direction: 'inbound',
  sender: { address: { kind: 'telegram', value: '77' }, verified: true, displayName: 'Марія' }, claims: [], occurredAt: house.now(), text: 'Скільки коштує?', attachments: [], ...given,
});
const ingest = (inboxId: string, ...events: ChannelEvent[]) =>
  house.crm.ingest.ingest({ inboxId, raw: { providerKey: randomUUID(), body: Buffer.from('{}'), headers: {}, receivedAt: house.now() }, interpretation: { events } });

describe('a question and its answer', () => {
  it('come in, go out once where it was asked, and the receipts find the way back', async () => {
    const { messageIds } = await ingest(inbox, asked());
    const { conversation_id: id } = (await house.sql.one<{ conversation_id: string }>('SELECT conversation_id FROM message WHERE id = $1', [messageIds[0]]))!;
    house.pass(1000);
    const seen = await house.crm.conversations.get(anna, id);
    expect(seen.waitingSince).not.toBeNull();
    const message = await house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: id, kind: 'text', text: '100 грн', seenVersion: seen.version });
    const [due] = await house.crm.outbound.due(10);
    const claimed = (await house.crm.outbound.claim(due!, 1000))!;
    expect(claimed.message).toMatchObject({ recipient: { kind: 'telegram', value: '77' }, externalThreadId: '77', text: '100 грн', channel: 'telegram' });
    await house.crm.outbound.recordSent(claimed, { externalId: '77/9001', aliases: [], status: 'sent' });
    house.pass(1000);
    await ingest(inbox, { type: 'delivery-updated', deliveryId: claimed.deliveryId, externalId: '77/9001', status: 'delivered', occurredAt: house.now() });
    expect((await house.crm.outbound.message(anna, message.id)).delivery).toBe('delivered');
    await ingest(inbox, { type: 'read-by-customer', externalThreadId: '77', upTo: house.now(), status: 'read' });
    const read = await house.crm.outbound.message(anna, message.id);
    expect(read.delivery).toBe('read');
    expect(await house.crm.conversations.get(anna, id)).toMatchObject({ waitingSince: null, ownerId: anna.userId, preview: { delivery: 'read', text: '100 грн' } });
    expect((await house.crm.conversations.timeline(anna, id, {})).items.find((each) => each.id === message.id)).toEqual(read);
  });

  it('cross: what the customer writes while the answer is written is shown before it goes', async () => {
    const { messageIds } = await ingest(inbox, asked({ text: 'А доставка?' }));
    const { conversation_id: id } = (await house.sql.one<{ conversation_id: string }>('SELECT conversation_id FROM message WHERE id = $1', [messageIds[0]]))!;
    const { version } = await house.crm.conversations.get(anna, id);
    house.pass(1000);
    await ingest(inbox, asked({ text: 'Вже не треба' }));
    await expect(house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: id, kind: 'text', text: '50 грн', seenVersion: version }))
      .rejects.toMatchObject({ code: 'outdated-thread', news: [expect.objectContaining({ text: 'Вже не треба' })] });
  });

  it('after STOP no answer leaves, after START it does', async () => {
    const { messageIds } = await ingest(inbox, asked({ externalThreadId: '88', sender: { address: { kind: 'telegram', value: '88' }, verified: true } }));
    const { conversation_id: id } = (await house.sql.one<{ conversation_id: string }>('SELECT conversation_id FROM message WHERE id = $1', [messageIds[0]]))!;
    const stop = (reachable: boolean): ChannelEvent => ({ type: 'reachability-changed', address: { kind: 'telegram', value: '88' }, reachable, reason: reachable ? 'unblocked' : 'blocked', occurredAt: house.now() });
    const answer = () => house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: id, kind: 'text', text: 'x', seenVersion: 0, force: true });
    await ingest(inbox, stop(false));
    await expect(answer()).rejects.toMatchObject({ code: 'opted-out' });
    await ingest(inbox, stop(true));
    expect((await answer()).delivery).toBe('queued');
  });

  it('a mail written first is answered into the same conversation', async () => {
    const mail = await house.inbox(MAIL, { assignment: 'manual' }, [anna.userId]);
    anna = await house.again(anna);
    const { conversation, message } = await house.crm.outbound.start(anna, { id: randomUUID(), inboxId: mail, channel: 'email', to: { kind: 'email', value: 'Petro@Example.com' }, subject: 'Пропозиція', text: 'Добрий день' });
    const [delivery] = message.deliveries;
    await house.crm.outbound.recordSent((await house.crm.outbound.claim(delivery!.id, 1000))!, { externalId: 'ours@nord.example', aliases: [], status: 'sent' });
    house.pass(60_000);
    await ingest(mail, asked({
      channel: 'email', externalId: 'hash', externalThreadId: 'ours@nord.example', sender: { address: { kind: 'email', value: 'petro@example.com' }, verified: true, displayName: 'Петро' },
      subject: 'Re: Пропозиція', mailId: 'theirs@example.com', references: ['ours@nord.example'], answersMessageId: message.id, text: 'Дякую',
    }));
    expect(await house.crm.conversations.get(anna, conversation.id)).toMatchObject({ ownerId: anna.userId, inboundCount: 1, version: 2, waitingSince: house.now().toISOString() });
    house.pass(1000);
    const reply = await house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: conversation.id, kind: 'text', text: 'Будь ласка', seenVersion: 2 });
    expect(reply).toMatchObject({ subject: 'Re: Пропозиція', to: ['petro@example.com'] });
    expect((await house.crm.outbound.claim(reply.deliveries[0]!.id, 1000))!.message.references).toEqual(['theirs@example.com', 'ours@nord.example']);
  });
});
