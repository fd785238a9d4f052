import { write, type Core } from '../core.ts';
import type { ConversationsApi } from '../crm.ts';
import { tell } from '../sync/append.ts';
import { onlyFor, requireConversation } from '../visibility.ts';

/** How far a person has read. Read is not answered: nothing else moves. */
export function createReadMark(core: Core): Pick<ConversationsApi, 'markRead'> {
  return {
    markRead: (actor, id, readCount) =>
      write(core, async (tx) => {
        await requireConversation(tx, actor, id);
        const row = await tx.one<{ read_count: number }>(
          `INSERT INTO conversation_read AS r (user_id, conversation_id, read_count) SELECT $1, id, LEAST(GREATEST($3::int, 0), inbound_count) FROM conversation WHERE id = $2
           ON CONFLICT (user_id, conversation_id) DO UPDATE SET read_count = EXCLUDED.read_count WHERE r.read_count < EXCLUDED.read_count RETURNING read_count`,
          [actor.userId, id, readCount],
        );
        if (!row) return;
        tell(tx, { change: { type: 'read', conversationId: id, userId: actor.userId, readCount: row.read_count }, audience: onlyFor(actor.userId) });
      }),
  };
}
