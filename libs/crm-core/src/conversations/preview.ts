import type { Statement } from '../batch.ts';
import type { Id, MessageView } from '../views.ts';
import type { ConversationRow, StoredPreview } from './row.ts';
import { cut } from '../cut.ts';

/** As much as a list row can show. */
const LENGTH = 200;

/**
 * The list row's line about this message. Its words are kept back when the message came through a private inbox and the
 * conversation is also seen through others.
 */
export function previewOf(message: MessageView, inbox: { isPrivate: boolean }, conversation: Pick<ConversationRow, 'inbox_ids'>): StoredPreview {
  const hidden = inbox.isPrivate && conversation.inbox_ids.some((id) => id !== message.inboxId);
  return {
    messageId: message.id,
    isPrivate: inbox.isPrivate,
    kind: message.kind,
    direction: message.direction,
    channel: message.channel,
    text: hidden ? '' : cut(message.text || message.subject || '', LENGTH),
    attachment: message.text ? null : (message.attachments[0]?.kind ?? null),
    authorId: message.authorId,
    delivery: message.delivery,
    callState: message.call?.state ?? null,
    at: message.occurredAt,
  };
}

/** Moves the tick of the list row, when this message is the one it shows. */
export function previewDeliveryPart(conversationId: Id, messageId: Id, delivery: string | null): Statement {
  return {
    text: `UPDATE conversation SET preview = jsonb_set(preview, '{delivery}', coalesce(to_jsonb($3::text), 'null')) WHERE id = $1 AND preview->>'messageId' = $2::text`,
    values: [conversationId, messageId, delivery],
  };
}

/** The words of the list row, when this message is the one it shows and was changed or deleted. */
export function rewordPreview(conversationId: Id, messageId: Id, words: string): Statement {
  return {
    text: `UPDATE conversation SET preview = preview || jsonb_build_object('text', $3::text, 'attachment', NULL) WHERE id = $1 AND preview->>'messageId' = $2::text`,
    values: [conversationId, messageId, cut(words, LENGTH)],
  };
}
