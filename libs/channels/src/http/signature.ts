import { timingSafeEqual } from 'node:crypto';
import type { Webhook } from 'standardwebhooks';
import type { WebhookRequest } from '../contract.ts';
import { WebhookRejected } from '../errors.ts';

const TOLERANCE_SECONDS = 5 * 60;

/**
 * Verifies the three headers of Standard Webhooks and answers the sender's id of this request. The library's own `verify` reads
 * the clock of the machine, so only its `sign` is used. Throws WebhookRejected 401.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifySignature(webhook: Webhook, request: WebhookRequest): string {
  const id = request.headers['webhook-id'] ?? '';
  const timestamp = request.headers['webhook-timestamp'] ?? '';
  const signatures = request.headers['webhook-signature'] ?? '';
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp) || !signatures) throw new WebhookRejected(401, 'The headers webhook-id, webhook-timestamp and webhook-signature are needed.');
  const age = Math.floor(request.receivedAt.getTime() / 1000) - Number(timestamp);
  if (Math.abs(age) > TOLERANCE_SECONDS) throw new WebhookRejected(401, `webhook-timestamp is ${Math.abs(age)} s ${age > 0 ? 'old' : 'ahead'}; ${TOLERANCE_SECONDS} s are allowed. Check the clock of the sender.`);
  const expected = Buffer.from(webhook.sign(id, new Date(Number(timestamp) * 1000), request.rawBody));
  // Several signatures stand side by side while a secret is being changed.
  const fits = signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!fits) throw new WebhookRejected(401, 'webhook-signature does not fit. Sign `<id>.<timestamp>.<body>` with the secret of this inbox, over the very bytes that are sent.');
  return id;
}
