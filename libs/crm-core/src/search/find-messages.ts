import type { Reader } from '../core.ts';
import type { Actor, SearchQuery } from '../crm.ts';
import type { FoundMessageView, Id } from '../views.ts';
import { CONVERSATION_VISIBLE, MESSAGE_VISIBLE, scope } from '../visibility.ts';
import { searchedOf, SOURCE_COLUMNS, type SourceMessage } from './documents.ts';
import { excerptOf, type Excerpt } from './excerpt.ts';
import { monthLexeme, quoteLexeme } from './lexemes.ts';
import type { Terms } from './terms.ts';

/** So many of the newest matches are ranked against each other; what is older than all of them is found by a date. */
const CANDIDATES = 200;
/** A word with no more matches than this is answered by the index at once. */
const FEW = 2_000;
/** For any other so many of the newest messages are looked through one by one: there it is met often enough, however many there are. */
const LOOKED_THROUGH = 2_000;
/** About so many matches are read from the index at once; more would have to be sorted. */
const AT_ONCE = 2_500;
/** Stretches of time asked for one after another, each so many times as long as the one before. */
const STRETCHES = 3;
const LONGER = 6;

interface Candidate {
  readonly message_id: Id;
  readonly occurred_at: Date;
  readonly score: number;
}
/** What the index was asked, and how far back the answer reaches; null: to the first message. */
interface Found {
  readonly candidates: readonly Candidate[];
  readonly backTo: Date | null;
}

/** Messages with all the words, best first. The last word may be unfinished where whole words find too little. */
export async function findMessages(read: Reader, actor: Actor, terms: Terms, query: SearchQuery, limit: number, now: Date): Promise<{ messages: FoundMessageView[]; more: boolean; backTo: Date | null }> {
  const whole = await candidatesFor(read, actor, terms.exact, query, now);
  const begun = terms.begun && whole.candidates.length < limit ? await candidatesFor(read, actor, terms.begun, query, now) : null;
  const seen = new Set(whole.candidates.map(({ message_id }) => message_id));
  const ranked = [...best(whole.candidates), ...best((begun?.candidates ?? []).filter(({ message_id }) => !seen.has(message_id)))];
  const messages = await show(read, actor, terms, ranked.slice(0, limit).map(({ message_id }) => message_id));
  return { messages, more: ranked.length > limit, backTo: (begun ?? whole).backTo };
}

/** Where and how often the words stand, and how long ago it was said: of two equal ones the newer is first. */
const best = (candidates: readonly Candidate[]): Candidate[] => [...candidates].sort((a, b) => b.score - a.score || b.occurred_at.getTime() - a.occurred_at.getTime() || (a.message_id < b.message_id ? -1 : 1));

/**
 * The newest matches. A word that stands in every third message must not be collected from a million of them and sorted: where the index
 * gives more than a few, the newest messages are looked through, and tell how common it is; then the index is asked for stretches of
 * time in which about `AT_ONCE` matches are expected, until there are enough.
 */
