import type { AddressClaim, AttachmentKind, ChannelEvent, InboundAttachment, MessageReceived, Party, RawInbound } from '../contract.ts';
import { judge } from './automatic.ts';
import { deliveryUpdates, readUpdate, reportedMessage } from './delivery-report.ts';
import { mailboxes, messageIds, words, type Headers, type Mailbox } from './header.ts';
import { findHtmlQuote } from './html-quotes.ts';
import { readHtml, textOf, writeHtml } from './html-tree.ts';
import { readBody, type MailBody, type MailFile } from './mail-body.ts';
import { mailHash } from './mail-hash.ts';
import { ourMessageIn } from './message-id.ts';
import { readMime } from './mime.ts';
import { foldText } from './quotes.ts';
import { sanitise } from './sanitise.ts';
import { isProven } from './sender-evidence.ts';

export interface ParseContext {
  /** Our own address and the one that is forwarded to us, lower-cased. */
  readonly ownAddresses: readonly string[];
  readonly signingKey: Buffer;
  /** The receiving server whose Authentication-Results are believed; null: none is. */
  readonly authservId: string | null;
}

/** Headers that our own intake puts beside a raw mail. */
export const INTAKE = { history: 'okno-history', truncated: 'okno-truncated', verifiedDomain: 'okno-verified-domain', unavailable: 'okno-unavailable' } as const;

/** Longer texts continue in the folded part, so that one mail does not fill the screen or stall it. */
const MAX_VISIBLE = 200_000;
/** HTML beyond this is kept as a file and shown from its text. */
const MAX_HTML = 1_000_000;
/** A sender's clock may be wrong; a mail may also have waited in a queue for the usual five days. */
const QUEUE_DAYS = 5;

/** One mail as channel events: the message, and what it says about mail of ours. Pure. Throws for what is no mail at all. */
export function parseMail(raw: RawInbound, context: ParseContext): ChannelEvent[] {
  if (raw.body.length === 0) throw new Error('The mail is empty.');
  const root = readMime(raw.body);
  const headers = root.headers;
  const occurredAt = sentAt(headers, raw);
  const body = readBody(root);
  const { extra, ...shown } = show(body);
  const wholeText = [shown.text, shown.quotedText].filter(Boolean).join('\n');
  const verdict = judge(root, wholeText, context.ownAddresses);
  const references = [...new Set([...messageIds(headers.get('in-reply-to')).slice(0, 1), ...messageIds(headers.get('references')).reverse(), ...messageIds(headers.get('in-reply-to'))])].slice(0, 100);
  const isReport = verdict.automatic === 'bounce' || verdict.automatic === 'report';
  const answered = isReport ? reportedMessage(root, context.signingKey) : ourMessageIn(references, context.signingKey);
  const mailId = messageIds(headers.get('message-id'))[0];

  if (mailId && ourMessageIn([mailId], context.signingKey)) return [{ type: 'unsupported', reason: 'our own mail, come back' }];
  const updates = answered && verdict.automatic === 'bounce' ? deliveryUpdates(root, wholeText, answered, verdict.delayed ?? false, occurredAt) : [];
  const read = answered && verdict.automatic === 'report' ? readUpdate(root, answered, occurredAt) : null;
  if (read) return [read];

  const externalId = mailHash(raw.body);
  const { sender, claims } = whoWrote(headers, raw, context);
  const to = parties(headers.all('to'));
  const cc = parties(headers.all('cc'));
  const subject = clean(words(headers.get('subject'))).slice(0, 998);
  const message: MessageReceived = {
    type: 'message-received',
    channel: 'email',
    externalId,
    externalThreadId: references.at(-1) ?? mailId ?? externalId,
    direction: 'inbound',
    sender,
    claims,
    to,
    cc,
    occurredAt,
    ...(subject ? { subject } : {}),
    ...shown,
    attachments: body.files.map((file) => attachment(file, raw)).concat(extra),
    ...(mailId ? { mailId: clean(mailId) } : {}),
    references: references.map(clean),
    ...(answered ? { answersMessageId: answered } : {}),
    ...(verdict.automatic ? { automatic: verdict.automatic } : {}),
    ...(raw.headers[INTAKE.history] ? { history: true } : {}),
  };
  return [message, ...updates];
}

type Shown = Pick<MessageReceived, 'text' | 'html' | 'quotedText' | 'quotedHtml'> & { readonly extra: readonly InboundAttachment[] };

/** Folds and sanitises. HTML marks its history more surely than text does, so a text that shows no quote follows the HTML. */
function show(body: MailBody): Shown {
  const tree = body.html === null ? null : readHtml(body.html.slice(0, MAX_HTML));
  const cut = tree !== null && (body.html!.length > MAX_HTML || tree.cut);
  const extra: InboundAttachment[] = cut ? [htmlFile(body.html!)] : [];
  const quote = tree ? findHtmlQuote(tree) : null;
  const fresh = (leaf: number) => quote === null || leaf < quote.from || leaf >= quote.to;
  const html = tree ? sanitise(writeHtml(tree, fresh)) : undefined;
  const quotedHtml = tree && quote ? sanitise(writeHtml(tree, (leaf) => !fresh(leaf))) : undefined;

  const plain = body.plain === null || (tree !== null && isPlaceholder(body.plain, tree.leaves.length)) ? null : body.plain;
  let folded = plain === null ? null : foldText(plain);
  if (tree && (folded === null || (quote && folded.quotedText === undefined))) {
    const text = textOf(tree, fresh);
    const old = quote ? textOf(tree, (leaf) => !fresh(leaf)) : '';
    folded = quote ? { text, quotedText: old } : foldText(text);
  }
  const { text, quotedText } = bounded(folded ?? { text: '' });
  // Words that no browser would show (all of it in a title, say) are still words somebody sent.
  if (!cut && tree && text === '' && !/<img/.test(html ?? '') && body.html!.trim() !== '') extra.push(htmlFile(body.html!));
  return {
    text: clean(text),
    ...(quotedText ? { quotedText: clean(quotedText) } : {}),
    ...(html?.trim() ? { html: clean(html) } : {}),
    ...(quotedHtml ? { quotedHtml: clean(quotedHtml) } : {}),
    extra,
  };
}

