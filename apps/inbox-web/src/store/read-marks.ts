/** How far this person has read: shown at once, told to the server, and told again when that was not reached. */
import type { Id } from '../../../../libs/crm-core/src/views.ts';
import { ApiError } from '../api/problem.ts';
import { api } from '../api/routes.ts';
import { change } from './desk.ts';

const untold = new Map<Id, number>();
/** What was asked last of a conversation; the next goes after it, so that the last word is the person's. */
const asked = new Map<Id, Promise<void>>();

export function markRead(id: Id, readCount: number): void {
  change((state) => ({ ...state, readCounts: { ...state.readCounts, [id]: readCount } }));
  untold.set(id, readCount);
  tell(id, readCount);
}

function tell(id: Id, readCount: number): void {
  const told = (): void => { if (untold.get(id) === readCount) untold.delete(id); };
  void inTurn(id, () => api.markRead(id, readCount).then(told, (error: unknown) => { if (error instanceof ApiError && error.problem.status < 500) told(); }));
}

/** The last words count as unread again. Rejects where the server refuses. */
export function tellUnread(id: Id): Promise<void> {
  untold.delete(id);
  return inTurn(id, () => api.markUnread(id));
}

function inTurn(id: Id, ask: () => Promise<void>): Promise<void> {
  const turn = (asked.get(id) ?? Promise.resolve()).then(ask);
  const ended = turn.catch(() => undefined).finally(() => { if (asked.get(id) === ended) asked.delete(id); });
  asked.set(id, ended);
  return turn;
}

/** The connection is back. */
export function tellReadMarks(): void {
  for (const [id, readCount] of untold) tell(id, readCount);
}
