import type { AlarmKind, AlarmView, AlarmWay, AlarmWho } from '../../../../libs/crm-core/src/views.ts';
import { money, rowTime } from './format.ts';
import { t, type MessageId } from './index.ts';

const rules: Readonly<Record<AlarmKind, MessageId>> = {
  'first-answer': 'alarm.firstAnswer', reply: 'alarm.reply', 'unowned-lead': 'alarm.unownedLead', 'task-overdue': 'alarm.taskOverdue', 'deal-stuck': 'alarm.dealStuck', 'no-next-step': 'alarm.noNextStep',
  'channel-down': 'alarm.channelDown', 'send-failed': 'alarm.sendFailed',
};
const rungs: Readonly<Record<AlarmWho, MessageId>> = { owner: 'alarm.who.owner', 'head-of-sales': 'alarm.who.head', 'company-owner': 'alarm.who.companyOwner' };
const ways: Readonly<Record<AlarmWay, MessageId>> = { desktop: 'alarm.way.desktop', telegram: 'alarm.way.telegram', email: 'alarm.way.email', sms: 'alarm.way.sms' };

/** The rule that raised it. */
export const ruleName = (kind: AlarmKind): string => t(rules[kind]);
export const rungName = (who: AlarmWho): string => t(rungs[who]);
export const wayName = (way: AlarmWay): string => t(ways[way]);

/** The rule that raised it, since when it waits, and the money at stake. */
export function alarmWords({ kind, since, money: sum }: Pick<AlarmView, 'kind' | 'since' | 'money'>): string {
  const said = t('alarm.since', { rule: ruleName(kind), time: rowTime(since, Date.now()) });
  return sum ? `${said} · ${t('alarm.atStake', { sum: money(sum.minor, sum.currency) })}` : said;
}
