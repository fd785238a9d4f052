import { read as reading, write, type Core, type Reader } from '../core.ts';
import type { Actor, ReportQuery, ReportsApi } from '../crm.ts';
import { readPipelines } from '../deals/pipelines.ts';
import { Invalid, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import type { Id, ReportBy, ReportName, ReportNumberView, ReportRowView, ReportThingView, SumView } from '../views.ts';
import { CONTACT_VISIBLE, CONVERSATION_VISIBLE, scope } from '../visibility.ts';
import { answeringFacts } from './answering.ts';
import { endingsFacts } from './endings.ts';
import type { Facts, Narrowing } from './facts.ts';
import { funnelFacts } from './funnel.ts';
import { createMeasuring } from './measure.ts';
import { periodOf } from './period.ts';
import { sourcesFacts } from './sources.ts';
import { waitingFacts } from './waiting.ts';
import { whose } from './whose.ts';

export function createReports(core: Core): ReportsApi {
  const read = reading(core);
  return {
    measureNext: createMeasuring(core),
    read: async (actor, name, query) => {
      demand(actor, 'report.read');
      const asked = await prepare(read, actor, name, query, core.now());
      const { measured, groups } = await withRoom(core, (tx) => numbers(tx, actor, asked.facts));
      const byKey = Map.groupBy(groups.filter(({ whole }) => !whole), ({ key }) => key);
      const keys = asked.rows ?? [...byKey.keys()].toSorted(inOrder);
      const names = await namesOf(read, keys);
      return {
        report: name, by: asked.by, pipelineId: asked.pipelineId, firstDay: asked.firstDay, lastDay: asked.lastDay, timeZone: asked.timeZone, measured,
        rows: keys.map((key) => ({ key, name: names.get(key)?.name ?? null, code: names.get(key)?.code ?? null, numbers: byName(byKey.get(key) ?? []) })),
        total: byName(groups.filter(({ whole, measure }) => whole && !asked.facts.overlapping?.includes(measure))),
      };
    },
    things: async (actor, name, query, { measure, key }, page) => {
      demand(actor, 'report.read');
      const limit = pageLimit(page);
      const [seconds, at, id, part, begun] = afterKey(page, 5) ?? [null, null, null, null, null];
      // What is counted by the clock grows while somebody reads: the further pages are of the moment of the first.
      const now = begun ? new Date(begun) : core.now();
      if (Number.isNaN(now.getTime())) throw new Invalid('bad-cursor', 'This `after` was not made here.', 'after');
      const { facts } = await prepare(read, actor, name, query, now);
      const next = facts.values.length + 4;
      const rows = await withRoom(core, (tx) => tx.query<ThingRow>(
        `WITH ${WHO}, ${facts.ctes}, cell AS (
           SELECT thing, id, part, contact_id, conversation_id, person_id, at, COALESCE(seconds, -1)::float8 AS seconds, ${facts.byCurrency ? `json_agg(${SUM} ORDER BY currency) FILTER (WHERE minor IS NOT NULL)` : `CASE WHEN minor IS NOT NULL THEN json_build_array(${SUM}) END`} AS sums
           FROM f WHERE measure = ANY ($${next}::text[]) AND ($${next + 1}::boolean OR key::text IS NOT DISTINCT FROM $${next + 2}::text) ${facts.byCurrency ? 'GROUP BY 1, 2, 3, 4, 5, 6, 7, 8' : ''}
         ), page AS (
           SELECT * FROM cell WHERE $${next + 3}::float8 IS NULL OR (-seconds, at, id, part) > (-$${next + 3}, $${next + 4}::timestamptz, $${next + 5}::uuid, $${next + 6}::int) ORDER BY -seconds, at, id, part LIMIT $${next + 7}
         )
         SELECT page.*, page.at::text AS position, ${CONTACT_VISIBLE} AS visible, k.name,
           EXISTS (SELECT 1 FROM conversation c WHERE c.id = page.conversation_id AND ${CONVERSATION_VISIBLE}) AS leads_there FROM page JOIN contact k ON k.id = page.contact_id ORDER BY -page.seconds, page.at, page.id, page.part`,
        [...scope(actor), ...facts.values, facts.together?.[measure] ?? [measure], key === undefined, key ?? null, seconds, at, id, part, limit + 1]));
      return toPage(rows, limit, (row) => [String(row.seconds), row.position, row.id, String(row.part), now.toISOString()], toThing);
    },
  };
}

/** A report sorts more than other questions: with the usual memory it would do so on the disk. It writes nothing, so nobody waits for it. */
function withRoom<T>(core: Core, work: (tx: Reader) => Promise<T>): Promise<T> {
  return write(core, (tx) => {
    tx.write({ text: "SET LOCAL work_mem = '32MB'", values: [] }, { text: 'SET LOCAL jit = off', values: [] });
    return work(tx);
  });
}

interface Prepared extends Pick<Narrowing, 'timeZone'> {
  readonly facts: Facts;
  readonly by: ReportBy | null;
  readonly pipelineId: Id | null;
  readonly firstDay: string;
  readonly lastDay: string;
  /** Keys of the rows that it has whether or not something was counted, in their order; null: of what was. */
  readonly rows: readonly string[] | null;
}

async function prepare(read: Reader, actor: Actor, name: ReportName, query: ReportQuery, now: Date): Promise<Prepared> {
  const { time_zone: timeZone } = (await read.one<{ time_zone: string }>('SELECT time_zone FROM company'))!;
  const { firstDay, lastDay, from, to } = periodOf(query, timeZone, now);
  const narrowing: Narrowing = { from, to, persons: await whose(read, actor, query), channel: query.channel ?? null, timeZone, now };
  const plain = { firstDay, lastDay, timeZone, by: null, pipelineId: null, rows: null };
  switch (name) {
    case 'answering': {
      const by = query.by ?? 'person';
      return { ...plain, by, facts: answeringFacts(narrowing, by) };
    }
    case 'waiting': {
      const by = query.by ?? 'person';
      if (by !== 'person' && by !== 'channel') throw new Invalid('bad-by', 'Who waits now is counted by person or by channel.', 'by');
      return { ...plain, by, facts: waitingFacts(narrowing, by) };
    }
    case 'sources':
      return { ...plain, facts: sourcesFacts(narrowing) };
    case 'endings':
      refuseChannel(query);
      return { ...plain, facts: endingsFacts(narrowing) };
    case 'funnel': {
      refuseChannel(query);
      const boards = await readPipelines(read, query.pipelineId ?? null);
      if (query.pipelineId && !boards.length) throw new NotFound('pipeline');
      // A company without a board has no deals either.
      const board = boards[0] ?? null;
      return { ...plain, pipelineId: board?.id ?? null, facts: funnelFacts(narrowing, board?.id ?? null), rows: board?.stages.map(({ id }) => id) ?? [] };
    }
  }
}

function refuseChannel({ channel }: ReportQuery): void {
  if (channel) throw new Invalid('no-channel-here', 'Deals and reasons have no channel: take the filter away.', 'channel');
}

interface Group extends Cell {
  readonly count: number;
  readonly times: [number, number] | null;
  readonly sums: SumView[];
}

/** The three parameters of {@link scope}, named once so that every statement has them. */
const WHO = 'who_asks AS (SELECT $1::boolean AS sees_all, $2::uuid[] AS inbox_ids, $3::uuid AS only_of)';

interface Cell {
  readonly measure: string;
  readonly key: string | null;
  /** Of all rows. */
  readonly whole: boolean;
}
interface Counted {
  readonly measured: boolean;
  readonly counts: readonly (Cell & { count: number })[];
  readonly times: readonly (Cell & { times: [number, number] })[];
  readonly sums: readonly (Cell & SumView)[];
}
const SUM = "json_build_object('minor', minor, 'currency', currency)";
const CELL = 'measure, key::text AS key, grouping(key) = 1 AS whole';
const rowsOf = (select: string): string => `(SELECT coalesce(json_agg(r), '[]') FROM (${select}) r)`;

/** Every number by row and of all rows: how many things, their middle and slowest-tenth times, and their money. Sorted is only what has a time. */
async function numbers(read: Reader, actor: Actor, { ctes, values, byCurrency, together = {} }: Facts): Promise<{ measured: boolean; groups: Group[] }> {
  const { measured, counts, times, sums } = (await read.one<Counted>(
    `WITH ${WHO}, ${ctes}, n AS MATERIALIZED (SELECT measure COLLATE "C" AS measure, key, ${byCurrency ? 'id, ' : ''}seconds::float8 AS seconds, minor, currency FROM f)
     SELECT (SELECT cursor IS NOT NULL AND walk IS NULL FROM inquiry_progress) AS measured,
       ${rowsOf(`SELECT ${CELL}, ${byCurrency ? 'count(DISTINCT id)' : 'count(*)'}::int AS count FROM n GROUP BY GROUPING SETS ((measure, key), (measure))`)} AS counts,
       ${rowsOf(`SELECT ${CELL}, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds) AS times FROM n WHERE seconds IS NOT NULL GROUP BY GROUPING SETS ((measure, key), (measure))`)} AS times,
       ${rowsOf(`SELECT ${CELL}, currency, sum(minor)::float8 AS minor FROM n WHERE minor IS NOT NULL GROUP BY GROUPING SETS ((measure, key, currency), (measure, currency)) ORDER BY currency`)} AS sums`,
    [...scope(actor), ...values]))!;
  const named = ({ measure, key, whole }: Cell): string => JSON.stringify([measure, whole, key]);
  const timesOf = new Map(times.map((cell) => [named(cell), cell.times]));
  const sumsOf = Map.groupBy(sums, named);
  const groups = counts.map((cell): Group => ({ ...cell, times: timesOf.get(named(cell)) ?? null, sums: (sumsOf.get(named(cell)) ?? []).map(({ minor, currency }) => ({ minor, currency })) }));
  return { measured, groups: [...groups, ...Object.entries(together).flatMap(([measure, parts]) => added(measure, groups.filter((group) => parts.includes(group.measure))))] };
}

