/** Canned replies as they were fetched last. Shown at once; asked anew when the feed says that they changed, and when a composer opens and the answer is a minute old. */
import { useSyncExternalStore } from 'react';
import type { CannedReplyView } from '../../../../../../libs/crm-core/src/views.ts';
import { api } from '../../../api/routes.ts';
import { desk } from '../../../store/desk.ts';

const FRESH_MS = 60_000;

interface Fetched {
  readonly meId: string | null;
  readonly replies: readonly CannedReplyView[] | null;
  readonly at: number;
}
const NOTHING: Fetched = { meId: null, replies: null, at: 0 };
let fetched = NOTHING;
let asking: Promise<void> | null = null;
const listeners = new Set<() => void>();

function put(next: Fetched): void {
  fetched = next;
  for (const listener of listeners) listener();
}

const meId = (): string | null => desk.getState().me?.id ?? null;

/** Fills the store unless it is fresh. */
export function fetchCanned(): Promise<void> {
  if (fetched.meId === meId() && Date.now() - fetched.at < FRESH_MS) return Promise.resolve();
  asking ??= api
    .cannedReplies()
    .then((replies) => put({ meId: meId(), replies, at: Date.now() }))
    .finally(() => { asking = null; });
  return asking;
}

/** The same, failing quietly: what is there stays, and the next composer asks again. */
export const loadCanned = (): Promise<void> => fetchCanned().catch(() => { if (cannedNow() === null) put({ meId: meId(), replies: [], at: 0 }); });

const forgetCanned = (): void => put({ ...fetched, at: 0 });

/** Somebody changed them: whatever shows them just now gets the new ones, the others when they are used next. */
export function cannedChanged(): void {
  // What is on its way was asked before that.
  void Promise.resolve(asking).catch(() => undefined).then(() => {
    forgetCanned();
    if (listeners.size > 0) void loadCanned();
  });
}

/** Counted here too, so that the next list has the new order. */
export function countUse(id: string): void {
  if (fetched.replies) put({ ...fetched, replies: fetched.replies.map((reply) => (reply.id === id ? { ...reply, usedCount: reply.usedCount + 1, usedByMe: reply.usedByMe + 1 } : reply)) });
}

/** Null until they were fetched once. */
export const cannedNow = (): readonly CannedReplyView[] | null => (fetched.meId === meId() ? fetched.replies : null);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useCanned = (): readonly CannedReplyView[] | null => useSyncExternalStore(subscribe, cannedNow);
