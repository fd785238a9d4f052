import type { Core } from '../core.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { onlyFor } from '../visibility.ts';

/** Colleagues were just named in this note: the conversation stands in their Mentions, and counts there until they look. */
export async function tellNamed(tx: Tx, core: Core, conversationId: Id, messageId: Id, userIds: readonly Id[]): Promise<void> {
  const before = await tx.query<{ user_id: Id }>('SELECT DISTINCT user_id FROM mention WHERE conversation_id = $1 AND user_id = ANY ($2) AND message_id <> $3 AND seen_at IS NULL', [conversationId, userIds, messageId]);
  const unseen = new Set(before.map((row) => row.user_id));
  const mention = { at: core.now().toISOString(), unseen: true };
  tell(tx, ...userIds.map((userId) => ({ change: { type: 'mention', conversationId, userId, mention, wasUnseen: unseen.has(userId) } as const, audience: onlyFor(userId) })));
}

/** They looked: what named them there counts no more. */
export async function seeMentions(tx: Tx, core: Core, conversationId: Id, userId: Id): Promise<void> {
  const seen = await tx.query('UPDATE mention SET seen_at = $3 WHERE conversation_id = $1 AND user_id = $2 AND seen_at IS NULL RETURNING 1', [conversationId, userId, core.now()]);
  if (!seen.length) return;
  const last = await tx.one<{ at: Date }>('SELECT max(created_at) AS at FROM mention WHERE conversation_id = $1 AND user_id = $2', [conversationId, userId]);
  tell(tx, { change: { type: 'mention', conversationId, userId, mention: { at: last!.at.toISOString(), unseen: false }, wasUnseen: true }, audience: onlyFor(userId) });
}
