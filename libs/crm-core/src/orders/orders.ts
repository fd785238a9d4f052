import { lockConversation } from '../conversations/lock.ts';
import { read, write, type Core } from '../core.ts';
import type { OrdersApi } from '../crm.ts';
import { Conflict, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import { CONTACT_VISIBLE, scope } from '../visibility.ts';
import { announceOrder } from './announce-order.ts';
import { createOrder } from './create-order.ts';
import { ORDER_COLUMNS, readOrder, toOrderView, type OrderRow, type SelectedOrder } from './order-view.ts';
import { createProducts } from './products.ts';
import { mayBecome } from './status.ts';

/** Whoever sees the customer sees their orders. */
const VISIBLE_ORDER = `FROM sales_order o JOIN contact k ON k.id = o.contact_id WHERE ${CONTACT_VISIBLE}`;

export function createOrders(core: Core): OrdersApi {
  return {
    create: createOrder(core),
    get: async (actor, id) => {
      demand(actor, 'order.read');
      const row = await read(core).one<SelectedOrder>(`SELECT ${ORDER_COLUMNS} ${VISIBLE_ORDER} AND o.id = $4`, [...scope(actor), id]);
      if (!row) throw new NotFound('order');
      return toOrderView(row);
    },
    list: async (actor, query) => {
      demand(actor, 'order.read');
      const limit = pageLimit(query);
      const [number] = afterKey(query, 1) ?? [null];
      const rows = await read(core).query<SelectedOrder>(
        `SELECT ${ORDER_COLUMNS} ${VISIBLE_ORDER} AND ($4::uuid IS NULL OR o.contact_id = $4) AND ($5::text IS NULL OR o.status = $5) AND ($6::bigint IS NULL OR o.number < $6)
         ORDER BY o.number DESC LIMIT $7`, [...scope(actor), query.contactId ?? null, query.status ?? null, number, limit + 1]);
      return toPage(rows, limit, (row) => [row.number], toOrderView);
    },
    setStatus: (actor, id, status) =>
      write(core, async (tx) => {
        demand(actor, 'order.update');
        const place = await tx.one<{ conversation_id: string | null }>(`SELECT o.conversation_id ${VISIBLE_ORDER} AND o.id = $4`, [...scope(actor), id]);
        if (!place) throw new NotFound('order');
        const conversation = place.conversation_id ? (await lockConversation(tx, place.conversation_id)).row : null;
        const row = (await tx.one<OrderRow>('SELECT * FROM sales_order WHERE id = $1 FOR UPDATE', [id]))!;
        if (row.status === status) return (await readOrder(tx, id))!;
        if (!mayBecome(row.status, status)) throw new Conflict('bad-status', `An order that is ${row.status} cannot become ${status}.`);
        await tx.query('UPDATE sales_order SET status = $2 WHERE id = $1', [id, status]);
        const order = (await readOrder(tx, id))!;
        await announceOrder(tx, core, actor, order, conversation);
        return order;
      }),
    products: createProducts(core),
  };
}
