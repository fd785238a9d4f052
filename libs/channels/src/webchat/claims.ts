import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import type { AddressClaim } from '../contract.ts';
import { storable } from './entry.ts';
import type { Visitor } from './visitor.ts';

/** What the customer's server signed is proven; what was typed into the form only hints. */
export function claimsOf(visitor: Visitor, profile: { phone?: string | undefined; email?: string | undefined }, country: CountryCode | undefined): AddressClaim[] {
  const claims: AddressClaim[] = [];
  const add = (kind: 'email' | 'phone', typed: string | undefined, verified: boolean, origin: string): void => {
    const value = kind === 'email' ? emailOf(typed ?? '') : phoneOf(typed ?? '', country);
    if (value && !claims.some((claim) => claim.address.kind === kind && claim.address.value === value)) claims.push({ address: { kind, value }, verified, origin });
  };
  add('email', visitor.identity?.email, true, 'signed-identity');
  add('phone', visitor.identity?.phone, true, 'signed-identity');
  add('email', profile.email, false, 'prechat-form');
  add('phone', profile.phone, false, 'prechat-form');
  if (visitor.before) claims.push({ address: { kind: 'visitor', value: visitor.before }, verified: false, origin: 'same-browser' });
  return claims;
}

function emailOf(typed: string): string | null {
  const value = storable(typed).trim().toLowerCase();
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? value : null;
}

/** E.164 where it can be known; else the digits as they were typed, so that nothing the customer said is lost. */
function phoneOf(typed: string, country: CountryCode | undefined): string | null {
  const parsed = parsePhoneNumberFromString(typed, country);
  if (parsed?.isPossible()) return parsed.number;
  const digits = typed.replace(/(?!^\+)\D/g, '');
  return digits.replace('+', '').length >= 5 ? digits.slice(0, 20) : null;
}
