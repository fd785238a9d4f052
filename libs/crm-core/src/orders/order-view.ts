import type { Reader } from '../core.ts';
import type { Id, Iso, OrderStatus, OrderView, PaymentMethod } from '../views.ts';

export interface OrderRow {
  readonly id: Id;
  readonly number: string;
  readonly contact_id: Id;
  readonly conversation_id: Id | null;
  readonly status: OrderStatus;
  readonly currency: string;
  readonly discount_minor: string;
  readonly delivery_minor: string;
  readonly total_minor: string;
  readonly comment: string;
  readonly fingerprint: string;
  readonly created_by: Id | null;
  readonly created_at: Date;
}
interface LineJson {
  readonly product_id: Id | null;
  readonly name: string;
  readonly quantity: number;
  readonly price_minor: number;
  readonly total_minor: number;
}

interface PaymentJson {
  readonly id: Id;
  readonly amount_minor: number;
  readonly paid_on: string;
  readonly method: PaymentMethod;
  readonly by_id: Id | null;
}
interface ChangeJson {
  readonly from_status: OrderStatus | null;
  readonly to_status: OrderStatus;
  readonly by_id: Id | null;
  readonly at: Iso;
}

/** Over `sales_order o`. */
export const ORDER_COLUMNS = `o.*, (SELECT coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.position), '[]') FROM order_line l WHERE l.order_id = o.id) AS line_rows,
  (SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY p.paid_on, p.id), '[]') FROM order_payment p WHERE p.order_id = o.id AND p.removed_at IS NULL) AS payment_rows,
  (SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.id), '[]') FROM order_status_change s WHERE s.order_id = o.id) AS change_rows`;
export type SelectedOrder = OrderRow & { readonly line_rows: LineJson[]; readonly payment_rows: PaymentJson[]; readonly change_rows: ChangeJson[] };

export function toOrderView(row: SelectedOrder): OrderView {
  return {
    id: row.id,
    number: Number(row.number),
    contactId: row.contact_id,
    conversationId: row.conversation_id,
    status: row.status,
    currency: row.currency,
    lines: row.line_rows.map((line) => ({ productId: line.product_id, name: line.name, quantity: Number(line.quantity), priceMinor: Number(line.price_minor), totalMinor: Number(line.total_minor) })),
    discountMinor: Number(row.discount_minor),
    deliveryMinor: Number(row.delivery_minor),
    totalMinor: Number(row.total_minor),
    comment: row.comment,
    payments: row.payment_rows.map(({ id, amount_minor, paid_on, method, by_id }) => ({ id, amountMinor: Number(amount_minor), paidOn: paid_on, method, byId: by_id })),
    paidMinor: row.payment_rows.reduce((sum, payment) => sum + Number(payment.amount_minor), 0),
    history: row.change_rows.map(({ from_status, to_status, by_id, at }) => ({ from: from_status, to: to_status, byId: by_id, at: new Date(at).toISOString() })),
    createdById: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}

export async function readOrder(reader: Reader, id: Id): Promise<OrderView | null> {
  const row = await reader.one<SelectedOrder>(`SELECT ${ORDER_COLUMNS} FROM sales_order o WHERE o.id = $1`, [id]);
  return row ? toOrderView(row) : null;
}

/** One line for the timeline: the first things, with how many. */
export function summaryOf(lines: OrderView['lines']): string {
  const shown = lines.slice(0, 3).map((line) => (line.quantity === 1 ? line.name : `${line.name} × ${line.quantity}`));
  return lines.length > 3 ? `${shown.join(', ')}, +${lines.length - 3}` : shown.join(', ');
}
