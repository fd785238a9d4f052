import type { AlarmKind, AlarmView, SumView } from '../../../../../libs/crm-core/src/views.ts';

/** A channel that does not work, and the alarms that come of it. */
export interface Storm {
  readonly channel: AlarmView;
  readonly explains: readonly AlarmView[];
}

/** Who does not get an answer, and what did not go out. */
const comesOfIt: ReadonlySet<AlarmKind> = new Set<AlarmKind>(['first-answer', 'reply', 'send-failed']);

/** What rang since a channel broke, through that channel, is that channel's; the rest stands for itself. */
export function inStorms(raised: readonly AlarmView[]): { storms: readonly Storm[]; others: readonly AlarmView[] } {
  const channels = raised.filter(({ kind }) => kind === 'channel-down');
  const causeOf = (alarm: AlarmView): AlarmView | undefined => (comesOfIt.has(alarm.kind) ? channels.find(({ inboxId, since }) => inboxId !== null && inboxId === alarm.throughId && alarm.raisedAt >= since) : undefined);
  return {
    storms: channels.map((channel) => ({ channel, explains: raised.filter((alarm) => causeOf(alarm) === channel) })),
    others: raised.filter((alarm) => alarm.kind !== 'channel-down' && causeOf(alarm) === undefined),
  };
}

/** The money at stake, by currency. */
export function sumsOf(alarms: readonly AlarmView[]): SumView[] {
  const sums = new Map<string, number>();
  for (const { money } of alarms) if (money) sums.set(money.currency, (sums.get(money.currency) ?? 0) + money.minor);
  return [...sums].map(([currency, minor]) => ({ currency, minor }));
}
