import { MAY_OWN } from '../assignment/may-own.ts';
import { notify } from '../company/notifications.ts';
import { write, type Core } from '../core.ts';
import type { ConversationsApi } from '../crm.ts';
import { Invalid } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { requireConversation } from '../visibility.ts';
import { announce } from './announce.ts';
import { lockConversation } from './lock.ts';
import { stateOf, type ConversationRow } from './row.ts';

/** More colleagues than this follow nothing, they write a rule. */
const MOST = 50;

/** Colleagues who follow a conversation: they see it, also where operators see their own only, and are told when its customer writes. */
export function createParticipants(core: Core): Pick<ConversationsApi, 'setParticipants'> {
  return {
    setParticipants: (actor, id, { add = [], remove = [] }) =>
      write(core, async (tx) => {
        await requireConversation(tx, actor, id);
        const { row } = await lockConversation(tx, id);
        const fresh = await follow(tx, core, row, add.filter((userId) => !remove.includes(userId)), actor.userId);
        const gone = remove.filter((userId) => row.participant_ids.includes(userId));
        if (gone.length) {
          await tx.query('DELETE FROM participant WHERE conversation_id = $1 AND user_id = ANY ($2)', [id, gone]);
          await tx.query('UPDATE conversation SET participant_ids = array(SELECT p FROM unnest(participant_ids) p WHERE p <> ALL ($2::uuid[])) WHERE id = $1', [id, gone]);
        }
        const { conversation } = await announce(tx, id, stateOf(row));
        const others = fresh.filter((userId) => userId !== actor.userId);
        if (others.length) await notify(tx, core, others, { type: 'following', conversationId: id, title: conversation.contactName });
        return conversation;
      }),
  };
}

/** Makes them followers, in a conversation that is locked; the caller announces it. Returns those who were not before. Invalid for somebody without a right to any of its inboxes. */
async function follow(tx: Tx, core: Core, row: ConversationRow, userIds: readonly Id[], byId: Id): Promise<Id[]> {
  const fresh = [...new Set(userIds)].filter((userId) => !row.participant_ids.includes(userId));
  if (!fresh.length) return [];
  if (row.participant_ids.length + fresh.length > MOST) throw new Invalid('too-many', `At most ${MOST} people follow one conversation.`, 'add');
  const allowed = await tx.query(`SELECT u.id FROM app_user u WHERE u.id = ANY ($1) AND ${MAY_OWN('$2')} FOR NO KEY UPDATE OF u`, [fresh, row.inbox_ids]);
  if (allowed.length < fresh.length) throw new Invalid('no-access', 'This person has no right to any inbox of the conversation.', 'add');
  await tx.query('INSERT INTO participant (user_id, conversation_id, added_by, created_at) SELECT unnest($1::uuid[]), $2, $3, $4', [fresh, row.id, byId, core.now()]);
  await tx.query('UPDATE conversation SET participant_ids = participant_ids || $2::uuid[] WHERE id = $1', [row.id, fresh]);
  return fresh;
}
