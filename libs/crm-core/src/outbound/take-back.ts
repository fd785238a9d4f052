import { recordAudit } from '../company/audit.ts';
import { announce, audienceOfMessage } from '../conversations/announce.ts';
import { previewOf } from '../conversations/preview.ts';
import { stateOf, type ConversationRow } from '../conversations/row.ts';
import { write, type Core } from '../core.ts';
import type { OutboundApi } from '../crm.ts';
import { Conflict, Invalid } from '../errors.ts';
import type { AttachmentRow, MessageRow } from '../messages/row.ts';
import { readMessages, toAttachmentView } from '../messages/view.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, MessageView, TakenBackView } from '../views.ts';
import { lockOwnWords } from './own-words.ts';
import { saveDelivery, wakeNext, type OutboxRow } from './outbox.ts';
import { messageMoved } from './outcome.ts';
import { IS_STEP, STEP_AT } from './step.ts';
import { giveWaitingBack, moveTask } from './waiting.ts';

/** Before anything of a message left: its author thinks again, or wants it sent now. */
export function createTakeBack(core: Core): Pick<OutboundApi, 'takeBack' | 'sendNow'> {
  return {
    takeBack: (actor, messageId) =>
      write(core, async (tx) => {
        const { conversation, deliveries, message } = await lockOwnWords(tx, actor, messageId);
        if (!deliveries.length || !deliveries.every(neverLeft)) throw new Conflict('too-late', 'It is on its way already.');
        const [before] = await readMessages(tx, [messageId]);
        const sendAt = message.payload.putOff ? deliveries[0]!.not_before : null;
        const attachments = await release(tx, core, actor.userId, messageId);
        const seenVersion = message.payload.forwardOf ? 0 : conversation.version - (await saidSince(tx, message));
        await forget(tx, core, conversation, message, before!);
        await recordAudit(tx, { userId: actor.userId, action: 'message.take-back', thing: messageId, detail: { conversationId: conversation.id } });
        await wakeNext(tx, conversation.id, message.inbox_id!);
        return { ...takenBack(message, attachments, deliveries, sendAt), seenVersion };
      }),
    sendNow: (actor, messageId) =>
      write(core, async (tx) => {
        const { conversation, deliveries, message } = await lockOwnWords(tx, actor, messageId);
        const held = deliveries.filter((row) => row.status === 'queued' && row.not_before !== null);
        if (!held.length) throw new Conflict('not-held', 'This message is not waiting for its time.');
        // Whoever says "now" has the conversation before their eyes.
        if (message.payload.putOff) await tx.query(`UPDATE message SET payload = jsonb_set(payload, '{putOff,ifNews}', '"send"') WHERE id = $1`, [messageId]);
        for (const row of held) await saveDelivery(tx, core, row, { not_before: core.now(), retry_at: core.now() });
        await recordAudit(tx, { userId: actor.userId, action: 'message.send-now', thing: messageId, detail: {} });
        await messageMoved(tx, core, conversation, messageId);
        tx.signal({ type: 'delivery', deliveryId: held[0]!.id });
        return (await readMessages(tx, [messageId]))[0]!;
      }),
  };
}

/** Not claimed now, and no vendor ever accepted it. One that broke off without an answer may have arrived. */
const neverLeft = (row: OutboxRow): boolean => (row.status === 'queued' || row.status === 'failed') && row.external_id === null;

/**
 * How many steps the conversation's version went on after this message. It stays where it is when the message goes, so an author whose
 * screen lags behind would be told as news what they knew before they wrote.
 */
async function saidSince(tx: Tx, message: MessageRow): Promise<number> {
  const { count } = (await tx.one<{ count: number }>(
    `SELECT count(*)::int AS count FROM message m WHERE m.conversation_id = $1 AND m.id <> $2 AND ${IS_STEP} AND ${STEP_AT} > $3`, [message.conversation_id, message.id, message.created_at]))!;
  return count;
}

