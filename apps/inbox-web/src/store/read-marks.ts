/** How far this person has read: shown at once, told to the server, and told again when that was not reached. */
import type { Id } from '../../../../libs/crm-core/src/views.ts';
import { ApiError } from '../api/problem.ts';
import { api } from '../api/routes.ts';
import { change } from './desk.ts';

const untold = new Map<Id, number>();

export function markRead(id: Id, readCount: number): void {
  change((state) => ({ ...state, readCounts: { ...state.readCounts, [id]: readCount } }));
  untold.set(id, readCount);
  tell(id, readCount);
}

function tell(id: Id, readCount: number): void {
  const told = (): void => { if (untold.get(id) === readCount) untold.delete(id); };
  api.markRead(id, readCount).then(told, (error: unknown) => { if (error instanceof ApiError && error.problem.status < 500) told(); });
}

/** The connection is back. */
export function tellReadMarks(): void {
  for (const [id, readCount] of untold) tell(id, readCount);
}
