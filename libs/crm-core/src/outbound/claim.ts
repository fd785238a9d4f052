import { read, write, type Core, type Reader } from '../core.ts';
import type { ClaimedDelivery, OutboundApi, StoredAttachment } from '../crm.ts';
import { advance } from '../messages/advance.ts';
import type { MessageRow } from '../messages/row.ts';
import type { Tx } from '../transaction.ts';
import type { AddressKind, Id } from '../views.ts';
import { lockDelivery, saveDelivery, wakeNext, type Locked, type OutboxRow } from './outbox.ts';
import { messageMoved } from './outcome.ts';
import { comesDue } from './put-off.ts';
import { wholeHtml, wholeText } from './quote.ts';

/**
 * Due: queued, its time has come, its inbox sends, and nothing of the same conversation and inbox stands before it. An uncertain or failed one does not.
 * What is held for some seconds keeps its place in the line; what was put off (hold.ts) takes it only when its time comes.
 * A row changed in the future tells of a clock that was set back: its waiting time means nothing.
 */
const IS_DUE = `d.status = 'queued' AND (d.retry_at <= $1 OR d.changed_at > $1::timestamptz + interval '1 minute') AND i.enabled AND i.deleted_at IS NULL AND (i.paused_until IS NULL OR i.paused_until <= $1)
  AND (d.not_before IS NULL OR d.not_before <= $1 OR d.not_before <= d.queued_at + interval '1 minute' AND d.changed_at > $1::timestamptz + interval '1 minute')
  AND NOT EXISTS (SELECT 1 FROM delivery b WHERE b.conversation_id = d.conversation_id AND b.inbox_id = d.inbox_id AND b.seq < d.seq AND b.status IN ('queued', 'submitting')
    AND (b.not_before IS NULL OR b.not_before <= GREATEST($1::timestamptz, b.queued_at + interval '1 minute')))`;

/** Ids of what a worker may claim now, oldest first. */
export async function dueDeliveries(core: Core, limit: number): Promise<Id[]> {
  const rows = await read(core).query<{ id: Id }>(
    `SELECT d.id FROM delivery d JOIN inbox i ON i.id = d.inbox_id WHERE ${IS_DUE} ORDER BY d.retry_at, d.seq LIMIT $2`, [core.now(), limit]);
  return rows.map((row) => row.id);
}

/**
 * Takes the delivery for one attempt: `submitting` is committed before anybody sends a byte, and `attempt` is the fence under
 * which the outcome is written. Null when there is nothing to do.
 */
export function createClaim(core: Core): OutboundApi['claim'] {
  return async (deliveryId, leaseMs) => {
    const claimed = await write(core, async (tx) => {
      const locked = await lockDelivery(tx, deliveryId);
      if (!locked) return null;
      const due = await tx.one(`SELECT 1 FROM delivery d JOIN inbox i ON i.id = d.inbox_id WHERE d.id = $2 AND ${IS_DUE}`, [core.now(), deliveryId]);
      if (!due || advance(locked.delivery.status, 'submitting', 'claim') !== 'submitting') return null;
      if (await isOptedOut(tx, locked.delivery)) return refuse(tx, core, locked);
      const conversation = locked.delivery.not_before ? await comesDue(tx, core, locked) : locked.conversation;
      if (!conversation) return null;
      globalThis.oknoFailpoint?.('K6');
      const row = await saveDelivery(tx, core, locked.delivery, {
        status: 'submitting', attempt: locked.delivery.attempt + 1, claimed_at: core.now(), claim_expires_at: new Date(core.now().getTime() + leaseMs),
        ...(locked.delivery.not_before ? { not_before: null, queued_at: core.now() } : {}),
      });
      await messageMoved(tx, core, conversation, row.message_id);
      return toClaimed(tx, row);
    });
    if (claimed) globalThis.oknoFailpoint?.('K7');
    return claimed;
  };
}

/** They said STOP, or blocked us, after the reply was written and before its turn came. */
async function isOptedOut(tx: Tx, row: OutboxRow): Promise<boolean> {
  return (await tx.one('SELECT 1 FROM opt_out WHERE inbox_id = $1 AND kind = $2 AND value = $3', [row.inbox_id, row.recipient_kind, row.recipient_value])) !== undefined;
}

async function refuse(tx: Tx, core: Core, { conversation, delivery }: Locked): Promise<null> {
  await saveDelivery(tx, core, delivery, {
    status: advance(delivery.status, 'failed', 'opted-out'), failure_kind: 'opted-out', failure_code: null, failure_message: 'The customer asked not to be written to here, before this was sent.',
  });
  await messageMoved(tx, core, conversation, delivery.message_id);
  await wakeNext(tx, conversation.id, delivery.inbox_id);
  return null;
}

/** Everything one vendor call needs, the same at every attempt. */
export async function toClaimed(reader: Reader, row: OutboxRow): Promise<ClaimedDelivery> {
  const message = (await reader.one<MessageRow & { author: string | null; reply_external_id: string | null }>(
    `SELECT m.*, u.name AS author, (SELECT r.external_id FROM message r WHERE r.id = m.reply_to_id AND r.inbox_id = m.inbox_id) AS reply_external_id
     FROM message m LEFT JOIN app_user u ON u.id = m.author_id WHERE m.id = $1`, [row.message_id]))!;
  const files = await reader.query<StoredAttachment & { inlineCid: string | null; size: string | number }>(
    `SELECT kind, name, mime, size, sha256, inline_cid AS "inlineCid" FROM attachment WHERE id = ANY ($1) AND state = 'ready' ORDER BY array_position($1::uuid[], id)`, [row.attachment_ids]);
  const address = (value: string): { kind: AddressKind; value: string } => ({ kind: row.recipient_kind, value });
  return {
    deliveryId: row.id,
    attempt: row.attempt,
    inboxId: row.inbox_id,
    message: {
      deliveryId: row.id,
      messageId: row.message_id,
      channel: message.channel!,
      recipient: address(row.recipient_value),
      externalThreadId: message.external_thread_id,
      to: message.mail_to.map(address),
      cc: message.mail_cc.map(address),
      subject: message.subject,
      text: row.text,
      // The formatted form stands for the whole text, never for a part of it.
      html: row.text === wholeText(message.text, message.quoted_text) ? wholeHtml(message) : null,
      attachments: files.map(({ inlineCid, size, ...file }) => ({ ...file, size: Number(size), ...(inlineCid ? { inlineCid } : {}) })),
      replyTo: message.reply_external_id,
      references: message.mail_references,
      senderName: message.author,
      queuedAt: message.created_at,
    },
  };
}