async function candidatesFor(read: Reader, actor: Actor, tsquery: string, query: SearchQuery, now: Date): Promise<Found> {
  const parameters = [...scope(actor), tsquery, query.from ?? null, query.to ?? null, query.channel ?? null, query.ownerId === 'nobody' ? null : (query.ownerId ?? null), query.ownerId === 'nobody', query.spam === true, now];
  const few = (await read.query<{ matched: number; rows: Told[] }>(ASK_FEW, parameters))[0]!;
  if (few.matched <= FEW) return { candidates: few.rows.map(heard), backTo: null };
  const [look] = await read.query<{ looked: number; matched: number; oldest: Date | null; newest: Date | null; total: number; rows: Told[] }>(LOOK_THROUGH, parameters);
  const looked = look!;
  const near = looked.rows.map(heard);
  if (looked.looked < LOOKED_THROUGH || !looked.oldest || !looked.newest) return { candidates: near, backTo: null };
  if (near.length >= CANDIDATES) return { candidates: near, backTo: near.at(-1)!.occurred_at };

  const share = (looked.matched + 1) / looked.looked;
  if (share * looked.total <= AT_ONCE) return { candidates: await ask(read, ASK_INDEX, parameters), backTo: null };
  const density = looked.looked / Math.max(1, looked.newest.getTime() - looked.oldest.getTime());
  const first = query.from ? Date.parse(query.from) : 0;
  let stretch = AT_ONCE / (share * density);
  for (let turn = 0; turn < STRETCHES; turn += 1, stretch *= LONGER) {
    const since = looked.newest.getTime() - stretch;
    if (since <= first) return { candidates: await ask(read, ASK_INDEX, parameters), backTo: null };
    const narrowed = `${tsquery} & (${monthsBetween(new Date(since), looked.newest).map((month) => quoteLexeme(month)).join(' | ')})`;
    const candidates = await ask(read, ASK_INDEX, parameters.with(3, narrowed).with(4, new Date(since).toISOString()));
    if (candidates.length >= CANDIDATES || turn === STRETCHES - 1) return { candidates, backTo: candidates.length >= CANDIDATES ? candidates.at(-1)!.occurred_at : new Date(since) };
  }
  throw new Error('No stretch of time was asked for.');
}

/** A candidate that came as JSON beside a count. */
type Told = Omit<Candidate, 'occurred_at'> & { readonly occurred_at: string };
const heard = (row: Told): Candidate => ({ ...row, occurred_at: new Date(row.occurred_at) });

const ask = (read: Reader, sql: string, parameters: readonly unknown[]): Promise<Candidate[]> => read.query<Candidate>(sql, parameters);

function monthsBetween(since: Date, until: Date): string[] {
  const months: string[] = [];
  for (let at = Date.UTC(since.getUTCFullYear(), since.getUTCMonth()); at <= until.getTime(); ) {
    const month = new Date(at);
    months.push(monthLexeme(month));
    at = Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1);
  }
  return months;
}

/** `$4` words, `$5` from, `$6` to, `$7` channel, `$8` owner, `$9` nobody's, `$10` spam too, `$11` now; over `message_search m` and `conversation c`. */
const IN_TIME = '($5::timestamptz IS NULL OR m.occurred_at >= $5) AND ($6::timestamptz IS NULL OR m.occurred_at < $6)';
const WANTED = `${CONVERSATION_VISIBLE} AND ${MESSAGE_VISIBLE} AND ($7::text IS NULL OR m.channel = $7) AND ($8::uuid IS NULL OR c.owner_id = $8) AND (NOT $9::boolean OR c.owner_id IS NULL) AND ($10::boolean OR NOT c.spam)`;
/** A subject outweighs a text, a text the name of a file; long letters gain nothing by their length; half as much after two months. */
const SCORE = `ts_rank_cd('{0.1, 0.4, 0.6, 1}', m.lexemes, $4::tsquery, 1) * (0.5 + 60 / (60 + greatest(0, extract(epoch FROM $11::timestamptz - m.occurred_at) / 86400)))`;

/** Stops at one more than a few, and then tells no more than that. */
const ASK_FEW = `WITH hits AS MATERIALIZED (SELECT * FROM message_search m WHERE m.lexemes @@ $4::tsquery AND ${IN_TIME} LIMIT ${FEW + 1}),
  wanted AS MATERIALIZED (SELECT m.* FROM hits m JOIN conversation c ON c.id = m.conversation_id WHERE (SELECT count(*) FROM hits) <= ${FEW} AND ${WANTED} ORDER BY m.occurred_at DESC, m.message_id DESC LIMIT ${CANDIDATES}),
  found AS (SELECT m.message_id, m.occurred_at, ${SCORE}::float8 AS score FROM wanted m)
  SELECT (SELECT count(*)::int FROM hits) AS matched, (SELECT coalesce(json_agg(f ORDER BY f.occurred_at DESC, f.message_id DESC), '[]') FROM found f) AS rows`;

