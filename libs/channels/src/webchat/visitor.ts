import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { WebhookRejected } from '../errors.ts';
import { sameText, seal, unseal } from './signed.ts';

/** A signed-in customer, as their own server says. Values without line breaks, because a line break parts them in the signature. */
const line = z.string().min(1).max(200).regex(/^[^\r\n\0]+$/);
const identitySchema = z.strictObject({ userId: line, email: line.optional(), phone: line.optional(), name: line.optional(), hash: z.string().regex(/^[0-9a-f]{64}$/) });
export type Identity = Omit<z.infer<typeof identitySchema>, 'hash'>;

const visitorSchema = z.strictObject({
  id: z.string().regex(/^[\w-]{22}$/),
  identity: identitySchema.omit({ hash: true }).optional(),
  /** Who this browser was before it signed in: a hint for a person, never a merge. */
  before: z.string().regex(/^[\w-]{22}$/).optional(),
});
/** An anonymous person in the web chat: 128 random bits, or derived from a signed identity so that each of their browsers is one visitor. */
export type Visitor = z.infer<typeof visitorSchema>;

const purpose = (inboxId: string): string => `okno web-chat visitor v1 ${inboxId}`;

export const tokenOf = (key: Buffer, inboxId: string, visitor: Visitor): string => seal(key, purpose(inboxId), visitor);

export function visitorOf(key: Buffer, inboxId: string, token: string): Visitor | null {
  const visitor = visitorSchema.safeParse(unseal(key, purpose(inboxId), token));
  return visitor.success ? visitor.data : null;
}

/**
 * The customer's server signs `userId`, `email` and `phone`, each on its own line, empty when absent: HMAC-SHA-256 with the
 * inbox's identity secret, in hex. Throws WebhookRejected: 400 malformed, 403 when the signature does not fit or none is set up.
 */
export function verifyIdentity(secret: string | undefined, claimed: unknown): Identity {
  const parsed = identitySchema.safeParse(claimed);
  if (!parsed.success) throw new WebhookRejected(400, `The identity cannot be read: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`);
  const { hash, ...identity } = parsed.data;
  if (!secret) throw new WebhookRejected(403, 'This chat has no identity secret, so nobody can be recognised by signature. An admin sets it in the settings of the chat.');
  const expected = createHmac('sha256', secret).update([identity.userId, identity.email ?? '', identity.phone ?? ''].join('\n')).digest('hex');
  if (!sameText(hash, expected)) throw new WebhookRejected(403, 'The signature of the identity does not fit. The server of the site must sign userId, email and phone with the current identity secret.');
  return identity;
}

/** The same person on every browser, and never a guessable id. */
export function visitorIdOf(key: Buffer, inboxId: string, identity: Identity): string {
  return createHmac('sha256', key).update(`okno web-chat user v1 ${inboxId}\n${identity.userId}`).digest().subarray(0, 16).toString('base64url');
}
