import type { Statement } from '../batch.ts';
import type { Id } from '../views.ts';

/** An order that is neither done nor cancelled is money still to come. */
const OPEN = "status NOT IN ('done', 'cancelled')";

/**
 * Counts anew what the open orders beside a conversation come to, in the currency of the newest; who changes one of them says so before
 * it is announced. Kept in the row, so that the list can be sorted by it. Amounts of other currencies are left out, not converted.
 */
export const countMoney = (conversationId: Id): Statement => ({
  text: `UPDATE conversation c SET money_minor = coalesce(m.minor, 0), money_currency = m.currency
    FROM (SELECT $1::uuid AS id) k LEFT JOIN LATERAL (
      SELECT sum(o.total_minor)::bigint AS minor, o.currency FROM sales_order o WHERE o.conversation_id = k.id AND o.${OPEN}
        AND o.currency = (SELECT n.currency FROM sales_order n WHERE n.conversation_id = k.id AND n.${OPEN} ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
      GROUP BY o.currency) m ON true
    WHERE c.id = k.id`,
  values: [conversationId],
});
