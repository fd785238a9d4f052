import twilio from 'twilio';
import type { WebhookRequest } from '../../contract.ts';
import type { AdapterDependencies } from '../../setup.ts';
import { formOf } from '../signature.ts';

export const ACCOUNT = 'AC0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d';
export const LINE = '+380555000100';
export const CUSTOMER = '+380555000201';
export const OPERATOR = '+380555000301';
export const ROOT = 'https://desk.example.com/hooks/5b8c1d0e-7c55-4a0e-9d0a-2f6a1b7c3d10';

export function dependencies(rest: Partial<AdapterDependencies> = {}): AdapterDependencies {
  return {
    inboxId: '5b8c1d0e-7c55-4a0e-9d0a-2f6a1b7c3d10', signingKey: Buffer.alloc(32, 7), webhookUrl: ROOT, fetch, checkHost: () => Promise.resolve(),
    now: () => new Date(), log: () => undefined, ...rest,
  };
}

export const setup = (settings: Record<string, unknown> = {}, authToken = '12345') => ({
  settings: { phoneNumber: LINE, accountSid: ACCOUNT, ...settings }, credentials: { authToken },
});

/** A request as Twilio makes it: signed over the public address and every field. */
export function signedRequest(hook: string, fields: Readonly<Record<string, string>> | string, options: { root?: string; authToken?: string; receivedAt?: Date } = {}): WebhookRequest {
  const body = typeof fields === 'string' ? fields : new URLSearchParams({ AccountSid: ACCOUNT, ApiVersion: '2010-04-01', ...fields }).toString();
  const url = `${options.root ?? ROOT}/${hook}`;
  const [path = ''] = hook.split('?', 1);
  return {
    method: 'POST', url, path, query: new URL(url).searchParams,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(options.authToken ?? '12345', url, formOf(body)),
    },
    rawBody: Buffer.from(body), receivedAt: options.receivedAt ?? new Date('2026-11-21T20:15:00Z'),
  };
}
