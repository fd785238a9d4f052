import { takeOwnAlarms } from '../alarms/follow.ts';
import { MAY_OWN } from '../assignment/may-own.ts';
import { notify } from '../company/notifications.ts';
import type { Core } from '../core.ts';
import type { Actor, ConversationsApi } from '../crm.ts';
import { Invalid } from '../errors.ts';
import { handOverTasks } from '../tasks/settle.ts';
import { tell } from '../sync/append.ts';
import { toLeadView, type LeadRow } from '../leads/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { changeConversation, type Act } from './change.ts';
import type { ConversationRow } from './row.ts';
import { viewed } from './status.ts';

/** Giving, taking, and giving back. A person may be given only what they may see. */
export function createAssign(core: Core): Pick<ConversationsApi, 'assign'> {
  return {
    assign: (actor, id, to) => changeConversation(core, actor, id, assignAct(core, actor, to)),
  };
}

/** `telling: false`: the new owner is told of all of them at once, by whoever gives many. */
export function assignAct(core: Core, actor: Actor, to: { ownerId?: Id | null; teamId?: Id | null }, telling = true): Act {
  return async (tx, row) => {
    const ownerId = to.ownerId === undefined ? row.owner_id : to.ownerId;
    const teamId = to.teamId === undefined ? row.team_id : to.teamId;
    if (ownerId === row.owner_id && teamId === row.team_id) {
      if (to.ownerId === actor.userId) await takeOwnAlarms(tx, core.now(), row.id, actor.userId);
      return null;
    }
    if (teamId !== row.team_id) await requireTeam(tx, teamId);
    const next = { ...row, owner_id: ownerId, team_id: teamId };
    if (ownerId === row.owner_id) return { row: next };
    await requireAccess(tx, ownerId, row);
    await give(tx, core, actor, row, next, telling);
    return { row: next, line: { type: 'assigned', fromId: row.owner_id, toId: ownerId, byId: actor.userId, reason: 'by-hand' } };
  };
}

/** Kept as an assignment, and its automatic tasks follow. Returns how many tasks changed hands. */
export async function recordOwner(tx: Tx, core: Core, byId: Id | null, before: ConversationRow, next: ConversationRow, reason: string): Promise<number> {
  await tx.query('INSERT INTO assignment (id, conversation_id, from_id, to_id, by_id, reason, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    core.newId(), next.id, before.owner_id, next.owner_id, byId, reason, core.now(),
  ]);
  return handOverTasks(tx, core.now(), next.id, next.owner_id, viewed(next));
}

async function give(tx: Tx, core: Core, actor: Actor, before: ConversationRow, next: ConversationRow, telling: boolean): Promise<void> {
  await recordOwner(tx, core, actor.userId, before, next, 'by-hand');
  if (!next.owner_id) return;
  await tx.query('UPDATE app_user SET last_assigned_at = $2 WHERE id = $1', [next.owner_id, core.now()]);
  await tx.query('UPDATE contact SET owner_id = $2 WHERE id = $1', [next.contact_id, next.owner_id]);
  const leads = await tx.query<LeadRow>("UPDATE lead SET owner_id = $2 WHERE contact_id = $1 AND status = 'open' AND owner_id IS DISTINCT FROM $2 RETURNING *", [next.contact_id, next.owner_id]);
  tell(tx, ...leads.map((lead) => ({ change: { type: 'lead', lead: toLeadView(lead) } as const, audience: viewed(next) })));
  if (next.owner_id === actor.userId || !telling) return;
  const contact = await tx.one<{ name: string }>('SELECT name FROM contact WHERE id = $1', [next.contact_id]);
  await notify(tx, core, [next.owner_id], { type: 'assigned', conversationId: next.id, title: contact!.name });
}

/** Locked, so that nobody loses the right while they are given it. */
async function requireAccess(tx: Tx, userId: Id | null, row: ConversationRow): Promise<void> {
  if (!userId) return;
  const user = await tx.one(`SELECT 1 FROM app_user u WHERE u.id = $1 AND ${MAY_OWN('$2')} FOR NO KEY UPDATE OF u`, [userId, row.inbox_ids]);
  if (!user) throw new Invalid('no-access', 'This person has no right to any inbox of the conversation.', 'ownerId');
}

async function requireTeam(tx: Tx, teamId: Id | null): Promise<void> {
  if (teamId && !(await tx.one('SELECT 1 FROM team WHERE id = $1', [teamId]))) throw new Invalid('no-team', 'There is no such team.', 'teamId');
}
