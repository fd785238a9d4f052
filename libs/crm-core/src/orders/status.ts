import type { Core } from '../core.ts';
import type { Actor } from '../crm.ts';
import type { Tx } from '../transaction.ts';
import type { Id, OrderStatus } from '../views.ts';

/** From → to. One step back mends a slip; a cancelled order begins anew or stays. */
const TABLE: Record<OrderStatus, readonly OrderStatus[]> = {
  new: ['confirmed', 'paid', 'shipped', 'done', 'cancelled'],
  confirmed: ['new', 'paid', 'shipped', 'done', 'cancelled'],
  paid: ['confirmed', 'shipped', 'done', 'cancelled'],
  shipped: ['paid', 'done', 'cancelled'],
  done: ['shipped', 'cancelled'],
  cancelled: ['new'],
};

export const mayBecome = (from: OrderStatus, to: OrderStatus): boolean => TABLE[from].includes(to);

/** The order, which is locked, goes on, and its history says so. */
export async function changeStatus(tx: Tx, core: Core, actor: Actor, order: { readonly id: Id; readonly status: OrderStatus }, to: OrderStatus): Promise<void> {
  await tx.query('UPDATE sales_order SET status = $2 WHERE id = $1', [order.id, to]);
  await recordStatus(tx, core, actor, order.id, order.status, to);
}

/** `from` null: it begins. */
export async function recordStatus(tx: Tx, core: Core, actor: Actor, orderId: Id, from: OrderStatus | null, to: OrderStatus): Promise<void> {
  await tx.query('INSERT INTO order_status_change (order_id, from_status, to_status, by_id, at) VALUES ($1, $2, $3, $4, $5)', [orderId, from, to, actor.userId, core.now()]);
}
