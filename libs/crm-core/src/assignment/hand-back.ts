import { applyOutcome } from '../conversations/change.ts';
import { recordOwner } from '../conversations/assign.ts';
import type { Core } from '../core.ts';
import { audiencesOfTask } from '../tasks/audiences.ts';
import { toTaskView, type TaskRow } from '../tasks/row.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { HandedBackView, Id } from '../views.ts';
import { MAY_OWN } from './may-own.ts';

/** Keeps what these people have as it is until the commit. Before their own rows are locked, as everywhere: conversations first. */
export async function lockOwned(tx: Tx, userIds: readonly Id[]): Promise<void> {
  await tx.query("SELECT 1 FROM conversation WHERE owner_id = ANY ($1) AND status <> 'closed' ORDER BY id FOR NO KEY UPDATE", [userIds]);
}

/**
 * After a change of rights: open work that these people may not have any more waits in the queue again, for whoever takes it.
 * That is all of it for somebody who left, else what lies in inboxes they lost. Closed conversations keep the name of who had
 * them. `byId`: whose act it was.
 */
export async function handBack(tx: Tx, core: Core, byId: Id, userIds: readonly Id[]): Promise<HandedBackView> {
  let tasks = 0;
  const conversations = await tx.query<{ id: Id }>(LOST_CONVERSATIONS, [userIds]);
  for (const { id } of conversations) {
    await applyOutcome(tx, core, id, async (_tx, row) => {
      const next = { ...row, owner_id: null };
      tasks += await recordOwner(tx, core, byId, row, next, 'handed-back');
      return { row: next, line: { type: 'assigned', fromId: row.owner_id, toId: null, byId, reason: 'handed-back' } };
    });
  }
  const others = await tx.query<TaskRow>(LOST_TASKS, [userIds]);
  for (const row of others) {
    const audiences = await audiencesOfTask(tx, row, byId);
    tell(tx, ...audiences.map((audience) => ({ change: { type: 'task', task: toTaskView(row) } as const, audience })));
  }
  return { conversations: conversations.length, tasks: tasks + others.length };
}

const LOST_CONVERSATIONS = `SELECT c.id FROM conversation c JOIN app_user u ON u.id = c.owner_id
  WHERE u.id = ANY ($1) AND c.status <> 'closed' AND NOT ${MAY_OWN('c.inbox_ids')} ORDER BY c.id FOR NO KEY UPDATE OF c`;

/** What was to be done apart from their own conversations. Tasks tied to no conversation are lost only by leaving. */
const LOST_TASKS = `UPDATE task t SET assignee_id = NULL FROM app_user u
  WHERE u.id = t.assignee_id AND u.id = ANY ($1) AND t.status = 'open'
    AND (NOT u.active OR EXISTS (SELECT 1 FROM conversation c WHERE c.id = t.conversation_id AND NOT ${MAY_OWN('c.inbox_ids')})) RETURNING t.*`;
