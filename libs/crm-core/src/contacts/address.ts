import type { CountryCode } from 'libphonenumber-js';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Address, Party } from '#channels';
import type { Locale } from '../views.ts';
import { cut } from '../cut.ts';

/**
 * The one written form of an address, by which it is found again: e-mail lower-cased, phones in E.164 by the company's
 * country; what is no phone number (a short code, an alphanumeric sender) stays as it is.
 */
export function normaliseAddress(address: Address, country: string): Address {
  const value = address.value.trim();
  switch (address.kind) {
    case 'email':
      return { kind: 'email', value: value.toLowerCase() };
    case 'phone':
      return { kind: 'phone', value: E164.test(value) ? value : (parsePhoneNumberFromString(value, country as CountryCode)?.number ?? value) };
    case 'telegram':
    case 'visitor':
    case 'http':
      return { kind: address.kind, value };
  }
}

/** An address as one word. */
export const keyOf = ({ kind, value }: Address): string => `${kind}:${value}`;

/** As adapters hand phones over; what people type rarely looks so. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** True for a number that can be rung; a short code or a sender's name is none. */
export const isPhone = (value: string): boolean => E164.test(value);

/** How it is shown: a phone with its spaces, a handle with its @. */
export function labelOf(address: Address, handle?: string): string {
  if (handle) return `@${handle}`;
  if (address.kind === 'phone') return parsePhoneNumberFromString(address.value)?.formatInternational() ?? address.value;
  return address.value;
}

const VISITOR: Record<Locale, string> = { en: 'Visitor', ru: 'Посетитель', uk: 'Відвідувач' };

/** What a contact is called until somebody tells their name. */
export function nameOf(party: Party, language: Locale): { name: string; named: boolean } {
  const told = party.displayName?.replace(/\s+/g, ' ').trim();
  if (told) return { name: cut(told, 200), named: true };
  if (party.handle) return { name: `@${party.handle}`, named: false };
  if (party.address.kind === 'visitor') return { name: `${VISITOR[language]} ${party.address.value.slice(-4)}`, named: false };
  return { name: labelOf(party.address), named: false };
}
