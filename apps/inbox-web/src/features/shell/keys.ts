/**
 * Keys by their place on the keyboard (event.code), so that they work on a Russian layout; never inside text fields, never
 * while a character is being composed, never with AltGraph. Each person may put them elsewhere or switch the characters off (store/own-keys.ts).
 */
import { useEffect, useRef } from 'react';
import { isCharacterKey, lettersOn, meaningOf, ownKeys } from '../../store/own-keys.ts';

/** By the place that everybody has: `KeyJ`, `Shift+KeyC`, `Mod+Enter`, `KeyG KeyI` (one after the other). */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT' || (target.tagName === 'INPUT' && !['checkbox', 'radio', 'button'].includes((target as HTMLInputElement).type)));

/** Enter on a button presses it, and nothing else. */
const presses = (event: KeyboardEvent): boolean => (event.code === 'Enter' || event.code === 'Space') && event.target instanceof Element && event.target.closest('button, a[href], summary, [role="button"], [role="tab"], [role="option"]') !== null;

/** One that is closed and only fades out has no keys any more. */
export const overlayOpen = (): boolean => document.querySelector(':is([role="dialog"], [role="menu"], [role="alertdialog"]):not([data-state="closed"])') !== null;

/** The name under which a key press stands in a map. */
export function nameOf(event: KeyboardEvent): string {
  return `${event.ctrlKey || event.metaKey ? 'Mod+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.code}`;
}

/** `?` stands elsewhere on other layouts; the character decides for this one. */
const question = (event: KeyboardEvent): boolean => event.key === '?' || (event.shiftKey && event.code === 'Slash');

/** What a press in an open panel means to this person, under the name everybody has; null: nothing. Panels have their keys to themselves, and the keys their places. */
export function usualOf(event: KeyboardEvent): string | null {
  const pressed = nameOf(event);
  return isCharacterKey(pressed) && !lettersOn() ? null : meaningOf(ownKeys(), pressed);
}

/** After G one may think for so long; by itself it does nothing. */
const HALFWAY_MS = 3000;
let lead: { code: string; at: number } | null = null;
let latest: { event: KeyboardEvent; way: string | null } | null = null;

/** `KeyG KeyI` where this press is the second half of a way. Kept once for all parts of the window, whichever of them acts on the press. */
function wayOf(event: KeyboardEvent): string | null {
  if (latest?.event === event) return latest.way;
  const name = nameOf(event);
  const way = lead && event.timeStamp - lead.at < HALFWAY_MS ? `${lead.code} ${name}` : null;
  lead = name === 'KeyG' && !isText(event.target) ? { code: name, at: event.timeStamp } : null;
  latest = { event, way };
  return way;
}

export function useKeys(map: KeyMap, enabled = true): void {
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent): void => {
      const way = wayOf(event);
      if (event.defaultPrevented || event.isComposing || event.altKey || event.getModifierState('AltGraph')) return;
      const name = nameOf(event);
      const withModifier = event.ctrlKey || event.metaKey;
      if (!withModifier && (isText(event.target) || presses(event))) return;
      if (overlayOpen()) return;
      const said = !withModifier && question(event) ? '?' : name;
      if (isCharacterKey(said) && !lettersOn()) return;
      const own = ownKeys();
      const mapped = (pressed: string | null): ((event: KeyboardEvent) => void) | undefined => {
        const usual = pressed === null ? null : meaningOf(own, pressed);
        return usual === null ? undefined : current.current[usual];
      };
      // After G a letter is half of a way: the part that knows the letter alone leaves it to the one that knows the way.
      const action = way === null ? mapped(said) : mapped(way);
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [enabled]);
}
