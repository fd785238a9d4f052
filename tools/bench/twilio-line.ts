import { createHmac, randomBytes } from 'node:crypto';
import { startSandbox } from '../sandbox/start-sandbox.ts';
import type { RunningSandbox } from '../sandbox/start-sandbox.ts';
import type { Okno } from './okno.ts';

export const ACCOUNT = 'AC0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d';
export const LINE = '+380555000100';
const TOKEN = 'sandbox-auth-token';

/** A number connected to Okno, and requests as Twilio signs them. */
export interface TwilioLine {
  readonly inboxId: string;
  readonly path: string;
  request(customer: string, text: string): SignedRequest;
  stop(): Promise<void>;
}
export interface SignedRequest {
  readonly sid: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export async function connectLine(okno: Okno): Promise<TwilioLine> {
  const sandbox: RunningSandbox = await startSandbox('tools/sandbox/twilio/server.ts', ['--account', ACCOUNT, '--token', TOKEN, '--number', LINE]);
  const { id } = await okno.call<{ id: string }>('POST', '/inboxes', {
    adapter: 'twilio', name: 'Phone', settings: { phoneNumber: LINE, accountSid: ACCOUNT, apiRoot: `http://127.0.0.1:${sandbox.port}` }, credentials: { authToken: TOKEN },
  });
  const path = `/hooks/${id}/sms`;
  return { inboxId: id, path, request: (customer, text) => signed(okno.url + path, customer, text), stop: () => sandbox.stop() };
}

/** One message of a customer: the fields and the signature Twilio sends. */
function signed(url: string, customer: string, text: string): SignedRequest {
  const sid = `SM${randomBytes(16).toString('hex')}`;
  const fields: Record<string, string> = {
    ToCountry: 'UA', ToState: '', SmsMessageSid: sid, NumMedia: '0', ToCity: '', FromZip: '', SmsSid: sid, FromState: '', SmsStatus: 'received', FromCity: '', Body: text, FromCountry: 'UA',
    To: LINE, ToZip: '', NumSegments: '1', MessageSid: sid, AccountSid: ACCOUNT, From: customer, ApiVersion: '2010-04-01',
  };
  const data = Object.keys(fields).sort().reduce((all, name) => all + name + fields[name], url);
  return {
    sid,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', 'x-twilio-signature': createHmac('sha1', TOKEN).update(data).digest('base64'), 'user-agent': 'TwilioProxy/1.1' },
    body: new URLSearchParams(fields).toString(),
  };
}

export const customerNumber = (index: number): string => `+38067${String(1_000_000 + index)}`;
