/** Everything below an inbox's webhook root that Twilio requests. */
export const HOOKS = {
  /** A message from a customer. */
  sms: 'sms',
  /** A receipt of a message of ours; `d` is our delivery id. */
  smsStatus: 'sms-status',
  /** A call comes in: whom to ring? */
  voice: 'voice',
  /** Nobody can be rung: voicemail at once. */
  unattended: 'voice-unattended',
  /** Ringing the operators (or, in click-to-call, the customer) ended. */
  dialled: 'voice-dial',
  /** A leg was answered, a call ended. */
  voiceStatus: 'voice-status',
  /** The caller has spoken on the voicemail. */
  voicemail: 'voicemail',
  /** A recording can be fetched. */
  recording: 'recording',
  /** Click-to-call: the operator picked up, now ring the customer. */
  bridge: 'voice-bridge',
  /** Click-to-call: what the customer hears before being connected when the call is recorded. */
  announce: 'voice-announce',
} as const;
export type Hook = (typeof HOOKS)[keyof typeof HOOKS];

const KNOWN = new Set<string>(Object.values(HOOKS));
export const isHook = (path: string): path is Hook => KNOWN.has(path);

/**
 * Asked of Twilio in the fragment, which it neither sends nor signs: three tries more when we do not answer or answer 5xx, within
 * its ceiling of 15 s. The default is one more try and only when connecting fails.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
const INSIST = '#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000&tt=15000';

/** The address Twilio shall request, with how often it shall try. */
export function hookUrl(root: string, hook: Hook, query: Readonly<Record<string, string | undefined>> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return `${root}/${hook}${search.size ? `?${search}` : ''}${INSIST}`;
}