const LOOK_THROUGH = `WITH newest AS MATERIALIZED (SELECT * FROM message_search m WHERE ${IN_TIME} ORDER BY m.occurred_at DESC, m.message_id DESC LIMIT ${LOOKED_THROUGH}),
  hits AS MATERIALIZED (SELECT * FROM newest m WHERE m.lexemes @@ $4::tsquery),
  found AS (SELECT m.message_id, m.occurred_at, ${SCORE}::float8 AS score FROM hits m JOIN conversation c ON c.id = m.conversation_id WHERE ${WANTED} ORDER BY m.occurred_at DESC, m.message_id DESC LIMIT ${CANDIDATES})
  SELECT (SELECT count(*)::int FROM newest) AS looked, (SELECT count(*)::int FROM hits) AS matched, (SELECT min(occurred_at) FROM newest) AS oldest, (SELECT max(occurred_at) FROM newest) AS newest,
    (SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = 'message_search'::regclass) AS total, (SELECT coalesce(json_agg(f), '[]') FROM found f) AS rows`;

/** Read by the words, never in the order of time with the words as a filter: hence the fence. */
const ASK_INDEX = `WITH hits AS MATERIALIZED (SELECT * FROM message_search m WHERE m.lexemes @@ $4::tsquery AND ${IN_TIME}),
  found AS MATERIALIZED (SELECT m.* FROM hits m JOIN conversation c ON c.id = m.conversation_id WHERE ${WANTED} ORDER BY m.occurred_at DESC, m.message_id DESC LIMIT ${CANDIDATES})
  SELECT m.message_id, m.occurred_at, ${SCORE}::float8 AS score FROM found m ORDER BY m.occurred_at DESC, m.message_id DESC`;

interface ShownRow extends SourceMessage {
  readonly contact_id: Id;
  readonly contact_name: string;
  readonly contact_kind: FoundMessageView['contactKind'];
  readonly direction: FoundMessageView['direction'];
  readonly author_id: Id | null;
}

/** Rights are asked once more, of the message itself: the index may be a second behind. */
async function show(read: Reader, actor: Actor, terms: Terms, ids: readonly Id[]): Promise<FoundMessageView[]> {
  if (ids.length === 0) return [];
  const rows = await read.query<ShownRow>(
    `SELECT ${SOURCE_COLUMNS}, m.contact_id, k.name AS contact_name, k.kind AS contact_kind, m.direction, m.author_id
     FROM message m JOIN conversation c ON c.id = m.conversation_id JOIN contact k ON k.id = c.contact_id
     WHERE m.id = ANY($4::uuid[]) AND m.deleted_at IS NULL AND ${CONVERSATION_VISIBLE} AND ${MESSAGE_VISIBLE} ORDER BY array_position($4::uuid[], m.id)`, [...scope(actor), ids]);
  return rows.map((row) => toView(row, terms));
}

function toView(row: ShownRow, terms: Terms): FoundMessageView {
  const { place, excerpt, marks } = shownPart(row, terms);
  return {
    messageId: row.id, conversationId: row.conversation_id, contactId: row.contact_id, contactName: row.contact_name, contactKind: row.contact_kind,
    channel: row.channel as FoundMessageView['channel'], kind: row.kind, direction: row.direction, authorId: row.author_id, place, excerpt, marks, occurredAt: row.occurred_at.toISOString(),
  };
}

/** What was said, where the words stand in it; else the subject, else the name of a file. */
function shownPart(row: ShownRow, terms: Terms): Excerpt & { place: FoundMessageView['place'] } {
  const { text, subject, files } = searchedOf(row);
  const said = excerptOf(text, terms);
  if (said) return { ...said, place: 'text' };
  const titled = excerptOf(subject, terms);
  if (titled) return { ...titled, place: 'subject' };
  for (const name of files) {
    const named = excerptOf(name, terms);
    if (named) return { ...named, place: 'file' };
  }
  return { excerpt: text.slice(0, 160).toWellFormed().replace(/\s/g, ' '), marks: [], place: 'text' };
}
