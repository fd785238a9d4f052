import { read, write, type Core } from '../core.ts';
import type { LeadsApi } from '../crm.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { CONTACT_VISIBLE, requireContact, scope } from '../visibility.ts';
import { announceLead } from './announce-lead.ts';
import { toLeadView, type LeadRow } from './row.ts';
import { cut } from '../cut.ts';

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
        const before = await tx.one<LeadRow>('SELECT * FROM lead WHERE id = $1 FOR NO KEY UPDATE', [id]);
        if (!before) throw new NotFound('lead');
        await requireContact(tx, actor, before.contact_id);
        if (input.status === 'junk' && !input.junkReason?.trim()) throw new Invalid('no-reason', 'Say why it is junk.', 'junkReason');
        const other = input.status === 'open' && before.status !== 'open' && (await tx.one("SELECT 1 FROM lead WHERE contact_id = $1 AND status = 'open'", [before.contact_id]));
        if (other) throw new Conflict('other-open', 'This contact has another open lead.');
        const lead = await tx.one<LeadRow>('UPDATE lead SET status = $2, junk_reason = $3, closed_at = $4 WHERE id = $1 RETURNING *', [
          id, input.status, input.status === 'junk' ? cut(input.junkReason!.trim(), 500) : null, input.status === 'open' ? null : core.now(),
        ]);
        return announceLead(tx, core, lead!, before.status === input.status ? null : actor.userId);
      }),
  };
}
