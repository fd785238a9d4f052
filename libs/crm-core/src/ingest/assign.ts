import { chooseOwner } from '../assignment/choose-owner.ts';
import { messageRow, type MessageRow } from '../messages/row.ts';
import { insertMessage } from '../messages/insert.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { Id } from '../views.ts';
import type { Work } from './work.ts';

/**
 * Finds an owner for a conversation that needs one and records who gave it to whom. Nobody there: it keeps what it had.
 * Returns the conversation with its owner, and the line in the timeline that says so.
 */
export async function giveOwner(work: Work, row: ConversationRow, person: { id: Id; ownerId: Id | null; isNew: boolean }): Promise<{ row: ConversationRow; line: MessageRow | null }> {
  const chosen = await chooseOwner(work.tx, work.inbox, row.owner_id ?? person.ownerId);
  if (!chosen) return { row, line: null };
  work.parts.push({ text: 'UPDATE app_user SET last_assigned_at = $2 WHERE id = $1', values: [chosen.id, work.now] });
  if (chosen.id === row.owner_id) return { row, line: null };
  const line = messageRow({
    id: work.core.newId(), conversation_id: row.id, contact_id: row.contact_id, kind: 'activity', direction: 'internal', occurred_at: work.now, created_at: work.now,
    payload: { activity: { type: 'assigned', fromId: row.owner_id, toId: chosen.id, byId: null, reason: chosen.reason } },
  });
  work.parts.push(
    {
      text: 'INSERT INTO assignment (id, conversation_id, from_id, to_id, by_id, reason, created_at) VALUES ($1, $2, $3, $4, NULL, $5, $6)',
      values: [work.core.newId(), row.id, row.owner_id, chosen.id, chosen.reason, work.now],
    },
    insertMessage(line),
  );
  return { row: { ...row, owner_id: chosen.id, team_id: row.team_id ?? work.inbox.teamId }, line };
}
