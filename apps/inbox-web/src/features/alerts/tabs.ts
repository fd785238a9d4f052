/**
 * Several tabs of one browser are one person: what each of them is to the others stands in the names of locks that it holds, which the
 * browser lets go when the tab is gone, however that happens. https://developer.mozilla.org/docs/Web/API/Web_Locks_API
 * Pages that are not served securely have no locks: there each tab goes by what all of them wrote down.
 */
import { windowState } from '../../store/window-state.ts';
import { openIn } from './open-in.ts';
import type { Telling } from './tellings.ts';

const visible = 'okno.visible';
const sounds = 'okno.sounds';
const lookingAt = (conversationId: string): string => `okno.looking ${conversationId}`;

/** What this tab holds, by what it says: the name, and how to let it go. */
const held = new Map<string, { readonly name: string; readonly end: () => void }>();

/** Says this of this tab from now on; null: no more. */
function say(what: string, name: string | null): void {
  if (held.get(what)?.name === (name ?? undefined)) return;
  held.get(what)?.end();
  held.delete(what);
  if (name === null || !navigator.locks) return;
  const ending = new AbortController();
  held.set(what, { name, end: () => ending.abort() });
  void navigator.locks.request(name, { mode: 'shared' }, () => new Promise<void>((end) => {
    if (ending.signal.aborted) end();
    ending.signal.addEventListener('abort', () => end());
  })).catch(() => undefined);
}

/** The conversation that the person looks at in this tab. */
const lookedAtHere = (): string | null => (document.visibilityState === 'visible' && document.hasFocus() ? openIn(location.pathname) : null);

/** Tells the other tabs how this one stands. */
function standHere(): void {
  const looked = lookedAtHere();
  say('looking', looked && lookingAt(looked));
  say('visible', document.visibilityState === 'visible' ? visible : null);
  // A tab that lost its connection learns of nothing that it could ring for.
  const { sound, link } = windowState.getState();
  say('sounds', sound === 'ready' && link === 'live' ? sounds : null);
}

let standing = false;
/** Goes on telling them. */
export function keepStanding(): void {
  standHere();
  if (standing) return;
  standing = true;
  addEventListener('focus', standHere);
  addEventListener('blur', standHere);
  document.addEventListener('visibilitychange', standHere);
  windowState.subscribe((state, before) => { if (state.sound !== before.sound || state.link !== before.link) standHere(); });
}

/**
 * Of these, what this tab has to tell: nothing that a tab told before, that somebody looks at, or that a tab with a voice will tell (`aloud`).
 * `tell` runs before any other tab may ask; `inSight`: one of them is seen.
 */
export async function takeOn(tellings: readonly Telling[], aloud: boolean, tell: (mine: readonly Telling[], inSight: boolean) => void): Promise<void> {
  const take = async (): Promise<void> => {
    const names = new Set(navigator.locks ? (await navigator.locks.query()).held?.map(({ name }) => name) : []);
    const known = readTold();
    const open = tellings.filter(({ key }) => !known.includes(key));
    const lookedAt = ({ conversationId }: Telling): boolean => conversationId !== null && (conversationId === lookedAtHere() || names.has(lookingAt(conversationId)));
    const anotherSounds = aloud && windowState.getState().sound !== 'ready' && names.has(sounds);
    const seen = open.filter(lookedAt);
    const mine = anotherSounds ? [] : open.filter((each) => !lookedAt(each));
    writeTold([...known, ...[...seen, ...mine].map(({ key }) => key)]);
    if (mine.length > 0) tell(mine, document.visibilityState === 'visible' || names.has(visible));
  };
  if (navigator.locks) await navigator.locks.request('okno.tell', take);
  else await take();
}

const remembered = 200;
function readTold(): string[] {
  try {
    return JSON.parse(localStorage.getItem('okno.told') ?? '[]') as string[];
  } catch {
    return [];
  }
}
function writeTold(keys: readonly string[]): void {
  try {
    localStorage.setItem('okno.told', JSON.stringify(keys.slice(-remembered)));
  } catch {
    /* storage is forbidden: this tab tells for itself */
  }
}
