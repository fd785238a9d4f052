import { read as reading, write, type Core, type Reader } from '../core.ts';
import type { FeedEntry, WebhooksApi } from '../crm.ts';
import { formatCursor, parseCursor, type FeedPosition } from '../sync/cursor.ts';
import { createFeed } from '../sync/feed.ts';
import type { Tx } from '../transaction.ts';
import type { Id, Iso, SyncChange, WebhookEventType } from '../views.ts';
import { derive, thingOf, type HookEvent } from './derive.ts';
import { begin, readKnown, readMessageFacts, readProducts, remember } from './known.ts';

/** So many changes in one transaction: a longer one would hold up the feed, which waits for the oldest writer. */
const AT_ONCE = 200;

/**
 * Follows the feed of committed changes, which the changes were written to in their own transactions: nothing is passed over. Its place is
 * kept with what it wrote, so a crash repeats a step and tells nothing twice; of two at once the later finds the place moved and writes
 * nothing. The feed keeps what was not read here (sync/feed.ts).
 */
export function createFollow(core: Core): WebhooksApi['follow'] {
  const read = reading(core);
  const feed = createFeed(core);
  return async () => {
    const from = await read.one<FeedPosition>('SELECT epoch, position, event_id AS id FROM webhook_progress WHERE epoch IS NOT NULL');
    if (!from) return takeUp(core, read);
    const page = await feed.read(formatCursor(from), AT_ONCE);
    if (page === 'refetch') {
      const begun = await write(core, async (tx) => {
        const held = await tx.one('SELECT 1 FROM webhook_progress WHERE epoch = $1 AND position = $2 AND event_id = $3 FOR UPDATE', [from.epoch, from.position, from.id]);
        if (held) await begin(tx, core.now());
        return held;
      });
      return begun ? 'lost' : 'more';
    }
    if (!page.entries.length) return 'done';
    await write(core, (tx) => step(tx, core, from, parseCursor(page.cursor)!, page.entries));
    return page.more ? 'more' : 'done';
  };
}

/** After a restore there are endpoints and no place: they are told from here on. */
async function takeUp(core: Core, read: Reader): Promise<'lost' | 'done'> {
  if (!(await read.one('SELECT 1 FROM webhook_endpoint WHERE removed_at IS NULL'))) return 'done';
  return write(core, async (tx) => {
    const free = await tx.one('SELECT 1 FROM webhook_progress WHERE epoch IS NULL FOR UPDATE');
    const wanted = free && (await tx.one('SELECT 1 FROM webhook_endpoint WHERE removed_at IS NULL'));
    if (!wanted) return 'done';
    await begin(tx, core.now());
    return 'lost';
  });
}

async function step(tx: Tx, core: Core, from: FeedPosition, to: FeedPosition, entries: readonly FeedEntry[]): Promise<void> {
  const held = await tx.one('UPDATE webhook_progress SET position = $4, event_id = $5 WHERE epoch = $1 AND position = $2 AND event_id = $3 RETURNING id', [from.epoch, from.position, from.id, to.position, to.id]);
  if (!held) return;
  const changes = await withGoods(tx, entries.map(({ event }) => ({ at: event.at, change: event })));
  const things = changes.map(({ change }) => thingOf(change)).filter((thing) => thing !== null);
  const known = await readKnown(tx, things);
  const messages = await readMessageFacts(tx, things.filter(({ kind }) => kind === 'message').map(({ thingId }) => thingId), core.now());
  const news = derive(changes, known, messages);
  await remember(tx, news.remember, core.now());
  const wanted = await tx.query<{ type: WebhookEventType }>('SELECT DISTINCT unnest(event_types) AS type FROM webhook_endpoint WHERE removed_at IS NULL');
  const types = new Set(wanted.map(({ type }) => type));
  await note(tx, core, news.events.filter(({ type }) => types.has(type)));
}

/** An import of goods says only that some changed; which ones, how they stand says. */
async function withGoods(read: Reader, changes: readonly { at: Iso; change: SyncChange }[]): Promise<{ at: Iso; change: SyncChange }[]> {
  if (!changes.some(({ change }) => change.type === 'products')) return [...changes];
  const goods = await readProducts(read);
  return changes.flatMap(({ at, change }) => (change.type === 'products' ? goods.map((product) => ({ at, change: { type: 'product' as const, product } })) : [{ at, change }]));
}

/** Writes events and who is to be told of each. */
async function note(tx: Tx, core: Core, events: readonly HookEvent[]): Promise<void> {
  if (!events.length) return;
  const ids: Id[] = events.map(() => core.newId());
  await tx.query(
    `INSERT INTO webhook_event (id, type, thing_id, at, noted_at, data)
     SELECT t.id, t.type, t.thing_id, t.at, $6, t.data::json FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::text[]) WITH ORDINALITY AS t (id, type, thing_id, at, data, n) ORDER BY t.n`,
    [ids, events.map(({ type }) => type), events.map(({ thingId }) => thingId), events.map(({ at }) => at), events.map(({ data }) => JSON.stringify(data)), core.now()]);
  await tx.query(
    `INSERT INTO webhook_delivery (id, endpoint_id, event_id, seq, thing_id, due_at)
     SELECT gen_random_uuid(), p.id, e.id, e.seq, e.thing_id, $2 FROM webhook_event e JOIN webhook_endpoint p ON p.enabled AND p.removed_at IS NULL AND e.type = ANY (p.event_types) WHERE e.id = ANY ($1)`,
    [ids, core.now()]);
}
