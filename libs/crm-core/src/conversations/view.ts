import type { Reader } from '../core.ts';
import type { Actor } from '../crm.ts';
import type { ConversationRowView, ConversationView, Id, PreviewView } from '../views.ts';
import { CONVERSATION_VISIBLE, scope } from '../visibility.ts';
import { ordersOf, sumOf } from './orders-beside.ts';
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
    orderTotal: sumOf(row.orders),
    openTotal: row.money_currency === null ? null : { minor: Number(row.money_minor), currency: row.money_currency },
    priority: row.priority,
    labelIds: [...row.label_ids],
    participantIds: [...row.participant_ids],
    createdAt: row.created_at.toISOString(),
  };
}

function toPreviewView(stored: StoredPreview): PreviewView {
  const { messageId: _, isPrivate: __, ...preview } = stored;
  return preview;
}

/** Over `conversation c JOIN contact k`. */
export const CONVERSATION_COLUMNS = `c.*, k.name AS contact_name, k.kind AS contact_kind,
  (SELECT min(t.due_at) FROM task t WHERE t.conversation_id = c.id AND t.status = 'open') AS open_task_due_at,
  ${ordersOf('c.id')} AS orders`;
export const FROM_CONVERSATION = 'FROM conversation c JOIN contact k ON k.id = c.contact_id';

export type SelectedConversation = ConversationRow & ConversationSurroundings;

export async function readConversation(read: Reader, id: Id): Promise<ConversationView | null> {
  const row = await read.one<SelectedConversation>(`SELECT ${CONVERSATION_COLUMNS} ${FROM_CONVERSATION} WHERE c.id = $1`, [id]);
  return row ? toConversationView(row) : null;
}

/** What a row says to one person alone; over `conversation c`, with the expression of their id. */
export const ofPerson = (userId: string): string => `coalesce((SELECT r.read_count FROM conversation_read r WHERE r.conversation_id = c.id AND r.user_id = ${userId}), 0) AS read_count,
  (SELECT json_build_object('at', max(m.created_at), 'unseen', bool_or(m.seen_at IS NULL)) FROM mention m WHERE m.user_id = ${userId} AND m.conversation_id = c.id) AS mention`;
export interface OfPerson {
  readonly read_count: number;
  /** Of an aggregate: there even when there is nothing. */
  readonly mention: { readonly at: string | null; readonly unseen: boolean };
}

export const toRowView = (row: SelectedConversation & OfPerson): ConversationRowView => ({
  ...toConversationView(row),
  readCount: row.read_count,
  mention: row.mention.at === null ? null : { at: new Date(row.mention.at).toISOString(), unseen: row.mention.unseen },
});

/** Rows of these as one user gets them; what they may not see is left out. */
export async function readRows(read: Reader, actor: Actor, ids: readonly Id[]): Promise<ConversationRowView[]> {
  const rows = await read.query<SelectedConversation & OfPerson>(`SELECT ${CONVERSATION_COLUMNS}, ${ofPerson('$5')} ${FROM_CONVERSATION} WHERE c.id = ANY ($4::uuid[]) AND ${CONVERSATION_VISIBLE}`, [...scope(actor), ids, actor.userId]);
  return rows.map(toRowView);
}
