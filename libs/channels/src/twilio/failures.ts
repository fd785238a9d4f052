import type { DeliveryFailure, SendFailure } from '../contract.ts';

interface Meaning {
  readonly kind: SendFailure;
  readonly message: string;
}

const invalidNumber: Meaning = { kind: 'recipient', message: 'This is not a number that exists.' };
const unreachable: Meaning = { kind: 'recipient', message: 'The phone cannot be reached: off, without signal, or a landline.' };
const noSms: Meaning = { kind: 'recipient', message: 'This number cannot receive text messages.' };
const optedOut: Meaning = { kind: 'opted-out', message: 'The customer has opted out by STOP; only they can undo it, by START.' };
const busyNumber: Meaning = { kind: 'rate-limited', message: 'Twilio has too many messages of this number waiting.' };
const wrongSender: Meaning = { kind: 'config', message: 'Twilio does not let us send from this number. Check the number in the Twilio console.' };
const notAllowed: Meaning = { kind: 'config', message: 'The Twilio account is not allowed to send there. Check geographic permissions and registration in the Twilio console.' };
const suspended: Meaning = { kind: 'config', message: 'The Twilio account is suspended or not fully set up.' };
const filtered: Meaning = { kind: 'recipient', message: 'The carrier refused the message.' };

/** Codes of REST answers and of receipts. https://www.twilio.com/docs/api/errors; texts of Twilio's are never looked at, they change. */
const CODES: Readonly<Record<string, Meaning>> = {
  '10004': { kind: 'rate-limited', message: 'Too many calls at once in this Twilio account.' },
  '13224': invalidNumber,
  '20003': { kind: 'config', message: 'Twilio refused the account SID or the auth token. An admin must enter them anew.' },
  '20005': suspended,
  '20404': { kind: 'config', message: 'Twilio does not know this account or number.' },
  '20429': { kind: 'rate-limited', message: 'Twilio asks for patience: too many requests at once.' },
  '21210': wrongSender,
  '21211': invalidNumber,
  '21212': wrongSender,
  '21214': unreachable,
  '21215': notAllowed,
  '21217': invalidNumber,
  '21408': notAllowed,
  '21601': wrongSender,
  '21602': { kind: 'invalid', message: 'The message is empty.' },
  '21606': wrongSender,
  '21608': { kind: 'config', message: 'A trial account may only write to numbers confirmed at Twilio.' },
  '21609': { kind: 'config', message: 'Twilio cannot use our public address for receipts.' },
  '21610': optedOut,
  '21611': busyNumber,
  '21612': { kind: 'recipient', message: 'This number cannot be reached from ours.' },
  '21614': noSms,
  '21617': { kind: 'invalid', message: 'The text is longer than 1600 characters.' },
  '21635': noSms,
  '21660': wrongSender,
  '30001': { kind: 'unavailable', message: 'The queue at Twilio was full.' },
  '30002': suspended,
  '30003': unreachable,
  '30004': { kind: 'recipient', message: 'The customer or the carrier blocks our messages.' },
  '30005': { kind: 'recipient', message: 'The number is not in service.' },
  '30006': noSms,
  '30007': filtered,
  '30008': { kind: 'recipient', message: 'The carrier could not deliver it and does not say why.' },
  '30034': { kind: 'config', message: 'The number is not registered for sending to the USA (A2P 10DLC).' },
  '30450': { kind: 'recipient', message: 'Twilio stopped the message as suspicious traffic.' },
};

/** A REST answer other than 2xx. */
export function failureOfAnswer(status: number, code: number | undefined): Meaning {
  const known = code === undefined ? undefined : CODES[String(code)];
  if (known) return known;
  if (status === 429) return { kind: 'rate-limited', message: 'Twilio asks for patience: too many requests at once.' };
  if (status === 401 || status === 403) return { kind: 'config', message: 'Twilio refused the account SID or the auth token. An admin must enter them anew.' };
  if (status === 404) return { kind: 'config', message: 'Twilio does not know this account or number.' };
  // It may have been taken before things went wrong there.
  if (status >= 500 || status < 400) return { kind: 'unknown-outcome', message: `Twilio had trouble (HTTP ${status}) and did not say whether it took it.` };
  return { kind: 'invalid', message: `Twilio refused it${code === undefined ? ` (HTTP ${status})` : ` (error ${code})`}.` };
}

/** The error code of a receipt; opted-out may come this late when a messaging service is used. */
export function failureOfReceipt(code: string | null, status: string): DeliveryFailure {
  const known = code ? CODES[code] : undefined;
  const kind = known?.kind ?? 'recipient';
  return {
    // The attempt is over: nothing of this is for the machine to repeat.
    kind: kind === 'rate-limited' || kind === 'unavailable' || kind === 'unknown-outcome' ? 'recipient' : kind,
    ...(code ? { code } : {}),
    message: known?.message ?? (status === 'canceled' ? 'The message was cancelled at Twilio.' : 'The message could not be delivered.'),
  };
}
