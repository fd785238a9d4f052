import { read, write, type Core } from '../core.ts';
import type { CompanyApi } from '../crm.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, NotificationView } from '../views.ts';
import { onlyFor } from '../visibility.ts';

/** Keeps a notification for these people, shows it on their screens and signals whoever reaches them elsewhere. */
export async function notify(
  tx: Tx, core: Pick<Core, 'newId' | 'now'>, userIds: readonly Id[], what: Pick<NotificationView, 'type' | 'conversationId' | 'title'>,
): Promise<void> {
  for (const userId of new Set(userIds)) {
    const notification: NotificationView = { id: core.newId(), ...what, createdAt: core.now().toISOString(), readAt: null };
    await tx.query('INSERT INTO notification (id, user_id, type, conversation_id, title, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [notification.id, userId, what.type, what.conversationId, what.title, notification.createdAt]);
    tell(tx, { change: { type: 'notification', notification }, audience: onlyFor(userId) });
    tx.signal({ type: 'notify', notification, userId });
  }
}

interface Row {
  id: Id;
  type: NotificationView['type'];
  conversation_id: Id | null;
  title: string;
  created_at: Date;
  position: string;
  read_at: Date | null;
}
const toView = (row: Row): NotificationView => ({
  id: row.id, type: row.type, conversationId: row.conversation_id, title: row.title, createdAt: row.created_at.toISOString(), readAt: row.read_at?.toISOString() ?? null,
});

export function createNotifications(core: Core): Pick<CompanyApi, 'notifications' | 'markNotificationsRead'> {
  return {
    notifications: async (actor, page) => {
      demand(actor, 'notification.read');
      const limit = pageLimit(page);
      const [at, id] = afterKey(page, 2) ?? [null, null];
      const rows = await read(core).query<Row>(
        `SELECT id, type, conversation_id, title, created_at, created_at::text AS position, read_at FROM notification
         WHERE user_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid)) ORDER BY created_at DESC, id DESC LIMIT $4`,
        [actor.userId, at, id, limit + 1]);
      return toPage(rows, limit, (row) => [row.position, row.id], toView);
    },
    markNotificationsRead: (actor) =>
      write(core, async (tx) => {
        demand(actor, 'notification.read');
        const rows = await tx.query<Row>(
          'UPDATE notification SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL RETURNING id, type, conversation_id, title, created_at, read_at', [actor.userId, core.now()]);
        tell(tx, ...rows.map((row) => ({ change: { type: 'notification', notification: toView(row) } as const, audience: onlyFor(actor.userId) })));
      }),
  };
}
