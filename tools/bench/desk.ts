import { openCompany, type Company, type OpenCompany, type Person } from './desk-company.ts';
import { median, ms, type Report } from './report.ts';

const ROUNDS = 40;
/** Every connection of the pool prepares each statement; PostgreSQL plans it anew the first five times. */
const WARM_UP = 12;
const PAGE = 60;
const LIST_MS = 15;
const OPEN_MS = 12;
/** As much may a page cost more in a hundred times as many conversations; below a millisecond and a half it is the clock that differs. */
const SAME = 1.25;
const SAME_MS = 1.5;

/** The barest statement that finds the same rows. */
interface Bare {
  readonly where: string;
  readonly order: string;
  readonly values?: (company: OpenCompany) => unknown[];
}
interface Asked {
  readonly what: string;
  readonly path: (company: OpenCompany) => string;
  readonly bare: Bare;
  /** The admin and the operator, where nothing is said. */
  readonly by?: readonly Person[];
}
const WAITING = "c.status = 'open' AND c.waiting_since IS NOT NULL AND NOT c.spam";
const waiting = (and = '', values?: Bare['values']): Bare => ({ where: WAITING + and, order: 'c.waiting_since, c.id', ...(values && { values }) });

const ASKED: readonly Asked[] = [
  { what: 'Queue', path: () => 'view=queue', bare: waiting() },
  { what: 'Queue, most money first', path: () => 'view=queue&sort=money', bare: { where: `${WAITING} AND c.money_minor > 0`, order: 'c.money_minor DESC, c.waiting_since, c.id' } },
  { what: 'Mine', path: () => 'view=mine', bare: waiting(' AND c.owner_id = $1', ({ seeded }) => [seeded.operatorId]), by: ['operator'] },
  { what: 'All', path: () => 'view=all', bare: waiting() },
  { what: 'Unassigned', path: () => 'view=unassigned', bare: waiting(' AND c.owner_id IS NULL') },
  { what: 'Snoozed', path: () => 'view=snoozed', bare: { where: "c.status = 'snoozed' AND NOT c.spam", order: 'c.snoozed_until, c.id' } },
  { what: 'Closed', path: () => 'view=closed', bare: { where: "c.status = 'closed' AND NOT c.spam", order: 'c.last_message_at DESC, c.id DESC' } },
  { what: 'Mentions', path: () => 'view=mentions', bare: { where: 'c.id IN (SELECT conversation_id FROM mention WHERE user_id = $1)', order: 'c.last_message_at DESC', values: ({ seeded }) => [seeded.operatorId] }, by: ['operator'] },
  { what: 'All, one channel of four', path: () => 'view=all&channel=email', bare: waiting(" AND c.channels @> ARRAY['email']") },
  { what: 'All, a rare channel', path: () => 'view=all&channel=http', bare: waiting(" AND c.id IN (SELECT conversation_id FROM conversation_channel WHERE channel = 'http')") },
  { what: 'All, a rare inbox', path: ({ rare }) => `view=all&inboxId=${rare.inboxId}`, bare: waiting(' AND c.id IN (SELECT conversation_id FROM conversation_inbox WHERE inbox_id = $1)', ({ rare }) => [rare.inboxId]) },
  { what: 'All, right to the rare inbox alone', path: () => 'view=all', bare: waiting(' AND c.id IN (SELECT conversation_id FROM conversation_inbox WHERE inbox_id = $1)', ({ rare }) => [rare.inboxId]), by: ['newcomer'] },
  { what: 'All, one label of six', path: ({ seeded }) => `view=all&labelId=${seeded.labelId}`, bare: waiting(' AND c.id IN (SELECT conversation_id FROM conversation_label WHERE label_id = $1)', ({ seeded }) => [seeded.labelId]) },
  { what: 'All, a rare label', path: ({ rare }) => `view=all&labelId=${rare.labelId}`, bare: waiting(' AND c.id IN (SELECT conversation_id FROM conversation_label WHERE label_id = $1)', ({ rare }) => [rare.labelId]) },
  { what: 'All, a rare team', path: ({ rare }) => `view=all&teamId=${rare.teamId}`, bare: waiting(' AND c.team_id = $1', ({ rare }) => [rare.teamId]) },
  { what: 'Queue, overdue', path: () => 'view=queue&overdue=true', bare: waiting(' AND c.answer_due_at <= now()') },
];

