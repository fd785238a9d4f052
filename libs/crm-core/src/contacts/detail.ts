import { DEAL_COLUMNS, toDealView, type SelectedDeal } from '../deals/row.ts';
import type { Reader } from '../core.ts';
import type { Actor } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { toLeadView, type LeadRow } from '../leads/row.ts';
import { toAttachmentView } from '../messages/view.ts';
import type { AttachmentRow } from '../messages/row.ts';
import { ORDER_COLUMNS, toOrderView, type SelectedOrder } from '../orders/order-view.ts';
import { toTaskView, type TaskRow } from '../tasks/row.ts';
import type { ContactDetailView, DuplicateHintView, Id } from '../views.ts';
import { CONTACT_VISIBLE, CONVERSATION_VISIBLE, MESSAGE_VISIBLE, scope } from '../visibility.ts';
import { readContact } from './row.ts';

/** As much as the person panel shows of each. */
const MOST = 50;

/** Everything the person panel shows; of conversations and files only what this actor may see. */
export async function readContactDetail(read: Reader, actor: Actor, id: Id): Promise<ContactDetailView> {
  const contact = await readContact(read, id);
  if (!contact) throw new NotFound('contact');
  const [lead, tasks, orders, duplicates, files, conversations, pictures, deals] = await Promise.all([
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
  ]);
  return {
    ...contact,
    lead: lead ? toLeadView(lead) : null,
    source: lead?.source ?? null,
    tasks: tasks.map(toTaskView),
    orders: orders.map(toOrderView),
    deals: deals.map(toDealView),
    duplicates,
    files: files.map(toAttachmentView),
    conversationIds: conversations.map((row) => row.id),
    picturesShown: pictures !== undefined,
  };
}

/** The other one, from whichever side the hint was made; nobody whom the actor may not see. */
const DUPLICATES = `SELECT h.id, k.id AS "contactId", k.name, h.reason, h.value
  FROM duplicate_hint h JOIN contact k ON k.id = CASE WHEN h.contact_id = $4 THEN h.other_id ELSE h.contact_id END
  WHERE (h.contact_id = $4 OR h.other_id = $4) AND h.dismissed_at IS NULL AND ${CONTACT_VISIBLE} ORDER BY h.created_at, h.id`;
