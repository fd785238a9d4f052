import { read, write, type Core } from '../core.ts';
import type { WebhooksApi } from '../crm.ts';
import type { Id } from '../views.ts';
import { nextAttempt } from './back-off.ts';

/** Nobody holds it; a claim that ran out is nobody's. */
const FREE = "w.status = 'pending' AND (w.claim_expires_at IS NULL OR w.claim_expires_at <= $1)";

/** Of one thing only the first that waits: whoever tries again holds up the later ones of the same thing, and nothing else. */
const CLAIM = `WITH due AS (
    SELECT d.id FROM webhook_endpoint p CROSS JOIN LATERAL (
      SELECT w.id FROM webhook_delivery w
      WHERE w.endpoint_id = p.id AND ${FREE} AND w.due_at <= $1
        AND NOT EXISTS (SELECT 1 FROM webhook_delivery b WHERE b.endpoint_id = p.id AND b.thing_id = w.thing_id AND b.status = 'pending' AND b.seq < w.seq)
      ORDER BY w.seq
      LIMIT GREATEST(0, $2::int - (SELECT count(*)::int FROM webhook_delivery r WHERE r.endpoint_id = p.id AND r.status = 'pending' AND r.claim_expires_at > $1))
    ) d WHERE p.enabled AND p.removed_at IS NULL
  ), taken AS (
    UPDATE webhook_delivery w SET fence = w.fence + 1, attempts = w.attempts + 1, attempted_at = $1, claim_expires_at = $3 FROM due WHERE w.id = due.id AND ${FREE}
    RETURNING w.id, w.fence, w.endpoint_id, w.event_id, w.seq
  )
  SELECT t.id, t.fence, t.endpoint_id, t.event_id, p.url, p.secrets, e.type, e.at, e.data
  FROM taken t JOIN webhook_endpoint p ON p.id = t.endpoint_id JOIN webhook_event e ON e.id = t.event_id ORDER BY t.seq`;

/** One attempt after the other, each claimed before a byte is sent and fenced when its outcome is written. */
export function createTelling(core: Core): Pick<WebhooksApi, 'claim' | 'record'> {
  return {
    claim: async (perEndpoint, leaseMs) => {
      const now = core.now();
      const rows = await read(core).query<{ id: Id; fence: number; endpoint_id: Id; event_id: Id; url: string; secrets: Buffer; type: string; at: Date; data: unknown }>(
        CLAIM, [now, perEndpoint, new Date(now.getTime() + leaseMs)]);
      return rows.map((row) => ({
        deliveryId: row.id, fence: row.fence, endpointId: row.endpoint_id, url: row.url, secrets: row.secrets, eventId: row.event_id,
        body: JSON.stringify({ type: row.type, timestamp: row.at.toISOString(), data: row.data }),
      }));
    },
    record: ({ deliveryId, fence }, outcome) =>
      write(core, async (tx) => {
        const row = await tx.one<{ endpoint_id: Id; attempts: number }>("SELECT endpoint_id, attempts FROM webhook_delivery WHERE id = $1 AND fence = $2 AND status = 'pending' FOR UPDATE", [deliveryId, fence]);
        if (!row) return;
        const answered = outcome.type === 'answered';
        const arrived = answered && outcome.status >= 200 && outcome.status < 300;
        const gone = answered && outcome.status === 410;
        const next = arrived || gone ? null : nextAttempt({ now: core.now(), attempts: row.attempts, retryAfterMs: answered ? outcome.retryAfterMs : undefined, random: core.random });
        await tx.query('UPDATE webhook_delivery SET status = $2, due_at = coalesce($3, due_at), claim_expires_at = NULL, answer_status = $4, answer = $5, failure = $6 WHERE id = $1',
          [deliveryId, arrived ? 'delivered' : next ? 'pending' : 'failed', next, answered ? outcome.status : null, answered ? outcome.answer : null, answered ? null : outcome.reason]);
        // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: 410 asks not to be told any more.
        if (gone) await tx.query("UPDATE webhook_endpoint SET enabled = false, disabled_reason = 'gone' WHERE id = $1 AND enabled", [row.endpoint_id]);
      }),
  };
}
