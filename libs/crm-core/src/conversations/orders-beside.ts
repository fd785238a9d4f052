import type { ConversationView } from '../views.ts';

/** An order as it counts beside its conversation. */
export interface OrderBeside {
  readonly total_minor: number;
  readonly currency: string;
  /** ISO 8601. */
  readonly created_at: string;
}

/** The orders of the conversation with this id (an SQL expression) as JSON, null when there are none; cancelled ones do not count. Summing them in SQL would cost more. */
export const ordersOf = (id: string): string =>
  `(SELECT json_agg(o) FROM (SELECT total_minor, currency, created_at FROM sales_order WHERE conversation_id = ${id} AND status <> 'cancelled') o)`;

/** Their sum, in the currency of the newest. */
export function sumOf(orders: readonly OrderBeside[] | null): ConversationView['orderTotal'] {
  if (!orders?.length) return null;
  const { currency } = orders.reduce((newest, order) => (new Date(order.created_at) > new Date(newest.created_at) ? order : newest));
  return { minor: orders.filter((order) => order.currency === currency).reduce((sum, order) => sum + order.total_minor, 0), currency };
}
