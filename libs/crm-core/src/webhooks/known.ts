import { PRODUCT_COLUMNS, toProductView, type ProductRow } from '../orders/product-row.ts';
import type { Reader } from '../core.ts';
import type { Tx } from '../transaction.ts';
import type { Id, ProductView } from '../views.ts';
import { digestOf, keyOf, type Kind, type Known, type KnownFacts, type MessageFacts, type Remembered } from './derive.ts';

/** An older message that nobody remembers is taken for known. */
const MESSAGE_DAYS = 14;
const DAY_MS = 86_400_000;
export const freshSince = (now: Date): Date => new Date(now.getTime() - MESSAGE_DAYS * DAY_MS);

export async function readKnown(read: Reader, things: readonly { kind: Kind; thingId: Id }[]): Promise<Map<string, Known>> {
  if (!things.length) return new Map();
  const rows = await read.query<{ kind: Kind; thing_id: Id; digest: string | null; facts: KnownFacts }>(
    'SELECT k.kind, k.thing_id, k.digest, k.facts FROM unnest($1::text[], $2::uuid[]) t (kind, thing_id) JOIN webhook_known k USING (kind, thing_id)',
    [things.map(({ kind }) => kind), things.map(({ thingId }) => thingId)]);
  return new Map(rows.map((row) => [keyOf(row.kind, row.thing_id), { digest: row.digest, facts: row.facts }]));
}

export async function readMessageFacts(read: Reader, ids: readonly Id[], now: Date): Promise<Map<Id, MessageFacts>> {
  if (!ids.length) return new Map();
  const rows = await read.query<{ id: Id; fresh: boolean; withheld: boolean }>(
    `SELECT m.id, m.created_at >= $2 AS fresh, c.spam OR coalesce(i.is_private, false) AS withheld
     FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN inbox i ON i.id = m.inbox_id WHERE m.id = ANY ($1)`, [ids, freshSince(now)]);
  return new Map(rows.map(({ id, fresh, withheld }) => [id, { fresh, withheld }]));
}

export async function readProducts(read: Reader): Promise<ProductView[]> {
  return (await read.query<ProductRow>(`SELECT ${PRODUCT_COLUMNS} FROM product p ORDER BY p.id`)).map(toProductView);
}

export async function remember(tx: Tx, things: readonly Remembered[], now: Date): Promise<void> {
  if (!things.length) return;
  await tx.query(
    `INSERT INTO webhook_known (kind, thing_id, digest, facts, at) SELECT t.kind, t.thing_id, t.digest, t.facts::jsonb, $5 FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) t (kind, thing_id, digest, facts)
     ON CONFLICT (kind, thing_id) DO UPDATE SET digest = EXCLUDED.digest, facts = EXCLUDED.facts, at = EXCLUDED.at`,
    [things.map(({ kind }) => kind), things.map(({ thingId }) => thingId), things.map(({ digest }) => digest), things.map(({ facts }) => JSON.stringify(facts)), now]);
}

/**
 * From here on somebody is told: the place in the feed is taken first, then everything that is there is known. What commits in between is
 * known and comes by the feed, too; it was before anybody was told.
 */
export async function begin(tx: Tx, now: Date): Promise<void> {
  await tx.query("UPDATE webhook_progress SET epoch = k.feed_epoch, position = pg_snapshot_xmin(pg_current_snapshot())::text::bigint, event_id = 0 FROM company k");
  for (const [kind, rows] of Object.entries(THERE)) {
    await tx.query(`INSERT INTO webhook_known (kind, thing_id, facts, at) SELECT $1, t.id, t.facts, $2 FROM (${rows}) t ON CONFLICT DO NOTHING`, [kind, now]);
  }
  await tx.query(
    `INSERT INTO webhook_known (kind, thing_id, facts, at)
     SELECT 'message', m.id, jsonb_build_object('told', m.direction = 'inbound' OR m.delivery_status IN ('sent', 'delivered', 'read')), m.created_at FROM message m
     WHERE m.kind = 'text' AND m.direction <> 'internal' AND (m.created_at >= $1 OR m.delivery_status IN ('queued', 'submitting', 'failed', 'uncertain')) ON CONFLICT DO NOTHING`, [freshSince(now)]);
  // Of goods also how they stand: an import says only that some of them changed.
  await remember(tx, (await readProducts(tx)).map((product) => ({ kind: 'product', thingId: product.id, digest: digestOf(product), facts: {} })), now);
}

/** Nobody is told any more. */
export async function end(tx: Tx): Promise<void> {
  await tx.query('UPDATE webhook_progress SET epoch = NULL, position = NULL, event_id = NULL');
  await tx.query('DELETE FROM webhook_known');
}

const THERE: Readonly<Record<Exclude<Kind, 'message' | 'product'>, string>> = {
  contact: "SELECT id, '{}'::jsonb AS facts FROM contact",
  lead: "SELECT id, '{}'::jsonb AS facts FROM lead",
  deal: "SELECT id, '{}'::jsonb AS facts FROM deal",
  task: "SELECT id, jsonb_build_object('status', status) AS facts FROM task",
  order: `SELECT o.id, jsonb_build_object(
      'paid', o.status <> 'cancelled' AND (o.status = 'paid' OR o.total_minor > 0 AND p.sum >= o.total_minor
        OR o.status IN ('shipped', 'done') AND EXISTS (SELECT 1 FROM order_status_change h WHERE h.order_id = o.id AND h.to_status = 'paid')),
      'paymentIds', p.ids) AS facts
    FROM sales_order o CROSS JOIN LATERAL (SELECT coalesce(sum(y.amount_minor), 0) AS sum, coalesce(jsonb_agg(y.id), '[]') AS ids FROM order_payment y WHERE y.order_id = o.id AND y.removed_at IS NULL) p`,
};
