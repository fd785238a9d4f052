import type { Statement } from '../batch.ts';
import { read as reading, write, type Core, type Reader } from '../core.ts';
import { formatCursor, parseCursor } from '../sync/cursor.ts';
import { createFeed } from '../sync/feed.ts';
import type { Id, WorkingHours } from '../views.ts';
import { workingTimeBetween, type Calendar } from '../working-time.ts';
import { inquiriesOf, type Inquiry, type Line, type Standing } from './inquiries.ts';

/** So many conversations in one transaction: a longer one would hold up the feed, which waits for the oldest writer. */
const AT_ONCE = 50;
const EVENTS_AT_ONCE = 200;
const START = '00000000-0000-0000-0000-000000000000';

interface Progress {
  readonly cursor: string | null;
  readonly walk: Id | null;
}

/**
 * Keeps `inquiry` after what is committed, one small step at a call; resolves with whether there is more to do. Like the search index
 * (search/indexer.ts) it follows the feed, walks once over what was there before, and keeps its place with what it wrote. Working time that
 * was measured stays as it was: a holiday somebody adds later does not change what last month's reports said.
 */
export function createMeasuring(core: Core): () => Promise<boolean> {
  const read = reading(core);
  const feed = createFeed(core);

  async function advance(before: Progress, after: Progress, parts: readonly Statement[]): Promise<void> {
    await write(core, async (tx) => {
      tx.write({ text: 'SET LOCAL synchronous_commit = off', values: [] });
      const held = await tx.one('UPDATE inquiry_progress SET cursor = $3, walk = $4 WHERE cursor IS NOT DISTINCT FROM $1 AND walk IS NOT DISTINCT FROM $2 RETURNING id', [before.cursor, before.walk, after.cursor, after.walk]);
      if (held) tx.write(...parts);
    });
  }

  return async () => {
    const progress = (await read.one<Progress>('SELECT cursor, walk FROM inquiry_progress'))!;
    if (progress.cursor === null) {
      // The place is taken before the walk begins: what is written from now on comes by the feed.
      await advance(progress, { cursor: await feed.head(), walk: START }, []);
      return true;
    }
    const news = await changedSince(read, progress.cursor);
    if (news === 'lost') {
      await advance(progress, { cursor: null, walk: null }, []);
      return true;
    }
    if (news.cursor !== progress.cursor) {
      await advance(progress, { ...progress, cursor: news.cursor }, await measured(read, news.ids));
      return news.more || progress.walk !== null;
    }
    if (progress.walk === null) return false;
    const rows = await read.query<{ id: Id }>(`SELECT id FROM conversation WHERE id > $1 ORDER BY id LIMIT ${AT_ONCE}`, [progress.walk]);
    const ids = rows.map(({ id }) => id);
    const more = ids.length === AT_ONCE;
    await advance(progress, { ...progress, walk: more ? ids.at(-1)! : null }, await measured(read, ids));
    return more;
  };
}

async function changedSince(read: Reader, cursor: string): Promise<{ cursor: string; ids: Id[]; more: boolean } | 'lost'> {
  const from = parseCursor(cursor);
  if (!from) return 'lost';
  const rows = await read.query<{ feed_epoch: string; gone: boolean; position: string | null; id: string; conversation_id: Id | null }>(CHANGES, [from.position, from.id, EVENTS_AT_ONCE]);
  const first = rows[0];
  if (!first || first.feed_epoch !== from.epoch || first.gone) return 'lost';
  const events = rows.filter((row) => row.position !== null);
  const seen: typeof events = [];
  const ids = new Set<Id>();
  for (const row of events) {
    if (ids.size >= AT_ONCE) break;
    seen.push(row);
    if (row.conversation_id) ids.add(row.conversation_id);
  }
  const last = seen.at(-1);
  return { cursor: last ? formatCursor({ epoch: from.epoch, position: last.position!, id: last.id }) : cursor, ids: [...ids], more: seen.length < events.length || events.length === EVENTS_AT_ONCE };
}

/** As the feed itself reads (sync/feed.ts), without carrying whole events over the wire. */
const CHANGES = `SELECT k.feed_epoch, (($1::bigint, $2::bigint) < (k.feed_floor, k.feed_floor_id) OR $1::bigint > pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS gone, e.*
  FROM company k LEFT JOIN LATERAL (
    SELECT s.position, s.id, CASE s.change->>'type' WHEN 'conversation' THEN (s.change->'conversation'->>'id')::uuid WHEN 'message' THEN (s.change->'message'->>'conversationId')::uuid
      WHEN 'message-removed' THEN (s.change->>'conversationId')::uuid END AS conversation_id
    FROM sync_event s WHERE (s.position, s.id) > ($1::bigint, $2::bigint) AND s.position < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY s.position, s.id LIMIT $3
  ) e ON true`;

