import { recordAudit } from '../company/audit.ts';
import { read, write, type Core, type Reader } from '../core.ts';
import type { WebhooksApi } from '../crm.ts';
import { Conflict, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id, WebhookDeliveryStatus, WebhookDeliveryView, WebhookFailure } from '../views.ts';
import { freshSince } from './known.ts';

interface Row {
  readonly id: Id;
  readonly endpoint_id: Id;
  readonly event_id: Id;
  readonly seq: string;
  readonly type: WebhookDeliveryView['type'];
  readonly thing_id: Id;
  readonly at: Date;
  readonly status: WebhookDeliveryStatus;
  readonly attempts: number;
  readonly attempted_at: Date | null;
  readonly due_at: Date;
  readonly claim_expires_at: Date | null;
  readonly answer_status: number | null;
  readonly answer: string | null;
  readonly failure: WebhookFailure | null;
}
const SELECT = `SELECT d.id, d.endpoint_id, d.event_id, d.seq::text AS seq, e.type, d.thing_id, e.at, d.status, d.attempts, d.attempted_at, d.due_at, d.claim_expires_at, d.answer_status, d.answer, d.failure
  FROM webhook_delivery d JOIN webhook_event e ON e.id = d.event_id`;
/** From the beginning; one that is being tried just now stays that attempt's. */
const ANEW = "status = 'pending', attempts = 0, due_at = $1";

/** How each telling went, and telling once more. */
export function createDeliveries(core: Core): Pick<WebhooksApi, 'deliveries' | 'resend' | 'replay' | 'test' | 'trim'> {
  return {
    deliveries: async (actor, endpointId, { status, ...page }) => {
      demand(actor, 'webhook.manage');
      if (!(await read(core).one('SELECT 1 FROM webhook_endpoint WHERE id = $1 AND removed_at IS NULL', [endpointId]))) throw new NotFound('endpoint');
      const limit = pageLimit(page);
      const [before] = afterKey(page, 1) ?? [null];
      const rows = await read(core).query<Row>(
        `${SELECT} WHERE d.endpoint_id = $1 AND ($2::bigint IS NULL OR d.seq < $2) AND ($3::text IS NULL OR d.status = $3) ORDER BY d.seq DESC LIMIT $4`, [endpointId, before, status ?? null, limit + 1]);
      return toPage(rows, limit, (row) => [row.seq], (row) => toView(row, core.now()));
    },
    resend: (actor, deliveryId) =>
      write(core, async (tx) => {
        demand(actor, 'webhook.manage');
        const row = await tx.one<{ endpoint_id: Id }>('SELECT endpoint_id FROM webhook_delivery WHERE id = $1 FOR UPDATE', [deliveryId]);
        if (!row) throw new NotFound('delivery');
        await requireEnabled(tx, row.endpoint_id);
        await tx.query(`UPDATE webhook_delivery SET ${ANEW} WHERE id = $2`, [core.now(), deliveryId]);
        return viewOf(tx, deliveryId, core.now());
      }),
    replay: (actor, endpointId, since) =>
      write(core, async (tx) => {
        demand(actor, 'webhook.manage');
        await requireEnabled(tx, endpointId);
        const row = await tx.one<{ count: number }>(
          `WITH again AS (
             INSERT INTO webhook_delivery (id, endpoint_id, event_id, seq, thing_id, due_at)
             SELECT gen_random_uuid(), p.id, e.id, e.seq, e.thing_id, $1 FROM webhook_endpoint p JOIN webhook_event e ON e.type = ANY (p.event_types) AND e.noted_at >= $3 WHERE p.id = $2
             ON CONFLICT (endpoint_id, event_id) DO UPDATE SET ${ANEW} RETURNING 1)
           SELECT count(*)::int AS count FROM again`, [core.now(), endpointId, since]);
        await recordAudit(tx, { userId: actor.userId, action: 'webhook.replay', thing: endpointId, detail: { since: since.toISOString(), events: row!.count } });
        return row!.count;
      }),
    test: (actor, endpointId) =>
      write(core, async (tx) => {
        demand(actor, 'webhook.manage');
        await requireEnabled(tx, endpointId);
        const [eventId, deliveryId] = [core.newId(), core.newId()];
        await tx.query(
          `WITH event AS (INSERT INTO webhook_event (id, type, thing_id, at, noted_at, data) VALUES ($1, 'webhook.test', $3, $4, $4, '{}') RETURNING id, seq)
           INSERT INTO webhook_delivery (id, endpoint_id, event_id, seq, thing_id, due_at) SELECT $2, $3, id, seq, $3, $4 FROM event`, [eventId, deliveryId, endpointId, core.now()]);
        return viewOf(tx, deliveryId, core.now());
      }),
    trim: (days) =>
      write(core, async (tx) => {
        const before = new Date(core.now().getTime() - days * 86_400_000);
        await tx.query(
          `DELETE FROM webhook_delivery d USING webhook_event e, webhook_endpoint p WHERE e.id = d.event_id AND p.id = d.endpoint_id AND e.noted_at < $1 AND (d.status <> 'pending' OR NOT p.enabled OR p.removed_at IS NOT NULL)`, [before]);
        const row = await tx.one<{ count: number }>(
          `WITH gone AS (DELETE FROM webhook_event e WHERE e.noted_at < $1 AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.event_id = e.id) RETURNING 1) SELECT count(*)::int AS count FROM gone`, [before]);
        await tx.query("DELETE FROM webhook_known WHERE kind = 'message' AND at < $1 AND (facts->>'told')::boolean", [freshSince(core.now())]);
        return row!.count;
      }),
  };
}

/** Throws NotFound, Conflict. */
async function requireEnabled(tx: Tx, endpointId: Id): Promise<void> {
  const row = await tx.one<{ enabled: boolean }>('SELECT enabled FROM webhook_endpoint WHERE id = $1 AND removed_at IS NULL', [endpointId]);
  if (!row) throw new NotFound('endpoint');
  if (!row.enabled) throw new Conflict('endpoint-disabled', 'This endpoint is switched off: switch it on first.');
}

async function viewOf(at: Reader, id: Id, now: Date): Promise<WebhookDeliveryView> {
  return toView((await at.one<Row>(`${SELECT} WHERE d.id = $1`, [id]))!, now);
}

const toView = (row: Row, now: Date): WebhookDeliveryView => ({
  id: row.id, endpointId: row.endpoint_id, eventId: row.event_id, type: row.type, thingId: row.thing_id, at: row.at.toISOString(), status: row.status, attempts: row.attempts,
  attemptedAt: row.attempted_at?.toISOString() ?? null,
  nextAttemptAt: row.status === 'pending' && !(row.claim_expires_at && row.claim_expires_at > now) ? row.due_at.toISOString() : null,
  answerStatus: row.answer_status, answer: row.answer, failure: row.failure,
});
