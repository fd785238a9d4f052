import { chooseOwner } from '../assignment/choose-owner.ts';
import { MAY_OWN } from '../assignment/may-own.ts';
import { placeOf, type ConversationRow } from '../conversations/row.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow } from '../messages/row.ts';
import { toMessageView } from '../messages/view.ts';
import { audienceOf } from '../conversations/announce.ts';
import type { Id } from '../views.ts';
import type { Work } from './work.ts';

/** Finds an owner for a conversation that needs one, by the inbox's policy. Nobody there: it keeps what it had, unless that is somebody who may not have it any more. */
export async function giveOwner(work: Work, row: ConversationRow, person: { ownerId: Id | null }): Promise<{ row: ConversationRow }> {
  const chosen = await chooseOwner(work.tx, work.inbox, row.owner_id ?? person.ownerId);
  if (!chosen) return { row: row.owner_id && !(await mayOwn(work, row)) ? recordAssignment(work, row, null, 'handed-back') : row };
  work.parts.push({ text: 'UPDATE app_user SET last_assigned_at = $2 WHERE id = $1', values: [chosen.id, work.now] });
  return { row: chosen.id === row.owner_id ? row : recordAssignment(work, row, chosen.id, chosen.reason) };
}

async function mayOwn(work: Work, row: ConversationRow): Promise<boolean> {
  return (await work.tx.one(`SELECT 1 FROM app_user u WHERE u.id = $1 AND ${MAY_OWN('$2')}`, [row.owner_id, row.inbox_ids])) !== undefined;
}

/** Who got it, from whom and why: kept, and said in the timeline. */
export function recordAssignment(work: Work, row: ConversationRow, toId: Id | null, reason: string): ConversationRow {
  const line = messageRow({
    id: work.core.newId(), conversation_id: row.id, contact_id: row.contact_id, kind: 'activity', direction: 'internal', occurred_at: work.now, created_at: work.now,
    payload: { activity: { type: 'assigned', fromId: row.owner_id, toId, byId: null, reason } },
  });
  const next = { ...row, owner_id: toId, team_id: row.team_id ?? work.inbox.teamId };
  work.parts.push(
    {
      text: 'INSERT INTO assignment (id, conversation_id, from_id, to_id, by_id, reason, created_at) VALUES ($1, $2, $3, $4, NULL, $5, $6)',
      values: [work.core.newId(), row.id, row.owner_id, toId, reason, work.now],
    },
    insertMessage(line),
  );
  work.told.push({ change: { type: 'message', message: toMessageView(line, [], []) }, audience: audienceOf(placeOf(next)) });
  return next;
}
