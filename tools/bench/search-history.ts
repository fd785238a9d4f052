import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { vectorOf } from '../../libs/crm-core/src/search/lexemes.ts';

/** Words of a shop's letters, by how often they stand in them; the rest is made of syllables, as names and goods are. */
const OFTEN: readonly (readonly [share: number, forms: readonly string[]])[] = [
  [0.3, ['доставка', 'доставку', 'доставки', 'доставкой', 'доставить', 'доставили']],
  [0.2, ['замовлення', 'замовити', 'замовив', 'замовленням']],
  [0.1, ['delivery', 'delivered', 'deliver']],
  [0.02, ['гарантия', 'гарантии', 'гарантию']],
];
const RARE = 'экскаваторов';
/** In so many messages, however many there are. */
const RARELY = 12;
const PLAIN = 'здравствуйте добрый день подскажите пожалуйста когда будет можно ли оплатить картой спасибо жду ответа цена скидка адрес город сегодня завтра вчера привет вітаю дякую будь ласка скільки коштує чи є наявності hello please thanks order price when ready size color'.split(' ');
const SYLLABLES = 'ба ве го ду жи за ка ле мо ну пи ра со та фи хо це ша ю я стри кла про вер мен гор сад лин'.split(' ');

/** Always the same numbers: a figure is compared with the one of another day. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

export interface History {
  readonly messages: number;
  readonly rareWords: number;
}

/**
 * So many messages over three years, of two thousand people, straight into the tables; nobody is told of them. `indexed`: the search index too,
 * for histories so long that the product would take minutes to index them.
 */
export async function writeHistory(databaseUrl: string, messages: number, indexed: boolean): Promise<History> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const roll = dice(7);
  const end = Date.now();
  const PEOPLE = 2_000;
  await client.query('BEGIN');
  const inboxId = randomUUID();
  await client.query("INSERT INTO inbox (id, adapter, name, capabilities, enabled) VALUES ($1, 'http', 'History', '[]', false)", [inboxId]);
  const { rows: people } = await client.query<{ contact: string; conversation: string }>(
    `WITH made AS (INSERT INTO contact (id, name, named) SELECT gen_random_uuid(), (ARRAY['Марія','Олег','Иван','Анна','Sergiy','Yulia'])[1 + n % 6] || ' ' || (ARRAY['Коваль','Гриценко','Петренко','Лебедев','Bondar'])[1 + n % 5] || ' ' || n, true FROM generate_series(1, ${PEOPLE}) n RETURNING id),
       numbered AS (SELECT id, row_number() OVER () AS n FROM made),
       phones AS (INSERT INTO contact_identity (id, contact_id, kind, value, label) SELECT gen_random_uuid(), id, 'phone', '+38050' || lpad((n * 7919 % 10000000)::text, 7, '0'), '' FROM numbered),
       talks AS (INSERT INTO conversation (id, contact_id, inbox_id, last_message_at, inbox_ids, channels) SELECT gen_random_uuid(), id, $1, now(), ARRAY[$1::uuid], '{http}' FROM numbered RETURNING id, contact_id)
     SELECT contact_id AS contact, id AS conversation FROM talks`, [inboxId]);
  if (indexed) await client.query('DROP INDEX message_search_lexemes');
  const rows = Array.from({ length: messages }, (_, index) => {
    const at = new Date(end - Math.floor((messages - index) * ((3 * 365 * 86_400_000) / messages)));
    return { id: randomUUID(), ...people[Math.floor(roll() * PEOPLE)]!, at, text: sentence(roll, index % Math.floor(messages / RARELY) === 5) };
  });
  const put = async (statement: string, line: (row: (typeof rows)[number]) => string): Promise<void> => {
    const stream = client.query(copyFrom(statement));
    for (const row of rows) if (!stream.write(`${line(row)}\n`)) await once(stream, 'drain');
    stream.end();
    await finished(stream);
  };
  await put("COPY message (id, conversation_id, contact_id, inbox_id, channel, kind, direction, text, occurred_at) FROM STDIN", ({ id, conversation, contact, text, at }) =>
    [id, conversation, contact, inboxId, 'http', 'text', 'inbound', text, at.toISOString()].join('\t'));
  if (indexed) {
    await put('COPY message_search (message_id, conversation_id, inbox_id, channel, occurred_at, lexemes) FROM STDIN', ({ id, conversation, text, at }) =>
      [id, conversation, inboxId, 'http', at.toISOString(), vectorOf({ subject: '', text, files: [] }, at)].join('\t'));
    await client.query('CREATE INDEX message_search_lexemes ON message_search USING gin (lexemes) WITH (fastupdate = on, gin_pending_list_limit = 4096)');
  }
  await client.query('COMMIT');
  if (!indexed) await client.query('UPDATE search_progress SET cursor = NULL, message_walk = NULL, contact_walk = NULL');
  await client.query('VACUUM ANALYZE');
  await client.end();
  return { messages, rareWords: rows.filter(({ text }) => text.includes(RARE)).length };
}

function sentence(roll: () => number, rare: boolean): string {
  const pick = (words: readonly string[]): string => words[Math.floor(roll() * words.length)]!;
  const length = 5 + Math.floor(roll() * 20);
  const words = Array.from({ length }, () => (roll() < 0.55 ? pick(PLAIN) : Array.from({ length: 2 + Math.floor(roll() * 2) }, () => pick(SYLLABLES)).join('')));
  for (const [share, forms] of OFTEN) if (roll() < share) words.splice(Math.floor(roll() * words.length), 0, pick(forms));
  if (rare) words.push(RARE);
  return words.join(' ');
}
