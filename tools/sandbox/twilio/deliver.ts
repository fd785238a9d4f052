import { createHmac, randomUUID } from 'node:crypto';
import { takeFault } from './world.ts';
import type { World } from './world.ts';

/** How often and how patiently an address is requested: Twilio's connection overrides, from the fragment. */
interface Patience {
  readonly connectMs: number;
  readonly readMs: number;
  readonly totalMs: number;
  readonly retries: number;
  readonly policies: ReadonlySet<string>;
}

/** https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides: one retry, on a failed connection only, is the default. */
export function patienceOf(fragment: string): Patience {
  const wishes = new URLSearchParams(fragment.replace(/^#/, ''));
  const number = (key: string, fallback: number, least: number, most: number): number => Math.min(Math.max(Number(wishes.get(key) ?? fallback) || fallback, least), most);
  return {
    connectMs: number('ct', 5000, 100, 10_000),
    readMs: number('rt', 15_000, 100, 15_000),
    totalMs: number('tt', 15_000, 100, 15_000),
    retries: wishes.has('rc') ? Math.min(Math.max(Number(wishes.get('rc')) || 0, 0), 5) : 1,
    policies: new Set((wishes.get('rp') ?? 'ct').split(',')),
  };
}

export interface Delivered {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Base64 of HMAC-SHA1 over the address (without fragment) and the sorted fields. https://www.twilio.com/docs/usage/webhooks/webhooks-security */
export function signatureOf(authToken: string, url: string, fields: Readonly<Record<string, string>>): string {
  const text = Object.keys(fields).sort().reduce((signed, name) => signed + name + fields[name], url);
  return createHmac('sha1', authToken).update(text).digest('base64');
}

/** Requests one address of the customer's, as often as Twilio would. Null: it never answered with 2xx. Never rejects. */
export async function deliver(world: World, address: string, fields: Readonly<Record<string, string>>): Promise<Delivered | null> {
  if (!URL.canParse(address)) return note(world, address, fields, 0, 'not an address', 0);
  if (takeFault(world, ['lose-webhook'], address)) return note(world, address, fields, 0, 'lost on purpose', 0);
  const hash = address.indexOf('#');
  const url = hash < 0 ? address : address.slice(0, hash);
  const patience = patienceOf(hash < 0 ? '' : address.slice(hash));
  const token = randomUUID();
  const until = Date.now() + patience.totalMs;
  const repeated = takeFault(world, ['repeat-webhook'], address) !== null;
  for (let attempt = 0; ; attempt++) {
    const started = Date.now();
    const outcome = await attemptOnce(world, url, fields, token, Math.min(patience.connectMs + patience.readMs, until - started));
    const settled = typeof outcome === 'object' ? outcome.status : outcome;
    note(world, url, fields, attempt, settled, Date.now() - started);
    if (typeof outcome === 'object' && outcome.status < 300) {
      if (repeated) await attemptOnce(world, url, fields, randomUUID(), patience.readMs);
      return outcome;
    }
    if (attempt >= patience.retries || Date.now() >= until || !isRetried(patience, settled)) return null;
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

async function attemptOnce(world: World, url: string, fields: Readonly<Record<string, string>>, token: string, ms: number): Promise<Delivered | 'ct' | 'rt'> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', 'user-agent': 'TwilioProxy/1.1', accept: '*/*',
    'x-twilio-signature': signatureOf(world.authToken, url, fields), 'i-twilio-idempotency-token': token,
  };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields).toString(), redirect: 'manual', signal: AbortSignal.timeout(Math.max(ms, 1)) });
    return { status: response.status, contentType: response.headers.get('content-type') ?? '', body: await response.text() };
  } catch (error) {
    const code = ((error as { cause?: { code?: string } }).cause?.code ?? '').toString();
    return /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT/.test(code) ? 'ct' : 'rt';
  }
}

function isRetried({ policies }: Patience, outcome: number | 'ct' | 'rt'): boolean {
  if (policies.has('all')) return true;
  if (typeof outcome === 'string') return policies.has(outcome);
  return policies.has(outcome >= 500 ? '5xx' : '4xx');
}

function note(world: World, url: string, fields: Readonly<Record<string, string>>, attempt: number, outcome: number | string, ms: number): null {
  const sid = fields.MessageSid ?? fields.RecordingSid ?? fields.CallSid;
  world.ledger.append({ type: 'webhook', path: URL.canParse(url) ? new URL(url).pathname : url, sid, status: fields.MessageStatus ?? fields.CallStatus, attempt, outcome, ms });
  return null;
}
