import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';

/** Makes these the living inboxes the person has by name; rights to removed ones stay, for the history. True when something changed. */
export async function giveInboxes(tx: Tx, userId: Id, inboxIds: readonly Id[]): Promise<boolean> {
  const gone = await tx.query(
    `DELETE FROM inbox_user iu USING inbox i WHERE i.id = iu.inbox_id AND iu.user_id = $1 AND i.deleted_at IS NULL AND iu.inbox_id <> ALL ($2::uuid[]) RETURNING 1`,
    [userId, inboxIds]);
  const given = await tx.query(
    'INSERT INTO inbox_user (inbox_id, user_id) SELECT id, $1 FROM inbox WHERE id = ANY ($2::uuid[]) AND deleted_at IS NULL ON CONFLICT DO NOTHING RETURNING 1',
    [userId, inboxIds]);
  return gone.length + given.length > 0;
}