/** In the order in which they were stored; of one moment the question first, then the answer, then what was made of the conversation. */
const LINES = `SELECT m.conversation_id, m.kind, m.direction, m.inbox_id, m.channel, m.author_id, m.delivery_status, m.payload->'call' AS call, m.payload->'activity' AS status, m.occurred_at
  FROM message m WHERE m.conversation_id = ANY($1) AND m.automatic IS NULL AND NOT m.payload ?| '{putOff,forwardOf,history}'
    AND (m.kind IN ('text', 'call') AND m.direction <> 'internal' OR m.kind = 'activity' AND m.payload->'activity'->>'type' = 'status')
  ORDER BY m.created_at, array_position('{inbound,outbound,internal}', m.direction), m.id`;

interface Place extends Standing {
  readonly id: Id;
  readonly time_zone: string;
  readonly working_hours: WorkingHours;
  readonly holidays: { date: string }[];
}
/** A team that works by another clock than the company's is measured by its own. */
const PLACES = `SELECT c.id, c.status, c.closed_at, c.waiting_since, c.spam, COALESCE(t.time_zone, k.time_zone) AS time_zone, k.working_hours, k.holidays
  FROM conversation c CROSS JOIN company k LEFT JOIN team t ON t.id = c.team_id WHERE c.id = ANY($1)`;

interface Kept {
  readonly conversation_id: Id;
  readonly opened_at: Date;
  readonly answered_at: Date | null;
  readonly answer_seconds: number | null;
  readonly closed_at: Date | null;
  readonly resolution_seconds: number | null;
}

/** What makes the inquiries of these conversations those that their messages tell of now. */
async function measured(read: Reader, ids: readonly Id[]): Promise<Statement[]> {
  if (!ids.length) return [];
  const [places, lines, kept] = await Promise.all([
    read.query<Place>(PLACES, [ids]),
    read.query<Line & { conversation_id: Id }>(LINES, [ids]),
    read.query<Kept>('SELECT conversation_id, opened_at, answered_at, answer_seconds, closed_at, resolution_seconds FROM inquiry WHERE conversation_id = ANY($1)', [ids]),
  ]);
  const linesOf = Map.groupBy(lines, (line) => line.conversation_id);
  const keptOf = Map.groupBy(kept, (row) => row.conversation_id);
  const rows = places.flatMap((place) => inquiriesOf(linesOf.get(place.id) ?? [], place).map((inquiry, index) => rowOf(place, index + 1, inquiry, keptOf.get(place.id) ?? [])));
  return [
    { text: 'DELETE FROM inquiry WHERE conversation_id = ANY($1)', values: [ids] },
    ...(rows.length ? [{ text: `INSERT INTO inquiry (${COLUMNS.join(', ')}) SELECT * FROM unnest(${COLUMNS.map((column, index) => `$${index + 1}::${TYPES[column]}[]`).join(', ')})`, values: COLUMNS.map((column) => rows.map((row) => row[column])) }] : []),
  ];
}

const TYPES = {
  conversation_id: 'uuid', number: 'integer', inbox_id: 'uuid', channel: 'text', opened_at: 'timestamptz', answered_at: 'timestamptz', answered_by: 'uuid', answer_seconds: 'integer', closed_at: 'timestamptz', closed_by: 'uuid',
  resolution_seconds: 'integer',
} as const;
const COLUMNS = Object.keys(TYPES) as (keyof typeof TYPES)[];

function rowOf(place: Place, number: number, { inboxId, channel, openedAt, answer, end }: Inquiry, kept: readonly Kept[]): Record<keyof typeof TYPES, unknown> {
  const calendar: Calendar = { timeZone: place.time_zone, hours: place.working_hours, holidays: place.holidays };
  const before = kept.find((row) => same(row.opened_at, openedAt));
  const until = (at: Date): number => Math.round(workingTimeBetween(openedAt, at, calendar) / 1000);
  return {
    conversation_id: place.id, number, inbox_id: inboxId, channel, opened_at: openedAt,
    answered_at: answer?.at ?? null, answered_by: answer?.by ?? null, answer_seconds: answer && (before && same(before.answered_at, answer.at) ? before.answer_seconds : until(answer.at)),
    closed_at: end?.at ?? null, closed_by: end?.by ?? null, resolution_seconds: end && (before && same(before.closed_at, end.at) ? before.resolution_seconds : until(end.at)),
  };
}

const same = (a: Date | null, b: Date): boolean => a?.getTime() === b.getTime();
