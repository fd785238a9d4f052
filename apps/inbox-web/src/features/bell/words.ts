import type { AlarmKind, NotificationView, ToldAlarmView } from '../../../../../libs/crm-core/src/views.ts';
import { money, rowTime } from '../../i18n/format.ts';
import { t, type MessageId } from '../../i18n/index.ts';

const rules: Readonly<Record<AlarmKind, MessageId>> = {
  'first-answer': 'alarm.firstAnswer', reply: 'alarm.reply', 'unowned-lead': 'alarm.unownedLead', 'task-overdue': 'alarm.taskOverdue', 'deal-stuck': 'alarm.dealStuck', 'no-next-step': 'alarm.noNextStep',
  'channel-down': 'alarm.channelDown', 'send-failed': 'alarm.sendFailed',
};

/** The rule that raised it, since when it waits, and the money at stake. */
function alarmWords({ kind, since, money: sum }: ToldAlarmView): string {
  const said = t('alarm.since', { rule: t(rules[kind]), time: rowTime(since, Date.now()) });
  return sum ? `${said} · ${t('alarm.atStake', { sum: money(sum.minor, sum.currency) })}` : said;
}

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
