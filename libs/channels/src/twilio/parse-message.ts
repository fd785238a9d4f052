import type { AttachmentKind, ChannelEvent, DeliveryUpdated, InboundAttachment, MessageReceived, ReachabilityChanged } from '../contract.ts';
import { failureOfReceipt } from './failures.ts';
import { optOutOf } from './opt-out.ts';
import { phone, senderOf } from './parties.ts';

/** An SMS or MMS. Throws when it names no message or sender: then the raw request is quarantined. */
export function parseMessage(form: URLSearchParams, receivedAt: Date): readonly ChannelEvent[] {
  const sid = form.get('MessageSid');
  const from = form.get('From');
  if (!sid || !from) throw new Error('The form of a message names no MessageSid or no From.');
  const sender = senderOf(from);
  const text = (form.get('Body') ?? '').normalize('NFC');
  const attachments = attachmentsOf(form);
  const location = locationOf(form);
  const replyTo = form.get('OriginalRepliedMessageSid');
  const name = form.get('ProfileName');
  const to = form.get('To');
  const message: MessageReceived = {
    type: 'message-received',
    channel: 'sms',
    externalId: sid,
    // `whatsapp:+380…` is another thread than the bare number: the answer goes the same way back.
    externalThreadId: from,
    direction: 'inbound',
    sender: name ? { ...sender, displayName: name } : sender,
    claims: [],
    occurredAt: receivedAt,
    text,
    attachments,
    ...(replyTo ? { replyTo } : {}),
    ...(location ? { location } : {}),
    ...(text || attachments.length || location ? {} : { unsupportedContent: form.get('MessageType') ?? 'empty message' }),
    ...(to ? { source: { calledNumber: to.slice(to.lastIndexOf(':') + 1) } } : {}),
  };
  const wish = optOutOf(text, form.get('OptOutType'));
  if (!wish) return [message];
  const reachability: ReachabilityChanged = { type: 'reachability-changed', address: sender.address, reachable: wish === 'start', reason: wish, occurredAt: receivedAt };
  return [message, reachability];
}

function attachmentsOf(form: URLSearchParams): InboundAttachment[] {
  const count = Math.min(Number.parseInt(form.get('NumMedia') ?? '0', 10) || 0, 10);
  return Array.from({ length: count }, (_, index): InboundAttachment => {
    const mime = (form.get(`MediaContentType${index}`) ?? 'application/octet-stream').toLowerCase();
    const url = form.get(`MediaUrl${index}`);
    const kind = attachmentKind(mime);
    return {
      kind,
      name: `${kind}-${index + 1}.${extension(mime)}`,
      mime,
      content: url ? { type: 'ref', ref: { url } } : { type: 'unavailable', reason: 'Twilio gave no address of this file.' },
    };
  });
}

function attachmentKind(mime: string): AttachmentKind {
  const family = mime.split('/', 1)[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg', 'audio/mpeg': 'mp3', 'audio/amr': 'amr', 'video/3gpp': '3gp', 'text/plain': 'txt', 'text/vcard': 'vcf', 'text/x-vcard': 'vcf',
};
function extension(mime: string): string {
  return EXTENSIONS[mime] ?? (/^[a-z]+\/([a-z0-9]{2,5})$/.exec(mime)?.[1] ?? 'bin');
}

function locationOf(form: URLSearchParams): MessageReceived['location'] | null {
  const latitude = Number.parseFloat(form.get('Latitude') ?? '');
  const longitude = Number.parseFloat(form.get('Longitude') ?? '');
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
  const title = form.get('Label');
  const address = form.get('Address');
  return { latitude, longitude, ...(title ? { title } : {}), ...(address ? { address } : {}) };
}

/**
 * A receipt. Receipts come in any order and twice; the core only ever moves forward.
 * https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export function parseReceipt(form: URLSearchParams, query: URLSearchParams, receivedAt: Date): readonly ChannelEvent[] {
  const sid = form.get('MessageSid');
  const status = form.get('MessageStatus');
  if (!sid || !status) throw new Error('The form of a receipt names no MessageSid or no MessageStatus.');
  const deliveryId = query.get('d');
  const to = senderOf(form.get('To') ?? '').address;
  const update = (advance: Pick<DeliveryUpdated, 'status' | 'failure'>): readonly ChannelEvent[] => [
    {
      type: 'delivery-updated',
      ...(deliveryId ? { deliveryId } : {}),
      externalId: sid,
      ...(to.kind === 'phone' ? { recipient: phone(to.value) } : {}),
      ...advance,
      occurredAt: receivedAt,
    },
  ];
  switch (status) {
    case 'sent':
    case 'delivered':
    case 'read':
      return update({ status });
    case 'failed':
    case 'undelivered':
    case 'canceled':
      return update({ status: 'failed', failure: failureOfReceipt(form.get('ErrorCode'), status) });
    default:
      return [{ type: 'unsupported', reason: `Message status ${status} changes nothing.` }];
  }
}
