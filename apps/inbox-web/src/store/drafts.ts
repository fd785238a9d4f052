/** What was typed and not sent, by conversation and mode: in memory here, kept by draft-keeping.ts. Never appears in another conversation. */
import { useSyncExternalStore } from 'react';
import type { DraftView, Id } from '../../../../libs/crm-core/src/views.ts';
import { emptyDraft, type ComposerMode, type Draft } from './draft.ts';
import { left, noEntry, typed, type DraftEntry } from './draft-entry.ts';
import { newId } from './new-id.ts';

export { emptyDraft, type ComposerMode, type Draft, type LetterDraft, type Mentioned } from './draft.ts';

/** Conversation and mode. */
export type DraftKey = `${Id} ${ComposerMode}`;
export const keyOf = (conversationId: Id, mode: ComposerMode): DraftKey => `${conversationId} ${mode}`;

const entries = new Map<DraftKey, DraftEntry>();
const listeners = new Set<() => void>();
let keep: (key: DraftKey, entry: DraftEntry) => void = () => undefined;

/** Whoever keeps drafts is told of each change a person makes. */
export function keepDraftsBy(keeper: typeof keep): void {
  keep = keeper;
}

export const entryOf = (key: DraftKey): DraftEntry => entries.get(key) ?? noEntry;
export const allEntries = (): readonly (readonly [DraftKey, DraftEntry])[] => [...entries];

/** Puts what came from elsewhere: the browser's store, another tab, the server. */
export function putEntry(key: DraftKey, entry: DraftEntry): void {
  if (entries.get(key) === entry) return;
  entries.set(key, entry);
  for (const listener of listeners) listener();
}

export function forgetEntries(): void {
  entries.clear();
  for (const listener of listeners) listener();
}

export const readDraft = (conversationId: Id, mode: ComposerMode): Draft => entryOf(keyOf(conversationId, mode)).draft;

export function writeDraft(conversationId: Id, mode: ComposerMode, part: Partial<Draft>): void {
  const key = keyOf(conversationId, mode);
  const next = typed(entryOf(key), part, newId, Date.now());
  putEntry(key, next);
  keep(key, next);
}

/** The words leave as a message that names their draft (`Draft.id`); what is refused is written again. */
export function clearDraft(conversationId: Id, mode: ComposerMode): void {
  const key = keyOf(conversationId, mode);
  const next = left(entryOf(key), Date.now());
  if (next === entryOf(key)) return;
  putEntry(key, next);
  keep(key, next);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useDraft(conversationId: Id, mode: ComposerMode): Draft {
  return useSyncExternalStore(subscribe, () => readDraft(conversationId, mode));
}

const draftText = (conversationId: Id): string => readDraft(conversationId, 'reply').text.trim() || readDraft(conversationId, 'note').text.trim();

/** For the list: the first words of what is unsent. */
export function useDraftText(conversationId: Id): string {
  return useSyncExternalStore(subscribe, () => draftText(conversationId));
}

/** Where the words are: nothing written, on this machine, on the server too. */
export function useDraftPlace(conversationId: Id, mode: ComposerMode): 'none' | 'here' | 'everywhere' {
  return useSyncExternalStore(subscribe, () => {
    const { draft, dirty } = entryOf(keyOf(conversationId, mode));
    return draft === emptyDraft ? 'none' : dirty ? 'here' : 'everywhere';
  });
}

export function useOtherVersions(conversationId: Id, mode: ComposerMode): DraftView['others'] {
  return useSyncExternalStore(subscribe, () => entryOf(keyOf(conversationId, mode)).others);
}
