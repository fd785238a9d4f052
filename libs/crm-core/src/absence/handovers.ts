import { recordAudit } from '../company/audit.ts';
import { read, write, type Core } from '../core.ts';
import type { Actor, HandoversApi } from '../crm.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { can, demand } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import { tellUsers } from '../users/rights.ts';
import type { HandoverCountsView, HandoverItemView, HandoverThing, HandoverView, Id } from '../views.ts';
import { carryOnHandovers, type HandoverRow } from './handover-work.ts';

interface Counted extends HandoverRow {
  readonly position: string;
  readonly moved: Partial<Record<HandoverThing, number>> | null;
  readonly returned: Partial<Record<HandoverThing, number>> | null;
}

/** One switch for a holiday: what is one's own goes to the deputy, and comes back. */
export function createHandovers(core: Core): HandoversApi {
  return {
    list: async (actor, { userId, ...page }) => {
      demand(actor, 'handover.read');
      const limit = pageLimit(page);
      const [at, id] = afterKey(page, 2) ?? [null, null];
      const rows = await read(core).query<Counted>(
        `${COUNTED} WHERE ($1::uuid IS NULL OR h.user_id = $1) AND ($2::boolean OR $3::uuid IN (h.user_id, h.deputy_id)) AND ($4::timestamptz IS NULL OR (h.begun_at, h.id) < ($4, $5::uuid))
         ORDER BY h.begun_at DESC, h.id DESC LIMIT $6`, [userId ?? null, leads(actor), actor.userId, at, id, limit + 1]);
      return toPage(rows, limit, (row) => [row.position, row.id], toView);
    },
    begin: async (actor, { id, userId, deputyId }) => {
      await write(core, (tx) => begin(tx, core, actor, { id, userId, deputyId }));
      await carryOnHandovers(core, id);
      return get(core, id);
    },
    end: async (actor, id) => {
      await write(core, (tx) => end(tx, core, actor, id));
      await carryOnHandovers(core, id);
      return get(core, id);
    },
    log: async (actor, id, page) => {
      demand(actor, 'handover.read');
      const row = await read(core).one<HandoverRow>('SELECT * FROM handover WHERE id = $1', [id]);
      if (!row || !(leads(actor) || actor.userId === row.user_id || actor.userId === row.deputy_id)) throw new NotFound('handover');
      // Names of customers are for whoever had or got them.
      const all = actor.userId === row.user_id || can(actor, 'user.manage');
      const limit = pageLimit(page);
      const [kind, thing] = afterKey(page, 2) ?? [null, null];
      const rows = await read(core).query<{ kind: HandoverThing; thing_id: Id; title: string; to_id: Id | null; moved_at: Date; outcome: HandoverItemView['outcome']; settled_at: Date | null }>(
        `${LOG} WHERE i.handover_id = $1 AND ($5::boolean OR i.to_id = $6) AND ($2::text IS NULL OR (i.kind, i.thing_id) > ($2, $3::uuid)) ORDER BY i.kind, i.thing_id LIMIT $4`, [id, kind, thing, limit + 1, all, actor.userId]);
      return toPage(rows, limit, (item) => [item.kind, item.thing_id], (item) => ({
        kind: item.kind, thingId: item.thing_id, title: item.title, toId: item.to_id, movedAt: item.moved_at.toISOString(), outcome: item.outcome, settledAt: item.settled_at?.toISOString() ?? null,
      }));
    },
    carryOn: () => carryOnHandovers(core),
  };
}

const leads = (actor: Actor): boolean => can(actor, 'user.set-duty');

