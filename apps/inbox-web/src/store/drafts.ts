/** What was typed and not sent, by conversation and mode; survives a reload, never appears in another conversation. */
import { useSyncExternalStore } from 'react';
import type { AttachmentView, Id, MailboxView } from '../../../../libs/crm-core/src/views.ts';

export type ComposerMode = 'reply' | 'note';

/** What a letter holds beside its words. */
export interface LetterDraft {
  /** What the editor holds, and the same as it is sent, signature and all; true as long as `words` are the draft's text. */
  readonly written: { readonly words: string; readonly draft: string; readonly text: string; readonly html: string } | null;
  /** To whom, once somebody changed it; null: as the letter before has it. */
  readonly to: readonly MailboxView[] | null;
  readonly cc: readonly MailboxView[] | null;
  readonly bcc: readonly MailboxView[];
  /** The letter before is not quoted below. */
  readonly unquoted: boolean;
  /** Files that stand as pictures in the text. */
  readonly pictures: readonly AttachmentView[];
}

export interface Draft {
  readonly text: string;
  readonly subject: string | null;
  readonly letter: LetterDraft | null;
  /** The channel chosen by hand; null: where the customer asked. */
  readonly way: { readonly inboxId: Id; readonly channel: string; readonly to: string } | null;
  readonly files: readonly AttachmentView[];
  /** Colleagues and teams chosen to be told of a note; they count while their name stands in its text. */
  readonly mentions: readonly Mentioned[];
}

export interface Mentioned {
  readonly kind: 'user' | 'team';
  readonly id: Id;
  readonly name: string;
}

export const emptyDraft: Draft = { text: '', subject: null, letter: null, way: null, files: [], mentions: [] };

const prefix = 'okno.draft.';
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();
let read = false;

const keyOf = (conversationId: Id, mode: ComposerMode): string => `${conversationId}.${mode}`;

function readAll(): void {
  if (read) return;
  read = true;
  try {
    for (let index = 0; index < localStorage.length; index += 1) {
      const key = localStorage.key(index);
      if (!key?.startsWith(prefix)) continue;
      drafts.set(key.slice(prefix.length), { ...emptyDraft, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Draft>) });
    }
  } catch {
    /* storage is forbidden or damaged: drafts live for this visit */
  }
}

export function readDraft(conversationId: Id, mode: ComposerMode): Draft {
  readAll();
  return drafts.get(keyOf(conversationId, mode)) ?? emptyDraft;
}

const letterIsUntouched = (letter: LetterDraft | null): boolean => !letter || (letter.to === null && letter.cc === null && letter.bcc.length === 0 && !letter.unquoted);

const isEmpty = (draft: Draft): boolean => !draft.text.trim() && draft.files.length === 0 && letterIsUntouched(draft.letter) && draft.way === null && draft.subject === null;

export function writeDraft(conversationId: Id, mode: ComposerMode, part: Partial<Draft>): void {
  const key = keyOf(conversationId, mode);
  const next = { ...readDraft(conversationId, mode), ...part };
  if (isEmpty(next)) drafts.delete(key);
  else drafts.set(key, next);
  try {
    if (isEmpty(next)) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, JSON.stringify(next));
  } catch {
    /* full or forbidden: the text is still here */
  }
  for (const listener of listeners) listener();
}

export function clearDraft(conversationId: Id, mode: ComposerMode): void {
  writeDraft(conversationId, mode, emptyDraft);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useDraft(conversationId: Id, mode: ComposerMode): Draft {
  return useSyncExternalStore(subscribe, () => readDraft(conversationId, mode));
}

/** For the list: the first words of an unsent reply. */
export function useDraftText(conversationId: Id): string {
  return useSyncExternalStore(subscribe, () => readDraft(conversationId, 'reply').text.trim());
}
