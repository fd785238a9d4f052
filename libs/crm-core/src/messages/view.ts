import type { Reader } from '../core.ts';
import type { AttachmentView, DeliveryView, FailureView, HoldView, Id, MessageView } from '../views.ts';
import type { AttachmentRow, DeliveryRow, MessageRow } from './row.ts';

/** The only mapping from rows to what screens show; a message just written and one read back give the same view. */
export function toMessageView(row: MessageRow, attachments: readonly AttachmentRow[], deliveries: readonly DeliveryRow[]): MessageView {
  const deleted = row.deleted_at !== null;
  const shown = deliveries.map(toDeliveryView);
  const hold = holdOf(row, deliveries);
  const { bcc, forwardOf, change, mentions } = row.payload;
  return {
    id: row.id,
    conversationId: row.conversation_id,
    contactId: row.contact_id,
    inboxId: row.inbox_id,
    channel: row.channel,
    kind: row.kind,
    direction: row.direction,
    authorId: row.author_id,
    senderName: row.sender_name,
    subject: row.subject,
    text: deleted ? '' : row.text,
    html: deleted ? null : row.html,
    quotedText: deleted ? null : row.quoted_text,
    quotedHtml: deleted ? null : row.quoted_html,
    to: [...row.mail_to],
    cc: [...row.mail_cc],
    replyToId: row.reply_to_id,
    albumId: row.album_id,
    automatic: row.automatic,
    unsupportedContent: row.payload.unsupportedContent ?? null,
    location: row.payload.location ?? null,
    contactCard: row.payload.contactCard ?? null,
    attachments: deleted ? [] : attachments.map(toAttachmentView),
    call: row.payload.call ?? null,
    activity: row.payload.activity ?? null,
    delivery: row.delivery_status,
    failure: shown.find((delivery) => delivery.status === row.delivery_status && delivery.failure)?.failure ?? null,
    deliveries: shown,
    occurredAt: row.occurred_at.toISOString(),
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    ...(bcc?.length ? { bcc: [...bcc] } : {}),
    ...(forwardOf ? { forwardOf } : {}),
    ...(hold ? { hold } : {}),
    ...(change ? { change } : {}),
    ...(mentions ? { mentions: { userIds: [...mentions.userIds], teamIds: [...mentions.teamIds] } } : {}),
  };
}

/** Held while something of it is queued for a time of its own. */
function holdOf(row: MessageRow, deliveries: readonly DeliveryRow[]): HoldView | null {
  const times = deliveries.flatMap(({ status, not_before: at }) => (status === 'queued' && at ? [new Date(at).toISOString()] : []));
  const until = times.toSorted()[0];
  if (!until) return null;
  const { putOff } = row.payload;
  return putOff ? { until, kind: 'put-off', ifNews: putOff.ifNews, inboundCount: putOff.inboundCount } : { until, kind: 'undo', ifNews: 'send', inboundCount: 0 };
}

export function toAttachmentView(row: AttachmentRow): AttachmentView {
  return {
    id: row.id,
    messageId: row.message_id,
    kind: row.kind,
    name: row.name,
    mime: row.mime,
    size: row.size === null ? null : Number(row.size),
    width: row.width,
    height: row.height,
    durationSeconds: row.duration_seconds,
    inlineCid: row.inline_cid,
    state: row.state,
    url: `/api/v1/files/${row.id}`,
    createdAt: new Date(row.created_at).toISOString(),
  };
}

function toDeliveryView(row: DeliveryRow): DeliveryView {
  const failure: FailureView | null = row.failure_kind === null ? null : { kind: row.failure_kind, code: row.failure_code, message: row.failure_message ?? '' };
  return { id: row.id, recipient: row.recipient_value, status: row.status, failure, at: new Date(row.changed_at).toISOString() };
}

/** Selects over `message m` what {@link fromSelected} needs. */
export const MESSAGE_COLUMNS = `m.*,
  (SELECT coalesce(jsonb_agg(to_jsonb(a) - 'ref' ORDER BY a.position, a.id), '[]') FROM attachment a WHERE a.message_id = m.id) AS attachment_rows,
  CASE WHEN m.delivery_status IS NULL THEN '[]' ELSE
    (SELECT coalesce(jsonb_agg(to_jsonb(d) - 'text' ORDER BY d.position), '[]') FROM delivery d WHERE d.message_id = m.id) END AS delivery_rows`;

export type SelectedMessage = MessageRow & { attachment_rows: AttachmentRow[]; delivery_rows: DeliveryRow[] };

export const fromSelected = (row: SelectedMessage): MessageView => toMessageView(row, row.attachment_rows, row.delivery_rows);

/** Fresh views in the order of `ids`; ids that do not exist are left out. */
export async function readMessages(read: Reader, ids: readonly Id[]): Promise<MessageView[]> {
  if (!ids.length) return [];
  const rows = await read.query<SelectedMessage>(`SELECT ${MESSAGE_COLUMNS} FROM message m WHERE m.id = ANY($1) ORDER BY array_position($1::uuid[], m.id)`, [ids]);
  return rows.map(fromSelected);
}