/** The files are their owner's again, for as long as if they had just been uploaded. */
async function release(tx: Tx, core: Core, userId: Id, messageId: Id): Promise<AttachmentRow[]> {
  return tx.query<AttachmentRow>(
    'UPDATE attachment SET message_id = NULL, uploaded_by = $2, created_at = $3 WHERE message_id = $1 RETURNING id, message_id, position, kind, name, mime, size, width, height, duration_seconds, inline_cid, sha256, state, created_at',
    [messageId, userId, core.now()]);
}

/** As if it had never been written: the customer waits as they did, its follow-up is off, the list row says what came before. */
async function forget(tx: Tx, core: Core, conversation: ConversationRow, message: MessageRow, shown: MessageView): Promise<void> {
  const { reply } = message.payload;
  await giveWaitingBack(tx, core, conversation, { id: message.id, created_at: message.created_at, memory: reply });
  if (!reply?.waitedSince) await moveTask(tx, core, conversation, reply?.followUpTaskId ?? null, 'cancelled');
  await tx.query('UPDATE conversation SET first_response_at = NULL WHERE id = $1 AND first_response_at = $2', [conversation.id, message.occurred_at]);
  await tx.query('UPDATE message SET reply_to_id = NULL WHERE reply_to_id = $1', [message.id]);
  await tx.query('DELETE FROM message_change WHERE message_id = $1', [message.id]);
  await tx.query('DELETE FROM message_version WHERE message_id = $1', [message.id]);
  await tx.query('DELETE FROM delivery WHERE message_id = $1', [message.id]);
  await tx.query('DELETE FROM message WHERE id = $1', [message.id]);
  if (conversation.preview?.messageId === message.id) await showLast(tx, conversation);
  const { is_private } = (await tx.one<{ is_private: boolean }>('SELECT is_private FROM inbox WHERE id = $1', [message.inbox_id]))!;
  const { conversation: now } = await announce(tx, conversation.id, stateOf(conversation));
  tell(tx, { change: { type: 'message-removed', messageId: message.id, conversationId: conversation.id }, audience: audienceOfMessage(shown, now, is_private) });
}

async function showLast(tx: Tx, conversation: ConversationRow): Promise<void> {
  const last = await tx.one<{ id: Id; is_private: boolean }>(
    `SELECT m.id, COALESCE(i.is_private, false) AS is_private FROM message m LEFT JOIN inbox i ON i.id = m.inbox_id
     WHERE m.conversation_id = $1 AND m.kind IN ('text', 'call') AND m.direction <> 'internal' AND NOT m.payload ? 'putOff' ORDER BY m.occurred_at DESC, m.id DESC LIMIT 1`, [conversation.id]);
  const [view] = last ? await readMessages(tx, [last.id]) : [];
  if (!view) await tx.query('UPDATE conversation SET preview = NULL WHERE id = $1', [conversation.id]);
  else await tx.query('UPDATE conversation SET preview = $2, last_message_at = $3 WHERE id = $1', [conversation.id, JSON.stringify(previewOf(view, { isPrivate: last!.is_private }, conversation)), view.occurredAt]);
}

function takenBack(message: MessageRow, attachments: readonly AttachmentRow[], deliveries: readonly OutboxRow[], sendAt: Date | null): Omit<TakenBackView, 'seenVersion'> {
  const { bcc, quote, forwardOf } = message.payload;
  if (!message.inbox_id || !message.channel) throw new Invalid('no-channel', 'This message has no channel.');
  return {
    messageId: message.id, conversationId: message.conversation_id, inboxId: message.inbox_id, channel: message.channel, text: message.text, html: message.html, subject: message.subject,
    to: message.mail_to.length ? [...message.mail_to] : [...new Set(deliveries.map((row) => row.recipient_value))], cc: [...message.mail_cc], bcc: [...(bcc ?? [])],
    attachments: attachments.toSorted((a, b) => a.position - b.position).map(toAttachmentView), replyToId: message.reply_to_id, quote: quote ?? null, forwardOf: forwardOf ?? null,
    sendAt: sendAt?.toISOString() ?? null,
  };
}
