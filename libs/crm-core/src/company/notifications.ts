import { read, write, type Core } from '../core.ts';
import type { CompanyApi } from '../crm.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { AlarmWay, Id, NotificationView } from '../views.ts';
import { onlyFor } from '../visibility.ts';
import { notificationView, type NotificationRow } from './notification-row.ts';

/** Keeps a notification for these people, shows it on their screens and signals whoever reaches them elsewhere. */
export async function notify(
  tx: Tx, core: Pick<Core, 'newId' | 'now'>, userIds: readonly Id[], what: Pick<NotificationView, 'type' | 'conversationId' | 'title'> & Partial<Pick<NotificationView, 'messageId' | 'jobId' | 'taskId' | 'alarm'>> & { /** How else, of an alarm. */ ways?: readonly AlarmWay[] },
): Promise<void> {
  const { ways, ...said } = what;
  for (const userId of new Set(userIds)) {
    const notification: NotificationView = { id: core.newId(), messageId: null, jobId: null, taskId: null, ...said, createdAt: core.now().toISOString(), readAt: null };
    await tx.query('INSERT INTO notification (id, user_id, type, conversation_id, message_id, job_id, task_id, title, created_at, alarm_id, alarm, ways_left) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
      [notification.id, userId, what.type, what.conversationId, notification.messageId, notification.jobId, notification.taskId, what.title, notification.createdAt, said.alarm?.id ?? null, said.alarm ? JSON.stringify(said.alarm) : null, ways ?? null]);
    tell(tx, { change: { type: 'notification', notification }, audience: onlyFor(userId) });
    // What one started oneself follows nobody to their phone.
    if (what.type !== 'bulk-done') tx.signal({ type: 'notify', notification, userId });
  }
}

type Row = NotificationRow & { readonly position: string };
const COLUMNS = 'id, type, conversation_id, message_id, job_id, task_id, title, created_at, read_at, alarm';
/** A new inquiry is told to many at once and stands in the queue until somebody answers: nobody has to tick it off besides. */
const TICKED_OFF = "type <> 'new-inquiry'";

export function createNotifications(core: Core): Pick<CompanyApi, 'notifications' | 'markNotificationsRead'> {
  return {
    notifications: async (actor, { unread = false, ...page }) => {
      demand(actor, 'notification.read');
      const limit = pageLimit(page);
      const [at, id] = afterKey(page, 2) ?? [null, null];
      const rows = await read(core).query<Row>(
        `SELECT ${COLUMNS}, created_at::text AS position FROM notification
         WHERE user_id = $1 AND ${TICKED_OFF} ${unread ? 'AND read_at IS NULL' : ''} AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid)) ORDER BY created_at DESC, id DESC LIMIT $4`,
        [actor.userId, at, id, limit + 1]);
      return toPage(rows, limit, (row) => [row.position, row.id], notificationView);
    },
    markNotificationsRead: (actor, which) =>
      write(core, async (tx) => {
        demand(actor, 'notification.read');
        const rows = await tx.query<Row>(
          `UPDATE notification SET read_at = $2 WHERE user_id = $1 AND ${TICKED_OFF} AND read_at IS NULL AND ($3::uuid[] IS NULL OR id = ANY ($3)) RETURNING ${COLUMNS}`, [actor.userId, core.now(), which ?? null]);
        tell(tx, ...rows.map((row) => ({ change: { type: 'notification', notification: notificationView(row) } as const, audience: onlyFor(actor.userId) })));
      }),
  };
}
