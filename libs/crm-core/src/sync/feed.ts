import { read as reading, write, type Core } from '../core.ts';
import type { Actor, FeedApi, FeedEntry } from '../crm.ts';
import { allowed } from '../visibility.ts';
import type { Id, SyncChange } from '../views.ts';
import { formatCursor, parseCursor } from './cursor.ts';

interface Row {
  feed_epoch: string;
  gone: boolean;
  position: string | null;
  id: string;
  writer: string;
  at: Date;
  inbox_ids: Id[] | null;
  owner_id: Id | null;
  user_id: Id | null;
  participant_ids: Id[] | null;
  change: SyncChange;
}

/**
 * The feed of committed changes. An event becomes readable once every transaction up to its position has ended; until then an
 * earlier one may still appear, and whoever had read past it would never see it. Two changes of one thing come in the order
 * in which they took its lock, so the last event of a thing is what a fresh read shows. Cost: the feed waits for the oldest writer.
 */
export function createFeed(core: Core): FeedApi {
  const read = reading(core);
  const readFrom: FeedApi['read'] = async (cursor, limit) => {
    const from = parseCursor(cursor);
    if (!from) return 'refetch';
    const rows = await read.query<Row>(READ, [from.position, from.id, limit + 1]);
    const first = rows[0];
    if (!first || first.feed_epoch !== from.epoch || first.gone) return 'refetch';
    const found = rows.filter((row) => row.position !== null);
    const entries = found.slice(0, limit).map((row) => toEntry(row));
    return { entries, cursor: entries.at(-1)?.event.cursor ?? cursor, more: found.length > limit };
  };

  return {
    head: async () => {
      const row = await read.one<{ epoch: string; position: string }>(`SELECT feed_epoch AS epoch, (${OLDEST_RUNNING})::text AS position FROM company`);
      return formatCursor({ epoch: row!.epoch, position: row!.position, id: '0' });
    },
    read: readFrom,
    catchUp: async (actor: Actor, cursor, limit) => {
      const page = await readFrom(cursor, limit);
      if (page === 'refetch') return page;
      return { events: page.entries.filter((entry) => allowed(actor, entry.audience)).map((entry) => entry.event), cursor: page.cursor, more: page.more };
    },
    allowed,
    trim: (days) =>
      write(core, async (tx) => {
        const before = new Date(core.now().getTime() - days * 86_400_000);
        const row = await tx.one<{ count: number }>(TRIM, [before]);
        return row!.count;
      }),
    renewEpoch: () => write(core, async (tx) => void (await tx.query('UPDATE company SET feed_epoch = gen_random_uuid()'))),
  };
}

const OLDEST_RUNNING = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
const READ = `SELECT k.feed_epoch, (($1::bigint, $2::bigint) < (k.feed_floor, k.feed_floor_id) OR $1::bigint > pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS gone, e.*
  FROM company k LEFT JOIN LATERAL (
    SELECT s.position, s.id, s.writer, s.at, s.inbox_ids, s.owner_id, s.user_id, s.participant_ids, s.change FROM sync_event s
    WHERE (s.position, s.id) > ($1::bigint, $2::bigint) AND s.position < ${OLDEST_RUNNING} ORDER BY s.position, s.id LIMIT $3
  ) e ON true`;

/** From the oldest on, up to the first that is kept, or that webhooks were not told of yet. Remembers how far the feed is gone, so that a cursor from before is told to fetch anew. */
const TRIM = `WITH kept AS (SELECT position FROM sync_event WHERE at >= $1 ORDER BY position, id LIMIT 1),
  gone AS (DELETE FROM sync_event WHERE position < LEAST(coalesce((SELECT position FROM kept), 9223372036854775807),
    coalesce((SELECT w.position FROM webhook_progress w JOIN company k ON k.feed_epoch = w.epoch), 9223372036854775807)) RETURNING position, id),
  last AS (SELECT position, id FROM gone ORDER BY position DESC, id DESC LIMIT 1),
  floor AS (UPDATE company SET feed_floor = last.position, feed_floor_id = last.id FROM last WHERE (last.position, last.id) > (feed_floor, feed_floor_id))
  SELECT count(*)::int AS count FROM gone`;

function toEntry(row: Row): FeedEntry {
  const cursor = formatCursor({ epoch: row.feed_epoch, position: row.position!, id: row.id });
  return {
    event: { cursor, at: row.at.toISOString(), writer: Number(row.writer), ...row.change },
    audience: { inboxIds: row.inbox_ids, ownerId: row.owner_id, userId: row.user_id, participantIds: row.participant_ids ?? [] },
  };
}
