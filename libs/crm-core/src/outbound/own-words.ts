import { placeOf } from '../conversations/row.ts';
import type { Actor } from '../crm.ts';
import { Forbidden, Invalid } from '../errors.ts';
import type { MessageRow } from '../messages/row.ts';
import { can, found } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { requireMessage } from '../visibility.ts';
import { lockMessage, type LockedMessage } from './outbox.ts';

/**
 * A message of ours to the customer that this person may take back or change: their own, or anybody's for those who lead. Locked
 * as for every change of deliveries. Throws NotFound, Forbidden, Invalid for what is not ours.
 */
export async function lockOwnWords(tx: Tx, actor: Actor, messageId: Id): Promise<LockedMessage & { readonly message: MessageRow }> {
  await requireMessage(tx, actor, messageId);
  const locked = found(await lockMessage(tx, messageId), 'message', ({ conversation }) => can(actor, 'message.change', placeOf(conversation)));
  const message = found(await tx.one<MessageRow>('SELECT * FROM message WHERE id = $1', [messageId]), 'message', () => true);
  if (message.direction !== 'outbound' || message.kind !== 'text') throw new Invalid('not-ours', 'Only what we wrote to the customer can be taken back or changed.');
  if (message.author_id !== actor.userId && !can(actor, 'message.change-others')) throw new Forbidden('This is a colleague’s message: they, or a manager, can change it.');
  return { ...locked, message };
}
