import { createHash } from 'node:crypto';
import { announceMessages } from '../conversations/announce.ts';
import type { LockedConversation } from '../conversations/lock.ts';
import type { ConversationRow, ConversationState } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import type { Actor } from '../crm.ts';
import { Conflict } from '../errors.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow, NO_MEMORY, type PutOff, type ReplyMemory } from '../messages/row.ts';
import { readMessages } from '../messages/view.ts';
import { readConversation } from '../conversations/view.ts';
import type { Tx } from '../transaction.ts';
import type { ConversationView, Id, MessageView } from '../views.ts';
import { concludeAnswer, concludeQuietly, prepareAnswer, run } from './answered.ts';
import { attach, checkAttachments } from './attachments.ts';
import { mailChain, replySubject } from './mail-chain.ts';
import { planDeliveries, type PlannedDelivery } from './plan.ts';
import { wholeText, type Quote } from './quote.ts';
import type { Target } from './target.ts';

export interface Content {
  readonly id: Id;
  readonly text: string;
  readonly html: string | null;
  readonly subject: string | null;
  readonly attachmentIds: readonly Id[];
  readonly replyToId: Id | null;
  readonly fingerprint: string;
  readonly quote?: Quote | null;
  /** The message that is handed on to somebody else: no answer to the customer. */
  readonly forwardOf?: Id | null;
  /** Not sent before; `putOff` when it was put off to then and counts as no answer until it goes. */
  readonly notBefore?: Date | null;
  readonly putOff?: PutOff | null;
}

/**
 * A public message of ours: the message, a delivery for each vendor call, and what it means for the conversation: nobody waits,
 * the answer task is done, a follow-up is set, an unowned conversation is its author's. Put off, it means nothing yet. `before`
 * null: it is new.
 */
export async function post(
  tx: Tx, core: Core, actor: Actor, locked: LockedConversation, before: ConversationState | null, target: Target, content: Content,
): Promise<{ conversation: ConversationView; message: MessageView }> {
  const { row } = locked;
  const { inbox, capability } = target;
  const now = core.now();
  await checkAttachments(tx, actor, content.attachmentIds, capability);
  const planned = planDeliveries(wholeText(content.text, content.quote?.text ?? null), content.attachmentIds, [...target.recipients, ...target.cc, ...target.bcc], capability);
  // Handed on, it begins a thread of its own: whoever gets it takes no part in the customer's.
  const mail = capability.subject && !content.forwardOf
    ? await mailChain(tx, { conversationId: row.id, inboxId: inbox.id, externalThreadId: target.externalThreadId, replyToId: content.replyToId })
    : { references: [], subject: null };
  const answers = !content.forwardOf && !content.putOff;
  const answer = answers ? await prepareAnswer(tx, core, locked, inbox, actor.userId, content.fingerprint) : null;

  await run(tx, insertMessage(messageRow({
    id: content.id, conversation_id: row.id, contact_id: row.contact_id, inbox_id: inbox.id, channel: capability.channel, kind: 'text', direction: 'outbound', author_id: actor.userId,
    external_thread_id: content.forwardOf ? null : target.externalThreadId, mail_references: mail.references, reply_to_id: content.replyToId,
    subject: capability.subject ? (content.subject ?? replySubject(mail.subject ?? row.subject)) : null, text: content.text, html: capability.format === 'html' ? content.html : null,
    quoted_text: content.quote?.text ?? null, quoted_html: content.quote?.html ?? null,
    mail_to: capability.cc ? target.recipients.map((to) => to.value) : [], mail_cc: target.cc.map((to) => to.value), delivery_status: 'queued',
    payload: {
      reply: answer?.memory ?? { ...NO_MEMORY, fingerprint: content.fingerprint },
      ...(content.putOff ? { putOff: content.putOff } : {}),
      ...(content.forwardOf ? { forwardOf: content.forwardOf } : {}),
      ...(target.bcc.length ? { bcc: target.bcc.map((to) => to.value) } : {}),
      ...(content.quote ? { quote: { messageId: content.quote.messageId, heading: content.quote.heading } } : {}),
    },
    // Put off, it stands where it will be said: below everything that is said until then.
    occurred_at: content.putOff && content.notBefore ? content.notBefore : now, created_at: now,
  })));
  await insertDeliveries(tx, core, content.id, row, inbox.id, planned, content.notBefore ?? null);
  await attach(tx, content.id, content.attachmentIds, content.html);

  const told = content.putOff
    ? { message: (await announceMessages(tx, row.id, [content.id]))[0]!, conversation: (await readConversation(tx, row.id))! }
    : answer
      ? await concludeAnswer(tx, core, locked, before, inbox, content.id, answer, actor.userId)
      : await concludeQuietly(tx, locked, before, inbox, content.id);
  if (content.notBefore) return told;
  const first = await tx.one<{ id: Id }>('SELECT id FROM delivery WHERE message_id = $1 ORDER BY position LIMIT 1', [content.id]);
  tx.signal({ type: 'delivery', deliveryId: first!.id });
  return told;
}

/** What makes two posts with one id the same. */
export function fingerprintOf(actor: Actor, parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify([actor.userId, ...parts.map((part) => part ?? null)])).digest('base64url');
}

/** The message posted before under this id: undefined when there is none, Conflict when it was another. */
export async function postedBefore(tx: Tx, id: Id, fingerprint: string): Promise<MessageView | undefined> {
  const row = await tx.one<{ payload: { reply?: ReplyMemory } }>('SELECT payload FROM message WHERE id = $1', [id]);
  if (!row) return undefined;
  if (row.payload.reply?.fingerprint !== fingerprint) throw new Conflict('id-taken', 'Another message was posted under this id: make a new one.');
  return (await readMessages(tx, [id]))[0];
}

async function insertDeliveries(tx: Tx, core: Core, messageId: Id, conversation: ConversationRow, inboxId: Id, planned: readonly PlannedDelivery[], notBefore: Date | null): Promise<void> {
  const now = core.now();
  for (const [position, { recipient, text, attachmentIds }] of planned.entries()) {
    await tx.query(
      `INSERT INTO delivery (id, message_id, conversation_id, inbox_id, position, recipient_kind, recipient_value, text, attachment_ids, queued_at, retry_at, not_before, created_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $10, $10)`,
      [core.newId(), messageId, conversation.id, inboxId, position, recipient.kind, recipient.value, text, attachmentIds, now, notBefore ?? now, notBefore]);
  }
}
