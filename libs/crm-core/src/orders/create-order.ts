import { createHash } from 'node:crypto';
import type { ConversationRow } from '../conversations/row.ts';
import { lockConversation } from '../conversations/lock.ts';
import { write, type Core } from '../core.ts';
import type { Actor, OrderInput, OrdersApi } from '../crm.ts';
import { Conflict, Invalid } from '../errors.ts';
import { convertLead } from '../leads/announce-lead.ts';
import { demand } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id, OrderView } from '../views.ts';
import { holdContact, requireContact, requireConversation } from '../visibility.ts';
import { announceOrder } from './announce-order.ts';
import { readOrder, type OrderRow } from './order-view.ts';
import { recordStatus } from './status.ts';
import { checkedMinor, lineTotal, orderTotal, thousandths } from './total.ts';

interface Line {
  readonly productId: Id | null;
  readonly name: string;
  readonly quantity: number;
  readonly priceMinor: number;
}
interface Product {
  readonly id: Id;
  readonly name: string;
  readonly price_minor: string;
  readonly currency: string;
}

/** An order of a contact, perhaps out of a conversation. Posting the same id again answers the same order. */
export function createOrder(core: Core): OrdersApi['create'] {
  return (actor, input) =>
    write(core, async (tx) => {
      demand(actor, 'order.create');
      const fingerprint = fingerprintOf(input);
      // Before its place is looked for: the contact may have been merged since.
      const sent = await sentBefore(tx, actor, input.id, fingerprint);
      if (sent) return sent;
      const { contactId, conversation } = await placeOf(tx, actor, input);
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7130612))', [contactId]);
      const meanwhile = await sentBefore(tx, actor, input.id, fingerprint);
      if (meanwhile) return meanwhile;
      if (!input.force) await refuseDouble(tx, core, contactId, fingerprint);
      const { lines, currency } = await priced(tx, input);
      const totals = lines.map(lineTotal);
      const discount = checkedMinor(input.discountMinor ?? 0, 'discountMinor');
      const delivery = checkedMinor(input.deliveryMinor ?? 0, 'deliveryMinor');
      await tx.query(
        `INSERT INTO sales_order (id, contact_id, conversation_id, currency, discount_minor, delivery_minor, total_minor, comment, fingerprint, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [input.id, contactId, conversation?.id ?? null, currency, discount, delivery, orderTotal(totals, discount, delivery), (input.comment ?? '').replaceAll('\0', ''), fingerprint, actor.userId, core.now()]);
      for (const [position, line] of lines.entries()) {
        await tx.query('INSERT INTO order_line (order_id, position, product_id, name, quantity, price_minor, total_minor) VALUES ($1, $2, $3, $4, $5::numeric / 1000, $6, $7)',
          [input.id, position, line.productId, line.name, thousandths(line.quantity), line.priceMinor, totals[position]]);
      }
      await recordStatus(tx, core, actor, input.id, null, 'new');
      const order = (await readOrder(tx, input.id))!;
      await announceOrder(tx, core, actor, order, conversation);
      await convertLead(tx, core, contactId, actor.userId);
      return order;
    });
}

async function placeOf(tx: Tx, actor: Actor, input: OrderInput): Promise<{ contactId: Id; conversation: ConversationRow | null }> {
  if (!input.conversationId) {
    if (!input.contactId) throw new Invalid('no-contact', 'Say whose order it is.', 'contactId');
    await holdContact(tx, actor, input.contactId);
    return { contactId: input.contactId, conversation: null };
  }
  await requireConversation(tx, actor, input.conversationId);
  const { row } = await lockConversation(tx, input.conversationId);
  if (input.contactId && input.contactId !== row.contact_id) throw new Invalid('other-contact', 'This conversation is with somebody else.', 'contactId');
  return { contactId: row.contact_id, conversation: row };
}

/** Names and prices: as stated, else the product's. One currency for the whole order. */
async function priced(tx: Tx, input: OrderInput): Promise<{ lines: Line[]; currency: string }> {
  if (!input.lines.length) throw new Invalid('no-lines', 'An order has at least one line.', 'lines');
  const ids = input.lines.map((line) => line.productId).filter((id) => id !== null && id !== undefined);
  const products = new Map((await tx.query<Product>('SELECT id, name, price_minor, currency FROM product WHERE id = ANY ($1)', [ids])).map((row) => [row.id, row]));
  const used = [...products.values()];
  const currency = input.currency ?? used[0]?.currency ?? (await tx.one<{ currency: string }>('SELECT currency FROM company'))!.currency;
  if (!/^[A-Z]{3}$/.test(currency)) throw new Invalid('bad-currency', 'A currency is three letters of ISO 4217.', 'currency');
  const lines = input.lines.map((line, i): Line => {
    const product = line.productId ? products.get(line.productId) : undefined;
    if (line.productId && !product) throw new Invalid('no-product', 'This product is gone.', `lines.${i}.productId`);
    if (product && line.priceMinor === undefined && product.currency !== currency) {
      throw new Invalid('other-currency', `The price of ${product.name} is in ${product.currency}: state one in ${currency}.`, `lines.${i}.priceMinor`);
    }
    const name = line.name?.replaceAll('\0', '').trim() || product?.name;
    const priceMinor = line.priceMinor ?? (product && Number(product.price_minor));
    if (!name) throw new Invalid('no-name', 'Say what is ordered.', `lines.${i}.name`);
    if (priceMinor === undefined) throw new Invalid('no-price', 'Say what it costs.', `lines.${i}.priceMinor`);
    return { productId: product?.id ?? null, name, quantity: line.quantity, priceMinor: checkedMinor(priceMinor, `lines.${i}.priceMinor`) };
  });
  return { lines, currency };
}

async function sentBefore(tx: Tx, actor: Actor, id: Id, fingerprint: string): Promise<OrderView | null> {
  const before = await tx.one<OrderRow>('SELECT * FROM sales_order WHERE id = $1', [id]);
  if (!before) return null;
  await requireContact(tx, actor, before.contact_id);
  if (before.fingerprint !== fingerprint) throw new Conflict('id-taken', 'Another order was made under this id: make a new one.');
  return readOrder(tx, id);
}

/** Two people, or two tabs, write down the same order: the second is asked before it counts. */
async function refuseDouble(tx: Tx, core: Core, contactId: Id, fingerprint: string): Promise<void> {
  const twin = await tx.one<{ number: string }>(
    "SELECT number FROM sales_order WHERE contact_id = $1 AND fingerprint = $2 AND status <> 'cancelled' AND created_at > $3", [contactId, fingerprint, new Date(core.now().getTime() - 60_000)]);
  if (twin) throw new Conflict('duplicate-order', `Order ${twin.number} of a moment ago is the same.`);
}

/** Of what was said, not of whom it means: that changes when contacts are merged. */
function fingerprintOf(input: OrderInput): string {
  const lines = input.lines.map((line) => [line.productId ?? null, line.name ?? null, line.quantity, line.priceMinor ?? null]);
  return createHash('sha256').update(JSON.stringify([input.conversationId ?? input.contactId ?? null, input.currency ?? null, lines, input.discountMinor ?? 0, input.deliveryMinor ?? 0, input.comment ?? ''])).digest('base64url');
}
