import type { Tx } from '../../transaction.ts';
import type { Id } from '../../views.ts';

/** Rows that changed hands, by what they are. */
export interface Moved {
  readonly conversations: readonly Id[];
  readonly leads: readonly Id[];
  readonly orders: readonly Id[];
  readonly tasks: readonly Id[];
  readonly deals: readonly Id[];
  readonly alarms: readonly Id[];
}

/** What belongs to a contact and says whose it is when nobody is merged. Messages, with their files and notes, go with their conversation. */
const OWNED = { conversations: 'conversation', leads: 'lead', orders: 'sales_order', deals: 'deal', tasks: 'task', alarms: 'alarm' } as const satisfies Record<keyof Moved, string>;
const UNTOLD = ['contact_identity', 'touch'] as const;

/** Everything of `from`, and of whoever was merged into it before, is `into`'s; each row keeps whose it was. */
export function moveOver(tx: Tx, from: Id, into: Id): Promise<Moved> {
  return move(tx, (table) => ({ text: `UPDATE ${table} SET contact_id = $2, home_id = NULLIF(COALESCE(home_id, contact_id), $2) WHERE contact_id = $1 RETURNING id`, values: [from, into] }));
}

/** What is at home in `tree`, whose root is `id`, goes back from `from`. Since `mergedAt`, what was written down in its conversations, deals and orders is its too. */
export async function moveBack(tx: Tx, from: Id, id: Id, tree: readonly Id[], mergedAt: Date): Promise<Moved> {
  const moved = await move(tx, (table) => ({
    text: `UPDATE ${table} SET contact_id = $2, home_id = NULLIF(home_id, $2) WHERE contact_id = $1 AND home_id = ANY ($3::uuid[]) RETURNING id`, values: [from, id, tree],
  }));
  const since = async (kind: 'orders' | 'deals' | 'tasks' | 'alarms', made: string, ways: string): Promise<Id[]> =>
    ids(await tx.query<{ id: Id }>(
      `UPDATE ${OWNED[kind]} x SET contact_id = $2, home_id = NULLIF(w.home, $2) FROM (${ways}) AS w (id, home) WHERE x.id = w.id AND x.contact_id = $1 AND x.${made} >= $3 RETURNING x.id`, [from, id, mergedAt]));
  // In this order: a task may stand beside an order that just moved, an alarm beside that task.
  const [orders, deals, tasks, alarms] = await Promise.all([
    since('orders', 'created_at', through('sales_order', ['conversation'])),
    since('deals', 'created_at', through('deal', ['conversation'])),
    since('tasks', 'created_at', through('task', ['conversation', 'deal', 'sales_order'])),
    since('alarms', 'raised_at', through('alarm', ['conversation', 'deal', 'task'])),
  ]);
  return { ...moved, orders: [...moved.orders, ...orders], deals: [...moved.deals, ...deals], tasks: [...moved.tasks, ...tasks], alarms: [...moved.alarms, ...alarms] };
}

/** Rows that stand beside something which belongs to `$2` by now, and whose that is: the first of these that they stand beside counts. */
function through(table: string, ways: readonly ('conversation' | 'deal' | 'sales_order' | 'task')[]): string {
  const column = { conversation: 'conversation_id', deal: 'deal_id', sales_order: 'order_id', task: 'task_id' } as const;
  const each = ways.map((way, nth) => {
    const before = ways.slice(0, nth).map((other) => ` AND s.${column[other]} IS NULL`).join('');
    return `SELECT s.id, COALESCE(w.home_id, w.contact_id) FROM ${way} w JOIN ${table} s ON s.${column[way]} = w.id WHERE w.contact_id = $2 AND s.contact_id = $1${before}`;
  });
  return each.join(' UNION ALL ');
}

async function move(tx: Tx, statementFor: (table: string) => { text: string; values: readonly unknown[] }): Promise<Moved> {
  const run = async (table: string): Promise<Id[]> => {
    const { text, values } = statementFor(table);
    return ids(await tx.query<{ id: Id }>(text, values));
  };
  const conversations = await run(OWNED.conversations);
  tx.write({ text: 'UPDATE message m SET contact_id = c.contact_id FROM conversation c WHERE c.id = ANY ($1::uuid[]) AND m.conversation_id = c.id AND m.contact_id <> c.contact_id', values: [conversations] });
  const [leads, orders, deals, tasks, alarms] = await Promise.all([run(OWNED.leads), run(OWNED.orders), run(OWNED.deals), run(OWNED.tasks), run(OWNED.alarms), ...UNTOLD.map(run)]);
  return { conversations, leads, orders, deals, tasks, alarms };
}

const ids = (rows: readonly { id: Id }[]): Id[] => rows.map(({ id }) => id);
