/** What a letter in each conversation begins with, as the server worked it out: asked when the composer opens, and again when a new letter came. */
import { useEffect, useSyncExternalStore } from 'react';
import type { Id, LetterView } from '../../../../libs/crm-core/src/views.ts';
import { api } from '../api/routes.ts';

interface Known {
  /** The letter that it answers: another one makes it old. */
  readonly after: Id;
  readonly letter: LetterView;
}

const known = new Map<Id, Known>();
const asked = new Map<Id, Id>();
const listeners = new Set<() => void>();

/** Null: not known yet. */
export const letterOf = (conversationId: Id): LetterView | null => known.get(conversationId)?.letter ?? null;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** `after`: the newest letter in view; null: nothing is asked. */
export function useLetter(conversationId: Id, after: Id | null): LetterView | null {
  useEffect(() => {
    if (after === null || known.get(conversationId)?.after === after || asked.get(conversationId) === after) return;
    asked.set(conversationId, after);
    api.letter(conversationId, {}).then(
      (letter) => {
        if (asked.get(conversationId) !== after) return;
        known.set(conversationId, { after, letter });
        for (const listener of listeners) listener();
      },
      () => undefined,
    ).finally(() => { if (asked.get(conversationId) === after) asked.delete(conversationId); });
  }, [conversationId, after]);
  return useSyncExternalStore(subscribe, () => letterOf(conversationId));
}
