import { measureBeside } from './beside.ts';
import type { CrmCompany, Person } from './crm-company.ts';
import type { Report } from './report.ts';

const GOAL_MS = 500;
/** As many as the window asks of a column at once. */
const PAGE = 40;

interface Page {
  readonly items: readonly { readonly id: string }[];
  /** Where one talks about them: the last words, and who waits. */
  readonly conversations: readonly unknown[];
  readonly next: string | null;
}
interface Board {
  readonly columns: readonly { readonly stageId: string; readonly count: number }[];
  readonly won: { readonly count: number };
  readonly lost: { readonly count: number };
}

/** Deals as the board shows them; `where` narrows them. */
const deals = (where: string, order = 'd.stage_since DESC, d.id DESC'): string =>
  `SELECT d.*, k.name AS contact_name, t.id AS task_id, t.kind AS task_kind, t.title AS task_title, t.due_at, c.id AS talk, c.preview, c.waiting_since, c.owner_id AS talk_owner FROM deal d JOIN contact k ON k.id = d.contact_id LEFT JOIN conversation c ON c.id = d.conversation_id
   LEFT JOIN LATERAL (SELECT * FROM task t WHERE t.deal_id = d.id AND t.status = 'open' ORDER BY t.due_at, t.id LIMIT 1) t ON true WHERE ${where} ORDER BY ${order} LIMIT ${PAGE}`;
const MARKED = {
  stuck: "d.stage_since <= now() - interval '1 day' * (SELECT stuck_after_days FROM stage s WHERE s.id = d.stage_id)",
  'no-task': "NOT EXISTS (SELECT 1 FROM task t WHERE t.deal_id = d.id AND t.status = 'open')",
} as const;
interface Choice {
  readonly ownerId?: string;
  readonly marked?: keyof typeof MARKED;
}
const COUNTS = 'SELECT stage_id, status, currency, count(*)::int AS count, sum(amount_minor) AS minor FROM deal d WHERE d.pipeline_id = $1';

interface Row {
  readonly count: number;
  readonly talk: string | null;
}

/** The board as the window asks for it (counts and sums with the first page of each column, at once), its filters, its further pages, and what has ended. */
export async function benchBoard(report: Report, { client, pipelineId, operatorId, ask }: CrmCompany): Promise<void> {
  const stages = (await client.query<{ id: string }>('SELECT id FROM stage WHERE pipeline_id = $1 AND removed_at IS NULL ORDER BY position', [pipelineId])).rows.map(({ id }) => id);
  const rows = async (name: string, text: string, values: unknown[]): Promise<Row[]> => (await client.query<Row>({ name, text, values })).rows;
  const measure = (what: string, ours: (round: number) => Promise<number>, bare: (round: number) => Promise<number>): Promise<void> => measureBeside(report, { what: `board: ${what}`, goalMs: GOAL_MS, rounds: 40, warmUp: 12, ours, bare });
  const pageOf = (person: Person, query: string): Promise<Page> => ask[person]<Page>(`/deals?limit=${PAGE}&conversations=true&${query}`);
  const sizeOf = ({ items, conversations }: Page): number => items.length + conversations.length;
  const bareSize = (cards: readonly Row[]): number => cards.length + new Set(cards.flatMap(({ talk }) => talk ?? [])).size;

  const all = async (person: Person, { ownerId, marked }: Choice): Promise<number> => {
    const chosen = `${ownerId ? `&ownerId=${ownerId}` : ''}${marked ? `&marked=${marked}` : ''}`;
    const [board, ...pages] = await Promise.all([ask[person]<Board>(`/deals/board?pipelineId=${pipelineId}${chosen}`), ...stages.map((id) => pageOf(person, `stageId=${id}&status=open${chosen}`))]);
    return sum(board.columns.map(({ count }) => count)) + board.won.count + board.lost.count + sum(pages.map(sizeOf));
  };
  const bareAll = async ({ ownerId, marked }: Choice): Promise<number> => {
    const [own, whose, mark] = [ownerId ? [ownerId] : [], ownerId ? ' AND d.owner_id = $2' : '', marked ? MARKED[marked] : 'true'];
    const counts = await rows(`bare-counts-${own.length}-${marked}`, `${COUNTS}${whose} AND (d.status <> 'open' OR ${mark}) GROUP BY 1, 2, 3`, [pipelineId, ...own]);
    let cards = 0;
    for (const id of stages) cards += bareSize(await rows(`bare-column-${own.length}-${marked}`, deals(`d.stage_id = $1 AND d.status = 'open'${whose} AND ${mark}`), [id, ...own]));
    return sum(counts.map(({ count }) => count)) + cards;
  };
  const list = (what: string, person: Person, query: string, name: string, text: string, values: unknown[]): Promise<void> =>
    measure(`${what}, ${person}`, async () => sizeOf(await pageOf(person, query)), async () => bareSize(await rows(name, text, values)));

  for (const person of ['admin', 'operator'] as const) {
    await measure(`first page of ${stages.length} columns, counts, ${person}`, () => all(person, {}), () => bareAll({}));
    await measure(`the same of one owner, ${person}`, () => all(person, { ownerId: operatorId }), () => bareAll({ ownerId: operatorId }));
    await measure(`the same of stuck ones, ${person}`, () => all(person, { marked: 'stuck' }), () => bareAll({ marked: 'stuck' }));
    await measure(`the same without a next step, ${person}`, () => all(person, { marked: 'no-task' }), () => bareAll({ marked: 'no-task' }));
    // The fullest column, read to its fifth page.
    const [full] = (await client.query<{ stage_id: string }>("SELECT stage_id FROM deal WHERE status = 'open' AND pipeline_id = $1 GROUP BY stage_id ORDER BY count(*) DESC LIMIT 1", [pipelineId])).rows;
    const column = `stageId=${full!.stage_id}&status=open`;
    let after = '';
    let last = '';
    for (let page = 0; page < 4; page += 1) {
      const { items, next } = await pageOf(person, `${column}${after}`);
      [after, last] = [next === null ? '' : `&after=${encodeURIComponent(next)}`, items.at(-1)?.id ?? last];
    }
    await list('fifth page of a column', person, `${column}${after}`, 'bare-page', deals("d.stage_id = $1 AND d.status = 'open' AND (d.stage_since, d.id) < ((SELECT stage_since FROM deal WHERE id = $2), $2)"), [full!.stage_id, last]);
    await list('won ones', person, `pipelineId=${pipelineId}&status=won`, 'bare-won', deals("d.pipeline_id = $1 AND d.status = 'won'", 'd.closed_at DESC, d.id DESC'), [pipelineId]);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
