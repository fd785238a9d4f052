/**
 * Keys as a person has them. The window speaks of a key by the place everybody has (`Shift+KeyU`), the screen writes it (`Shift U`); between the
 * two stands what this person put elsewhere. Maps of keys know nothing of that: a press means the usual key of whatever stands there.
 */
import { desk } from './desk.ts';

/** From the usual name of a key to a person's own; '' = none. */
export type OwnKeys = Readonly<Record<string, string>>;

const SIGNS: Readonly<Record<string, string>> = {
  '/': 'Slash', ']': 'BracketRight', '[': 'BracketLeft', "'": 'Quote', '.': 'Period', ',': 'Comma', ';': 'Semicolon', '\\': 'Backslash', '-': 'Minus', '=': 'Equal', '`': 'Backquote',
};
const SIGN_OF = new Map(Object.entries(SIGNS).map(([sign, code]) => [code, sign]));
const HELD = new Set(['Mod', 'Shift']);

/** `Shift U` → `Shift+KeyU`, `G Q` → `KeyG KeyQ`, `Mod '` → `Mod+Quote`. */
export function nameOfWritten(written: string): string {
  const codes = written.split(' ').map((part) => (HELD.has(part) ? part : /^[A-Z]$/.test(part) ? `Key${part}` : /^\d$/.test(part) ? `Digit${part}` : (SIGNS[part] ?? part)));
  return codes.map((code, index) => (index === 0 ? code : `${HELD.has(codes[index - 1] as string) ? '+' : ' '}${code}`)).join('');
}
/** The other way round. */
export const writtenOfName = (name: string): string => name.split(/[+ ]/).map((code) => /^Key([A-Z])$/.exec(code)?.[1] ?? /^Digit(\d)$/.exec(code)?.[1] ?? SIGN_OF.get(code) ?? code).join(' ');

/** Keys of characters, which speech input and a sleeve can press by mistake (WCAG 2.1.4): these can be switched off. */
export const isCharacterKey = (name: string): boolean => name === '?' || (!name.startsWith('Mod+') && name.split(' ').every((each) => /^(Shift\+)?(Key[A-Z]|Digit\d)$/.test(each) || SIGN_OF.has(each.replace('Shift+', ''))));

export const ownKeyOf = (own: OwnKeys, usual: string): string => own[usual] ?? usual;

/** The usual name of what this person has under the pressed key; null when they put away what everybody has there. */
export function meaningOf(own: OwnKeys, pressed: string): string | null {
  for (const [usual, key] of Object.entries(own)) if (key === pressed) return usual;
  return pressed in own ? null : pressed;
}

/** This key for that action, among all that can have one; whoever had it has none then. Their usual places are not written down. */
export function withKey(own: OwnKeys, usual: string, key: string, all: readonly string[]): OwnKeys {
  const had = key === '' ? undefined : all.find((other) => other !== usual && ownKeyOf(own, other) === key);
  const next: Record<string, string> = { ...own, [usual]: key, ...(had !== undefined && { [had]: '' }) };
  return Object.fromEntries(Object.entries(next).filter(([name, place]) => name !== place));
}

const none: OwnKeys = {};
export const ownKeys = (): OwnKeys => desk.getState().me?.preferences.keys ?? none;
export const lettersOn = (): boolean => desk.getState().me?.preferences.letterKeys ?? true;

/** How the screen writes this person's key for what everybody has under `written`; null when they have none. */
export function shownKey(written: string, own: OwnKeys = ownKeys(), letters: boolean = lettersOn()): string | null {
  const usual = nameOfWritten(written);
  // Lines of an open menu are no shortcuts.
  if (/^Digit\d$/.test(usual)) return written;
  const key = ownKeyOf(own, usual);
  if (key === '' || (!letters && isCharacterKey(key))) return null;
  return key === usual ? written : writtenOfName(key);
}
