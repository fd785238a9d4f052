/** What the company's reports have to say, counted from the raw rows by SQL that shares nothing with the program. */
import type { ReportName, ReportView } from '../../../libs/crm-core/src/views.ts';
import type { Committed } from './committed.ts';

/** One thing under one number of one row; `*` is all rows together. */
interface Fact {
  readonly measure: string;
  readonly key: string | null;
  readonly seconds: number | null;
  readonly minor: string | null;
  readonly currency: string | null;
}
export interface Cell {
  readonly count: number;
  readonly seconds: readonly number[];
  /** By currency. */
  readonly sums: Readonly<Record<string, number>>;
}
export interface Counted {
  readonly rows: ReadonlyMap<string | null, ReadonlyMap<string, Cell>>;
  readonly total: ReadonlyMap<string, Cell>;
}

const nothing = 'NULL::float8 AS seconds, NULL::bigint AS minor, NULL::text AS currency';
const money = 'NULL::float8 AS seconds, d.amount_minor AS minor, d.currency::text AS currency';

/** An inquiry: from the customer's first words that no closing stands before, to the closing. */
const INQUIRIES = `said AS (SELECT m.* FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.kind = 'text' AND NOT c.spam),
  closing AS (SELECT conversation_id, occurred_at AS at, (payload #>> '{activity,byId}')::uuid AS by_id FROM message WHERE payload #>> '{activity,type}' = 'status' AND payload #>> '{activity,to}' = 'closed'),
  begun AS (
    SELECT q.conversation_id, q.channel, q.occurred_at AS at FROM said q WHERE q.direction = 'inbound' AND NOT EXISTS (
      SELECT 1 FROM said p WHERE p.conversation_id = q.conversation_id AND p.direction = 'inbound' AND p.occurred_at < q.occurred_at
        AND NOT EXISTS (SELECT 1 FROM closing e WHERE e.conversation_id = q.conversation_id AND e.at > p.occurred_at AND e.at < q.occurred_at))),
  inquiry_told AS (
    SELECT b.*, c.owner_id, e.at AS ended_at, e.by_id AS ended_by, a.occurred_at AS answered_at, a.author_id AS answered_by
    FROM begun b JOIN conversation c ON c.id = b.conversation_id
    LEFT JOIN LATERAL (SELECT * FROM closing e WHERE e.conversation_id = b.conversation_id AND e.at > b.at ORDER BY e.at LIMIT 1) e ON true
    LEFT JOIN LATERAL (SELECT * FROM said a WHERE a.conversation_id = b.conversation_id AND a.direction = 'outbound' AND a.delivery_status IN ('sent', 'delivered', 'read') AND a.occurred_at > b.at AND (e.at IS NULL OR a.occurred_at < e.at)
      ORDER BY a.occurred_at LIMIT 1) a ON true)`;

function answering(by: 'person' | 'channel' | 'day' | 'hour'): string {
  const key = (person: string, at: string): string => ({ person: `${person}::text`, channel: 'channel', day: `to_char(${at} AT TIME ZONE k.time_zone, 'YYYY-MM-DD')`, hour: `to_char(${at} AT TIME ZONE k.time_zone, 'HH24')` })[by];
  const between = (until: string): string => `extract(epoch FROM ${until} - at)::float8 AS seconds, NULL::bigint AS minor, NULL::text AS currency`;
  return `WITH ${INQUIRIES}
    SELECT 'opened' AS measure, ${key('coalesce(answered_by, owner_id)', 'at')} AS key, ${nothing} FROM inquiry_told, company k
    UNION ALL SELECT 'answered', ${key('answered_by', 'at')}, ${between('answered_at')} FROM inquiry_told, company k WHERE answered_at IS NOT NULL
    UNION ALL SELECT 'unanswered', ${key('owner_id', 'at')}, ${nothing} FROM inquiry_told, company k WHERE answered_at IS NULL
    UNION ALL SELECT 'closed', ${key('ended_by', 'ended_at')}, ${between('ended_at')} FROM inquiry_told, company k WHERE ended_at IS NOT NULL`;
}

