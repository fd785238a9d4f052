import { notificationView, type NotificationRow } from '../company/notification-row.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { onlyFor } from '../visibility.ts';
import { ALARM_COLUMNS, tellAlarms, type AlarmRow } from './row.ts';
import { STANDING, TELLS_ON } from './standing.ts';

/** What somebody just reacted to. */
export type About = { readonly conversationId: Id } | { readonly taskIds: readonly Id[] } | { readonly dealId: Id } | { readonly contactId: Id } | { readonly inboxId: Id } | { readonly alarmIds: readonly Id[] };

function whereOf(about: About): [string, unknown] {
  if ('conversationId' in about) return ['a.conversation_id = $2', about.conversationId];
  if ('taskIds' in about) return ['a.task_id = ANY ($2::uuid[])', about.taskIds];
  if ('dealId' in about) return ['a.deal_id = $2', about.dealId];
  if ('contactId' in about) return ['a.contact_id = $2', about.contactId];
  if ('inboxId' in about) return ['a.inbox_id = $2', about.inboxId];
  return ['a.id = ANY ($2::uuid[])', about.alarmIds];
}

/** Ends the alarms of what nobody has to react to any more, in the transaction that saw to it. */
export async function settleAlarms(tx: Tx, now: Date, about: About): Promise<void> {
  const [where, value] = whereOf(about);
  const rows = await tx.query<AlarmRow>(`UPDATE alarm a SET state = 'resolved', resolved_at = $1, next_at = NULL WHERE a.state <> 'resolved' AND ${where} AND NOT ${STANDING} RETURNING ${ALARM_COLUMNS}`, [now, value]);
  await tellAlarms(tx, rows);
  await tickOffAlarms(tx, now, rows.map(({ id }) => id));
}

/** They are over or somebody's: the bell need not say so any more, nor what stood for many of which none is left. */
export async function tickOffAlarms(tx: Tx, now: Date, alarmIds: readonly Id[]): Promise<void> {
  if (alarmIds.length === 0) return;
  const rows = await tx.query<NotificationRow & { user_id: Id }>(`UPDATE notification n SET read_at = $2 WHERE n.type = 'alarm' AND n.read_at IS NULL
      AND (n.alarm_id = ANY ($1::uuid[]) OR (n.alarm_id IS NULL AND n.user_id IN (SELECT unnest(s.user_ids) FROM alarm_step s WHERE s.alarm_id = ANY ($1::uuid[])) AND NOT ${TELLS_ON})) RETURNING n.*`, [alarmIds, now]);
  tell(tx, ...rows.map((row) => ({ change: { type: 'notification', notification: notificationView(row) } as const, audience: onlyFor(row.user_id) })));
}
