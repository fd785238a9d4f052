import type { NotificationView } from '../../../../../libs/crm-core/src/views.ts';
import { alarmWords } from '../../i18n/alarms.ts';
import { t } from '../../i18n/index.ts';

/** Whom or what it is about. */
export function saysOf({ type, title, conversationId, alarm }: NotificationView): string {
  if (alarm && alarm.count > 1) return t('alarm.many', { n: alarm.count });
  if (type === 'bulk-done') return t('told.bulkDone');
  if (type === 'assigned' && conversationId === null) return t('told.assignedMany', { n: Number(title) || 0 });
  return title || t('told.somebody');
}

/** What happened. */
export function wordsOf({ type, title, conversationId, alarm }: NotificationView): string {
  switch (type) {
    case 'new-inquiry':
      return t('told.newInquiry');
    case 'assigned':
      return conversationId === null ? t('told.assignedManyText') : t('told.assigned');
    case 'following':
      return t('told.following');
    case 'mention':
      return t('told.mention');
    case 'delivery-failed':
      return t('told.deliveryFailed');
    case 'delivery-uncertain':
      return t('told.deliveryUncertain');
    case 'missed-call':
      return t('told.missedCall');
    case 'channel-broken':
      return t('told.channelBroken');
    case 'task-due':
      return t('told.taskDue');
    case 'alarm':
      return alarm ? alarmWords(alarm) : '';
    case 'bulk-done':
      return t('told.bulkDoneText', { n: Number(title) || 0 });
  }
}
