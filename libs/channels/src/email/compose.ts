import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Address, OutboundMessage } from '../contract.ts';
import { SendError } from '../errors.ts';
import { mintLocalPart } from './message-id.ts';

/** A header that names one delivery, so that its copy in Sent can be told from those to other recipients of the same mail. */
export const DELIVERY_HEADER = 'X-Okno-Delivery';
/** What every larger provider takes. The text limit keeps a single mail readable. */
export const MAIL_LIMITS = { textLength: 500_000, attachments: 50, attachmentBytes: 25 * 1024 * 1024 } as const;
const CONTROL = /[\0-\x1f\x7f\u0085\u2028\u2029]+/g;

export interface ComposedMail {
  readonly bytes: Buffer;
  /** Without brackets. */
  readonly mailId: string;
  readonly envelope: { readonly from: string; readonly to: string };
}

/**
 * The bytes of one delivery, the same at every attempt: Message-ID and Date come from the message, boundaries from the delivery.
 * The envelope holds the one recipient, the headers everybody. Rejects with SendError('invalid') for what no mail can hold.
 */
export async function compose(message: OutboundMessage, from: { address: string; name: string }, key: Buffer): Promise<ComposedMail> {
  const recipient = asAddress(message.recipient);
  if (message.text.length > MAIL_LIMITS.textLength) throw new SendError('invalid', `The text is longer than ${MAIL_LIMITS.textLength} characters.`, { code: 'too-long' });
  if (message.attachments.length > MAIL_LIMITS.attachments) throw new SendError('unsupported', `A mail takes up to ${MAIL_LIMITS.attachments} attachments.`, { code: 'too-many' });
  if (message.attachments.reduce((sum, file) => sum + file.size, 0) > MAIL_LIMITS.attachmentBytes) {
    throw new SendError('invalid', 'The attachments are larger than 25 MB together.', { code: 'too-large' });
  }
  const mailId = `${mintLocalPart(message.messageId, key)}@${from.address.split('@').at(-1)!}`;
  const references = message.references.map((id) => id.trim()).filter((id) => /^[^\s<>\0-\x1f\x7f\u0085\u2028\u2029]{1,900}$/.test(id));
  const attachments = [];
  for (const file of message.attachments) {
    attachments.push({
      filename: oneLine(file.name) || 'attachment',
      contentType: /^[\w.+-]+\/[\w.+-]+$/.test(file.mime) ? file.mime : 'application/octet-stream',
      content: await readAll(await file.open()),
      ...(file.inlineCid ? { cid: oneLine(file.inlineCid).replace(/[<>\s]/g, '') } : {}),
    });
  }
  const composer = new MailComposer({
    from: { name: oneLine(message.senderName ?? from.name), address: from.address },
    to: (message.to.length > 0 ? message.to : [message.recipient]).map(asAddress),
    cc: message.cc.map(asAddress),
    subject: oneLine(message.subject ?? ''),
    text: message.text,
    ...(message.html ? { html: message.html } : {}),
    messageId: `<${mailId}>`,
    date: message.queuedAt,
    ...(references.length > 0 ? { inReplyTo: `<${references[0]}>`, references: chain(references) } : {}),
    headers: { [DELIVERY_HEADER]: message.deliveryId },
    attachments,
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    baseBoundary: createHash('sha256').update(message.deliveryId).digest('hex').slice(0, 16),
  });
  const node = composer.compile();
  return { bytes: await node.build(), mailId, envelope: { from: from.address, to: recipient } };
}

/** Oldest first (RFC 5322 3.6.4); a long chain keeps its first and its last ten. */
function chain(nearestFirst: readonly string[]): string[] {
  const oldestFirst = [...new Set(nearestFirst)].reverse();
  const kept = oldestFirst.length > 12 ? [oldestFirst[0]!, ...oldestFirst.slice(-10)] : oldestFirst;
  return kept.map((id) => `<${id}>`);
}

/** No CR, LF, NUL or Unicode line separator ever reaches a header. */
const oneLine = (value: string): string => value.replace(CONTROL, ' ').toWellFormed().trim();

function asAddress(address: Address): string {
  if (address.kind !== 'email' || !/^[^\s@<>"(),;:\\\0-\x1f\x7f\u0085\u2028\u2029]+@[^\s@<>"(),;:\\\0-\x1f\x7f\u0085\u2028\u2029]+$/.test(address.value)) {
    throw new SendError('invalid', 'The recipient is not an e-mail address.', { code: 'address' });
  }
  return address.value;
}

async function readAll(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