/** "Your mail program cannot show HTML" beside a long HTML text says nothing. */
const isPlaceholder = (plain: string, leaves: number): boolean => plain.trim().length < 120 && leaves > 5 && /html/i.test(plain);

function bounded(folded: { text: string; quotedText?: string }): { text: string; quotedText?: string } {
  if (folded.text.length <= MAX_VISIBLE) return folded;
  const newline = folded.text.lastIndexOf('\n', MAX_VISIBLE);
  const at = newline > MAX_VISIBLE / 2 ? newline : MAX_VISIBLE;
  return { text: folded.text.slice(0, at), quotedText: [folded.text.slice(at), folded.quotedText].filter(Boolean).join('\n\n') };
}

function htmlFile(html: string): InboundAttachment {
  const bytes = Buffer.from(html, 'utf8');
  return { kind: 'file', name: 'message.html', mime: 'text/html', size: bytes.length, content: { type: 'bytes', bytes } };
}

/** From is who writes. A form on our own site sends from our own address with the customer in Reply-To: then that is who writes. */
function whoWrote(headers: Headers, raw: RawInbound, context: ParseContext): { sender: Party; claims: AddressClaim[] } {
  const from = mailboxes(headers.all('from'))[0] ?? mailboxes(headers.all('sender'))[0] ?? mailboxes(headers.all('return-path'))[0];
  const replyTo = mailboxes(headers.all('reply-to'))[0];
  const isOwn = (box: Mailbox | undefined) => box !== undefined && context.ownAddresses.includes(box.address);
  if ((from === undefined || isOwn(from)) && replyTo && !isOwn(replyTo)) return { sender: party(replyTo), claims: [] };
  if (from === undefined) return { sender: { address: { kind: 'email', value: 'unknown@unknown.invalid' }, verified: false, displayName: clean(words(headers.get('from'))).slice(0, 200) || 'Unknown' }, claims: [] };
  const domain = from.address.split('@').at(-1)!;
  const verified = mailboxes(headers.all('from')).length === 1 && (raw.headers[INTAKE.verifiedDomain] === domain || isProven(headers, context.authservId, domain));
  const claims: AddressClaim[] = replyTo && replyTo.address !== from.address && !isOwn(replyTo) ? [{ address: { kind: 'email', value: replyTo.address }, verified: false, origin: 'reply-to' }] : [];
  return { sender: { ...party(from), verified }, claims };
}

const parties = (values: readonly string[]): Party[] => mailboxes(values).slice(0, 200).map(party);

function party(box: Mailbox): Party {
  const name = clean(box.name).slice(0, 200);
  return { address: { kind: 'email', value: clean(box.address) }, verified: false, ...(name && name !== box.address ? { displayName: name } : {}) };
}

function attachment(file: MailFile, raw: RawInbound): InboundAttachment {
  const bytes = file.part.bytes();
  const cutOff = raw.headers[INTAKE.truncated] !== undefined && file.part.raw.buffer === raw.body.buffer && file.part.raw.byteOffset + file.part.raw.length >= raw.body.byteOffset + raw.body.length;
  return {
    kind: kindOf(file.mime),
    name: clean(file.name),
    mime: file.mime,
    ...(cutOff ? {} : { size: bytes.length }),
    ...(file.cid ? { inlineCid: clean(file.cid) } : {}),
    content: cutOff ? { type: 'unavailable', reason: 'The mail is larger than this inbox takes; the file is still in the mailbox.' } : { type: 'bytes', bytes },
  };
}

function kindOf(mime: string): AttachmentKind {
  if (/^image\/(jpeg|jpg|pjpeg|png|gif|webp|bmp|heic|avif)$/.test(mime)) return 'image';
  if (mime.startsWith('audio/')) return 'audio';
  return mime.startsWith('video/') ? 'video' : 'file';
}

function sentAt(headers: Headers, raw: RawInbound): Date {
  const stated = new Date(headers.get('date').slice(0, 200).replace(/\([^()]*\)/g, ''));
  const age = raw.receivedAt.getTime() - stated.getTime();
  if (Number.isNaN(age) || age < 0 || stated.getUTCFullYear() < 1990) return raw.receivedAt;
  return age <= QUEUE_DAYS * 86_400_000 || raw.headers[INTAKE.history] ? stated : raw.receivedAt;
}

/** What PostgreSQL and JSON cannot hold goes; text is NFC everywhere. */
const clean = (text: string): string => text.replace(/\0/g, '').toWellFormed().normalize('NFC');
