import type { AlarmView } from '../../../../../libs/crm-core/src/views.ts';

/** Where it can be seen to. */
export function placeOfAlarm({ conversationId, messageId, dealId, taskId, inboxId }: AlarmView): string {
  if (conversationId) return `/inbox/all/${conversationId}${messageId ? `?message=${messageId}` : ''}`;
  if (dealId) return '/deals';
  if (taskId) return '/tasks';
  return inboxId ? '/settings/channels' : '/alarms';
}
