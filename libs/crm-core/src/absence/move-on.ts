import { MAY_OWN } from '../assignment/may-own.ts';
import { applyOutcome } from '../conversations/change.ts';
import { recordOwner } from '../conversations/assign.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';

/** Why a conversation changes hands without its owner's own act. */
export type MovedBecause = 'off-duty' | 'silent' | 'handover' | 'handover-back';

/**
 * Gives one conversation on, with its automatic tasks. `choose` sees it locked and names the next owner (null: the queue), or undefined
 * where it has to stay. Whose customer it is and whose lead stays as it was: this is for a time.
 */
export async function moveOn(tx: Tx, core: Core, id: Id, byId: Id | null, because: MovedBecause, choose: (row: ConversationRow) => Promise<Id | null | undefined>): Promise<{ from: Id | null; to: Id | null } | null> {
  let moved: { from: Id | null; to: Id | null } | null = null;
  await applyOutcome(tx, core, id, async (_tx, row) => {
    const to = await choose(row);
    if (to === undefined || to === row.owner_id) return null;
    const next = { ...row, owner_id: to };
    await recordOwner(tx, core, byId, row, next, because);
    moved = { from: row.owner_id, to };
    return { row: next, line: { type: 'assigned', fromId: row.owner_id, toId: to, byId, reason: because } };
  });
  return moved;
}

/** This person where they may have it, else nobody: it waits in the queue. */
export async function orQueue(tx: Tx, userId: Id, inboxIds: readonly Id[]): Promise<Id | null> {
  return (await tx.one<{ id: Id }>(`SELECT u.id FROM app_user u WHERE u.id = $1 AND ${MAY_OWN('$2')} FOR NO KEY UPDATE OF u`, [userId, inboxIds]))?.id ?? null;
}
