import { notificationView, type NotificationRow } from '../company/notification-row.ts';
import { notify } from '../company/notifications.ts';
import type { Core } from '../core.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { AlarmKind, AlarmStepView, AlarmWay, Id, SumView, ToldAlarmView } from '../views.ts';
import { onlyFor } from '../visibility.ts';
import type { AlarmRow } from './row.ts';

/** More of one rule to one person within so long are told as one. */
const MOST = 3;
const WITHIN_MS = 5 * 60_000;

/** One step of one alarm, and whom it reaches. */
export interface Fired {
  readonly row: AlarmRow;
  readonly step: AlarmStepView;
  readonly userIds: readonly Id[];
}

interface Recent extends NotificationRow {
  readonly user_id: Id;
  readonly alarm: ToldAlarmView;
}

/** Tells each person what reached them: one by one, and as one when there are many. */
export async function tellPeople(tx: Tx, core: Core, fired: readonly Fired[]): Promise<void> {
  const reached = new Map<string, { userId: Id; kind: AlarmKind; each: Fired[] }>();
  for (const one of fired) {
    for (const userId of one.userIds) {
      const key = `${one.row.kind} ${userId}`;
      const group = reached.get(key) ?? { userId, kind: one.row.kind, each: [] };
      group.each.push(one);
      reached.set(key, group);
    }
  }
  const groups = [...reached.values()];
  if (groups.length === 0) return;
  const recent = await tx.query<Recent>("SELECT * FROM notification WHERE user_id = ANY ($1::uuid[]) AND type = 'alarm' AND created_at > $2 ORDER BY created_at",
    [groups.map(({ userId }) => userId), new Date(core.now().getTime() - WITHIN_MS)]);
  for (const { userId, kind, each } of groups) await tellOne(tx, core, userId, each, recent.filter((row) => row.user_id === userId && row.alarm.kind === kind));
}

async function tellOne(tx: Tx, core: Core, userId: Id, each: readonly Fired[], recent: readonly Recent[]): Promise<void> {
  const storm = recent.findLast((row) => row.alarm.count > 1);
  if (storm) return grow(tx, storm, each);
  const singles = recent.filter((row) => row.read_at === null);
  if (singles.length + each.length <= MOST) {
    for (const { row, step } of each) await notify(tx, core, [userId], { type: 'alarm', conversationId: row.conversation_id, messageId: row.message_id, taskId: row.task_id, title: row.title, alarm: saidOf(row, step), ways: outside(step.ways) });
    return;
  }
  // What was told one by one gives way to what is told of all of them.
  await tickOff(tx, core, singles);
  const alarm = together([...singles.map(({ alarm: said }) => said), ...each.map(({ row, step }) => saidOf(row, step))]);
  const ways = [...new Set(each.flatMap(({ step }) => outside(step.ways)))];
  await notify(tx, core, [userId], { type: 'alarm', conversationId: null, title: '', alarm, ways });
}

/** It says of more, and rings no second time. */
async function grow(tx: Tx, storm: Recent, each: readonly Fired[]): Promise<void> {
  const alarm = together([storm.alarm, ...each.map(({ row, step }) => saidOf(row, step))]);
  const row = (await tx.one<NotificationRow & { user_id: Id }>('UPDATE notification SET alarm = $2, read_at = NULL WHERE id = $1 RETURNING *', [storm.id, JSON.stringify(alarm)]))!;
  tell(tx, { change: { type: 'notification', notification: notificationView(row) }, audience: onlyFor(row.user_id) });
}

async function tickOff(tx: Tx, core: Core, singles: readonly Recent[]): Promise<void> {
  if (singles.length === 0) return;
  const rows = await tx.query<NotificationRow & { user_id: Id }>('UPDATE notification SET read_at = $2 WHERE id = ANY ($1::uuid[]) RETURNING *', [singles.map(({ id }) => id), core.now()]);
  tell(tx, ...rows.map((row) => ({ change: { type: 'notification', notification: notificationView(row) } as const, audience: onlyFor(row.user_id) })));
}

const outside = (ways: readonly AlarmWay[]): Exclude<AlarmWay, 'desktop'>[] => ways.filter((way) => way !== 'desktop');

function saidOf(row: AlarmRow, step: AlarmStepView): ToldAlarmView {
  const money = row.money_minor === null || row.money_currency === null ? null : { minor: Number(row.money_minor), currency: row.money_currency };
  return { id: row.id, kind: row.kind, who: step.who, count: 1, since: row.since.toISOString(), money, desktop: step.ways.includes('desktop') };
}

/** Many said as one. Sums of one currency add up; of several the most is said. */
function together(all: readonly ToldAlarmView[]): ToldAlarmView {
  const [first] = all;
  if (!first) throw new Error('There is nothing to be told together.');
  const sums = new Map<string, number>();
  for (const { money } of all) if (money) sums.set(money.currency, (sums.get(money.currency) ?? 0) + money.minor);
  const most = [...sums].map(([currency, minor]): SumView => ({ minor, currency })).sort((a, b) => b.minor - a.minor)[0] ?? null;
  return {
    id: null, kind: first.kind, who: all.at(-1)!.who, count: all.reduce((sum, { count }) => sum + count, 0), since: all.map(({ since }) => since).sort()[0]!, money: most, desktop: all.some(({ desktop }) => desktop),
  };
}
