import { randomUUID } from 'node:crypto';
import type { CallUpdated, ChannelCapabilities, ChannelEvent, MessageReceived, Party } from '#channels';
import type { IngestInput, IngestResult } from '../crm.ts';
import type { House } from './house.ts';

export const VOICE: ChannelCapabilities = {
  channel: 'voice', maxTextLength: 0, format: 'plain', subject: false, attachments: null, attachmentsWithText: false, startsConversation: true, addressKind: 'phone',
  highestReceipt: 'sent', cc: false, calls: true,
};

export const telegramUser = (id = String(Math.trunc(Math.random() * 1e12)), displayName = 'Olena'): Party => ({ address: { kind: 'telegram', value: id }, verified: true, displayName });
export const mailbox = (address: string, verified = true, displayName?: string): Party => ({ address: { kind: 'email', value: address }, verified, ...(displayName ? { displayName } : {}) });
export const phoneNumber = (value: string): Party => ({ address: { kind: 'phone', value }, verified: true });

/** Words of a customer, now. */
export function words(house: House, sender: Party, over: Partial<MessageReceived> = {}): MessageReceived {
  return {
    type: 'message-received', channel: sender.address.kind === 'email' ? 'email' : sender.address.kind === 'phone' ? 'sms' : 'telegram', externalId: randomUUID(),
    externalThreadId: sender.address.value, direction: 'inbound', sender, claims: [], occurredAt: house.now(), text: 'Good day!', attachments: [], ...over,
  };
}

export function call(house: House, customer: Party, externalId: string, over: Partial<CallUpdated> = {}): CallUpdated {
  return {
    type: 'call-updated', externalId, externalThreadId: customer.address.value, direction: 'inbound', customer, line: { kind: 'phone', value: '+35722000001' }, occurredAt: house.now(), ...over,
  };
}

export const rawOf = (providerKey: string = randomUUID()): IngestInput['raw'] => ({ providerKey, body: Buffer.from('raw'), headers: { 'x-vendor': 'test' }, receivedAt: new Date('2027-03-01T09:00:00Z') });

/** Hands events to the core as the channel runtime does. */
export function deliver(house: House, inboxId: string, ...events: ChannelEvent[]): Promise<IngestResult> {
  return house.crm.ingest.ingest({ inboxId, raw: rawOf(), interpretation: { events } });
}

/** The conversation of the message that was just delivered, as the admin sees it. */
export async function conversationOf(house: House, result: IngestResult) {
  const row = await house.sql.one<{ conversation_id: string }>('SELECT conversation_id FROM message WHERE id = $1', [result.messageIds[0]]);
  return house.crm.conversations.get(house.admin, row!.conversation_id);
}
