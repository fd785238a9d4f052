import { z } from 'zod';
import { WebhookRejected } from '../errors.ts';

/** The documented body of a signed POST (docs/http-channel.md). Strict: an unknown key is a mistake of the sender, and is named. */
const text = (max: number) => z.string().max(max);
const id = z.string().min(1).max(255);
const at = z.iso.datetime({ offset: true });

const email = z.string().trim().toLowerCase().max(254).pipe(z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an e-mail address'));

const address = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('phone'), value: z.string().transform((value) => value.replace(/[\s().-]/g, '')).pipe(z.string().regex(/^\+[1-9]\d{4,14}$/, 'must be E.164, such as +380501234567')) }),
  z.strictObject({ kind: z.literal('email'), value: email }),
  z.strictObject({ kind: z.literal('id'), value: id }),
]);
const claim = z.strictObject({ address, verified: z.boolean().default(false) });
const party = z.strictObject({ address, verified: z.boolean().default(false), name: text(200).optional(), handle: text(100).optional(), language: z.string().regex(/^[a-z]{2}$/).optional(), group: z.boolean().optional() });
const attachment = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2000), name: text(255), mime: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/).max(100), kind: z.enum(['image', 'audio', 'voice', 'video', 'sticker', 'file']).optional(),
  size: z.number().int().nonnegative().optional(), width: z.number().int().positive().optional(), height: z.number().int().positive().optional(), durationSeconds: z.number().nonnegative().optional(),
});
const source = z.strictObject({
  utm: z.record(z.string().regex(/^[a-z_]{1,40}$/), text(200)).optional(), referrer: text(2000).optional(), landingPage: text(2000).optional(), page: text(2000).optional(),
  startParameter: text(200).optional(), calledNumber: text(40).optional(), clickId: text(200).optional(),
});
const location = z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180), title: text(200).optional(), address: text(500).optional() });
const contactCard = z.strictObject({ name: text(200), phone: text(40).optional(), email: text(254).optional() });

const event = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('message'), id, threadId: id.optional(), from: party, at, text: text(100_000).default(''), attachments: z.array(attachment).max(20).default([]), replyTo: id.optional(),
    /** outbound: written by our side in the messenger itself. */
    direction: z.enum(['inbound', 'outbound']).default('inbound'), claims: z.array(claim).max(10).default([]), source: source.optional(), location: location.optional(), contactCard: contactCard.optional(),
    automatic: z.enum(['auto-reply', 'bulk']).optional(),
  }),
  z.strictObject({ type: z.literal('message-edited'), id, at, text: text(100_000) }),
  z.strictObject({ type: z.literal('message-deleted'), ids: z.array(id).min(1).max(100), at }),
  z.strictObject({
    type: z.literal('delivery'), deliveryId: z.uuid().optional(), id: id.optional(), status: z.enum(['sent', 'delivered', 'read', 'failed']), at,
    error: z.strictObject({ code: z.enum(['recipient', 'opted-out', 'invalid', 'unsupported']).default('recipient'), message: text(500) }).optional(),
  }),
  z.strictObject({ type: z.literal('read'), threadId: id, upTo: at, id: id.optional(), status: z.enum(['delivered', 'read']).default('read') }),
  z.strictObject({
    type: z.literal('call'), id, threadId: id.optional(), direction: z.enum(['inbound', 'outbound']), customer: party, line: address, state: z.enum(['ringing', 'answered', 'completed', 'missed', 'voicemail', 'failed']).optional(), at,
    answeredBy: address.optional(), durationSeconds: z.number().nonnegative().optional(), waitSeconds: z.number().nonnegative().optional(), recording: attachment.optional(), source: source.optional(),
  }),
  /** An order form of a site. What a person types into it is taken as it is: a phone in any way of writing. */
  z.strictObject({
    type: z.literal('order'), id, at, name: text(200).refine((name) => name.trim() !== '', 'must say who ordered'), phone: text(50).optional(), email: email.optional(), title: text(300).default(''), comment: text(5000).default(''),
    amountMinor: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(), currency: z.string().regex(/^[A-Z]{3}$/, 'must be three letters of ISO 4217').optional(), source: source.optional(),
  }),
  z.strictObject({ type: z.literal('reachability'), address, reachable: z.boolean(), reason: z.enum(['stop', 'start', 'blocked', 'unblocked', 'deactivated']), at }),
  z.strictObject({ type: z.literal('typing'), threadId: id, from: address, preview: text(1000).optional() }),
]);
const bodySchema = z.strictObject({ events: z.array(event).min(1).max(100) });

export type HttpAddress = z.infer<typeof address>;
export type HttpParty = z.infer<typeof party>;
export type HttpAttachment = z.infer<typeof attachment>;
export type HttpEvent = z.infer<typeof event>;

const MAX_BYTES = 1024 * 1024;

/** Throws WebhookRejected 413 or 400 that names what does not fit. */
export function readBody(body: Buffer): readonly HttpEvent[] {
  if (body.length > MAX_BYTES) throw new WebhookRejected(413, 'A request may have 1 MB at most; send fewer events at once, and attachments by URL.');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new WebhookRejected(400, 'The body is not JSON in UTF-8.');
  }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) throw new WebhookRejected(400, parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ').slice(0, 1000));
  for (const [index, item] of parsed.data.events.entries()) {
    if (item.type === 'message' && !item.text.trim() && !item.attachments.length && !item.location && !item.contactCard) throw new WebhookRejected(400, `events.${index}: a message without text, attachment, location or contact card says nothing`);
    if (item.type === 'order' && !item.phone?.trim() && !item.email) throw new WebhookRejected(400, `events.${index}: phone or email is needed, so that somebody can answer`);
    if (item.type === 'delivery' && !item.deliveryId && !item.id) throw new WebhookRejected(400, `events.${index}: deliveryId or id is needed`);
  }
  return parsed.data.events;
}
