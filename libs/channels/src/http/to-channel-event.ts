import type { Address, AttachmentKind, ChannelEvent, InboundAttachment, Party } from '../contract.ts';
import type { HttpAddress, HttpAttachment, HttpEvent, HttpParty } from './inbound-body.ts';
import type { HttpSettings } from './settings.ts';

/** PostgreSQL keeps no NUL, and half a surrogate pair is no character. */
const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed();

export interface Reading {
  readonly namespace: string;
  readonly verifiedKinds: HttpSettings['verifiedKinds'];
}

/** What the messenger said, in our words. Pure. */
export function toChannelEvent(event: HttpEvent, reading: Reading): ChannelEvent {
  const party = (from: HttpParty): Party => ({
    address: addressOf(from.address, reading.namespace),
    // The messenger mints its own ids, so they prove themselves; a phone or a mail only where an admin trusts the messenger with it.
    verified: from.address.kind === 'id' || (from.verified && reading.verifiedKinds.includes(from.address.kind)),
    ...(from.name && { displayName: storable(from.name) }),
    ...(from.handle && { handle: storable(from.handle) }),
    ...(from.language && { language: from.language }),
    ...(from.group && { group: true }),
  });
  const threadOf = (address: HttpAddress): string => `${address.kind}:${address.value}`;
  switch (event.type) {
    case 'message':
      return {
        type: 'message-received',
        channel: 'http',
        externalId: event.id,
        externalThreadId: event.threadId ?? threadOf(event.from.address),
        direction: event.direction,
        sender: party(event.from),
        claims: event.claims.map((claim) => ({
          address: addressOf(claim.address, reading.namespace),
          verified: claim.verified && claim.address.kind !== 'id' && reading.verifiedKinds.includes(claim.address.kind),
          origin: 'http',
        })),
        occurredAt: new Date(event.at),
        text: storable(event.text),
        attachments: event.attachments.map(attachmentOf),
        ...(event.replyTo && { replyTo: event.replyTo }),
        ...(event.automatic && { automatic: event.automatic }),
        ...(event.location && { location: without(event.location) }),
        ...(event.contactCard && { contactCard: without(event.contactCard) }),
        ...(event.source && { source: without(event.source) }),
      };
    case 'message-edited':
      return { type: 'message-edited', externalId: event.id, editedAt: new Date(event.at), text: storable(event.text) };
    case 'message-deleted':
      return { type: 'message-deleted', externalIds: event.ids, deletedAt: new Date(event.at) };
    case 'delivery':
      return {
        type: 'delivery-updated',
        ...(event.deliveryId && { deliveryId: event.deliveryId }),
        ...(event.id && { externalId: event.id }),
        status: event.status,
        ...(event.status === 'failed' && { failure: { kind: event.error?.code ?? 'recipient', message: event.error ? storable(event.error.message) : 'The messenger could not deliver it and gave no reason.' } }),
        occurredAt: new Date(event.at),
      };
    case 'read':
      return { type: 'read-by-customer', externalThreadId: event.threadId, upTo: new Date(event.upTo), ...(event.id && { externalId: event.id }), status: event.status };
    case 'call':
      return {
        type: 'call-updated',
        externalId: event.id,
        externalThreadId: event.threadId ?? threadOf(event.customer.address),
        direction: event.direction,
        customer: party(event.customer),
        line: addressOf(event.line, reading.namespace),
        ...(event.state && { state: event.state }),
        ...(event.answeredBy && { answeredBy: addressOf(event.answeredBy, reading.namespace) }),
        ...(event.durationSeconds !== undefined && { durationSeconds: event.durationSeconds }),
        ...(event.waitSeconds !== undefined && { waitSeconds: event.waitSeconds }),
        ...(event.recording && { recording: attachmentOf(event.recording) }),
        occurredAt: new Date(event.at),
        ...(event.source && { source: without(event.source) }),
      };
    case 'order':
      return {
        type: 'order-placed',
        channel: 'http',
        externalId: event.id,
        name: storable(event.name),
        ...(event.phone?.trim() && { phone: storable(event.phone) }),
        ...(event.email && { email: event.email }),
        title: storable(event.title),
        comment: storable(event.comment),
        ...(event.amountMinor !== undefined && { amountMinor: event.amountMinor }),
        ...(event.currency && { currency: event.currency }),
        occurredAt: new Date(event.at),
        ...(event.source && { source: without(event.source) }),
      };
    case 'reachability':
      return { type: 'reachability-changed', address: addressOf(event.address, reading.namespace), reachable: event.reachable, reason: event.reason, occurredAt: new Date(event.at) };
    case 'typing':
      return { type: 'typing', externalThreadId: event.threadId, sender: addressOf(event.from, reading.namespace), ...(event.preview && { preview: storable(event.preview) }) };
  }
}

export function addressOf(address: HttpAddress, namespace: string): Address {
  return address.kind === 'id' ? { kind: 'http', value: `${namespace}/${address.value}` } : { kind: address.kind, value: address.value };
}

function attachmentOf(file: HttpAttachment): InboundAttachment {
  const { url, name, kind, ...rest } = file;
  return { ...without(rest), mime: file.mime, name: storable(name), kind: kind ?? kindOf(file.mime), content: { type: 'ref', ref: { url } } };
}

function kindOf(mime: string): AttachmentKind {
  const [family] = mime.split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

/** Keys that were not given are not there, rather than undefined. */
const without = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
