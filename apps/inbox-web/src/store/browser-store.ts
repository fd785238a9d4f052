/**
 * The browser's own store, shared by all tabs: what was typed and not sent, and what could not be handed over. Everything in it
 * names its person, so that two people at one machine never meet. Where the browser forbids it, memory has to do.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { AttachmentView, Id } from '../../../../libs/crm-core/src/views.ts';
import type { ReplyInput } from '../api/routes.ts';
import type { DraftEntry } from './draft-entry.ts';
import type { DraftKey } from './drafts.ts';

/** A message that waits for the connection. */
export interface Unsent {
  readonly userId: Id;
  /** When it was written: later ones go later. */
  readonly order: number;
  readonly conversationId: Id;
  readonly input: ReplyInput;
  readonly files: readonly AttachmentView[];
}

interface Kept extends DBSchema {
  drafts: { key: [userId: Id, key: DraftKey]; value: { readonly userId: Id; readonly key: DraftKey; readonly entry: DraftEntry } };
  /** In the order in which they were written. */
  unsent: { key: [userId: Id, order: number, id: Id]; value: Unsent };
}
export type BrowserStore = IDBPDatabase<Kept>;

let opened: Promise<BrowserStore | null> | null = null;

export function browserStore(): Promise<BrowserStore | null> {
  opened ??= open();
  return opened;
}

async function open(): Promise<BrowserStore | null> {
  try {
    return await openDB<Kept>('okno', 1, {
      upgrade(store) {
        store.createObjectStore('drafts', { keyPath: ['userId', 'key'] });
        store.createObjectStore('unsent', { keyPath: ['userId', 'order', 'input.id'] });
      },
      // A newer version of the window in another tab must not wait for this one.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      terminated: () => { opened = null; },
    });
  } catch {
    return null;
  }
}

/** Everything of one person. */
export const of = (userId: Id): IDBKeyRange => IDBKeyRange.bound([userId], [userId, []]);

/** One after the other over all tabs. */
export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (typeof navigator !== 'undefined' && navigator.locks) return navigator.locks.request(name, work);
  const before = turns.get(name) ?? Promise.resolve();
  const turn = before.then(work, work);
  turns.set(name, turn);
  return turn;
}
const turns = new Map<string, Promise<unknown>>();
