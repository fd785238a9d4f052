/** Lists of tasks: which stand in one is derived from the tasks that are here; how far it was fetched is kept. */
import type { Id, TaskPageView, TaskView } from '../../../../libs/crm-core/src/views.ts';
import { api } from '../api/routes.ts';
import { change, desk } from './desk.ts';
import { foldRows } from './fold.ts';
import type { DeskState, TaskReach } from './state.ts';

const atOnce = 60;

/** Whose tasks: one person's, those of the members of a team, or everybody's. */
export type Whose = { readonly type: 'person'; readonly id: Id } | { readonly type: 'team'; readonly id: Id } | { readonly type: 'everybody' };

export const taskListKey = (whose: Whose, status: 'open' | 'done'): string => `${status} ${whose.type} ${whose.type === 'everybody' ? '' : whose.id}`;

function isOf(state: DeskState, whose: Whose, { assigneeId }: TaskView): boolean {
  switch (whose.type) {
    case 'person':
      return assigneeId === whose.id;
    case 'team':
      return assigneeId !== null && (state.users[assigneeId]?.teamIds.includes(whose.id) ?? false);
    case 'everybody':
      return true;
  }
}

/** What a list goes by, as the server orders it. */
const momentOf = (task: TaskView, status: 'open' | 'done'): string => (status === 'done' ? (task.doneAt ?? task.createdAt) : task.dueAt);
const compare = (a: { at: string; id: Id }, b: { at: string; id: Id }): number => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** As far as the list was fetched: the earliest due first, done ones the latest first. */
export function tasksInList(state: DeskState, whose: Whose, status: 'open' | 'done'): TaskView[] {
  const reach = state.taskLists[taskListKey(whose, status)];
  if (reach === undefined) return [];
  const turn = status === 'done' ? -1 : 1;
  return Object.values(state.tasks)
    .filter((task) => task.status === status && isOf(state, whose, task) && (reach === null || turn * compare({ at: momentOf(task, status), id: task.id }, reach) <= 0))
    .sort((a, b) => turn * compare({ at: momentOf(a, status), id: a.id }, { at: momentOf(b, status), id: b.id }));
}

const asking = (whose: Whose, status: 'open' | 'done', after: string | null): Promise<TaskPageView> =>
  api.tasks({ status, contacts: true, limit: atOnce, after, ...(whose.type === 'person' && { assigneeId: whose.id }), ...(whose.type === 'team' && { teamId: whose.id }) });

function foldPage(state: DeskState, key: string, status: 'open' | 'done', page: TaskPageView, since: number): DeskState {
  const last = page.items.at(-1);
  const reach: TaskReach = page.next === null || !last ? null : { next: page.next, at: momentOf(last, status), id: last.id };
  const known = foldRows(foldRows(state, 'contacts', page.contacts, since), 'tasks', page.items, since);
  return { ...known, taskLists: { ...known.taskLists, [key]: reach } };
}

export async function loadTasks(whose: Whose, status: 'open' | 'done'): Promise<void> {
  const since = desk.getState().tick;
  const page = await asking(whose, status, null);
  change((state) => foldPage(state, taskListKey(whose, status), status, page, since));
}

const loading = new Set<string>();
/** The next page of a list. */
export async function loadMoreTasks(whose: Whose, status: 'open' | 'done'): Promise<void> {
  const key = taskListKey(whose, status);
  const { taskLists, tick } = desk.getState();
  const reach = taskLists[key];
  if (!reach || loading.has(key)) return;
  loading.add(key);
  try {
    const page = await asking(whose, status, reach.next);
    // Begun anew meanwhile: this page belongs to what was there before.
    change((state) => (state.taskLists[key] === reach ? foldPage(state, key, status, page, tick) : state));
  } finally {
    loading.delete(key);
  }
}
