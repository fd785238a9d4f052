import { Webhook } from 'standardwebhooks';

/**
 * The three headers of Standard Webhooks over these very bytes; `id` is the receiver's key of idempotency, the same at every attempt, `at`
 * the moment of this one. Several signers stand side by side while a secret is being changed.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(signers: readonly Pick<Webhook, 'sign'>[], id: string, at: Date, body: string): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': signers.map((signer) => signer.sign(id, at, body)).join(' ') };
}

/** The same with secrets as people write them, `whsec_…`. */
export const signWebhook = (secrets: readonly string[], id: string, at: Date, body: string): Record<string, string> => signatureHeaders(secrets.map((secret) => new Webhook(secret)), id, at, body);