/** Pages of lists and the opening of a conversation over HTTP, one at a time, beside the barest SQL; in a small and a large company by turns. */
export async function benchDesk(report: Report, companies: readonly [small: Company, large: Company]): Promise<void> {
  const [small, large] = [await openCompany(report, companies[0]), await openCompany(report, companies[1])];
  try {
    for (const asked of ASKED) for (const person of asked.by ?? (['admin', 'operator'] as const)) await benchPage(report, small, large, asked, person);
    for (const company of [small, large]) await benchOpening(report, company);
  } finally {
    await small.client.end();
    await large.client.end();
  }
}

async function benchPage(report: Report, small: OpenCompany, large: OpenCompany, { what, path, bare }: Asked, person: Person): Promise<void> {
  const text = `SELECT c.*, k.name AS contact_name FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE ${bare.where} ORDER BY ${bare.order} LIMIT ${PAGE + 1}`;
  const ours = { few: [] as number[], many: [] as number[] };
  const theirs: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const few = await timed(() => small.ask[person](`/conversations?limit=${PAGE}&${path(small)}`));
    const many = await timed(() => large.ask[person](`/conversations?limit=${PAGE}&${path(large)}`));
    const barest = await timed(() => large.client.query({ name: what, text, values: bare.values?.(large) ?? [] }));
    if (round < 0) continue;
    ours.few.push(few);
    ours.many.push(many);
    theirs.push(barest);
  }
  const [few, many] = [median(ours.few), median(ours.many)];
  report.add({
    what: `${what}, ${person}`, value: ms(many), ceiling: `bare SQL ${ms(median(theirs))}; ${(many / few).toFixed(2)} × ${ms(few)} of ${small.open} open`, goal: `≤ ${LIST_MS} ms, ≤ ${SAME} × or ${SAME_MS} ms more`, met: many <= LIST_MS && (many <= SAME * few || many - few <= SAME_MS),
  });
}

/** What the window asks when a row is opened that it has not seen: the conversation, its last messages, its person. */
async function benchOpening(report: Report, { ask, client, open }: OpenCompany): Promise<void> {
  const { rows } = await client.query<{ id: string; contact_id: string }>('SELECT id, contact_id FROM conversation WHERE version > 50 OR id > $1 ORDER BY version > 50 DESC, id LIMIT 200', ['80000000-0000-0000-0000-000000000000']);
  const ours: number[] = [];
  const person: number[] = [];
  const theirs: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS * 3; round += 1) {
    const row = rows[(round + WARM_UP) % rows.length]!;
    const shown = await timed(() => Promise.all([ask.operator(`/conversations/${row.id}`), ask.operator(`/conversations/${row.id}/messages?limit=50`)]));
    const panel = await timed(() => ask.operator(`/contacts/${row.contact_id}`));
    const bare = await timed(async () => {
      await client.query({ name: 'bare-conversation', text: 'SELECT c.*, k.name AS contact_name FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE c.id = $1', values: [row.id] });
      await client.query({ name: 'bare-timeline', text: 'SELECT * FROM message WHERE conversation_id = $1 ORDER BY occurred_at DESC, id DESC LIMIT 51', values: [row.id] });
    });
    if (round < 0) continue;
    ours.push(shown);
    person.push(panel);
    theirs.push(bare);
  }
  report.add({ what: `open a conversation, ${open} open`, value: ms(median(ours)), ceiling: `bare SQL ${ms(median(theirs))} (p50)`, goal: `≤ ${OPEN_MS} ms`, met: median(ours) <= OPEN_MS });
  report.add({ what: `its person's panel, ${open} open`, value: ms(median(person)), ceiling: 'loaded beside it', goal: '', met: null });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
