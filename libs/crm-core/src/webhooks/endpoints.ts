import { recordAudit } from '../company/audit.ts';
import { read, write, type Core, type Reader } from '../core.ts';
import type { WebhookEndpointInput, WebhooksApi } from '../crm.ts';
import { Invalid, NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import type { Id, WebhookEndpointView, WebhookEventType } from '../views.ts';
import { begin, end } from './known.ts';

interface Row {
  readonly id: Id;
  readonly url: string;
  readonly description: string;
  readonly event_types: WebhookEventType[];
  readonly enabled: boolean;
  readonly disabled_reason: 'by-person' | 'gone' | null;
  readonly created_at: Date;
  readonly pending: number;
  readonly failed: number;
}
const counted = (status: string): string => `(SELECT count(*)::int FROM (SELECT 1 FROM webhook_delivery d WHERE d.endpoint_id = p.id AND d.status = '${status}' LIMIT 1000) n)`;
const SELECT = `SELECT p.id, p.url, p.description, p.event_types, p.enabled, p.disabled_reason, p.created_at, ${counted('pending')} AS pending, ${counted('failed')} AS failed FROM webhook_endpoint p WHERE p.removed_at IS NULL`;

/** Where programs are told. */
export function createEndpoints(core: Core): Pick<WebhooksApi, 'list' | 'create' | 'update' | 'remove' | 'secrets' | 'sealed' | 'reseal'> {
  return {
    list: async (actor) => {
      demand(actor, 'webhook.manage');
      return (await read(core).query<Row>(`${SELECT} ORDER BY p.created_at, p.id`)).map(toView);
    },
    create: (actor, { id, secrets, ...input }) =>
      write(core, async (tx) => {
        demand(actor, 'webhook.manage');
        check(input);
        const idle = await tx.one<{ idle: boolean }>('SELECT epoch IS NULL AS idle FROM webhook_progress FOR UPDATE');
        if (idle!.idle) await begin(tx, core.now());
        await tx.query('INSERT INTO webhook_endpoint (id, url, description, event_types, secrets, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
          [id, input.url, input.description, input.eventTypes, secrets, actor.userId, core.now()]);
        await recordAudit(tx, { userId: actor.userId, action: 'webhook.create', thing: id, detail: { host: hostOf(input.url), eventTypes: input.eventTypes } });
        return viewOf(tx, id);
      }),
    update: (actor, id, { enabled, secrets, ...input }) =>
      write(core, async (tx) => {
        demand(actor, 'webhook.manage');
        check(input);
        const row = await tx.one(
          `UPDATE webhook_endpoint SET url = coalesce($2, url), description = coalesce($3, description), event_types = coalesce($4, event_types), secrets = coalesce($5, secrets), enabled = coalesce($6, enabled),
             disabled_reason = CASE WHEN $6::boolean THEN NULL WHEN NOT $6::boolean THEN coalesce(disabled_reason, 'by-person') ELSE disabled_reason END
           WHERE id = $1 AND removed_at IS NULL RETURNING id`,
          [id, input.url ?? null, input.description ?? null, input.eventTypes ?? null, secrets ?? null, enabled ?? null]);
        if (!row) throw new NotFound('endpoint');
        await recordAudit(tx, {
          userId: actor.userId, action: 'webhook.update', thing: id,
          detail: { ...(input.url && { host: hostOf(input.url) }), ...(input.eventTypes && { eventTypes: input.eventTypes }), ...(enabled !== undefined && { enabled }), ...(secrets && { secret: 'changed' }) },
        });
        return viewOf(tx, id);
      }),
    remove: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'webhook.manage');
        await tx.query('SELECT 1 FROM webhook_progress FOR UPDATE');
        const row = await tx.one('UPDATE webhook_endpoint SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL RETURNING id', [id, core.now()]);
        if (!row) throw new NotFound('endpoint');
        if (!(await tx.one('SELECT 1 FROM webhook_endpoint WHERE removed_at IS NULL'))) await end(tx);
        await recordAudit(tx, { userId: actor.userId, action: 'webhook.remove', thing: id });
      }),
    secrets: async (actor, id) => {
      demand(actor, 'webhook.manage');
      const row = await read(core).one<{ secrets: Buffer }>('SELECT secrets FROM webhook_endpoint WHERE id = $1 AND removed_at IS NULL', [id]);
      if (!row) throw new NotFound('endpoint');
      return row.secrets;
    },
    sealed: () => read(core).query<{ id: Id; secrets: Buffer }>('SELECT id, secrets FROM webhook_endpoint WHERE removed_at IS NULL ORDER BY id'),
    reseal: async (id, secrets) => void (await read(core).query('UPDATE webhook_endpoint SET secrets = $2 WHERE id = $1', [id, secrets])),
  };
}

/** Throws NotFound. */
async function viewOf(at: Reader, id: Id): Promise<WebhookEndpointView> {
  const row = await at.one<Row>(`${SELECT} AND p.id = $1`, [id]);
  if (!row) throw new NotFound('endpoint');
  return toView(row);
}

function check({ url, eventTypes }: Partial<WebhookEndpointInput>): void {
  const parsed = url === undefined ? null : URL.parse(url);
  if (url !== undefined && (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password)) throw new Invalid('bad-url', 'Where to tell must be an http(s) address without a password in it.', 'url');
  if (eventTypes?.length === 0) throw new Invalid('no-event-types', 'Choose at least one kind of event.', 'eventTypes');
}

/** A path may be a secret of its own. */
const hostOf = (url: string): string => URL.parse(url)?.host ?? '';

const toView = (row: Row): WebhookEndpointView => ({
  id: row.id, url: row.url, description: row.description, eventTypes: row.event_types, enabled: row.enabled, disabledReason: row.disabled_reason, createdAt: row.created_at.toISOString(),
  pending: row.pending, failed: row.failed,
});