const FUNNEL = `WITH stood AS (SELECT deal_id, to_stage_id AS stage_id, to_status, lead(at, 1, now()) OVER (PARTITION BY deal_id ORDER BY at, id) - at AS time FROM deal_move)
  SELECT 'reached' AS measure, s.id::text AS key, ${nothing} FROM deal d JOIN stage s ON s.pipeline_id = d.pipeline_id
    WHERE d.status = 'won' OR EXISTS (SELECT 1 FROM deal_move m JOIN stage e ON e.id = m.to_stage_id WHERE m.deal_id = d.id AND e.position >= s.position)
  UNION ALL SELECT 'stayed', stage_id::text, extract(epoch FROM sum(time))::float8, NULL, NULL FROM stood WHERE to_status = 'open' GROUP BY deal_id, stage_id
  UNION ALL SELECT CASE d.status WHEN 'open' THEN 'now' ELSE 'lost' END, d.stage_id::text, ${money} FROM deal d WHERE d.status IN ('open', 'lost')
  UNION ALL SELECT unnest(ARRAY['deals', d.status || 'Deals']), '*', ${money} FROM deal d`;

const ENDINGS = `SELECT 'lost' AS measure, d.lost_reason_id::text AS key, ${money} FROM deal d WHERE d.status = 'lost'
  UNION ALL SELECT 'junk', junk_reason_id::text, ${nothing} FROM lead WHERE status = 'junk'`;

const SOURCES = `WITH came AS (
    SELECT id, contact_id, status, created_at, (source->>'channel') || '|' || CASE
      WHEN source #>> '{utm,utm_source}' IS NOT NULL THEN concat_ws(' / ', source #>> '{utm,utm_source}', source #>> '{utm,utm_campaign}')
      WHEN source->>'startParameter' IS NOT NULL THEN source->>'startParameter'
      WHEN source->>'referrer' IS NOT NULL THEN split_part(split_part(source->>'referrer', '/', 3), ':', 1) ELSE '' END AS key FROM lead),
  grown AS (SELECT d.*, (SELECT l.key FROM came l WHERE l.id = d.lead_id OR (d.lead_id IS NULL AND l.contact_id = d.contact_id AND l.created_at <= d.created_at) ORDER BY l.created_at DESC LIMIT 1) AS key FROM deal d),
  bought AS (SELECT o.*, (SELECT l.key FROM came l WHERE l.contact_id = o.contact_id AND l.created_at <= o.created_at ORDER BY l.created_at DESC LIMIT 1) AS key FROM sales_order o)
  SELECT 'leads' AS measure, key, ${nothing} FROM came UNION ALL SELECT status, key, ${nothing} FROM came WHERE status IN ('junk', 'converted')
  UNION ALL SELECT 'deals', d.key, ${money} FROM grown d UNION ALL SELECT 'won', d.key, ${money} FROM grown d WHERE d.status = 'won'
  UNION ALL SELECT 'orders', key, NULL, total_minor, currency::text FROM bought WHERE status <> 'cancelled'`;

/** Whoever spoke last and was neither answered nor sent home; the money that stands open with them: of deals or of orders, whichever is more. */
function waiting(by: 'person' | 'channel'): string {
  return `WITH ${INQUIRIES},
    left_alone AS (
      SELECT c.contact_id, c.owner_id, (SELECT min(m.occurred_at) FROM said m WHERE m.conversation_id = c.id AND m.direction = 'inbound'
          AND NOT EXISTS (SELECT 1 FROM said o WHERE o.conversation_id = c.id AND o.direction = 'outbound' AND o.occurred_at > m.occurred_at)
          AND NOT EXISTS (SELECT 1 FROM closing e WHERE e.conversation_id = c.id AND e.at > m.occurred_at)) AS since,
        (SELECT m.channel FROM said m WHERE m.conversation_id = c.id AND m.direction = 'inbound' ORDER BY m.occurred_at DESC LIMIT 1) AS channel
      FROM conversation c WHERE c.status = 'open'),
    waits AS (SELECT contact_id, ${by === 'person' ? 'owner_id::text' : 'channel'} AS key, extract(epoch FROM now() - since)::float8 AS seconds FROM left_alone WHERE since IS NOT NULL),
    open_money AS (
      SELECT contact_id, currency, max(minor) AS minor FROM (
        SELECT contact_id, currency::text, sum(amount_minor) AS minor FROM deal WHERE status = 'open' GROUP BY 1, 2
        UNION ALL SELECT contact_id, currency::text, sum(total_minor) FROM sales_order WHERE status NOT IN ('done', 'cancelled') GROUP BY 1, 2) either GROUP BY 1, 2)
    SELECT 'waiting' AS measure, key, seconds, NULL::bigint AS minor, NULL::text AS currency FROM waits
    UNION ALL SELECT 'money', key, seconds, minor::bigint, currency FROM waits JOIN open_money USING (contact_id) WHERE minor > 0`;
}