async function begin(tx: Tx, core: Core, actor: Actor, { id, userId, deputyId }: { id: Id; userId: Id; deputyId: Id }): Promise<void> {
  demand(actor, 'handover.manage');
  if (userId !== actor.userId && !leads(actor)) throw new Forbidden('Only leaders hand over for somebody else.');
  if (await tx.one('SELECT 1 FROM handover WHERE id = $1 AND user_id = $2 AND deputy_id = $3', [id, userId, deputyId])) return;
  if (userId === deputyId) throw new Invalid('own-deputy', 'Nobody stands in for themselves.', 'deputyId');
  const people = await tx.query<{ id: Id }>('SELECT id FROM app_user WHERE id = ANY ($1::uuid[]) AND active ORDER BY id FOR NO KEY UPDATE', [[userId, deputyId]]);
  if (!people.some((one) => one.id === userId)) throw new NotFound('user');
  if (!people.some((one) => one.id === deputyId)) throw new Invalid('no-user', 'There is no such colleague.', 'deputyId');
  if (await tx.one('SELECT 1 FROM handover WHERE user_id = $1 AND ended_at IS NULL', [userId])) throw new Conflict('handed-over', 'This person has handed over already: end that first.');
  if (await tx.one('SELECT 1 FROM handover WHERE user_id = $1 AND ended_at IS NULL', [deputyId])) throw new Conflict('deputy-away', 'The deputy is away themselves: choose somebody who is here.');
  await tx.query('INSERT INTO handover (id, user_id, deputy_id, begun_by, begun_at) VALUES ($1, $2, $3, $4, $5)', [id, userId, deputyId, actor.userId, core.now()]);
  await tx.query('UPDATE app_user SET on_duty = false WHERE id = $1', [userId]);
  await recordAudit(tx, { userId: actor.userId, action: 'handover.begin', thing: id, detail: { userId, deputyId } });
  await tellUsers(tx, [userId]);
}

async function end(tx: Tx, core: Core, actor: Actor, id: Id): Promise<void> {
  demand(actor, 'handover.manage');
  const row = await tx.one<HandoverRow>('SELECT * FROM handover WHERE id = $1 FOR NO KEY UPDATE', [id]);
  if (!row || (row.user_id !== actor.userId && row.deputy_id !== actor.userId && !leads(actor))) throw new NotFound('handover');
  if (row.user_id !== actor.userId && !leads(actor)) throw new Forbidden('Only who handed over, or a leader, ends it.');
  if (row.ended_at) return;
  await tx.query('UPDATE handover SET ended_at = $2, ended_by = $3 WHERE id = $1', [id, core.now(), actor.userId]);
  // Who takes it back themselves is there again.
  if (row.user_id === actor.userId) await tx.query('UPDATE app_user SET on_duty = true WHERE id = $1 AND active', [row.user_id]);
  await recordAudit(tx, { userId: actor.userId, action: 'handover.end', thing: id, detail: { userId: row.user_id, deputyId: row.deputy_id } });
  await tellUsers(tx, [row.user_id]);
}

async function get(core: Core, id: Id): Promise<HandoverView> {
  return toView((await read(core).one<Counted>(`${COUNTED} WHERE h.id = $1`, [id]))!);
}

const counts = (given: Partial<Record<HandoverThing, number>> | null): HandoverCountsView => ({ conversations: given?.conversation ?? 0, tasks: given?.task ?? 0, deals: given?.deal ?? 0, alarms: given?.alarm ?? 0 });
const toView = (row: Counted): HandoverView => ({
  id: row.id, userId: row.user_id, deputyId: row.deputy_id, begunById: row.begun_by, begunAt: row.begun_at.toISOString(), endedById: row.ended_by, endedAt: row.ended_at?.toISOString() ?? null,
  moved: counts(row.moved), returned: counts(row.returned),
});

const counted = (only: string): string => `(SELECT json_object_agg(k.kind, k.n) FROM (SELECT i.kind, count(*)::int AS n FROM handover_item i WHERE i.handover_id = h.id ${only} GROUP BY i.kind) k)`;
const COUNTED = `SELECT h.*, h.begun_at::text AS position, ${counted('')} AS moved, ${counted("AND i.outcome = 'returned'")} AS returned FROM handover h`;
const LOG = `SELECT i.kind, i.thing_id, i.to_id, i.moved_at, i.outcome, i.settled_at, COALESCE(CASE i.kind
    WHEN 'conversation' THEN (SELECT k.name FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE c.id = i.thing_id)
    WHEN 'task' THEN (SELECT COALESCE(NULLIF(t.title, ''), k.name) FROM task t LEFT JOIN contact k ON k.id = t.contact_id WHERE t.id = i.thing_id)
    WHEN 'deal' THEN (SELECT COALESCE(NULLIF(d.title, ''), k.name) FROM deal d JOIN contact k ON k.id = d.contact_id WHERE d.id = i.thing_id)
    ELSE (SELECT a.title FROM alarm a WHERE a.id = i.thing_id) END, '') AS title FROM handover_item i`;
