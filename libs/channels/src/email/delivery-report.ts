import type { Address, DeliveryFailure, DeliveryUpdated } from '../contract.ts';
import { words } from './header.ts';
import { ourMessageIn } from './message-id.ts';
import { leaves, type Part } from './mime.ts';

interface RecipientReport {
  readonly recipient?: Address;
  readonly action: 'failed' | 'delayed' | 'delivered';
  readonly failure: DeliveryFailure;
}

/** Our message a report is about: proven by the HMAC in the id quoted in the returned headers, the envelope id or the text. */
export function reportedMessage(root: Part, key: Buffer): string | undefined {
  return ourMessageIn(texts(root), key);
}

function* texts(root: Part): Iterable<string> {
  for (const part of leaves(root)) {
    if (part.type === 'message/delivery-status' || part.type === 'message/disposition-notification') yield part.text().slice(0, 50_000);
  }
  for (const name of ['in-reply-to', 'references', 'x-original-message-id']) yield root.headers.get(name);
  for (const part of leaves(root)) {
    if (/^(message\/|text\/)/.test(part.type)) yield part.text().slice(0, 200_000);
  }
}

/** What a failure or success notice says of our message, one update per recipient; delays say nothing final. */
export function deliveryUpdates(root: Part, text: string, messageId: string, delayed: boolean, occurredAt: Date): DeliveryUpdated[] {
  const status = leaves(root).filter((part) => part.type === 'message/delivery-status');
  const reports = status.flatMap((part) => readStatus(part.text()));
  if (reports.length === 0 && !delayed) reports.push(...readWords(root, text));
  return reports
    .filter((report) => report.action !== 'delayed')
    .map((report) => ({
      type: 'delivery-updated' as const,
      messageId,
      ...(report.recipient ? { recipient: report.recipient } : {}),
      status: report.action === 'delivered' ? ('delivered' as const) : ('failed' as const),
      ...(report.action === 'failed' ? { failure: report.failure } : {}),
      occurredAt,
    }));
}

/** A read receipt (RFC 8098) that says "displayed". */
export function readUpdate(root: Part, messageId: string, occurredAt: Date): DeliveryUpdated | null {
  const notice = leaves(root).find((part) => part.type === 'message/disposition-notification')?.text() ?? '';
  if (!/^disposition:.*\bdisplayed\b/im.test(notice)) return null;
  const recipient = address(field(notice, 'final-recipient'));
  return { type: 'delivery-updated', messageId, ...(recipient ? { recipient } : {}), status: 'read', occurredAt };
}

/** Groups of message/delivery-status (RFC 3464 2.1): the first speaks of the message, each further one of a recipient. */
function readStatus(text: string): RecipientReport[] {
  return text
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n\s*\n/)
    .filter((group) => /^(final|original)-recipient:|^action:/im.test(group))
    .map((group) => {
      const action = field(group, 'action').toLowerCase();
      const code = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(field(group, 'status'))?.[0];
      const recipient = address(field(group, 'original-recipient')) ?? address(field(group, 'final-recipient'));
      const diagnostic = field(group, 'diagnostic-code').replace(/^[\w-]+;\s*/, '');
      return {
        ...(recipient ? { recipient } : {}),
        action: /^(delivered|relayed|expanded)/.test(action) ? ('delivered' as const) : /^delayed/.test(action) ? ('delayed' as const) : ('failed' as const),
        failure: failureOf(code, diagnostic),
      };
    });
}

/** Reports that follow no standard: the address they name and the first code in their text. */
function readWords(root: Part, text: string): RecipientReport[] {
  const named = root.headers.get('x-failed-recipients').split(',').map((part) => address(part)).filter((found) => found !== undefined);
  const code = /\b[45]\.\d{1,2}\.\d{1,3}\b/.exec(text)?.[0] ?? /\b(55[0-4]|45[0-2]|421)\b/.exec(text)?.[0];
  const line = text.split('\n').find((candidate) => code !== undefined && candidate.includes(code)) ?? '';
  const recipients = named.length > 0 ? named : [undefined];
  return recipients.map((recipient) => ({ ...(recipient ? { recipient } : {}), action: 'failed' as const, failure: failureOf(code, line.trim()) }));
}

/** RFC 3463: x.1.x and 5.2.1 blame the address, 5.3.4 the size, 5.7.x the policy (our side), 4.x.x and full boxes pass. */
export function failureOf(code: string | undefined, diagnostic: string): DeliveryFailure {
  const enhanced = code ?? /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(diagnostic)?.[0] ?? '';
  const smtp = /\b[45]\d\d\b/.exec(diagnostic)?.[0] ?? '';
  const shown = [smtp, enhanced].filter((part, i, all) => part && all.indexOf(part) === i).join(' ');
  const kind = /^5\.(1\.|2\.1$|4\.4)/.test(enhanced) || (/^55[013]$/.test(smtp) && !/^5\.[2-7]/.test(enhanced))
    ? 'recipient' as const
    : /^5\.[367]\./.test(enhanced) || /^55[24]$/.test(smtp)
      ? 'invalid' as const
      : /^4/.test(enhanced) || /^5\.(2\.2|4\.)/.test(enhanced)
        ? 'unavailable' as const
        : 'recipient' as const;
  const words = diagnostic.replace(/\s+/g, ' ').slice(0, 300);
  return { kind, ...(shown ? { code: shown } : {}), message: words || 'The mail came back undelivered.' };
}

const field = (text: string, name: string): string => words(new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(text)?.[1]?.trim() ?? '');

function address(value: string): Address | undefined {
  const found = /[^\s<>;,"]+@[^\s<>;,"]+/.exec(value.replace(/^[\w-]+;\s*/, ''))?.[0]?.toLowerCase();
  return found ? { kind: 'email', value: found } : undefined;
}