/** Stands in several rows at once, so all rows together say nothing. */
const OVERLAPS = ['reached', 'stayed'];

export async function countBySql({ rows }: Committed, report: ReportName, by: string): Promise<Counted> {
  const sql = { answering: () => answering(by as 'person'), funnel: () => FUNNEL, endings: () => ENDINGS, sources: () => SOURCES, waiting: () => waiting(by as 'person') }[report]();
  const facts = await rows<Fact>(sql);
  const cellsOf = (some: readonly Fact[]): Map<string, Cell> => new Map([...Map.groupBy(some, ({ measure }) => measure)].map(([measure, things]) => [measure, cellOf(things)]));
  const inRows = facts.filter(({ key }) => key !== '*');
  return {
    rows: new Map([...Map.groupBy(inRows, ({ key }) => key)].map(([key, things]) => [key, cellsOf(things)])),
    total: cellsOf(facts.filter(({ measure }) => !OVERLAPS.includes(measure)).filter(({ measure, key }) => key === '*' || !facts.some((other) => other.measure === measure && other.key === '*'))),
  };
}

function cellOf(things: readonly Fact[]): Cell {
  const sums: Record<string, number> = {};
  for (const { minor, currency } of things) if (minor !== null && currency !== null) sums[currency] = (sums[currency] ?? 0) + Number(minor);
  return { count: things.length, seconds: things.map(({ seconds }) => seconds).filter((seconds) => seconds !== null), sums };
}

/** Of sorted values, between two of them in proportion. */
export function quantile(values: readonly number[], share: number): number | null {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}

/** Whole seconds are kept of each time; a deal's time in a stage may be of several stays. */
const ROUNDED = 3;
const within = (value: number | null, early: number | null, late: number | null): boolean => (value === null || early === null || late === null ? value === early : value >= early - ROUNDED && value <= late + ROUNDED);

/** The report of the REST API as the counts that it equals, and what differs: `early` was counted before it was asked for, `late` after. */
export function differences(report: ReportView, early: Counted, late: Counted): string[] {
  const found: string[] = [];
  const compare = (where: string, shown: ReportView['total'], before: ReadonlyMap<string, Cell> | undefined, after: ReadonlyMap<string, Cell> | undefined): void => {
    for (const measure of new Set([...Object.keys(shown), ...(before?.keys() ?? [])])) {
      const [number, cell, then] = [shown[measure], before?.get(measure), after?.get(measure)];
      const said = number && { count: number.count, sums: Object.fromEntries(number.sums.map(({ currency, minor }) => [currency, minor])) };
      if (JSON.stringify(said) !== JSON.stringify(cell && { count: cell.count, sums: cell.sums })) found.push(`${where} ${measure}: ${JSON.stringify(said)}, by SQL ${JSON.stringify(cell)}`);
      for (const [share, value] of [[0.5, number?.median], [0.9, number?.p90]] as const) {
        if (!within(value ?? null, quantile(cell?.seconds ?? [], share), quantile(then?.seconds ?? [], share))) found.push(`${where} ${measure} at ${share}: ${value}, by SQL ${JSON.stringify(cell?.seconds)}`);
      }
    }
  };
  const keys = new Set([...report.rows.map(({ key }) => key), ...early.rows.keys()]);
  for (const key of keys) compare(String(key), report.rows.find((row) => row.key === key)?.numbers ?? {}, early.rows.get(key), late.rows.get(key));
  compare('all', report.total, early.total, late.total);
  return found;
}
