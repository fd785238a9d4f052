import { audienceOfContact } from '../contacts/announce.ts';
import { announce, audienceOf } from '../conversations/announce.ts';
import { countMoney } from '../conversations/money.ts';
import { placeOf, stateOf, type ConversationRow } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import type { Actor } from '../crm.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow } from '../messages/row.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { OrderView } from '../views.ts';
import { summaryOf } from './order-view.ts';

/** The order stands in the timeline of its conversation and in its totals, and every screen learns of it. `conversation` is locked. */
export async function announceOrder(tx: Tx, core: Core, actor: Actor, order: OrderView, conversation: ConversationRow | null): Promise<void> {
  const audience = conversation ? audienceOf(placeOf(conversation)) : await audienceOfContact(tx, order.contactId);
  tell(tx, { change: { type: 'order', order }, audience });
  if (!conversation) return;
  const line = messageRow({
    id: core.newId(), conversation_id: conversation.id, contact_id: conversation.contact_id, kind: 'activity', direction: 'internal', occurred_at: core.now(), created_at: core.now(),
    payload: {
      activity: {
        type: 'order', orderId: order.id, number: order.number, status: order.status, totalMinor: order.totalMinor, currency: order.currency, summary: summaryOf(order.lines), byId: actor.userId,
      },
    },
  });
  const part = insertMessage(line);
  tx.write(part, countMoney(conversation.id));
  await announce(tx, conversation.id, stateOf(conversation), [line.id]);
}
