import type { InboxListName, ListFilter } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { countedUpTo } from '../../store/lists.ts';
import type { DeskState } from '../../store/state.ts';
import { channelName } from '../../ui/glyphs.tsx';
import { priorityNames } from '../acts/label-dot.tsx';

export function viewName(view: InboxListName): string {
  switch (view) {
    case 'queue':
      return t('view.queue');
    case 'mine':
      return t('view.mine');
    case 'mentions':
      return t('view.mentions');
    case 'all':
      return t('view.all');
    case 'unassigned':
      return t('view.unassigned');
    case 'snoozed':
      return t('view.snoozed');
    case 'closed':
      return t('view.closed');
    case 'spam':
      return t('view.spam');
  }
}

export const countWords = (count: number): string => (count >= countedUpTo ? `${countedUpTo - 1}+` : String(count));

/** What narrows the list, in words: one chip each. */
export function filterWords(filter: ListFilter, { inboxes, labels, users, teams, me }: DeskState): { key: keyof ListFilter; text: string }[] {
  const chips: { key: keyof ListFilter; text: string }[] = [];
  const { inboxId, channel, labelId, owner, teamId, hasOrder, overdue, priority, following } = filter;
  if (channel) chips.push({ key: 'channel', text: channelName(channel) });
  if (inboxId) chips.push({ key: 'inboxId', text: inboxes[inboxId]?.name ?? t('filter.inbox') });
  if (labelId) chips.push({ key: 'labelId', text: labels[labelId]?.name ?? t('filter.label') });
  if (owner) chips.push({ key: 'owner', text: owner === 'nobody' ? t('filter.nobody') : owner === 'me' || owner === me?.id ? t('filter.mine') : (users[owner]?.name ?? t('filter.owner')) });
  if (teamId) chips.push({ key: 'teamId', text: teams[teamId]?.name ?? t('filter.team') });
  if (priority && priority !== 'none') chips.push({ key: 'priority', text: priority === 'urgent' ? t(priorityNames.urgent) : t('filter.atLeast', { priority: t(priorityNames[priority]) }) });
  if (overdue !== undefined) chips.push({ key: 'overdue', text: t(overdue ? 'filter.overdue' : 'filter.notOverdue') });
  if (hasOrder !== undefined) chips.push({ key: 'hasOrder', text: t(hasOrder ? 'filter.hasOrder' : 'filter.noOrder') });
  if (following !== undefined) chips.push({ key: 'following', text: t('filter.following') });
  return chips;
}
