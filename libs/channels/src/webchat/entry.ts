import { z } from 'zod';
import { WebhookRejected } from '../errors.ts';

const url = z.string().max(2000).regex(/^https?:\/\//);
const short = z.string().max(200);

/** What the page posts to `messages` and `receipts`; unknown keys are refused. */
const entrySchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('message'),
    /** Made by the page: posting it again changes nothing. */
    id: z.uuid(),
    text: z.string().max(10_000),
    files: z.array(z.string().max(2000)).max(5).default([]),
    profile: z.strictObject({ name: short.optional(), phone: short.optional(), email: short.optional() }).optional(),
    language: z.string().regex(/^[a-z]{2}$/).optional(),
    page: url.optional(),
    source: z
      .strictObject({ utm: z.record(z.string().regex(/^[a-z_]{1,40}$/), short).optional(), referrer: url.optional(), landingPage: url.optional(), clickId: short.optional() })
      .optional(),
  }),
  z.strictObject({ type: z.literal('receipt'), status: z.enum(['delivered', 'read']), deliveryId: z.uuid(), upTo: z.iso.datetime() }),
]);
export type Entry = z.infer<typeof entrySchema>;

const MAX_BYTES = 64 * 1024;

/** Throws WebhookRejected with 413 or 400, which says what does not fit. */
export function readEntry(body: Buffer): Entry {
  if (body.length > MAX_BYTES) throw new WebhookRejected(413, `A message may have ${MAX_BYTES} bytes at most; files are uploaded on their own.`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new WebhookRejected(400, 'The body is not JSON in UTF-8.');
  }
  const entry = entrySchema.safeParse(json);
  if (!entry.success) throw new WebhookRejected(400, entry.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ').slice(0, 500));
  if (entry.data.type === 'message' && !entry.data.text.trim() && !entry.data.files.length) throw new WebhookRejected(400, 'text: an empty message without a file says nothing');
  return entry.data;
}

/** PostgreSQL keeps no NUL, and half a surrogate pair is no character. */
export const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed();
