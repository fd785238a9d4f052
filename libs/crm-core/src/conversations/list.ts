import { read, type Core } from '../core.ts';
import type { ConversationsApi } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import type { InboxListName, ViewCounts } from '../views.ts';
import { CONVERSATION_VISIBLE, scope } from '../visibility.ts';
import { CONVERSATION_COLUMNS, FROM_CONVERSATION, toRowView, type SelectedConversation } from './view.ts';

/** Which conversations stand in which view; `$4` is the asking person. Spam stands in its own view and nowhere else. */
export const IN_VIEW: Record<InboxListName, string> = {
  queue: `c.status = 'open' AND c.waiting_since IS NOT NULL AND NOT c.spam`,
  mine: `c.owner_id = $4 AND c.status IN ('open', 'pending') AND NOT c.spam`,
  unassigned: `c.owner_id IS NULL AND c.status IN ('open', 'pending') AND NOT c.spam`,
  all: `c.status <> 'closed' AND NOT c.spam`,
  snoozed: `c.status = 'snoozed' AND NOT c.spam`,
  closed: `c.status = 'closed' AND NOT c.spam`,
  spam: 'c.spam',
};

/** In the queue whoever waits longest comes first; elsewhere what moved last. */
const ORDER = {
  queue: { column: 'c.waiting_since', after: '>', direction: 'ASC' },
  others: { column: 'c.last_message_at', after: '<', direction: 'DESC' },
} as const;

/** More closed ones than this are not counted one by one at every start. */
const COUNTED_CLOSED = 10_000;

type Row = SelectedConversation & { read_count: number; position: string };

export function createLists(core: Core): Pick<ConversationsApi, 'list' | 'counts' | 'get' | 'visible'> {
  const { query, one } = read(core);
  return {
    list: async (actor, request) => {
      const limit = pageLimit(request);
      const { column, after, direction } = ORDER[request.view === 'queue' ? 'queue' : 'others'];
      const [position, id] = afterKey(request, 2) ?? [null, null];
      const term = request.search?.trim() ?? '';
      // Who searches looks everywhere, also among the closed.
      const view = term && request.view === 'all' ? 'NOT c.spam' : IN_VIEW[request.view];
      const rows = await query<Row>(
        `SELECT ${CONVERSATION_COLUMNS}, coalesce(r.read_count, 0) AS read_count, ${column}::text AS position
         ${FROM_CONVERSATION} LEFT JOIN conversation_read r ON r.conversation_id = c.id AND r.user_id = $4
         WHERE ${CONVERSATION_VISIBLE} AND ${view} AND ($5::uuid IS NULL OR $5 = ANY(c.inbox_ids))
           AND ($6::timestamptz IS NULL OR (${column}, c.id) ${after} ($6, $7::uuid)) ${term ? `AND ${MATCHES}` : ''}
         ORDER BY ${column} ${direction}, c.id ${direction} LIMIT $8`,
        [...scope(actor), actor.userId, request.inboxId ?? null, position, id, limit + 1, ...(term ? searchFor(term) : [])],
      );
      return toPage(rows, limit, (row) => [row.position, row.id], toRowView);
    },
    counts: async (actor) => {
      const open = Object.entries(IN_VIEW).filter(([name]) => name !== 'closed' && name !== 'spam');
      const row = await one<ViewCounts>(
        `SELECT ${open.map(([name, where]) => `count(*) FILTER (WHERE ${where})::int AS "${name}"`).join(', ')},
           (SELECT count(*)::int FROM (SELECT 1 FROM conversation c WHERE ${CONVERSATION_VISIBLE} AND ${IN_VIEW.closed} LIMIT ${COUNTED_CLOSED}) x) AS closed,
           (SELECT count(*)::int FROM (SELECT 1 FROM conversation c WHERE ${CONVERSATION_VISIBLE} AND ${IN_VIEW.spam} LIMIT ${COUNTED_CLOSED}) x) AS spam
         FROM conversation c WHERE c.status <> 'closed' AND ${CONVERSATION_VISIBLE}`,
        [...scope(actor), actor.userId],
      );
      return row!;
    },
    get: async (actor, id) => {
      const row = await one<Row>(
        `SELECT ${CONVERSATION_COLUMNS}, coalesce(r.read_count, 0) AS read_count
         ${FROM_CONVERSATION} LEFT JOIN conversation_read r ON r.conversation_id = c.id AND r.user_id = $5 WHERE c.id = $4 AND ${CONVERSATION_VISIBLE}`,
        [...scope(actor), id, actor.userId],
      );
      if (!row) throw new NotFound('conversation');
      return toRowView(row);
    },
    visible: async (actor, id) => (await one(`SELECT 1 FROM conversation c WHERE c.id = $4 AND ${CONVERSATION_VISIBLE}`, [...scope(actor), id])) !== undefined,
  };
}

/** Over `contact k`: part of the name, of an address, or the last digits of a phone. `$9` pattern, `$10` digits at the end or null. */
const MATCHES = `(k.name ILIKE $9 OR c.subject ILIKE $9
  OR EXISTS (SELECT 1 FROM contact_identity n WHERE n.contact_id = k.id AND (n.value ILIKE $9 OR n.label ILIKE $9 OR ($10::text IS NOT NULL AND n.kind = 'phone' AND n.value LIKE $10))))`;

export function searchFor(term: string): [pattern: string, digits: string | null] {
  const escaped = term.slice(0, 200).replace(/[\\%_]/g, '\\$&');
  const digits = term.replace(/\D/g, '');
  return [`%${escaped}%`, digits.length >= 3 && /^[\d\s()+.-]+$/.test(term) ? `%${digits}` : null];
}
