import { createHash } from 'node:crypto';
import type { RawInbound, WebhookRequest } from '../contract.ts';
import { WebhookRejected } from '../errors.ts';
import { HOOKS, isHook } from './hooks.ts';
import type { Hook } from './hooks.ts';
import { isSigned } from './signature.ts';

/** Twilio's forms are a few kilobytes; whatever is larger is not one. */
const MAX_BODY = 256 * 1024;

/** Under these the path and query of a request are kept beside its body, so that a replay reads what the first reading read. */
export const PATH_HEADER = 'okno-path';
export const QUERY_HEADER = 'okno-query';

export interface Received {
  readonly hook: Hook | null;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly raw: readonly RawInbound[];
}

/**
 * Verifies one request of Twilio's against `root`, the public address we registered; the Host header has no say. Throws
 * WebhookRejected. A signed form without its id is kept too, under a key of its own, and quarantined when it is read.
 */
export function receiveRequest(request: WebhookRequest, root: string | null, authToken: string): Received {
  if (request.rawBody.length > MAX_BODY) throw new WebhookRejected(413, 'A form of Twilio is never this large.');
  if (!root) throw new WebhookRejected(403, 'No public address is configured, so no signature can be checked.');
  const mark = request.url.indexOf('?');
  const url = `${root}${request.path ? `/${request.path}` : ''}${mark < 0 ? '' : request.url.slice(mark)}`;
  if (!isSigned(authToken, request.headers['x-twilio-signature'] ?? '', url, request.method === 'POST' ? request.rawBody : Buffer.alloc(0))) {
    throw new WebhookRejected(403, 'The signature is not of this account for this address.');
  }
  if (request.method !== 'POST') throw new WebhookRejected(400, 'Twilio must be set to request this address by POST.');
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) throw new WebhookRejected(400, 'The body must be an urlencoded form.');

  const form = new URLSearchParams(request.rawBody.toString('utf8'));
  const hook = isHook(request.path) ? request.path : null;
  const received = { hook, query: request.query, form };
  if (!hook || hook === HOOKS.announce || isMerelyUnderWay(hook, form)) return { ...received, raw: [] };
  const headers = { 'content-type': type, [PATH_HEADER]: request.path, [QUERY_HEADER]: request.query.toString() };
  return { ...received, raw: [{ providerKey: keyOf(hook, form, request.rawBody), body: request.rawBody, headers, receivedAt: request.receivedAt }] };
}

/** `queued`, `sending`: nothing an operator is shown, and not worth keeping. */
function isMerelyUnderWay(hook: Hook, form: URLSearchParams): boolean {
  return hook === HOOKS.smsStatus && ['accepted', 'scheduled', 'queued', 'sending'].includes(form.get('MessageStatus') ?? '');
}

/** What is kept once. Twilio repeats a request with the same ids; each stage of a message or call has its own key. */
function keyOf(hook: Hook, form: URLSearchParams, body: Buffer): string {
  const key = namedKey(hook, form);
  return key ?? `${hook}:${createHash('sha256').update(body).digest('hex')}`;
}

function namedKey(hook: Hook, form: URLSearchParams): string | null {
  const message = form.get('MessageSid');
  const call = form.get('CallSid');
  switch (hook) {
    case 'sms':
      return message;
    case 'sms-status':
      return message && `${message}:${form.get('MessageStatus') ?? ''}`;
    case 'voice':
      return call && `${call}:ringing`;
    case 'voice-unattended':
      return call && `${call}:unattended`;
    case 'voice-dial':
      return call && `${call}:dialled`;
    case 'voice-bridge':
      return call && `${call}:bridge`;
    case 'voice-status':
      return call && `${call}:status:${form.get('CallStatus') ?? ''}`;
    case 'voicemail':
    case 'recording':
      // Both tell of one recording; whichever comes first is kept. A message nobody spoke has no recording.
      return recordingSid(form) ?? (call && `${call}:${hook}`);
    case 'voice-announce':
      return null;
  }
}

/** The Record action gives only the address, which ends in the id. */
export function recordingSid(form: URLSearchParams): string | null {
  return form.get('RecordingSid') ?? /\/Recordings\/(RE[0-9a-zA-Z]+)/.exec(form.get('RecordingUrl') ?? '')?.[1] ?? null;
}
