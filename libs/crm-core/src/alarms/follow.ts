import type { ConversationRow } from '../conversations/row.ts';
import type { Tx } from '../transaction.ts';
import type { ActivityView, Id } from '../views.ts';
import { clockOf, nextDue } from './clock.ts';
import { ALARM_COLUMNS, retellAlarms, type AlarmRow } from './row.ts';
import { settleAlarms, tickOffAlarms } from './settle.ts';

/** Alarms of work beside the conversation are its assignee's and its deal owner's, not the conversation owner's. */
const OF_ITS_OWNER = "a.kind NOT IN ('task-overdue', 'deal-stuck', 'no-next-step')";

/** A conversation moved on: nobody waits there any more, or it has another owner; `line` says whose act that was. */
export async function followAlarms(tx: Tx, now: Date, before: ConversationRow, after: ConversationRow, line: ActivityView | undefined): Promise<void> {
  const over = (before.waiting_since !== null && after.waiting_since === null) || (before.status !== after.status && after.status === 'closed') || (after.spam && !before.spam);
  const moved = before.owner_id !== after.owner_id;
  if (over || moved) await settleAlarms(tx, now, { conversationId: after.id });
  if (!moved) return;
  await letGo(tx, before, after);
  if (line?.type === 'assigned' && line.byId !== null && line.byId === line.toId) await takenWith(tx, now, after.id, line.byId);
  await retellAlarms(tx, after.id);
}

/** Who takes a conversation that is theirs already says that they see to it. */
export async function takeOwnAlarms(tx: Tx, now: Date, conversationId: Id, userId: Id): Promise<void> {
  if (await takenWith(tx, now, conversationId, userId)) await retellAlarms(tx, conversationId);
}

/** Whoever had taken it has it no more: the ladder goes on where it stood. */
async function letGo(tx: Tx, before: ConversationRow, after: ConversationRow): Promise<void> {
  if (!before.owner_id) return;
  const rows = await tx.query<AlarmRow>(
    `UPDATE alarm a SET state = 'raised', taken_by = NULL, taken_at = NULL WHERE a.conversation_id = $1 AND a.state = 'taken' AND a.taken_by = $2 AND ${OF_ITS_OWNER} RETURNING ${ALARM_COLUMNS}`, [after.id, before.owner_id]);
  if (rows.length === 0) return;
  const clock = await clockOf(tx);
  await tx.query('UPDATE alarm a SET next_at = n.at FROM unnest($1::uuid[], $2::timestamptz[]) AS n (id, at) WHERE a.id = n.id', [rows.map(({ id }) => id), rows.map((row) => nextDue(row, row.step, clock))]);
}

/** Who makes the conversation theirs has said «I take it». True where something rang. */
async function takenWith(tx: Tx, now: Date, conversationId: Id, userId: Id): Promise<boolean> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE alarm a SET state = 'taken', taken_by = $2, taken_at = $3, next_at = NULL WHERE a.conversation_id = $1 AND a.state = 'raised' AND ${OF_ITS_OWNER} RETURNING a.id`, [conversationId, userId, now]);
  await tickOffAlarms(tx, now, rows.map(({ id }) => id));
  return rows.length > 0;
}
