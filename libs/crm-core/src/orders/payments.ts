import { audienceOf } from '../conversations/announce.ts';
import { placeOf, type ConversationRow } from '../conversations/row.ts';
import { audienceOfContact } from '../contacts/announce.ts';
import { write, type Core } from '../core.ts';
import type { Actor, OrdersApi } from '../crm.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, OrderStatus, OrderView } from '../views.ts';
import { announceOrder } from './announce-order.ts';
import { lockOrder } from './lock-order.ts';
import { readOrder } from './order-view.ts';
import { changeStatus } from './status.ts';
import { checkedMinor } from './total.ts';

/** What was paid of an order: written down, and struck out again when it was a slip. */
export function createPayments(core: Core): Pick<OrdersApi, 'pay' | 'removePayment'> {
  return {
    pay: (actor, orderId, { id, amountMinor, paidOn, method, force }) =>
      write(core, async (tx) => {
        demand(actor, 'order.update');
        const { row, conversation } = await lockOrder(tx, actor, orderId);
        const before = await tx.one<{ order_id: Id; amount_minor: string }>('SELECT order_id, amount_minor FROM order_payment WHERE id = $1', [id]);
        if (before) {
          if (before.order_id !== orderId || Number(before.amount_minor) !== amountMinor) throw new Conflict('id-taken', 'Another payment was written down under this id: make a new one.');
          return (await readOrder(tx, orderId))!;
        }
        if (checkedMinor(amountMinor, 'amountMinor') === 0) throw new Invalid('bad-amount', 'A payment is more than nothing.', 'amountMinor');
        if (row.status === 'cancelled') throw new Conflict('order-cancelled', 'This order is cancelled.');
        const paid = await paidOf(tx, orderId);
        const total = Number(row.total_minor);
        if (paid + amountMinor > total && !force) throw new Conflict('overpaid', 'With this more is paid than the order comes to.');
        checkedMinor(paid + amountMinor, 'amountMinor');
        await tx.query('INSERT INTO order_payment (id, order_id, amount_minor, paid_on, method, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [id, orderId, amountMinor, paidOn, method, actor.userId, core.now()]);
        // Paid in full moves a new order on; where it is further already it stays.
        const moves = paid + amountMinor >= total && (row.status === 'new' || row.status === 'confirmed');
        if (moves) await changeStatus(tx, core, actor, row, 'paid');
        return told(tx, core, actor, orderId, conversation, moves);
      }),
    removePayment: (actor, orderId, paymentId) =>
      write(core, async (tx) => {
        demand(actor, 'order.update');
        const { row, conversation } = await lockOrder(tx, actor, orderId);
        const removed = await tx.one('UPDATE order_payment SET removed_at = $3 WHERE id = $1 AND order_id = $2 AND removed_at IS NULL RETURNING id', [paymentId, orderId, core.now()]);
        if (!removed) throw new NotFound('payment');
        // It must not read “paid” with an amount due; sent or done it stays, for the goods are gone.
        const moves = row.status === 'paid' && (await paidOf(tx, orderId)) < Number(row.total_minor);
        if (moves) await changeStatus(tx, core, actor, row, await beforePaid(tx, orderId));
        return told(tx, core, actor, orderId, conversation, moves);
      }),
  };
}

const paidOf = async (tx: Tx, orderId: Id): Promise<number> =>
  Number((await tx.one<{ paid: string }>('SELECT coalesce(sum(amount_minor), 0)::text AS paid FROM order_payment WHERE order_id = $1 AND removed_at IS NULL', [orderId]))!.paid);

/** Where it stood when it became paid; one that came there from further on is confirmed. */
async function beforePaid(tx: Tx, orderId: Id): Promise<OrderStatus> {
  const row = await tx.one<{ from_status: OrderStatus | null }>("SELECT from_status FROM order_status_change WHERE order_id = $1 AND to_status = 'paid' ORDER BY id DESC LIMIT 1", [orderId]);
  return row?.from_status === 'new' ? 'new' : 'confirmed';
}

/** The timeline shows only what moved the order. */
async function told(tx: Tx, core: Core, actor: Actor, orderId: Id, conversation: ConversationRow | null, moved: boolean): Promise<OrderView> {
  const order = (await readOrder(tx, orderId))!;
  if (moved) await announceOrder(tx, core, actor, order, conversation);
  else tell(tx, { change: { type: 'order', order }, audience: conversation ? audienceOf(placeOf(conversation)) : await audienceOfContact(tx, order.contactId) });
  return order;
}
