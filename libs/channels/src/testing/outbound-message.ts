import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Address, OutboundAttachment, OutboundMessage } from '../contract.ts';

/** A plain text delivery; say only what your test is about. */
export function outboundMessage(to: { channel: OutboundMessage['channel']; recipient: Address }, rest: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    deliveryId: randomUUID(), messageId: randomUUID(), channel: to.channel, recipient: to.recipient, externalThreadId: null, to: [to.recipient], cc: [], subject: null,
    text: 'Добрий день! Ваше замовлення готове.', html: null, attachments: [], replyTo: null, references: [], senderName: 'Олена', queuedAt: new Date('2026-11-21T09:00:00Z'),
    ...rest,
  };
}

export function outboundAttachment(rest: Partial<OutboundAttachment> & { bytes?: Buffer } = {}): OutboundAttachment {
  const bytes = rest.bytes ?? Buffer.from('price list');
  return {
    name: rest.name ?? 'прайс "2026".txt', mime: rest.mime ?? 'text/plain', kind: rest.kind ?? 'file', size: rest.size ?? bytes.length,
    ...(rest.inlineCid === undefined ? {} : { inlineCid: rest.inlineCid }),
    open: rest.open ?? (() => Promise.resolve(Readable.from([bytes]))),
  };
}
