import { read, type Core, type Reader } from '../core.ts';
import type { Actor, ConversationsApi, TimelineRequest } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { fromSelected, MESSAGE_COLUMNS, type SelectedMessage } from '../messages/view.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import type { Id, TimelineView } from '../views.ts';
import { MESSAGE_VISIBLE, requireConversation, scope } from '../visibility.ts';

type Row = SelectedMessage & { position: string };
type Direction = 'older' | 'newer';

/** What was said in a conversation: from its end, back from somewhere, on from somewhere, or on both sides of one message. */
export function createTimeline(core: Core): Pick<ConversationsApi, 'timeline'> {
  const reader = read(core);
  return {
    timeline: async (actor, id, page) => {
      await requireConversation(reader, actor, id);
      if (page.around) return around(reader, actor, id, page.around, pageLimit(page));
      if (page.before) return onward(reader, actor, id, page);
      const limit = pageLimit(page);
      const older = toPage(await select(reader, actor, id, 'older', afterKey(page, 2), limit + 1), limit, keyOf, fromSelected);
      // Whoever pages back knows what comes after; at the start there is nothing newer.
      return { ...older, newer: null };
    },
  };
}

const keyOf = (row: Row): readonly string[] => [row.position, row.id];

async function onward(reader: Reader, actor: Actor, id: Id, page: TimelineRequest): Promise<TimelineView> {
  const limit = pageLimit(page);
  const { items, next } = toPage(await select(reader, actor, id, 'newer', afterKey({ after: page.before ?? null }, 2), limit + 1), limit, keyOf, fromSelected);
  return { items: items.reverse(), next: null, newer: next };
}

/** Half of the page on each side of it. */
async function around(reader: Reader, actor: Actor, id: Id, messageId: Id, limit: number): Promise<TimelineView> {
  const middle = (await reader.query<Row>(
    `SELECT ${MESSAGE_COLUMNS}, m.occurred_at::text AS position FROM message m WHERE m.id = $4 AND m.conversation_id = $5 AND ${MESSAGE_VISIBLE} AND ${SAME}`, [...scope(actor), messageId, id]))[0];
  if (!middle) throw new NotFound('message');
  const half = Math.max(1, Math.floor(limit / 2));
  const [before, after] = await Promise.all([
    select(reader, actor, id, 'older', keyOf(middle), half + 1),
    select(reader, actor, id, 'newer', keyOf(middle), half + 1),
  ]);
  const older = toPage(before, half, keyOf, fromSelected);
  const newer = toPage(after, half, keyOf, fromSelected);
  return { items: [...newer.items.reverse(), fromSelected(middle), ...older.items], next: older.next, newer: newer.next };
}

/** `$3` belongs to the scope and is not needed here: the conversation itself was asked for. */
const SAME = '$3::uuid IS NOT DISTINCT FROM $3';

function select(reader: Reader, actor: Actor, id: Id, direction: Direction, from: readonly string[] | null, limit: number): Promise<Row[]> {
  const [position, after] = from ?? [null, null];
  return reader.query<Row>(direction === 'older' ? OLDER : NEWER, [...scope(actor), id, position, after, limit]);
}

const statement = (compare: '<' | '>', order: 'ASC' | 'DESC'): string => `SELECT ${MESSAGE_COLUMNS}, m.occurred_at::text AS position FROM message m
  WHERE m.conversation_id = $4 AND ${MESSAGE_VISIBLE} AND ${SAME} AND ($5::timestamptz IS NULL OR (m.occurred_at, m.id) ${compare} ($5, $6::uuid))
  ORDER BY m.occurred_at ${order}, m.id ${order} LIMIT $7`;
const OLDER = statement('<', 'DESC');
const NEWER = statement('>', 'ASC');