/** Several numbers taken together, row by row. */
function added(measure: string, parts: readonly Group[]): Group[] {
  return [...Map.groupBy(parts, ({ key, whole }) => JSON.stringify([whole, key])).values()].map(([first, ...others]) => ({ measure, key: first!.key, whole: first!.whole, count: others.reduce((all, { count }) => all + count, first!.count), times: null, sums: [] }));
}

const numberOf = ({ count, times, sums }: Group): ReportNumberView => ({ count, median: times?.[0] ?? null, p90: times?.[1] ?? null, sums });

const byName = (groups: readonly Group[]): ReportRowView['numbers'] => Object.fromEntries(groups.map((group) => [group.measure, numberOf(group)]));

/** Nobody's last. */
const inOrder = (a: string | null, b: string | null): number => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);

/** People who left, stages and reasons that are offered no more keep their names here. */
async function namesOf(read: Reader, keys: readonly (string | null)[]): Promise<Map<string | null, { name: string; code: string | null }>> {
  const ids = keys.filter((key) => key !== null && UUID.test(key));
  if (!ids.length) return new Map();
  const rows = await read.query<{ id: Id; name: string; code: string | null }>(
    `SELECT id, name, NULL AS code FROM app_user WHERE id = ANY ($1::uuid[]) UNION ALL SELECT id, name, NULL FROM stage WHERE id = ANY ($1) UNION ALL SELECT id, name, code FROM reason WHERE id = ANY ($1)`, [ids]);
  return new Map(rows.map(({ id, ...named }) => [id, named]));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

interface ThingRow {
  readonly thing: ReportThingView['thing'];
  readonly id: Id;
  readonly part: number;
  readonly conversation_id: Id | null;
  readonly contact_id: Id;
  readonly person_id: Id | null;
  readonly at: Date;
  readonly position: string;
  readonly seconds: number;
  readonly sums: SumView[] | null;
  readonly visible: boolean;
  /** Its conversation is there for the reader, too. */
  readonly leads_there: boolean;
  readonly name: string;
}

/** What the actor may not see counts and stands in the list without a name. */
const toThing = (row: ThingRow): ReportThingView => ({
  thing: row.thing, id: row.id, part: row.part, name: row.visible ? row.name : null, contactId: row.visible ? row.contact_id : null, conversationId: row.leads_there ? row.conversation_id : null,
  personId: row.person_id, at: row.at.toISOString(), seconds: row.seconds < 0 ? null : row.seconds, sums: row.sums ?? [],
});
