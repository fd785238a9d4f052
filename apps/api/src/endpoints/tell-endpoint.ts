import { signWebhook } from '#channels';
import type { ClaimedWebhook, WebhookFailure, WebhookOutcome } from '#crm-core';
import { AddressRefused, type Net } from '../net/safe-fetch.ts';
import { SealBroken, type Vault } from '../secrets.ts';
import { signingSecrets } from './secrets.ts';

/** For everything: connecting, a slow server, a slow answer. */
const LONGEST_MS = 15_000;
/** Of the answer so much is kept for whoever mends it. */
const MAX_ANSWER_BYTES = 1_000;

/**
 * One signed POST. Follows no redirect, which could lead elsewhere than where an admin sent it. Never rejects: whatever happened is an
 * outcome.
 */
export async function tellEndpoint(claimed: ClaimedWebhook, parts: { vault: Vault; net: Pick<Net, 'fetch'>; now: () => Date; longestMs?: number }): Promise<WebhookOutcome> {
  const { vault, net, now, longestMs = LONGEST_MS } = parts;
  try {
    const at = now();
    const response = await net.fetch(claimed.url, {
      method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(longestMs), body: claimed.body,
      headers: { 'content-type': 'application/json', 'user-agent': 'Okno-webhooks/1.0', ...signWebhook(signingSecrets(vault, claimed.endpointId, claimed.secrets, at), claimed.eventId, at, claimed.body) },
    });
    return { type: 'answered', status: response.status, answer: await beginningOf(response), retryAfterMs: retryAfterMs(response.headers.get('retry-after'), at) };
  } catch (error) {
    return { type: 'unreachable', reason: failureOf(error) };
  }
}

/** What cannot be read of it is no reason to call it unanswered: its status came. */
async function beginningOf(response: Response): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    while (size < MAX_ANSWER_BYTES) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(Buffer.from(value));
      size += value.byteLength;
    }
  } catch {
    // What came is kept.
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  // PostgreSQL keeps no NUL.
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8').replaceAll('\0', '').toWellFormed();
}

/** RFC 9110 §10.2.3: seconds or a date. */
function retryAfterMs(header: string | null, now: Date): number | undefined {
  const wait = header === null ? NaN : /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}

/** fetch wraps the socket's error as `cause`. */
function failureOf(error: unknown): WebhookFailure {
  for (let current = error; typeof current === 'object' && current !== null; current = (current as { cause?: unknown }).cause) {
    if (current instanceof SealBroken) return 'secret';
    if (current instanceof AddressRefused) return 'address';
    const { name, code } = current as { name?: unknown; code?: unknown };
    if (name === 'TimeoutError') return 'timeout';
    if (typeof code === 'string' && /TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout';
    if (typeof code === 'string' && /CERT|TLS|SSL/.test(code)) return 'certificate';
  }
  return 'unreachable';
}
