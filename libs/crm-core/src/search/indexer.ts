import { read as reading, write, type Core } from '../core.ts';
import type { Statement } from '../batch.ts';
import type { Id } from '../views.ts';
import { createFeed } from '../sync/feed.ts';
import { formatCursor, parseCursor } from '../sync/cursor.ts';
import { SOURCE_COLUMNS, statementsFor, writeContacts, writeMessages, type SourceMessage } from './documents.ts';

/** So many rows in one transaction: a longer one would hold up the feed, which waits for the oldest writer. */
const ROWS_AT_ONCE = 40;
const EVENTS_AT_ONCE = 200;
/** So many rows may wait in GIN's list of pending entries, which every search reads through. */
const PENDING_AT_MOST = 500;
const START = '00000000-0000-0000-0000-000000000000';

interface Progress {
  readonly cursor: string | null;
  readonly message_walk: Id | null;
  readonly contact_walk: Id | null;
}

/**
 * Brings the index after the tables, one small step at a call; resolves with whether there is more to do. It follows the feed of
 * committed changes, whose order makes sure that nothing is passed over, and walks once over what was there before. Its place is kept
 * with what it wrote, so a crash repeats a step at most. When the feed no longer knows the place (a restore, a worker that was away for
 * more than a week), it begins anew. Two at once do no harm: the later one finds the place moved and writes nothing.
 */
export function createIndexer(core: Core): () => Promise<boolean> {
  const read = reading(core);
  const feed = createFeed(core);
  let unsorted = 0;

  async function advance(before: Progress, after: Progress, parts: readonly Statement[]): Promise<void> {
    await write(core, async (tx) => {
      // A crash may take it back, place and rows together; so it need not wait for the disk, nor the feed for it.
      tx.write({ text: 'SET LOCAL synchronous_commit = off', values: [] });
      const held = await tx.one(
        `UPDATE search_progress SET cursor = $4, message_walk = $5, contact_walk = $6
         WHERE cursor IS NOT DISTINCT FROM $1 AND message_walk IS NOT DISTINCT FROM $2 AND contact_walk IS NOT DISTINCT FROM $3 RETURNING id`,
        [before.cursor, before.message_walk, before.contact_walk, after.cursor, after.message_walk, after.contact_walk]);
      if (held) tx.write(...parts);
    });
  }

  /** A statement of its own, which has no transaction id: nobody waits for it. */
  async function sortPending(more: boolean): Promise<void> {
    if (unsorted === 0 || (more && unsorted < PENDING_AT_MOST)) return;
    unsorted = 0;
    await read.query("SELECT gin_clean_pending_list('message_search_lexemes')");
  }

  async function followFeed(progress: Progress & { cursor: string }): Promise<boolean> {
    const news = await changesSince(progress.cursor);
    if (news === 'lost') {
      await advance(progress, { cursor: null, message_walk: null, contact_walk: null }, []);
      return true;
    }
    if (news.cursor === progress.cursor) return false;
    const parts = [...(await writeMessages(read, news.messageIds)), ...(await writeContacts(read, news.contactIds))];
    await advance(progress, { ...progress, cursor: news.cursor }, parts);
    unsorted += news.messageIds.length;
    return news.more;
  }

  /** Reads only which things changed: what they say now is read from their tables. */
  async function changesSince(cursor: string): Promise<{ cursor: string; messageIds: Id[]; contactIds: Id[]; more: boolean } | 'lost'> {
    const from = parseCursor(cursor);
    if (!from) return 'lost';
    const rows = await read.query<{ feed_epoch: string; gone: boolean; position: string | null; id: string; message_id: Id | null; contact_id: Id | null }>(CHANGES, [from.position, from.id, EVENTS_AT_ONCE]);
    const first = rows[0];
    if (!first || first.feed_epoch !== from.epoch || first.gone) return 'lost';
    const seen: typeof rows = [];
    const messageIds = new Set<Id>();
    const contactIds = new Set<Id>();
    for (const row of rows) {
      if (row.position === null || messageIds.size + contactIds.size >= ROWS_AT_ONCE) break;
      seen.push(row);
      if (row.message_id) messageIds.add(row.message_id);
      if (row.contact_id) contactIds.add(row.contact_id);
    }
    const last = seen.at(-1);
    return {
      cursor: last ? formatCursor({ epoch: from.epoch, position: last.position!, id: last.id }) : cursor,
      messageIds: [...messageIds], contactIds: [...contactIds], more: seen.length < rows.filter((row) => row.position !== null).length || rows.length === EVENTS_AT_ONCE,
    };
  }

  async function walkMessages(progress: Progress & { message_walk: Id }): Promise<void> {
    const rows = await read.query<SourceMessage>(`SELECT ${SOURCE_COLUMNS} FROM message m WHERE m.id > $1 ORDER BY m.id LIMIT ${ROWS_AT_ONCE}`, [progress.message_walk]);
    const ids = rows.map(({ id }) => id);
    await advance(progress, { ...progress, message_walk: ids.length < ROWS_AT_ONCE ? null : ids.at(-1)! }, statementsFor(ids, rows));
    unsorted += ids.length;
  }

  async function walkContacts(progress: Progress & { contact_walk: Id }): Promise<void> {
    const rows = await read.query<{ id: Id }>(`SELECT k.id FROM contact k WHERE k.id > $1 ORDER BY k.id LIMIT ${ROWS_AT_ONCE}`, [progress.contact_walk]);
    const ids = rows.map(({ id }) => id);
    await advance(progress, { ...progress, contact_walk: ids.length < ROWS_AT_ONCE ? null : ids.at(-1)! }, await writeContacts(read, ids));
  }

  return async () => {
    const progress = (await read.one<Progress>('SELECT cursor, message_walk, contact_walk FROM search_progress'))!;
    if (progress.cursor === null) {
      // The place is taken before the walk begins: what is written from now on comes by the feed.
      await advance(progress, { cursor: await feed.head(), message_walk: START, contact_walk: START }, []);
      return true;
    }
    const fresh = await followFeed({ ...progress, cursor: progress.cursor });
    const now = (await read.one<Progress>('SELECT cursor, message_walk, contact_walk FROM search_progress'))!;
    if (!fresh && now.contact_walk !== null) await walkContacts({ ...now, contact_walk: now.contact_walk });
    else if (!fresh && now.message_walk !== null) await walkMessages({ ...now, message_walk: now.message_walk });
    const more = fresh || now.message_walk !== null || now.contact_walk !== null;
    await sortPending(more);
    return more;
  };
}

const OLDEST_RUNNING = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
/** As the feed itself reads (sync/feed.ts), without carrying whole events over the wire. */
const CHANGES = `SELECT k.feed_epoch, (($1::bigint, $2::bigint) < (k.feed_floor, k.feed_floor_id) OR $1::bigint > pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS gone, e.*
  FROM company k LEFT JOIN LATERAL (
    SELECT s.position, s.id, CASE t.type WHEN 'message' THEN (s.change->'message'->>'id')::uuid WHEN 'message-removed' THEN (s.change->>'messageId')::uuid END AS message_id,
      CASE t.type WHEN 'contact' THEN (s.change->'contact'->>'id')::uuid END AS contact_id
    FROM sync_event s CROSS JOIN LATERAL (SELECT s.change->>'type' AS type) t
    WHERE (s.position, s.id) > ($1::bigint, $2::bigint) AND s.position < ${OLDEST_RUNNING} ORDER BY s.position, s.id LIMIT $3
  ) e ON true`;
