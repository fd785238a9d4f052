import { measureBeside } from './beside.ts';
import type { CrmCompany, Person } from './crm-company.ts';
import type { Report } from './report.ts';

const GOAL_MS = 100;
/** As much as the card shows of each. */
const MOST = 50;

interface Detail extends Record<'identities' | 'tasks' | 'orders' | 'deals' | 'files' | 'touches' | 'duplicates' | 'conversationIds', readonly unknown[]> {}
interface Page {
  readonly items: readonly unknown[];
}

/** The barest statements that bring what the card shows of person `$1`. */
const BARE = {
  contact: 'SELECT * FROM contact WHERE id = $1',
  identities: 'SELECT * FROM contact_identity WHERE contact_id = $1',
  lead: "SELECT * FROM lead WHERE contact_id = $1 ORDER BY (status = 'open') DESC, created_at DESC LIMIT 1",
  tasks: `SELECT * FROM task WHERE contact_id = $1 AND status = 'open' ORDER BY due_at LIMIT ${MOST}`,
  orders: `SELECT o.*, (SELECT json_agg(l) FROM order_line l WHERE l.order_id = o.id) AS lines, (SELECT json_agg(p) FROM order_payment p WHERE p.order_id = o.id AND p.removed_at IS NULL) AS payments,
    (SELECT json_agg(s) FROM order_status_change s WHERE s.order_id = o.id) AS changes FROM sales_order o WHERE o.contact_id = $1 ORDER BY o.created_at DESC LIMIT ${MOST}`,
  bought: "SELECT currency, count(*), sum(total_minor) FROM sales_order WHERE contact_id = $1 AND status IN ('paid', 'shipped', 'done') GROUP BY currency",
  deals: `SELECT d.*, (SELECT row_to_json(t) FROM task t WHERE t.deal_id = d.id AND t.status = 'open' ORDER BY t.due_at LIMIT 1) AS next FROM deal d WHERE d.contact_id = $1 ORDER BY (d.status = 'open') DESC, d.created_at DESC LIMIT ${MOST}`,
  files: `SELECT a.* FROM conversation c JOIN message m ON m.conversation_id = c.id JOIN attachment a ON a.message_id = m.id WHERE c.contact_id = $1 ORDER BY m.occurred_at DESC LIMIT ${MOST}`,
  conversations: `SELECT id FROM conversation WHERE contact_id = $1 ORDER BY last_message_at DESC LIMIT ${MOST}`,
  touches: `SELECT * FROM touch WHERE contact_id = $1 ORDER BY at LIMIT ${MOST}`,
  duplicates: 'SELECT h.*, k.name FROM duplicate_hint h JOIN contact k ON k.id = h.other_id WHERE h.contact_id = $1 AND h.dismissed_at IS NULL UNION ALL SELECT h.*, k.name FROM duplicate_hint h JOIN contact k ON k.id = h.contact_id WHERE h.other_id = $1 AND h.dismissed_at IS NULL',
  pipelines: 'SELECT p.*, (SELECT json_agg(s ORDER BY s.position) FROM stage s WHERE s.pipeline_id = p.id AND s.removed_at IS NULL) AS stages FROM pipeline p WHERE p.removed_at IS NULL',
  fields: 'SELECT * FROM contact_field WHERE removed_at IS NULL ORDER BY position',
} as const;
const COUNTED = ['identities', 'tasks', 'orders', 'deals', 'files', 'touches', 'duplicates', 'conversations'] as const;

/** The card of a person: of those who wrote, bought and were visited most, and of anybody; all that the window asks as it opens one for the first time, and each request by itself. */
export async function benchCard(report: Report, { client, ask }: CrmCompany): Promise<void> {
  const people = async (text: string): Promise<string[]> => (await client.query<{ id: string }>(text)).rows.map(({ id }) => id);
  const regulars = await people('SELECT contact_id AS id FROM conversation ORDER BY version DESC, id LIMIT 100');
  const anybody = await people('SELECT id FROM contact ORDER BY md5(id::text) LIMIT 100');
  const bare = async (name: keyof typeof BARE, id: string): Promise<number> => (await client.query({ name: `bare-card-${name}`, text: BARE[name], values: name === 'pipelines' || name === 'fields' ? [] : [id] })).rows.length;
  const bareCard = async (id: string): Promise<number> => {
    let counted = 0;
    for (const name of Object.keys(BARE) as (keyof typeof BARE)[]) {
      const count = await bare(name, id);
      if ((COUNTED as readonly string[]).includes(name)) counted += count;
    }
    return counted;
  };
  const card = async (person: Person, id: string): Promise<number> => {
    const [detail] = await Promise.all([ask[person]<Detail>(`/contacts/${id}`), ask[person]('/pipelines'), ask[person]('/contact-fields')]);
    return sizeOf(detail);
  };
  const measure = (what: string, ids: readonly string[], ours: (id: string) => Promise<number>, theirs: (id: string) => Promise<number>): Promise<void> =>
    measureBeside(report, { what: `card: ${what}`, goalMs: GOAL_MS, rounds: 100, warmUp: 15, ours: (round) => ours(ids[round % ids.length]!), bare: (round) => theirs(ids[round % ids.length]!) });
  for (const person of ['admin', 'operator'] as const) {
    await measure(`all it asks, much history, ${person}`, regulars, (id) => card(person, id), bareCard);
    await measure(`all it asks, anybody, ${person}`, anybody, (id) => card(person, id), bareCard);
    const list = (noun: 'orders' | 'deals' | 'tasks', more = ''): Promise<void> => measure(`their ${noun}, ${person}`, regulars, async (id) => (await ask[person]<Page>(`/${noun}?contactId=${id}&limit=${MOST}${more}`)).items.length, (id) => bare(noun, id));
    await measure(`the person alone, much history, ${person}`, regulars, async (id) => sizeOf(await ask[person]<Detail>(`/contacts/${id}`)), bareCard);
    await list('orders');
    await list('deals');
    await list('tasks', '&status=open');
  }
}

const sizeOf = (detail: Detail): number => [detail.identities, detail.tasks, detail.orders, detail.deals, detail.files, detail.touches, detail.duplicates, detail.conversationIds].reduce((all, { length }) => all + length, 0);
