import type { DeliveryFailure, SendReceipt } from '#channels';
import { announceContact } from '../contacts/announce.ts';
import { read, write, type Core } from '../core.ts';
import { holdSending } from '../inboxes/health.ts';
import type { OutboundApi } from '../crm.ts';
import { advance, type DeliveryCause } from '../messages/advance.ts';
import type { Tx } from '../transaction.ts';
import type { DeliveryStatus, Id } from '../views.ts';
import { retryAt } from './back-off.ts';
import { lockDelivery, NO_FAILURE, saveDelivery, wakeNext, type Locked, type OutboxRow } from './outbox.ts';
import { messageMoved } from './outcome.ts';
import { failureColumns, freeExternalId, lockExternalId, takeEarlyReceipts } from './receipts.ts';

/**
 * Outcomes of an attempt. They count only while the fence holds: the delivery still has the attempt that was claimed and nobody
 * has queued it anew. A late one of the same attempt (a worker that slept past its claim) says what became of it, so it counts
 * for an uncertain delivery; a zombie's outcome after a Retry changes nothing.
 */
export function createRecord(core: Core): Pick<OutboundApi, 'renewClaim' | 'recordSent' | 'recordFailure'> {
  return {
    renewClaim: async (claim, leaseMs) => {
      const row = await read(core).one("UPDATE delivery SET claim_expires_at = $3 WHERE id = $1 AND attempt = $2 AND status = 'submitting' RETURNING id",
        [claim.deliveryId, claim.attempt, new Date(core.now().getTime() + leaseMs)]);
      return row !== undefined;
    },
    recordSent: (claim, receipt) =>
      write(core, async (tx) => {
        const locked = await lockForOutcome(tx, claim, receipt);
        if (!locked || !fenceHolds(locked.delivery, claim.attempt)) return;
        await storeReceipt(tx, core, locked, receipt, 'answer');
      }),
    recordFailure: (claim, failure, retryAfterMs) =>
      write(core, async (tx) => {
        const locked = await lockDelivery(tx, claim.deliveryId);
        if (!locked || !fenceHolds(locked.delivery, claim.attempt)) return;
        await storeFailure(tx, core, locked, failure, retryAfterMs);
      }),
  };
}

const fenceHolds = (row: OutboxRow, attempt: number): boolean => row.attempt === attempt && row.status !== 'queued';

/** The id's lock comes before the conversation's, as for receipts. */
export async function lockForOutcome(tx: Tx, claim: { deliveryId: Id }, receipt: SendReceipt): Promise<Locked | undefined> {
  const inbox = await tx.one<{ inbox_id: Id }>('SELECT inbox_id FROM delivery WHERE id = $1', [claim.deliveryId]);
  if (!inbox) return undefined;
  for (const id of [...new Set([receipt.externalId, ...receipt.aliases])].toSorted()) await lockExternalId(tx, inbox.inbox_id, id);
  return lockDelivery(tx, claim.deliveryId);
}

/** The vendor has it: keeps the ids under which it will speak of it, and applies what it said before we knew them. */
export async function storeReceipt(tx: Tx, core: Core, { conversation, delivery }: Locked, receipt: SendReceipt, cause: DeliveryCause): Promise<void> {
  const known = [receipt.externalId, ...receipt.aliases];
  const answered = advance(delivery.status, receipt.status, cause);
  const { status, failure } = await takeEarlyReceipts(tx, delivery.inbox_id, known, answered);
  const external_id = await freeExternalId(tx, delivery, receipt.externalId);
  const aliases = [...new Set([...delivery.aliases, ...(external_id ? receipt.aliases : known)])].filter((id) => id !== external_id);
  const kept = status === 'failed' ? (failure ? failureColumns(failure) : {}) : NO_FAILURE;
  await saveDelivery(tx, core, delivery, { status, external_id, aliases, ...kept });
  await tx.query(
    `UPDATE message m SET external_id = COALESCE(m.external_id, CASE WHEN NOT EXISTS (SELECT 1 FROM message o WHERE o.inbox_id = m.inbox_id AND o.external_id = $2) THEN $2 END),
       mail_id = COALESCE(m.mail_id, CASE WHEN EXISTS (SELECT 1 FROM jsonb_array_elements(i.capabilities) c WHERE c->>'channel' = m.channel AND (c->>'subject')::boolean) THEN $2 END)
     FROM inbox i WHERE m.id = $1 AND i.id = m.inbox_id`, [delivery.message_id, receipt.externalId]);
  await tx.query("UPDATE inbox SET last_outbound_at = $2 WHERE id = $1 AND (last_outbound_at IS NULL OR last_outbound_at < $2::timestamptz - interval '10 seconds')", [delivery.inbox_id, core.now()]);
  await messageMoved(tx, core, conversation, delivery.message_id);
  await wakeNext(tx, conversation.id, delivery.inbox_id);
}

