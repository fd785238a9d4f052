import type { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { SendFailure } from '../contract.ts';
import { SendError } from '../errors.ts';
import type { AdapterDependencies } from '../setup.ts';
import { signatureHeaders } from './sign.ts';

const TIMEOUT_MS = 20_000;
/** Failures before a connection stood: no byte of the message can have left. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID']);

const answerSchema = z.object({ id: z.string().min(1).max(255).optional() });
const refusalSchema = z.object({ error: z.object({ code: z.enum(['recipient', 'opted-out', 'invalid', 'unsupported']), message: z.string().max(300).default('') }) });

/**
 * One signed POST; `id` is the idempotency key, the same at every attempt. Answers the receiver's own id of the message, if it
 * gave one. Rejects only with SendError.
 */
export async function signedPost(url: string, id: string, body: string, webhook: Webhook, signal: AbortSignal, { fetch, now }: Pick<AdapterDependencies, 'fetch' | 'now'>): Promise<string | undefined> {
  if (signal.aborted) throw new SendError('unavailable', 'Stopped before anything was sent.');
  const timestamp = now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureHeaders([webhook], id, timestamp, body) },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    text = (await response.text()).slice(0, 10_000);
  } catch (error) {
    if (NEVER_LEFT.has(codeOf(error))) throw new SendError('unavailable', 'The messenger cannot be reached; nothing was sent.', { code: codeOf(error) });
    throw new SendError('unknown-outcome', 'The messenger took the message and did not answer; it may have been sent.');
  }
  if (response.status >= 200 && response.status < 300) return answerSchema.safeParse(jsonOf(text)).data?.id;
  throw failureOf(response, text, now());
}

function failureOf(response: Response, text: string, now: Date): SendError {
  const { status } = response;
  const code = String(status);
  if (status === 429) return new SendError('rate-limited', 'The messenger asks for patience.', { code, retryAfterMs: retryAfterMs(response.headers.get('retry-after'), now) });
  const refusal = refusalSchema.safeParse(jsonOf(text));
  if (refusal.success && status < 500) return new SendError(refusal.data.error.code satisfies SendFailure, `The messenger refuses: ${refusal.data.error.message || refusal.data.error.code}`, { code });
  if (status === 400 || status === 413 || status === 422) return new SendError('invalid', `The messenger cannot take this message (${status}).`, { code });
  // A gateway that lost patience does not know what happened behind it.
  if (status === 504) return new SendError('unknown-outcome', 'A gateway before the messenger timed out; it may have been sent.', { code });
  if (status === 408 || status >= 500) return new SendError('unavailable', `The messenger failed (${status}).`, { code });
  return new SendError('config', `The outbound URL answers ${status}. An admin checks the URL and the secret of this inbox.`, { code });
}

/** RFC 9110 §10.2.3: seconds or a date. Without it, or out of any reason: a minute. */
function retryAfterMs(header: string | null, now: Date): number {
  const wait = header === null ? NaN : /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, 24 * 3600 * 1000) : 60_000;
}

/** fetch wraps the socket's error as `cause`. */
function codeOf(error: unknown): string {
  for (let current = error; typeof current === 'object' && current !== null; current = (current as { cause?: unknown }).cause) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return '';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
