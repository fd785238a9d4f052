import { notify } from '../company/notifications.ts';
import { tellNamed } from '../conversations/mentions.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import type { Actor, ReplyInput } from '../crm.ts';
import { Invalid } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import { ACTOR, toActor, type ActorRow } from '../users/user-view.ts';
import type { Id } from '../views.ts';
import { allowed } from '../visibility.ts';

type Named = NonNullable<ReplyInput['mentions']>;

/**
 * Those whom a note names, its author left out: colleagues one by one, and of a team whoever may read the conversation. A mention
 * gives no rights: throws Invalid `mention-blind` for somebody without a right to any of its inboxes, or a team without one who has.
 */
export async function namedIn(tx: Tx, actor: Actor, row: ConversationRow, { userIds, teamIds }: Named): Promise<Id[]> {
  const rows = await tx.query<ActorRow & { teams: Id[] }>(
    `SELECT ${ACTOR}, ARRAY(SELECT m.team_id FROM team_member m WHERE m.user_id = u.id AND m.team_id = ANY ($2::uuid[])) AS teams FROM app_user u, company k
     WHERE u.active AND (u.id = ANY ($1::uuid[]) OR EXISTS (SELECT 1 FROM team_member m WHERE m.user_id = u.id AND m.team_id = ANY ($2::uuid[]))) ORDER BY u.id`, [userIds, teamIds]);
  // Whoever is named follows the conversation, and followers see it also where operators see their own only.
  const readers = rows.filter((each) => allowed({ ...toActor(each), seesOwnOnly: false }, { inboxIds: row.inbox_ids, ownerId: row.owner_id, userId: null }));
  const reached = (id: Id): boolean => readers.some((each) => each.id === id);
  if (!userIds.every(reached) || !teamIds.every((team) => readers.some((each) => each.teams.includes(team)))) {
    throw new Invalid('mention-blind', 'Whoever is mentioned must be allowed to read this conversation.', 'mentions');
  }
  return readers.map((each) => each.id).filter((id) => id !== actor.userId);
}

/** Keeps who was named where, makes them follow the conversation and tells them. True when somebody follows who did not. */
export async function mention(tx: Tx, core: Core, actor: Actor, row: ConversationRow, messageId: Id, userIds: readonly Id[]): Promise<boolean> {
  if (!userIds.length) return false;
  await tx.query('INSERT INTO mention (message_id, user_id, conversation_id, created_at) SELECT $1, unnest($2::uuid[]), $3, $4', [messageId, userIds, row.id, core.now()]);
  const followers = await tx.query<{ user_id: Id }>(
    'INSERT INTO participant (user_id, conversation_id, added_by, created_at) SELECT unnest($1::uuid[]), $2, $3, $4 ON CONFLICT DO NOTHING RETURNING user_id', [userIds, row.id, actor.userId, core.now()]);
  if (followers.length) await tx.query('UPDATE conversation SET participant_ids = participant_ids || $2::uuid[] WHERE id = $1', [row.id, followers.map((each) => each.user_id)]);
  await tellNamed(tx, core, row.id, messageId, userIds);
  const contact = await tx.one<{ name: string }>('SELECT name FROM contact WHERE id = $1', [row.contact_id]);
  await notify(tx, core, userIds, { type: 'mention', conversationId: row.id, messageId, title: contact?.name ?? '' });
  return followers.length > 0;
}
