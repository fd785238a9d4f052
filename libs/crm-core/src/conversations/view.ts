import type { Reader } from '../core.ts';
import type { ConversationRowView, ConversationView, Id, PreviewView } from '../views.ts';
import type { ConversationRow, ConversationSurroundings, StoredPreview } from './row.ts';

/** The only mapping from rows to what screens show. */
export function toConversationView(row: ConversationRow & ConversationSurroundings): ConversationView {
  return {
    id: row.id,
    contactId: row.contact_id,
    contactName: row.contact_name,
    contactKind: row.contact_kind,
    status: row.status,
    ownerId: row.owner_id,
    teamId: row.team_id,
    subject: row.subject,
    waitingSince: row.waiting_since?.toISOString() ?? null,
    answerDueAt: row.answer_due_at?.toISOString() ?? null,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    lastMessageAt: row.last_message_at.toISOString(),
    preview: row.preview && toPreviewView(row.preview),
    channels: [...row.channels],
    inboxIds: [...row.inbox_ids],
    inboundCount: row.inbound_count,
    version: row.version,
    spam: row.spam,
    openTaskDueAt: row.open_task_due_at?.toISOString() ?? null,
    orderTotal: row.order_total,
    createdAt: row.created_at.toISOString(),
  };
}

function toPreviewView(stored: StoredPreview): PreviewView {
  const { messageId: _, isPrivate: __, ...preview } = stored;
  return preview;
}

/** Over `conversation c JOIN contact k`. Orders are summed in the currency of the newest; cancelled ones do not count. */
export const CONVERSATION_COLUMNS = `c.*, k.name AS contact_name, k.kind AS contact_kind,
  (SELECT min(t.due_at) FROM task t WHERE t.conversation_id = c.id AND t.status = 'open') AS open_task_due_at,
  (SELECT jsonb_build_object('minor', sum(o.total_minor), 'currency', o.currency) FROM sales_order o WHERE o.conversation_id = c.id AND o.status <> 'cancelled'
   GROUP BY o.currency ORDER BY max(o.created_at) DESC LIMIT 1) AS order_total`;
export const FROM_CONVERSATION = 'FROM conversation c JOIN contact k ON k.id = c.contact_id';

export type SelectedConversation = ConversationRow & ConversationSurroundings;

export async function readConversation(read: Reader, id: Id): Promise<ConversationView | null> {
  const row = await read.one<SelectedConversation>(`SELECT ${CONVERSATION_COLUMNS} ${FROM_CONVERSATION} WHERE c.id = $1`, [id]);
  return row ? toConversationView(row) : null;
}

export const toRowView = (row: SelectedConversation & { read_count: number }): ConversationRowView => ({ ...toConversationView(row), readCount: row.read_count });
