/**
 * What a person does to conversations: to the open one at once, to picked ones or to everything in a list through a job of the server. Each can
 * be taken back, from its notice or by Z.
 */
import type { BulkAction, Id, ListChoice } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { change, desk } from '../../store/desk.ts';
import { foldOwn, foldRows } from '../../store/fold.ts';
import { listState, putDown } from '../../store/list-state.ts';
import { newId } from '../../store/new-id.ts';
import { tellUnread } from '../../store/read-marks.ts';
import { followedJobs } from './followed-jobs.ts';
import { assignTo, assignToTeam, complain, onConversation, setStatus } from '../thread/actions.ts';
import { rememberAct } from './undo.ts';

/** What an act is about: the picked rows, everything in the list, or the open conversation. */
export type Target = { readonly type: 'one'; readonly id: Id } | { readonly type: 'picked'; readonly ids: readonly Id[] } | { readonly type: 'everything'; readonly choice: ListChoice; readonly count: number };

export function targetOf(openId: Id | null): Target | null {
  const { picked, everything } = listState.getState();
  if (everything) return { type: 'everything', choice: everything.choice, count: everything.count };
  if (picked.length > 0) return { type: 'picked', ids: picked };
  return openId ? { type: 'one', id: openId } : null;
}

/** Done by the server, one after the other; how far it is comes by events. */
export async function onMany(target: Exclude<Target, { type: 'one' }>, action: BulkAction): Promise<void> {
  const since = desk.getState().tick;
  const id = newId();
  const chosen = target.type === 'picked' ? { ids: target.ids } : { view: target.choice.view, filter: target.choice.filter };
  followedJobs.set(id, null);
  const doing = api.startBulk({ id, action, chosen });
  rememberAct(`job ${id}`, doing, () => undoJob(id));
  try {
    const job = await doing;
    putDown();
    change((state) => foldRows(state, 'bulkJobs', [job], since));
  } catch (error) {
    complain(error);
  }
}

export async function undoJob(id: Id): Promise<void> {
  const since = desk.getState().tick;
  try {
    const job = await api.undoBulk(id);
    change((state) => foldRows(state, 'bulkJobs', [job], since));
  } catch (error) {
    complain(error);
  }
}

export async function cancelJob(id: Id): Promise<void> {
  const since = desk.getState().tick;
  try {
    const job = await api.cancelBulk(id);
    change((state) => foldRows(state, 'bulkJobs', [job], since));
  } catch (error) {
    complain(error);
  }
}

/** One of the acts that need no more words, on whatever they are about. */
export async function perform(target: Target, action: BulkAction): Promise<void> {
  if (target.type !== 'one') return onMany(target, action);
  const { id } = target;
  switch (action.type) {
    case 'close':
      return void (await setStatus(id, 'closed'));
    case 'reopen':
      return void (await setStatus(id, 'open'));
    case 'snooze':
      return void (await setStatus(id, 'snoozed', action.until));
    case 'assign':
      return void (await (action.ownerId !== undefined ? assignTo(id, action.ownerId) : assignToTeam(id, action.teamId ?? null)));
    case 'label':
      return void (await onConversation(id, () => api.setLabels(id, { add: action.add, remove: action.remove }), null));
    case 'priority':
      return void (await onConversation(id, () => api.setPriority(id, action.priority), null));
    case 'read': {
      const count = desk.getState().conversations[id]?.inboundCount ?? 0;
      change((state) => ({ ...state, readCounts: { ...state.readCounts, [id]: count } }));
      return api.markRead(id, count).catch(complain);
    }
  }
}

/** The last words count as unread again. */
export async function markUnread(id: Id): Promise<void> {
  await tellUnread(id).catch(complain);
}

export async function setFollower(id: Id, userId: Id, follows: boolean): Promise<void> {
  try {
    const conversation = await api.setParticipants(id, follows ? { add: [userId] } : { remove: [userId] });
    change((state) => foldOwn.conversation(state, conversation));
  } catch (error) {
    complain(error);
  }
}
