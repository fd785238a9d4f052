import type { OrderStatus } from '../views.ts';

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
