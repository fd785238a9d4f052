import { read, type Core } from '../../core.ts';
import type { OrdersApi } from '../../crm.ts';
import { demand } from '../../policy.ts';
import { CONVERSATION_VISIBLE, MESSAGE_VISIBLE, requireConversation, scope } from '../../visibility.ts';
import { PRODUCT_COLUMNS, toProductView, type ProductRow } from '../product-row.ts';
import { matchGoods } from './match-goods.ts';

/** Of a larger catalogue those whose SKU is named come first. */
const MOST_GOODS = 5_000;

/** What the picked messages seem to order: lines for a person to confirm. Nothing is written. */
export function draftOrder(core: Core): OrdersApi['draft'] {
  return async (actor, { conversationId, messageIds }) => {
    demand(actor, 'order.create');
    const reader = read(core);
    await requireConversation(reader, actor, conversationId);
    const messages = await reader.query<{ text: string }>(
      `SELECT m.text FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.id = $4 AND ${CONVERSATION_VISIBLE} AND m.id = ANY ($5::uuid[]) AND m.kind = 'text' AND ${MESSAGE_VISIBLE} ORDER BY m.occurred_at, m.id`, [...scope(actor), conversationId, messageIds]);
    const text = messages.map((message) => message.text).join('\n');
    const goods = await reader.query<ProductRow>(
      `SELECT ${PRODUCT_COLUMNS} FROM product p WHERE p.active ORDER BY (position(lower(p.sku) in lower($1)) > 0) DESC, p.name, p.id LIMIT ${MOST_GOODS}`, [text]);
    const byId = new Map(goods.map((row) => [row.id, row]));
    return { lines: matchGoods(text, goods).map(({ productId, ...line }) => ({ ...line, product: toProductView(byId.get(productId)!) })) };
  };
}
