/** A draft and how it stands to the server's copy of it. Pure: each step gives the next entry. */
import type { DraftView, Id } from '../../../../libs/crm-core/src/views.ts';
import { emptyDraft, fromServer, isEmpty, type Draft } from './draft.ts';

export interface DraftEntry {
  readonly draft: Draft;
  /** The server's version that these words go on from. */
  readonly base: number;
  /** Changed since that version; the server has to be told. */
  readonly dirty: boolean;
  /** Grows with each change on this machine: of two tabs the later one is right. */
  readonly stamp: number;
  /** Drafts that left as messages: the server's copy of them, which lives until the message is there, is not shown any more. */
  readonly gone: readonly Id[];
  /** The one to be discarded on the server. */
  readonly discarded: Id | null;
  /** Words written at the same time on another device. */
  readonly others: DraftView['others'];
}

export const noEntry: DraftEntry = { draft: emptyDraft, base: 0, dirty: false, stamp: 0, gone: [], discarded: null, others: [] };

const rememberedGone = 10;

/** The person changed something. */
export function typed(entry: DraftEntry, part: Partial<Draft>, newId: () => Id, now: number): DraftEntry {
  const next = { ...entry.draft, ...part };
  const stamp = Math.max(now, entry.stamp + 1);
  if (isEmpty(next)) return { ...entry, draft: emptyDraft, dirty: true, stamp, discarded: entry.draft.id ?? entry.discarded };
  return { ...entry, draft: { ...next, id: entry.draft.id ?? newId() }, dirty: true, stamp };
}

/** The words leave as a message; the server clears its copy when it takes that. */
export function left(entry: DraftEntry, now: number): DraftEntry {
  if (entry.draft.id === null) return entry;
  return { ...entry, draft: emptyDraft, dirty: false, stamp: Math.max(now, entry.stamp + 1), gone: [entry.draft.id, ...entry.gone].slice(0, rememberedGone), discarded: null };
}

/** The server answered what was sent at `sentStamp`. */
export function saved(entry: DraftEntry, sent: { readonly id: Id; readonly stamp: number }, answer: DraftView, newId: () => Id): DraftEntry {
  const known: DraftEntry = { ...entry, base: answer.version, others: answer.others, dirty: entry.stamp !== sent.stamp };
  // Sent from another device while we were still writing: the words stay, as a draft of their own.
  if (entry.draft.id !== null && entry.draft.id === sent.id && answer.id !== sent.id) return { ...known, draft: { ...entry.draft, id: newId() }, dirty: true };
  return known;
}

/** The server tells how the draft stands, because another device changed it or because we asked. */
export function told(entry: DraftEntry, view: DraftView): DraftEntry {
  if (view.version <= entry.base) return entry;
  const there = view.id !== null && entry.gone.includes(view.id) ? emptyDraft : fromServer(view);
  // Words that wait here go on from where they began: the server then keeps both.
  if (entry.dirty && !isEmpty(entry.draft)) return entry;
  return { ...entry, draft: there, base: view.version, dirty: false, stamp: entry.stamp + 1, others: view.others };
}

/** An event said that the draft was sent or discarded. */
export function toldGone(entry: DraftEntry, version: number): DraftEntry {
  if (version <= entry.base || (entry.dirty && !isEmpty(entry.draft))) return entry;
  return { ...entry, draft: emptyDraft, base: version, dirty: false, stamp: entry.stamp + 1 };
}
