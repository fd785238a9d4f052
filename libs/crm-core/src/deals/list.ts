import { readRows } from '../conversations/view.ts';
import { read, type Core } from '../core.ts';
import type { DealQuery, DealsApi } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import type { BoardView, DealMarkName, DealMoveView, DealStatus, Id, SumView } from '../views.ts';
import { scope } from '../visibility.ts';
import { DEAL_VISIBLE } from './change-deal.ts';
import { readPipelines } from './pipelines.ts';
import { DEAL_COLUMNS, toDealView, type SelectedDeal } from './row.ts';

/** Stands in its stage longer than that allows. `$4` is now. */
const STUCK = "EXISTS (SELECT 1 FROM stage s WHERE s.id = d.stage_id AND d.stage_since + s.stuck_after_days * interval '1 day' <= $4::timestamptz)";
const NO_TASK = "NOT EXISTS (SELECT 1 FROM task t WHERE t.deal_id = d.id AND t.status = 'open')";

export function createDealLists(core: Core): Pick<DealsApi, 'list' | 'board' | 'get' | 'moves'> {
  return {
    list: async (actor, query) => {
      demand(actor, 'deal.read');
      const limit = pageLimit(query);
      const [at, id] = afterKey(query, 2) ?? [null, null];
      // Open ones by when they came to their stage, ended ones by when they ended: an index for each.
      const order = query.status === 'won' || query.status === 'lost' ? 'd.closed_at' : 'd.stage_since';
      const values: unknown[] = [...scope(actor), core.now()];
      const bind = (value: unknown): string => `$${values.push(value)}`;
      const conditions = [DEAL_VISIBLE, '$4::timestamptz IS NOT NULL', ...narrowed(query, bind), ...(id ? [`(${order}, d.id) < (${bind(at)}::timestamptz, ${bind(id)}::uuid)`] : [])];
      const rows = await read(core).query<SelectedDeal & { position: string }>(
        `SELECT ${DEAL_COLUMNS}, ${order}::text AS position FROM deal d WHERE ${conditions.join(' AND ')} ORDER BY ${order} DESC, d.id DESC LIMIT ${bind(limit + 1)}`, values);
      const page = toPage(rows, limit, (row) => [row.position, row.id], toDealView);
      const talks = query.conversations ? page.items.flatMap(({ conversationId }) => conversationId ?? []) : [];
      return { ...page, conversations: talks.length ? await readRows(read(core), actor, talks) : [] };
    },
    board: async (actor, { pipelineId, ownerId, marked }) => {
      demand(actor, 'deal.read');
      const [pipeline] = await readPipelines(read(core), pipelineId);
      if (!pipeline) throw new NotFound('pipeline');
      const { as_of: asOf, groups: rows } = (await read(core).one<{ as_of: string; groups: Group[] }>(
        `SELECT pg_current_snapshot()::text AS as_of, (SELECT coalesce(json_agg(g), '[]') FROM (SELECT d.stage_id, d.status, d.currency, count(*)::int AS count, sum(d.amount_minor)::float8 AS minor FROM deal d
         WHERE d.pipeline_id = $5 AND ($6::uuid IS NULL OR d.owner_id = $6) AND $4::timestamptz IS NOT NULL AND (d.status <> 'open' OR ${bearing(marked)}) AND ${DEAL_VISIBLE} GROUP BY d.stage_id, d.status, d.currency ORDER BY d.currency) g) AS groups`,
        [...scope(actor), core.now(), pipelineId, ownerId ?? null]))!;
      const of = (status: DealStatus, stageId?: Id) => totals(rows.filter((row) => row.status === status && (stageId === undefined || row.stage_id === stageId)));
      return { pipelineId, asOf, columns: pipeline.stages.map(({ id }) => ({ stageId: id, ...of('open', id) })), won: of('won'), lost: of('lost') } satisfies BoardView;
    },
    get: async (actor, id) => {
      demand(actor, 'deal.read');
      const row = await read(core).one<SelectedDeal>(`SELECT ${DEAL_COLUMNS} FROM deal d WHERE d.id = $4 AND ${DEAL_VISIBLE}`, [...scope(actor), id]);
      if (!row) throw new NotFound('deal');
      return toDealView(row);
    },
    moves: async (actor, id) => {
      demand(actor, 'deal.read');
      if (!(await read(core).one(`SELECT 1 FROM deal d WHERE d.id = $4 AND ${DEAL_VISIBLE}`, [...scope(actor), id]))) throw new NotFound('deal');
      const rows = await read(core).query<Omit<DealMoveView, 'at'> & { at: Date }>(
        `SELECT from_stage_id AS "fromStageId", to_stage_id AS "toStageId", from_status AS "fromStatus", to_status AS "toStatus", stood_seconds::float8 AS "stoodSeconds", by_id AS "byId", at
         FROM deal_move WHERE deal_id = $1 ORDER BY id`, [id]);
      return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
    },
  };
}

const bearing = (mark: DealMarkName | undefined): string => (mark === 'stuck' ? STUCK : mark === 'no-task' ? NO_TASK : 'true');

/** What is not asked for stands not in the statement, and the status stands there as a word: so it is led by the index that fits, whatever the values are. */
function narrowed({ marked, status, pipelineId, stageId, ownerId, contactId, conversationId }: DealQuery, bind: (value: unknown) => string): string[] {
  const conditions = marked ? [IS.open, bearing(marked)] : [];
  if (status) conditions.push(IS[status]);
  if (pipelineId) conditions.push(`d.pipeline_id = ${bind(pipelineId)}`);
  if (stageId) conditions.push(`d.stage_id = ${bind(stageId)}`);
  if (ownerId) conditions.push(`d.owner_id = ${bind(ownerId)}`);
  if (contactId) conditions.push(`d.contact_id = ${bind(contactId)}`);
  if (conversationId) conditions.push(`d.conversation_id = ${bind(conversationId)}`);
  return conditions;
}
const IS: Readonly<Record<DealStatus, string>> = { open: "d.status = 'open'", won: "d.status = 'won'", lost: "d.status = 'lost'" };

interface Group {
  readonly stage_id: Id;
  readonly status: DealStatus;
  readonly currency: string;
  readonly count: number;
  readonly minor: number | null;
}

function totals(groups: readonly Group[]): { count: number; sums: SumView[] } {
  const sums = new Map<string, number>();
  for (const { currency, minor } of groups) if (minor) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return { count: groups.reduce((all, { count }) => all + count, 0), sums: [...sums].map(([currency, minor]) => ({ minor, currency })) };
}
