import type { Core } from '../core.ts';
import { read, write } from '../core.ts';
import type { Actor, IngestApi, IngestResult, ReplayResult } from '../crm.ts';
import { CrmError, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { can, demand } from '../policy.ts';
import { requireContact } from '../visibility.ts';
import type { QuarantineView } from '../views.ts';
import { again, interpretRaw, reasonOf } from './interpret-raw.ts';

interface Row {
  id: string;
  inbox_id: string;
  provider_key: string;
  reason: string | null;
  status: 'quarantined' | 'spam';
  received_at: Date;
  size: number;
}

/** What was acknowledged but made nothing: not understood, or from a sender called spam. Kept byte for byte until somebody decides. */
export function createQuarantine(core: Core): IngestApi['quarantine'] {
  return {
    list: async (actor, page) => {
      demand(actor, 'quarantine.manage');
      const limit = pageLimit(page);
      const [id] = afterKey(page, 1) ?? [null];
      const rows = await read(core).query<Row>(
        `SELECT id, inbox_id, provider_key, reason, status, received_at, octet_length(body) AS size FROM raw_event
         WHERE status IN ('quarantined', 'spam') AND ($1::bigint IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
        [id, limit + 1],
      );
      return toPage(rows, limit, (row) => [row.id], toView);
    },
    raw: async (actor, rawEventId) => {
      await mayOpen(core, actor, rawEventId);
      const row = await read(core).one<{ inbox_id: string; provider_key: string; body: Buffer; headers: Record<string, string>; received_at: Date }>(
        'SELECT inbox_id, provider_key, body, headers, received_at FROM raw_event WHERE id = $1', [numeric(rawEventId)],
      );
      if (!row) throw new NotFound('event');
      return { inboxId: row.inbox_id, raw: { providerKey: row.provider_key, body: row.body, headers: row.headers, receivedAt: row.received_at } };
    },
    replay: async (actor, rawEventId, interpretation) => {
      await mayOpen(core, actor, rawEventId);
      const id = numeric(rawEventId);
      if ('quarantine' in interpretation) return markQuarantined(core, id, interpretation.quarantine);
      try {
        return await again(() => replay(core, id, interpretation.events));
      } catch (error) {
        if (error instanceof CrmError) throw error;
        return markQuarantined(core, id, reasonOf(error));
      }
    },
    keptFrom: async (actor, contactId) => {
      await requireContact(read(core), actor, contactId);
      const rows = await read(core).query<{ id: string }>(
        `SELECT r.id FROM raw_event r WHERE r.status = 'spam' AND r.reason IN (SELECT 'spam ' || n.kind || ' ' || n.value FROM contact_identity n WHERE n.contact_id = $1) ORDER BY r.id`, [contactId],
      );
      return rows.map((row) => row.id);
    },
  };
}

/** Admins; and what was held back as spam, whoever has its inbox: they take back a verdict of their own. */
async function mayOpen(core: Core, actor: Actor, rawEventId: string): Promise<void> {
  if (can(actor, 'quarantine.manage')) return;
  const row = await read(core).one<{ inbox_id: string; status: string }>('SELECT inbox_id, status FROM raw_event WHERE id = $1', [numeric(rawEventId)]);
  if (row?.status !== 'spam' || !can(actor, 'inbox.read', { inboxId: row.inbox_id })) throw new NotFound('event');
}

/** Interprets what was kept, once: a second replay of the same event finds it interpreted and makes nothing. */
function replay(core: Core, id: string, events: Parameters<typeof interpretRaw>[4]): Promise<ReplayResult> {
  return write(core, async (tx) => {
    const row = await tx.one<{ inbox_id: string; status: string }>('SELECT inbox_id, status FROM raw_event WHERE id = $1 FOR NO KEY UPDATE', [id]);
    if (!row) throw new NotFound('event');
    if (row.status !== 'quarantined' && row.status !== 'spam') return { status: 'duplicate', messageIds: [] };
    await tx.query("UPDATE raw_event SET status = 'interpreted', reason = NULL, replayed_at = $2 WHERE id = $1", [id, core.now()]);
    const result = await interpretRaw(tx, core, row.inbox_id, { id }, events);
    const after = await tx.one<{ status: string }>('SELECT status FROM raw_event WHERE id = $1', [id]);
    return after?.status === 'spam' ? { ...result, status: 'spam' } : result;
  });
}

function markQuarantined(core: Core, id: string, reason: string): Promise<IngestResult> {
  return write(core, async (tx) => {
    const row = await tx.one(`UPDATE raw_event SET status = 'quarantined', reason = $2, replayed_at = $3 WHERE id = $1 AND status IN ('quarantined', 'spam') RETURNING id`, [
      id, reason.replaceAll('\0', '').slice(0, 1000), core.now(),
    ]);
    if (!row) throw new NotFound('event');
    return { status: 'quarantined', messageIds: [] };
  });
}

function numeric(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw new NotFound('event');
  return id;
}

const toView = (row: Row): QuarantineView => ({
  id: row.id, inboxId: row.inbox_id, providerKey: row.provider_key, reason: row.reason ?? '', status: row.status, receivedAt: row.received_at.toISOString(), size: row.size,
});
