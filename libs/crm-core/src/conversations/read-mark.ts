import { write, type Core } from '../core.ts';
import type { ConversationsApi } from '../crm.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { onlyFor, requireConversation } from '../visibility.ts';
import { seeMentions } from './mentions.ts';

/** How far a person has read. Read is not answered: nothing else moves. */
export function createReadMark(core: Core): Pick<ConversationsApi, 'markRead' | 'markUnread'> {
  return {
    markRead: (actor, id, readCount) =>
      write(core, async (tx) => {
        await requireConversation(tx, actor, id);
        await seeMentions(tx, core, id, actor.userId);
        const row = await tx.one<{ read_count: number }>(
          `INSERT INTO conversation_read AS r (user_id, conversation_id, read_count) SELECT $1, id, LEAST(GREATEST($3::int, 0), inbound_count) FROM conversation WHERE id = $2
           ON CONFLICT (user_id, conversation_id) DO UPDATE SET read_count = EXCLUDED.read_count WHERE r.read_count < EXCLUDED.read_count RETURNING read_count`,
          [actor.userId, id, readCount],
        );
        if (row) tellRead(tx, actor.userId, id, row.read_count);
      }),
    markUnread: (actor, id) =>
      write(core, async (tx) => {
        await requireConversation(tx, actor, id);
        const row = await tx.one<{ read_count: number }>(
          `INSERT INTO conversation_read AS r (user_id, conversation_id, read_count) SELECT $1, id, GREATEST(inbound_count - 1, 0) FROM conversation WHERE id = $2
           ON CONFLICT (user_id, conversation_id) DO UPDATE SET read_count = LEAST(r.read_count, EXCLUDED.read_count) RETURNING read_count`,
          [actor.userId, id],
        );
        tellRead(tx, actor.userId, id, row!.read_count);
      }),
  };
}

/** Sets how far somebody has read, wherever it stood. Returns where it stood. */
export async function setRead(tx: Tx, userId: Id, id: Id, readCount: number | 'all'): Promise<{ before: number; after: number }> {
  const row = await tx.one<{ before: number; after: number }>(
    `SELECT coalesce((SELECT read_count FROM conversation_read WHERE user_id = $1 AND conversation_id = $2), 0) AS before, coalesce($3::int, inbound_count) AS after FROM conversation WHERE id = $2`,
    [userId, id, readCount === 'all' ? null : readCount],
  );
  const { before, after } = row!;
  if (before === after) return { before, after };
  tx.write({
    text: 'INSERT INTO conversation_read (user_id, conversation_id, read_count) VALUES ($1, $2, $3) ON CONFLICT (user_id, conversation_id) DO UPDATE SET read_count = EXCLUDED.read_count',
    values: [userId, id, after],
  });
  tellRead(tx, userId, id, after);
  return { before, after };
}

function tellRead(tx: Tx, userId: Id, conversationId: Id, readCount: number): void {
  tell(tx, { change: { type: 'read', conversationId, userId, readCount }, audience: onlyFor(userId) });
}
