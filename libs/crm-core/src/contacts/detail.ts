import { DEAL_COLUMNS, toDealView, type SelectedDeal } from '../deals/row.ts';
import type { Reader } from '../core.ts';
import type { Actor } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { toLeadView, type LeadRow } from '../leads/row.ts';
import { toAttachmentView } from '../messages/view.ts';
import type { AttachmentRow } from '../messages/row.ts';
import { ORDER_COLUMNS, toOrderView, type SelectedOrder } from '../orders/order-view.ts';
import { toTaskView, type TaskRow } from '../tasks/row.ts';
import type { ContactDetailView, ContactMergeView, DuplicateHintView, Id, SourceView, SumView } from '../views.ts';
import { CONVERSATION_VISIBLE, MESSAGE_VISIBLE, scope } from '../visibility.ts';
import { DUPLICATES } from './merge/duplicates.ts';
import { readContact } from './row.ts';

/** As much as the person panel shows of each. */
const MOST = 50;

/** Everything the person panel shows; of conversations and files only what this actor may see. */
export async function readContactDetail(read: Reader, actor: Actor, id: Id): Promise<ContactDetailView> {
  const contact = await readContact(read, id);
  if (!contact) throw new NotFound('contact');
  const [lead, tasks, orders, duplicates, files, conversations, pictures, deals, touches, bought, merges] = await Promise.all([
    read.one<LeadRow>("SELECT * FROM lead WHERE contact_id = $1 ORDER BY (status = 'open') DESC, created_at DESC LIMIT 1", [id]),
    read.query<TaskRow>(
      `SELECT t.* FROM task t WHERE t.contact_id = $4 AND t.status = 'open' AND (t.conversation_id IS NULL
         OR EXISTS (SELECT 1 FROM conversation c WHERE c.id = t.conversation_id AND ${CONVERSATION_VISIBLE})) ORDER BY t.due_at, t.id LIMIT ${MOST}`, [...scope(actor), id]),
    read.query<SelectedOrder>(`SELECT ${ORDER_COLUMNS} FROM sales_order o WHERE o.contact_id = $1 ORDER BY o.created_at DESC, o.id LIMIT ${MOST}`, [id]),
    read.query<DuplicateHintView>(DUPLICATES, [...scope(actor), id]),
    read.query<AttachmentRow>(
      `SELECT a.* FROM conversation c JOIN message m ON m.conversation_id = c.id JOIN attachment a ON a.message_id = m.id
       WHERE c.contact_id = $4 AND m.deleted_at IS NULL AND ${CONVERSATION_VISIBLE} AND ${MESSAGE_VISIBLE} ORDER BY m.occurred_at DESC, a.position LIMIT ${MOST}`, [...scope(actor), id]),
    read.query<{ id: Id }>(`SELECT c.id FROM conversation c WHERE c.contact_id = $4 AND ${CONVERSATION_VISIBLE} ORDER BY c.last_message_at DESC LIMIT ${MOST}`, [...scope(actor), id]),
    read.one('SELECT 1 FROM pictures_shown WHERE user_id = $1 AND contact_id = $2', [actor.userId, id]),
    read.query<SelectedDeal>(`SELECT ${DEAL_COLUMNS} FROM deal d WHERE d.contact_id = $1 ORDER BY (d.status = 'open') DESC, d.created_at DESC, d.id LIMIT ${MOST}`, [id]),
    read.query<{ source: SourceView; at: Date }>(`SELECT source, at FROM touch WHERE contact_id = $1 ORDER BY at, id LIMIT ${MOST}`, [id]),
    read.query<{ orders: number; minor: string; currency: string }>(
      `SELECT count(*)::int AS orders, sum(total_minor)::bigint AS minor, currency FROM sales_order WHERE contact_id = $1 AND status IN ('paid', 'shipped', 'done') GROUP BY currency ORDER BY sum(total_minor) DESC, currency`, [id]),
    read.query<Omit<ContactMergeView, 'at'> & { at: Date }>(
      `SELECT m.id, m.contact_id AS "contactId", k.name, m.into_id AS "intoId", m.by_id AS "byId", m.at FROM contact k JOIN contact_merge m ON m.contact_id = k.id AND m.undone_at IS NULL WHERE k.merged_root = $1 ORDER BY m.seq DESC`, [id]),
  ]);
  return {
    ...contact,
    lead: lead ? toLeadView(lead) : null,
    source: touches[0]?.source ?? lead?.source ?? null,
    touches: touches.map(({ source, at }) => ({ source, at: at.toISOString() })),
    bought: { orders: bought.reduce((sum, { orders: n }) => sum + n, 0), sums: bought.map(({ minor, currency }): SumView => ({ minor: Number(minor), currency })) },
    merges: merges.map((merge) => ({ ...merge, at: merge.at.toISOString() })),
    tasks: tasks.map(toTaskView),
    orders: orders.map(toOrderView),
    deals: deals.map(toDealView),
    duplicates,
    files: files.map(toAttachmentView),
    conversationIds: conversations.map((row) => row.id),
    picturesShown: pictures !== undefined,
  };
}
