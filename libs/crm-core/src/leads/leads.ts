import { read, write, type Core } from '../core.ts';
import type { Actor, LeadsApi } from '../crm.ts';
import { createDeal } from '../deals/create-deal.ts';
import { requireReason } from '../deals/reasons.ts';
import { readDeal, toDealView } from '../deals/row.ts';
import { Conflict, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id, LeadStatus } from '../views.ts';
import { CONTACT_VISIBLE, requireContact, scope } from '../visibility.ts';
import { announceLead } from './announce-lead.ts';
import { toLeadView, type LeadRow } from './row.ts';

export function createLeads(core: Core): LeadsApi {
  return {
    list: async (actor, request) => {
      const limit = pageLimit(request);
      const [at, id] = afterKey(request, 2) ?? [null, null];
      const rows = await read(core).query<LeadRow & { position: string }>(
        `SELECT l.*, l.created_at::text AS position FROM lead l JOIN contact k ON k.id = l.contact_id
         WHERE ${CONTACT_VISIBLE} AND ($4::text IS NULL OR l.status = $4) AND ($5::timestamptz IS NULL OR (l.created_at, l.id) < ($5, $6::uuid))
         ORDER BY l.created_at DESC, l.id DESC LIMIT $7`,
        [...scope(actor), request.status ?? null, at, id, limit + 1],
      );
      return toPage(rows, limit, (row) => [row.position, row.id], toLeadView);
    },
    setStatus: (actor, id, input) =>
      write(core, async (tx) => {
        const before = await lockLead(tx, actor, id);
        const reason = input.status === 'junk' ? await requireReason(tx, 'lead-junk', { id: input.junkReasonId, words: input.junkReason }, 'junkReason') : null;
        const other = input.status === 'open' && before.status !== 'open' && (await tx.one("SELECT 1 FROM lead WHERE contact_id = $1 AND status = 'open'", [before.contact_id]));
        if (other) throw new Conflict('other-open', 'This contact has another open lead.');
        const lead = await tx.one<LeadRow>('UPDATE lead SET status = $2, junk_reason = $3, junk_reason_id = $4, closed_at = $5 WHERE id = $1 RETURNING *', [
          id, input.status, reason?.name ?? null, reason?.id ?? null, input.status === 'open' ? null : core.now(),
        ]);
        return announceLead(tx, core, lead!, before.status === input.status ? null : actor.userId);
      }),
    qualify: (actor, id, input) =>
      write(core, async (tx) => {
        demand(actor, 'deal.create');
        const place = await tx.one<{ conversation_id: Id | null; contact_id: Id }>('SELECT conversation_id, contact_id FROM lead WHERE id = $1', [id]);
        if (!place) throw new NotFound('lead');
        await requireContact(tx, actor, place.contact_id);
        // The conversation first, as everywhere.
        if (place.conversation_id) await tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [place.conversation_id]);
        const before = await lockLead(tx, actor, id);
        const made = await tx.one<{ id: Id }>('SELECT id FROM deal WHERE lead_id = $1', [id]);
        if (made) return { lead: toLeadView(before), deal: toDealView((await readDeal(tx, made.id))!) };
        if (before.status !== 'open') throw new Conflict('lead-ended', 'This lead has ended: open it again first.');
        const seen = before.conversation_id ? { conversationId: before.conversation_id } : { contactId: before.contact_id };
        const deal = await createDeal(tx, core, actor, { ...input, ...seen, leadId: id });
        const lead = await tx.one<LeadRow>("UPDATE lead SET status = 'converted', closed_at = $2 WHERE id = $1 RETURNING *", [id, core.now()]);
        return { lead: await announceLead(tx, core, lead!, actor.userId), deal };
      }),
    counts: async (actor, since) => {
      demand(actor, 'lead.read');
      const rows = await read(core).query<{ status: LeadStatus; reason: Id | null; count: number }>(
        `SELECT l.status, l.junk_reason_id AS reason, count(*)::int AS count FROM lead l JOIN contact k ON k.id = l.contact_id
         WHERE ${CONTACT_VISIBLE} AND ($4::timestamptz IS NULL OR l.created_at >= $4) AND ($5::timestamptz IS NULL OR l.created_at < $5) GROUP BY l.status, l.junk_reason_id ORDER BY count(*) DESC`,
        [...scope(actor), since.from ?? null, since.to ?? null]);
      const of = (status: LeadStatus): number => rows.filter((row) => row.status === status).reduce((all, { count }) => all + count, 0);
      return { open: of('open'), converted: of('converted'), junk: of('junk'), junkReasons: rows.filter((row) => row.status === 'junk').map(({ reason, count }) => ({ reasonId: reason, count })) };
    },
  };
}

async function lockLead(tx: Tx, actor: Actor, id: Id): Promise<LeadRow> {
  const lead = await tx.one<LeadRow>('SELECT * FROM lead WHERE id = $1 FOR NO KEY UPDATE', [id]);
  if (!lead) throw new NotFound('lead');
  await requireContact(tx, actor, lead.contact_id);
  return lead;
}
