import pg from 'pg';
import { termsOf } from '../../libs/crm-core/src/search/terms.ts';
import { until, type Okno } from './okno.ts';
import { ms, quantile, rate, type Report } from './report.ts';
import { writeHistory } from './search-history.ts';

const ROUNDS = 60;
/** Every connection of the pool prepares each statement once. */
const WARM_UP = 25;
const RARE_MS = 20;
const COMMON_MS = 60;
/** A longer history is written together with its index: the product itself would be at it for minutes. */
const INDEXED_BY_US = 100_000;

interface Question {
  readonly what: string;
  readonly q: string;
  readonly only: 'messages' | 'people';
  readonly goal: number;
  /** In so few messages that PostgreSQL is better led to them by the words than by the time. */
  readonly few?: true;
}
const QUESTIONS: readonly Question[] = [
  { what: 'rare word', q: 'экскаватор', only: 'messages', goal: RARE_MS, few: true },
  { what: 'word of every fiftieth message', q: 'гарантией', only: 'messages', goal: COMMON_MS },
  { what: 'common word, Russian', q: 'доставка', only: 'messages', goal: COMMON_MS },
  { what: 'common word, Ukrainian', q: 'замовляю', only: 'messages', goal: COMMON_MS },
  { what: 'common word, transliterated', q: 'dostavka', only: 'messages', goal: COMMON_MS },
  { what: 'common word, English', q: 'delivering', only: 'messages', goal: COMMON_MS },
  { what: 'two common words', q: 'доставка замовлення', only: 'messages', goal: COMMON_MS },
  { what: 'common and rare word', q: 'доставка экскаваторов', only: 'messages', goal: COMMON_MS, few: true },
  { what: 'beginning of a word', q: 'экскав', only: 'messages', goal: RARE_MS, few: true },
  { what: 'word nobody wrote', q: 'гиппопотам', only: 'messages', goal: RARE_MS, few: true },
  { what: 'last four digits of a phone', q: '7919', only: 'people', goal: RARE_MS },
  { what: 'name in the other alphabet', q: 'maria koval 1200', only: 'people', goal: RARE_MS },
];

/** One search at a time over HTTP, from the request to the whole answer, beside the barest SQL that finds the newest twenty: in turns, so that both see the same machine. */
export async function benchSearch(report: Report, okno: Okno, databaseUrl: string, messages: number): Promise<void> {
  const started = performance.now();
  const history = await writeHistory(databaseUrl, messages, messages > INDEXED_BY_US);
  const written = performance.now();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const one = async <T>(text: string): Promise<T> => (await client.query(text)).rows[0] as T;
  if (messages <= INDEXED_BY_US) {
    await until(async () => (await one<{ done: boolean }>('SELECT cursor IS NOT NULL AND message_walk IS NULL AND contact_walk IS NULL AS done FROM search_progress')).done, 600_000, 'the index', 100);
    const { n } = await one<{ n: number }>('SELECT count(*)::int AS n FROM message_search');
    if (n !== history.messages) throw new Error(`${n} of ${history.messages} messages are in the index.`);
    report.add({ what: `search: ${messages} messages indexed in the background`, value: rate((messages / (performance.now() - written)) * 1000), ceiling: `written in ${((written - started) / 1000).toFixed(0)} s`, goal: '', met: null });
  }
  await client.query('VACUUM ANALYZE message_search, contact_search');
  const size = await one<{ index: string; table: string; message: string }>("SELECT pg_size_pretty(pg_relation_size('message_search_lexemes')) AS index, pg_size_pretty(pg_table_size('message_search')) AS table, pg_size_pretty(pg_table_size('message')) AS message");
  report.add({ what: `search: the index of ${messages} messages`, value: size.index, ceiling: `and ${size.table} of rows, beside ${size.message} of messages`, goal: '', met: null });
  for (const question of QUESTIONS) {
    if (question.only === 'people' && messages > INDEXED_BY_US) continue;
    await measure(report, okno, client, question, messages);
  }
  await client.end();
}

async function measure(report: Report, okno: Okno, client: pg.Client, { what, q, only, goal, few }: Question, messages: number): Promise<void> {
  const path = `/search?only=${only}&q=${encodeURIComponent(q)}`;
  const bare = only === 'messages'
    ? { name: `bare-${q}`, text: `WITH hits AS ${few ? '' : 'NOT '}MATERIALIZED (SELECT * FROM message_search s WHERE s.lexemes @@ $1::tsquery) SELECT m.id, m.text FROM hits s JOIN message m ON m.id = s.message_id ORDER BY s.occurred_at DESC LIMIT 20`, values: [termsOf(q)!.exact] }
    : { name: 'bare-people', text: 'SELECT contact_id FROM contact_search WHERE addresses LIKE $1 OR name_key LIKE $1 LIMIT 20', values: [`%${q}%`] };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await okno.call('GET', path);
    const answered = performance.now();
    await client.query(bare);
    // The first ones warm both up.
    if (round < 0) continue;
    ours.push(answered - begun);
    theirs.push(performance.now() - answered);
  }
  const slow = quantile(ours, 0.95);
  report.add({ what: `search in ${messages}: ${what}`, value: `${ms(quantile(ours, 0.5))}, ${ms(slow)}`, ceiling: `bare SQL ${ms(quantile(theirs, 0.5))}, ${ms(quantile(theirs, 0.95))} (p50, p95)`, goal: `p95 ≤ ${goal} ms`, met: slow <= goal });
}