async function storeFailure(tx: Tx, core: Core, { conversation, delivery }: Locked, failure: DeliveryFailure, retryAfterMs: number | undefined): Promise<void> {
  const next = outcomeOf(failure, delivery);
  const held = failure.kind === 'config' && next.status === 'queued';
  // What waits for an administrator is due at once when they are done, however long it took.
  const again = held ? core.now() : next.status === 'queued' ? retryAt({ now: core.now(), since: delivery.queued_at, attempt: delivery.attempt, retryAfterMs, random: core.random }) : null;
  const status = again || next.status !== 'queued' ? advance(delivery.status, next.status, next.cause) : advance(delivery.status, 'failed', 'answer');
  if (status === delivery.status) return;
  // Of an uncertain one `retry_at` says when to ask the vendor, who lists what it took only after some seconds.
  const nextAt = status === 'uncertain' ? new Date(core.now().getTime() + 5_000) : (again ?? delivery.retry_at);
  await saveDelivery(tx, core, delivery, { status, retry_at: nextAt, ...failureColumns(failure) });
  if (held) await holdSending(tx, core, delivery.inbox_id, failure.message);
  if (failure.kind === 'opted-out') await rememberOptOut(tx, core, delivery);
  if (failure.kind === 'rate-limited' && retryAfterMs !== undefined) await pause(tx, core, delivery.inbox_id, retryAfterMs);
  await messageMoved(tx, core, conversation, delivery.message_id);
  if (status !== 'queued') await wakeNext(tx, conversation.id, delivery.inbox_id);
}

function outcomeOf(failure: DeliveryFailure, delivery: OutboxRow): { status: DeliveryStatus; cause: DeliveryCause } {
  switch (failure.kind) {
    case 'config':
      // Refused once more after the channel was found well: it is about this message (a country, a sender's name), and a person decides.
      return delivery.failure_kind === 'config' ? { status: 'failed', cause: 'answer' } : { status: 'queued', cause: 'not-sent' };
    case 'rate-limited':
    case 'unavailable':
      return { status: 'queued', cause: 'not-sent' };
    case 'unknown-outcome':
      return { status: 'uncertain', cause: 'answer' };
    case 'invalid':
    case 'unsupported':
    case 'recipient':
    case 'opted-out':
      return { status: 'failed', cause: 'answer' };
  }
}

/** The vendor knows of a STOP that we missed: nobody writes there again until the customer takes it back. */
async function rememberOptOut(tx: Tx, core: Core, { inbox_id, recipient_kind, recipient_value }: OutboxRow): Promise<void> {
  const made = await tx.one('INSERT INTO opt_out (inbox_id, kind, value, reason, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING inbox_id',
    [inbox_id, recipient_kind, recipient_value, 'refused', core.now()]);
  const contact = made && (await tx.one<{ contact_id: Id }>('SELECT contact_id FROM contact_identity WHERE kind = $1 AND value = $2', [recipient_kind, recipient_value]));
  if (contact) await announceContact(tx, contact.contact_id);
}

/** The vendor named a time: the whole account waits, or each next message would be refused and counted against it. */
async function pause(tx: Tx, core: Core, inboxId: Id, ms: number): Promise<void> {
  await tx.query('UPDATE inbox SET paused_until = GREATEST(paused_until, $2) WHERE id = $1', [inboxId, new Date(core.now().getTime() + ms)]);
}
