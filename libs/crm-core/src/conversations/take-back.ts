import { MAY_OWN } from '../assignment/may-own.ts';
import { write, type Core } from '../core.ts';
import type { Actor, ConversationsApi } from '../crm.ts';
import { Conflict, NotFound } from '../errors.ts';
import { moveTask } from '../outbound/waiting.ts';
import { can } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { ActivityView, Id } from '../views.ts';
import { recordOwner } from './assign.ts';
import { applyOutcome, type Outcome } from './change.ts';
import { placeOf, type ConversationRow } from './row.ts';
import { hasOther } from './status.ts';
import { asBefore, standsAsLeft, type Step } from './step.ts';

/** Longer ago than this nobody means "undo". */
const MINUTES = 60;

/** Takes back what a person did last to a conversation: it is as before, with the wait and the tasks that ended. */
export function createTakeBack(core: Core): Pick<ConversationsApi, 'undo'> {
  return {
    undo: (actor, id) =>
      write(core, async (tx) => {
        const last = await tx.one<{ step: Step }>('DELETE FROM last_act WHERE user_id = $1 AND conversation_id = $2 AND at > $3 RETURNING step', [
          actor.userId, id, new Date(core.now().getTime() - MINUTES * 60_000),
        ]);
        const { conversation } = await applyOutcome(tx, core, id, async (_tx, row) => {
          if (!mayHaveBack(actor, row, last?.step)) throw new NotFound('conversation');
          if (!last) throw new Conflict('nothing-to-undo', 'There is nothing of yours to take back here.');
          const back = await takeBack(tx, core, actor.userId, row, last.step);
          if (!back) throw new Conflict('changed-meanwhile', 'Somebody changed this conversation since: look at it before you change it again.');
          return back;
        });
        return conversation;
      }),
  };
}

/** Where operators see their own only, giving away takes it out of sight: whoever gave it still may take that back. */
export const mayHaveBack = (actor: Actor, row: ConversationRow, step: Step | undefined): boolean =>
  can(actor, 'conversation.update', placeOf(row)) || (step?.before.ownerId !== undefined && can(actor, 'conversation.update', { ...placeOf(row), ownerId: step.before.ownerId }));

/** What taking a step back makes of the row; null when it is not as the step left it any more, or may not be as it was. */
export async function takeBack(tx: Tx, core: Core, byId: Id, row: ConversationRow, step: Step): Promise<Outcome | null> {
  if (!standsAsLeft(row, step)) return null;
  const next = asBefore(row, step);
  if (row.status === 'closed' && next.status !== 'closed' && (await hasOther(tx, row))) return null;
  if (next.owner_id !== row.owner_id) {
    if (next.owner_id !== null && !(await tx.one(`SELECT 1 FROM app_user u WHERE u.id = $1 AND ${MAY_OWN('$2')} FOR NO KEY UPDATE OF u`, [next.owner_id, row.inbox_ids]))) return null;
    await recordOwner(tx, core, byId, row, next, 'taken-back');
    // Who was given the conversation was given its contact.
    await tx.query('UPDATE contact SET owner_id = $3 WHERE id = $1 AND owner_id = $2', [row.contact_id, row.owner_id, next.owner_id]);
  }
  for (const taskId of step.taskIds) await moveTask(tx, core, next, taskId, 'open');
  return { row: next, ...lineOf(row, next, byId) };
}

function lineOf(row: ConversationRow, next: ConversationRow, byId: Id): { line?: ActivityView } {
  if (next.status !== row.status) return { line: { type: 'status', from: row.status, to: next.status, byId } };
  if (next.owner_id !== row.owner_id) return { line: { type: 'assigned', fromId: row.owner_id, toId: next.owner_id, byId, reason: 'taken-back' } };
  return {};
}
