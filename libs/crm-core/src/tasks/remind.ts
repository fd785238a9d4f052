import { MAY_OWN } from '../assignment/may-own.ts';
import { notify } from '../company/notifications.ts';
import { write, type Core } from '../core.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { onlyFor } from '../visibility.ts';
import { notificationView, type NotificationRow } from '../company/notification-row.ts';

const AT_ONCE = 200;

/**
 * Whoever waits for an answer or a call stands in the queue and has alarms of their own; a reminder is for what a person put off themselves.
 * Rows that another worker holds are its; what it commits is no longer found here, so each is told once.
 */
const TAKE_DUE = `WITH due AS (
    SELECT id FROM task WHERE status = 'open' AND reminded_at IS NULL AND assignee_id IS NOT NULL AND kind IN ('manual', 'follow-up', 'win-back') AND due_at <= $1
    ORDER BY due_at LIMIT ${AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED),
  told AS (UPDATE task t SET reminded_at = $1 FROM due WHERE t.id = due.id RETURNING t.*)
  SELECT t.id, t.assignee_id, t.conversation_id, COALESCE(NULLIF(t.title, ''), k.name, '') AS title,
    (u.active AND (c.id IS NULL OR ${MAY_OWN('c.inbox_ids')})) AS may
  FROM told t JOIN app_user u ON u.id = t.assignee_id LEFT JOIN conversation c ON c.id = t.conversation_id LEFT JOIN contact k ON k.id = t.contact_id ORDER BY t.due_at, t.id`;

interface DueRow {
  readonly id: Id;
  readonly assignee_id: Id;
  readonly conversation_id: Id | null;
  readonly title: string;
  readonly may: boolean;
}

/** Tells the assignees of tasks that became due: once, whatever dies and however many workers ask. Returns how many it took. */
export async function remindOfDue(core: Core): Promise<number> {
  let all = 0;
  for (;;) {
    const taken = await write(core, async (tx) => {
      const rows = await tx.query<DueRow>(TAKE_DUE, [core.now()]);
      for (const row of rows) {
        if (row.may) await notify(tx, core, [row.assignee_id], { type: 'task-due', conversationId: row.conversation_id, taskId: row.id, title: row.title });
      }
      return rows.length;
    });
    all += taken;
    if (taken < AT_ONCE) return all;
  }
}

/** These tasks are done, put off or somebody else's: that they are due need not be looked at any more. */
export async function tickOffReminders(tx: Tx, now: Date, taskIds: readonly Id[]): Promise<void> {
  if (taskIds.length === 0) return;
  const rows = await tx.query<NotificationRow & { user_id: Id }>("UPDATE notification SET read_at = $2 WHERE task_id = ANY($1::uuid[]) AND type = 'task-due' AND read_at IS NULL RETURNING *", [taskIds, now]);
  tell(tx, ...rows.map((row) => ({ change: { type: 'notification', notification: notificationView(row) } as const, audience: onlyFor(row.user_id) })));
}
