import { settleAlarms } from '../alarms/settle.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, TaskKind, TaskStatus } from '../views.ts';
import type { Audience } from '../visibility.ts';
import { tickOffReminders } from './remind.ts';
import { toTaskView, type TaskRow } from './row.ts';

/** Ends the open automatic tasks of these kinds in a conversation. Returns their ids. */
export async function settleTasks(tx: Tx, now: Date, conversationId: Id, kinds: readonly TaskKind[], status: Exclude<TaskStatus, 'open'>, audience: Audience): Promise<Id[]> {
  const rows = await tx.query<TaskRow>(
    "UPDATE task SET status = $3, done_at = $4 WHERE conversation_id = $1 AND status = 'open' AND kind = ANY($2::text[]) RETURNING *", [conversationId, kinds, status, now],
  );
  tell(tx, ...rows.map((row) => ({ change: { type: 'task', task: toTaskView(row) } as const, audience })));
  await tickOffReminders(tx, now, rows.filter(({ reminded_at }) => reminded_at).map(({ id }) => id));
  if (rows.length) await settleAlarms(tx, now, { taskIds: rows.map(({ id }) => id) });
  return rows.map(({ id }) => id);
}

/** The automatic tasks of a conversation follow its owner, who is told anew of what is due. Returns how many did. */
export async function handOverTasks(tx: Tx, now: Date, conversationId: Id, ownerId: Id | null, audience: Audience): Promise<number> {
  const rows = await tx.query<TaskRow & { told_at: Date | null }>(
    `UPDATE task t SET assignee_id = $2, reminded_at = NULL
     FROM (SELECT id, reminded_at AS told_at FROM task WHERE conversation_id = $1 AND status = 'open' AND kind <> 'manual' AND assignee_id IS DISTINCT FROM $2 FOR NO KEY UPDATE) old
     WHERE t.id = old.id RETURNING t.*, old.told_at`, [conversationId, ownerId],
  );
  tell(tx, ...rows.map((row) => ({ change: { type: 'task', task: toTaskView(row) } as const, audience })));
  await tickOffReminders(tx, now, rows.filter(({ told_at }) => told_at).map(({ id }) => id));
  return rows.length;
}
