import { read, write, type Core } from '../core.ts';
import type { OrdersApi } from '../crm.ts';
import { Conflict, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import { scope } from '../visibility.ts';
import { announceOrder } from './announce-order.ts';
import { createOrder } from './create-order.ts';
import { draftOrder } from './draft/draft-order.ts';
import { lockOrder, VISIBLE_ORDER } from './lock-order.ts';
import { ORDER_COLUMNS, readOrder, toOrderView, type SelectedOrder } from './order-view.ts';
import { createPayments } from './payments.ts';
import { createProducts } from './products.ts';
import { changeStatus, mayBecome } from './status.ts';

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
        const { row, conversation } = await lockOrder(tx, actor, id);
        if (row.status === status) return (await readOrder(tx, id))!;
        if (!mayBecome(row.status, status)) throw new Conflict('bad-status', `An order that is ${row.status} cannot become ${status}.`);
        await changeStatus(tx, core, actor, row, status);
        const order = (await readOrder(tx, id))!;
        await announceOrder(tx, core, actor, order, conversation);
        return order;
      }),
    draft: draftOrder(core),
    ...createPayments(core),
    products: createProducts(core),
  };
}
