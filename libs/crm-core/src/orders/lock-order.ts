import { lockConversation } from '../conversations/lock.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { Actor } from '../crm.ts';
import { NotFound } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { CONTACT_VISIBLE, scope } from '../visibility.ts';
import type { OrderRow } from './order-view.ts';

/** Whoever sees the customer sees their orders. */
export const VISIBLE_ORDER = `FROM sales_order o JOIN contact k ON k.id = o.contact_id WHERE ${CONTACT_VISIBLE}`;

/** An order that this actor sees, locked, and before it the conversation it is from. Throws NotFound. */
export async function lockOrder(tx: Tx, actor: Actor, id: Id): Promise<{ row: OrderRow; conversation: ConversationRow | null }> {
  const place = await tx.one<{ conversation_id: Id | null }>(`SELECT o.conversation_id ${VISIBLE_ORDER} AND o.id = $4`, [...scope(actor), id]);
  if (!place) throw new NotFound('order');
  const conversation = place.conversation_id ? (await lockConversation(tx, place.conversation_id)).row : null;
  return { row: (await tx.one<OrderRow>('SELECT * FROM sales_order WHERE id = $1 FOR UPDATE', [id]))!, conversation };
}
