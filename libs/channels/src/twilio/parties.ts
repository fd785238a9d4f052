import type { Address, Party } from '../contract.ts';
import { E164 } from './settings.ts';

export const phone = (value: string): Address => ({ kind: 'phone', value });

/**
 * Who wrote: a number, a number on a rich channel (`whatsapp:+…`), or a short code or name that no one can answer to. The
 * latter is an identity of its own, never a phone.
 */
export function senderOf(from: string): Party {
  const number = from.slice(from.lastIndexOf(':') + 1);
  if (E164.test(number)) return { address: phone(number), verified: true };
  return { address: { kind: 'visitor', value: `sender:${from}` }, verified: false, displayName: from };
}

/**
 * Who called or is called. `anonymous`, `restricted`, a SIP address: each such call is a person of its own, because joining
 * strangers is worse than splitting one.
 */
export function callerOf(from: string | null, callSid: string, details: { name?: string | null; stirVerstat?: string | null } = {}): Party {
  if (from && E164.test(from)) {
    const spoofed = details.stirVerstat?.startsWith('TN-Validation-Failed') ?? false;
    return { address: phone(from), verified: !spoofed, ...(details.name ? { displayName: details.name } : {}) };
  }
  return { address: { kind: 'visitor', value: `call:${callSid}` }, verified: false };
}

/** Calls and messages with one number are one thread; what has no number is its own. */
export const threadOf = (party: Party): string => party.address.value;
