import { audienceOf } from '../conversations/announce.ts';
import { placeOf, type ConversationRow } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import type { ReplyMemory } from '../messages/row.ts';
import { tell } from '../sync/append.ts';
import { toTaskView, type TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';

/** A reply of which we know more now. */
export interface KnownReply {
  readonly id: Id;
  readonly created_at: Date;
  readonly memory: ReplyMemory | undefined;
}

/**
 * The customer did not get this reply, or perhaps not: they wait since when they did before it, its "answer" task is open again and
 * its follow-up is off. A conversation closed meanwhile opens, so that somebody sees it. Nothing when a later reply is on its way.
 * True when the conversation changed.
 */
export async function giveWaitingBack(tx: Tx, core: Core, conversation: ConversationRow, reply: KnownReply): Promise<boolean> {
  const { memory } = reply;
  if (!memory?.waitedSince) return false;
  const answered = await tx.one(
    `SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound' AND kind = 'text' AND created_at > $2 AND delivery_status IS DISTINCT FROM 'failed'
       AND delivery_status IS DISTINCT FROM 'uncertain' AND NOT payload ?| '{putOff,forwardOf}'`, [conversation.id, reply.created_at]);
  if (answered) return false;
  await tx.query(
    `UPDATE conversation c SET waiting_since = LEAST(waiting_since, $2), answer_due_at = LEAST(answer_due_at, $3),
       status = CASE WHEN reopens THEN 'open' ELSE c.status END, closed_at = CASE WHEN reopens THEN NULL ELSE c.closed_at END
     FROM (SELECT k.status = 'closed' AND NOT EXISTS (SELECT 1 FROM conversation o WHERE o.contact_id = k.contact_id AND o.id <> k.id AND o.status <> 'closed') AS reopens
       FROM conversation k WHERE k.id = $1) r WHERE c.id = $1`,
    [conversation.id, memory.waitedSince, memory.answerDueAt]);
  await moveTask(tx, core, conversation, memory.answerTaskId, 'open');
  await moveTask(tx, core, conversation, memory.followUpTaskId, 'cancelled');
  return true;
}

/** They got it after all, or it is sent again: nobody waits, unless the customer wrote since. True when the conversation changed. */
export async function takeWaitingAgain(tx: Tx, core: Core, conversation: ConversationRow, reply: KnownReply): Promise<boolean> {
  const { memory } = reply;
  if (!memory?.waitedSince || !conversation.waiting_since) return false;
  const since = await tx.one("SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'inbound' AND created_at > $2 LIMIT 1", [conversation.id, reply.created_at]);
  if (since) return false;
  await tx.query('UPDATE conversation SET waiting_since = NULL, answer_due_at = NULL WHERE id = $1', [conversation.id]);
  await moveTask(tx, core, conversation, memory.answerTaskId, 'done');
  await moveTask(tx, core, conversation, memory.followUpTaskId, 'open');
  return true;
}

/** Of an automatic kind a conversation has one open task; where another took its place, this one stays as it is. */
export async function moveTask(tx: Tx, core: Core, conversation: ConversationRow, taskId: Id | null, status: 'open' | 'done' | 'cancelled'): Promise<void> {
  if (!taskId) return;
  const task = await tx.one<TaskRow>(
    `UPDATE task t SET status = $2, done_at = CASE WHEN $2 = 'done' THEN $3::timestamptz END WHERE t.id = $1 AND t.status <> $2
       AND ($2 <> 'open' OR NOT EXISTS (SELECT 1 FROM task o WHERE o.conversation_id = t.conversation_id AND o.kind = t.kind AND o.status = 'open')) RETURNING t.*`,
    [taskId, status, core.now()]);
  if (task) tell(tx, { change: { type: 'task', task: toTaskView(task) }, audience: audienceOf(placeOf(conversation)) });
}
