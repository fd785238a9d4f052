import type { TaskView } from '../../../../../libs/crm-core/src/views.ts';
import { daysBetween } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';

export const GROUPS = ['overdue', 'today', 'tomorrow', 'week', 'later'] as const;
export type Group = (typeof GROUPS)[number];

/** By the days of this person's own calendar; the week ends on Sunday. */
export function groupOf(dueAt: string, now: number): Group {
  const due = Date.parse(dueAt);
  if (due < now) return 'overdue';
  const days = daysBetween(now, due);
  if (days <= 0) return 'today';
  if (days === 1) return 'tomorrow';
  return days <= (7 - new Date(now).getDay()) % 7 ? 'week' : 'later';
}

export function groupName(group: Group): string {
  switch (group) {
    case 'overdue':
      return t('task.overdue');
    case 'today':
      return t('time.today');
    case 'tomorrow':
      return t('time.tomorrow');
    case 'week':
      return t('task.thisWeek');
    case 'later':
      return t('task.later');
  }
}

/** In order, without those that hold nothing. `tasks`: the earliest due first. */
export function inGroups(tasks: readonly TaskView[], now: number): { group: Group; tasks: TaskView[] }[] {
  const by = new Map<Group, TaskView[]>(GROUPS.map((group) => [group, []]));
  for (const task of tasks) by.get(groupOf(task.dueAt, now))?.push(task);
  return GROUPS.map((group) => ({ group, tasks: by.get(group) ?? [] })).filter((each) => each.tasks.length > 0);
}
