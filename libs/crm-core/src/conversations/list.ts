import { read, write, type Core } from '../core.ts';
import type { Actor, ConversationsApi, ListRequest } from '../crm.ts';
import { Invalid, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import type { Tx } from '../transaction.ts';
import type { InboxListName, CountedViews } from '../views.ts';
import { CONVERSATION_VISIBLE, conversationListed, scope } from '../visibility.ts';
import { conditionsOf, IN_VIEW, type Bind } from './filter.ts';
import { stretchesOf, type Stretch } from './order.ts';
import { CONVERSATION_COLUMNS, FROM_CONVERSATION, ofPerson, toRowView, type OfPerson, type SelectedConversation } from './view.ts';

/** Counted so far in each view: the window says "999+" behind it. */
const COUNTED = 1_000;
/** So many one act on everything that matches may be about. */
export const MOST_CHOSEN = 100_000;

type Row = SelectedConversation & OfPerson & { stretch: Stretch; position: string[] };

export function createLists(core: Core): Pick<ConversationsApi, 'list' | 'counts' | 'count' | 'get' | 'visible'> {
  const { one } = read(core);
  return {
    list: async (actor, request) => {
      const limit = pageLimit(request);
      const stretches = request.search?.trim() ? [searched(request)] : stretchesOf(request.view, request.sort ?? 'wait');
      const from = startOf(request, stretches);
      const rows = await planned(core, async (tx) => {
        const found: Row[] = [];
        for (const stretch of stretches.slice(stretches.indexOf(from.stretch))) {
          if (found.length > limit) break;
          found.push(...(await readStretch(tx, core, actor, request, stretch, stretch === from.stretch ? from.keys : null, limit + 1 - found.length)));
        }
        return found;
      });
      return toPage(rows, limit, ({ stretch, position }) => [stretch.name, ...position, ...Array<string>(3 - position.length).fill('')], toRowView);
    },
    counts: (actor) =>
      planned(core, async (tx) => {
        const names = Object.keys(IN_VIEW) as InboxListName[];
        const forMe = `SELECT 1 FROM conversation c WHERE ${IN_VIEW.queue} AND (c.owner_id IS NULL OR c.owner_id = $4) AND ${conversationListed(actor)}`;
        const row = await tx.one<CountedViews>(
          `SELECT pg_current_snapshot()::text AS "asOf", (SELECT count(*)::int FROM (${forMe} LIMIT ${COUNTED}) x) AS "forMe", ${names.map((name) => `(SELECT count(*)::int FROM (${name === 'mentions' ? UNSEEN_MENTIONS : `SELECT 1 FROM conversation c WHERE ${IN_VIEW[name]} AND ${conversationListed(actor)}`} LIMIT ${COUNTED}) x) AS "${name}"`).join(', ')}`,
          [...scope(actor), actor.userId],
        );
        return row!;
      }),
    count: async (actor, request) => {
      const { values, bind } = binding([...scope(actor), actor.userId]);
      const row = await planned(core, (tx) => tx.one<{ count: number }>(`SELECT count(*)::int AS count FROM (${chosen(core, actor, request, bind)} LIMIT ${MOST_CHOSEN + 1}) x`, values));
      return { count: Math.min(row!.count, MOST_CHOSEN), more: row!.count > MOST_CHOSEN };
    },
    get: async (actor, id) => {
      const row = await one<SelectedConversation & OfPerson>(`SELECT ${CONVERSATION_COLUMNS}, ${ofPerson('$5')} ${FROM_CONVERSATION} WHERE c.id = $4 AND ${CONVERSATION_VISIBLE}`, [...scope(actor), id, actor.userId]);
      if (!row) throw new NotFound('conversation');
      return toRowView(row);
    },
    visible: async (actor, id) => (await one(`SELECT 1 FROM conversation c WHERE c.id = $4 AND ${CONVERSATION_VISIBLE}`, [...scope(actor), id])) !== undefined,
  };
}

const UNSEEN_MENTIONS = `SELECT 1 FROM mention m JOIN conversation c ON c.id = m.conversation_id WHERE m.user_id = $4 AND m.seen_at IS NULL AND ${CONVERSATION_VISIBLE} GROUP BY m.conversation_id`;

/**
 * A list of one person's rights and choice is not planned like that of another: an inbox may hold everything or next to nothing. Each
 * request is planned for its own values, which costs a millisecond and saves walking past a hundred thousand rows.
 * https://www.postgresql.org/docs/current/sql-prepare.html#SQL-PREPARE-NOTES
 */
export function planned<T>(core: Core, work: (tx: Tx) => Promise<T>): Promise<T> {
  return write(core, (tx) => {
    tx.write({ text: 'SET LOCAL plan_cache_mode = force_custom_plan', values: [] });
    return work(tx);
  });
}

/** Ids of all that the choice holds and the actor sees; `$1` to `$4` are scope and actor. */
export function chosen(core: Core, actor: Actor, request: Pick<ListRequest, 'view' | 'filter'>, bind: Bind): string {
  return `SELECT c.id FROM conversation c WHERE ${['$4::uuid IS NOT NULL', IN_VIEW[request.view], conversationListed(actor), ...conditionsOf(request.filter ?? {}, core.now(), bind)].join(' AND ')}`;
}

/** Collects values as they are given their places. */
export function binding(first: readonly unknown[]): { values: unknown[]; bind: Bind } {
  const values = [...first];
  return { values, bind: (value) => `$${values.push(value)}` };
}

function startOf(request: ListRequest, stretches: readonly Stretch[]): { stretch: Stretch; keys: readonly string[] | null } {
  const key = afterKey(request, 4);
  if (!key) return { stretch: stretches[0]!, keys: null };
  const stretch = stretches.find(({ name }) => name === key[0]);
  if (!stretch) throw new Invalid('bad-cursor', 'This `after` was made by another list.', 'after');
  return { stretch, keys: key.slice(1, 1 + stretch.keys.length) };
}

async function readStretch(tx: Tx, core: Core, actor: Actor, request: ListRequest, stretch: Stretch, from: readonly string[] | null, limit: number): Promise<Row[]> {
  const { values, bind } = binding([...scope(actor), actor.userId]);
  const term = request.search?.trim();
  const where = [
    stretch.where, conversationListed(actor), ...conditionsOf(request.filter ?? {}, core.now(), bind), ...(from ? [stretch.after(from, bind)] : []), ...(term ? [matches(term, bind)] : []),
  ];
  // First which, by an index; then what they say.
  const rows = await tx.query<Omit<Row, 'stretch'>>(
    `SELECT ${CONVERSATION_COLUMNS}, ${ofPerson('$4')}, p.position FROM (
       SELECT c.id, ARRAY[${stretch.keys.join(', ')}] AS position, row_number() OVER () AS place FROM (
         SELECT c.* FROM conversation c${term ? ' JOIN contact k ON k.id = c.contact_id' : ''} WHERE ${where.join(' AND ')} ORDER BY ${stretch.order} LIMIT ${bind(limit)}) c
     ) p JOIN conversation c ON c.id = p.id JOIN contact k ON k.id = c.contact_id ORDER BY p.place`,
    values,
  );
  return rows.map((row) => ({ ...row, stretch }));
}

/** Who searches looks everywhere, also among the closed. */
function searched(request: ListRequest): Stretch {
  const all = stretchesOf('closed', 'wait')[0]!;
  return { ...all, where: request.view === 'all' ? 'NOT c.spam' : IN_VIEW[request.view] };
}

/** Over `contact k`: part of the name, of an address, or the last digits of a phone. */
function matches(term: string, bind: Bind): string {
  const [pattern, digits] = searchFor(term);
  const p = bind(pattern);
  return `(k.name ILIKE ${p} OR c.subject ILIKE ${p}
    OR EXISTS (SELECT 1 FROM contact_identity n WHERE n.contact_id = k.id AND (n.value ILIKE ${p} OR n.label ILIKE ${p}${digits ? ` OR (n.kind = 'phone' AND n.value LIKE ${bind(digits)})` : ''})))`;
}

export function searchFor(term: string): [pattern: string, digits: string | null] {
  const escaped = term.slice(0, 200).replace(/[\\%_]/g, '\\$&');
  const digits = term.replace(/\D/g, '');
  return [`%${escaped}%`, digits.length >= 3 && /^[\d\s()+.-]+$/.test(term) ? `%${digits}` : null];
}
