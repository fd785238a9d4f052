import { read, write, type Core, type Reader } from '../core.ts';
import type { ClaimedDelivery, OutboundApi } from '../crm.ts';
import { advance, type DeliveryCause } from '../messages/advance.ts';
import { placeOf, type ConversationRow } from '../conversations/row.ts';
import { can, found } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { requireMessage } from '../visibility.ts';
import { toClaimed } from './claim.ts';
import { lockDelivery, saveDelivery, wakeNext, type Locked, type OutboxRow } from './outbox.ts';
import { messageMoved } from './outcome.ts';
import { lockForOutcome, storeReceipt } from './record.ts';

/** Nobody asks the vendor again after that; a person still can settle it. */
const ASKED_FOR_MS = 7 * 86_400_000;
/** Nobody claims for so long: an expiry further ahead was written before the clock was set back, and its holder, if alive, renews it. */
const LONGEST_LEASE_MS = 5 * 60_000;
const RECEIPT_KEPT_MS = 30 * 86_400_000;

type Asked = ClaimedDelivery & { attemptedAt: Date; claimed: ReadonlySet<string> };

/** Deliveries of which nobody knows whether they were sent. Nothing here ever sends. */
export function createUncertain(core: Core): Pick<OutboundApi, 'expireClaims' | 'uncertain' | 'uncertainOf' | 'settle' | 'markAllUncertain'> {
  return {
    expireClaims: async () => {
      const rows = await read(core).query<{ id: Id }>("SELECT id FROM delivery WHERE status = 'submitting' AND (claim_expires_at <= $1 OR claim_expires_at > $2) ORDER BY claim_expires_at", [core.now(), new Date(core.now().getTime() + LONGEST_LEASE_MS)]);
      await failRemoved(core);
      const lost = await countLost(core, rows, 'lost', (row) => hasExpired(row, core.now()));
      await read(core).query('DELETE FROM early_receipt WHERE occurred_at < $1', [new Date(core.now().getTime() - RECEIPT_KEPT_MS)]);
      return lost;
    },
    uncertain: (limit) =>
      write(core, async (tx) => {
        // `retry_at` of an uncertain row says when to ask next: soon at first, then ever less often, so that no row starves the others.
        const rows = await tx.query<OutboxRow>(
          `UPDATE delivery SET retry_at = $1::timestamptz + LEAST(GREATEST($1::timestamptz - changed_at, interval '15 seconds'), interval '1 hour')
           WHERE id IN (SELECT d.id FROM delivery d JOIN inbox i ON i.id = d.inbox_id WHERE d.status = 'uncertain' AND i.enabled AND i.deleted_at IS NULL
             AND d.retry_at <= $1 AND d.changed_at > $2 ORDER BY d.retry_at, d.seq LIMIT $3 FOR UPDATE OF d SKIP LOCKED) RETURNING *`,
          [core.now(), new Date(core.now().getTime() - ASKED_FOR_MS), limit]);
        return asked(tx, rows);
      }),
    uncertainOf: async (actor, messageId) => {
      const reader = read(core);
      await requireMessage(reader, actor, messageId);
      const conversation = await reader.one<ConversationRow>('SELECT c.* FROM conversation c JOIN message m ON m.conversation_id = c.id WHERE m.id = $1', [messageId]);
      found(conversation, 'message', (row) => can(actor, 'delivery.settle', placeOf(row)));
      return asked(reader, await reader.query<OutboxRow>("SELECT * FROM delivery WHERE message_id = $1 AND status = 'uncertain' ORDER BY position", [messageId]));
    },
    settle: (deliveryId, outcome) =>
      write(core, async (tx) => {
        if (outcome === 'not-sent') {
          const locked = await lockDelivery(tx, deliveryId);
          if (locked?.delivery.status === 'uncertain') await notSent(tx, core, locked);
          return;
        }
        const locked = await lockForOutcome(tx, { deliveryId }, outcome.sent);
        if (locked?.delivery.status === 'uncertain') await storeReceipt(tx, core, locked, outcome.sent, 'settled');
      }),
    markAllUncertain: async () => {
      const rows = await read(core).query<{ id: Id }>("SELECT id FROM delivery WHERE status IN ('queued', 'submitting') ORDER BY seq");
      return countLost(core, rows, 'restored', () => true);
    },
  };
}

const hasExpired = ({ claim_expires_at: at }: OutboxRow, now: Date): boolean => at !== null && (at <= now || at.getTime() > now.getTime() + LONGEST_LEASE_MS);

async function countLost(core: Core, rows: readonly { id: Id }[], cause: DeliveryCause, still: (row: OutboxRow) => boolean): Promise<number> {
  let lost = 0;
  for (const { id } of rows) {
    await write(core, async (tx) => {
      const locked = await lockDelivery(tx, id);
      if (!locked || !still(locked.delivery) || advance(locked.delivery.status, 'uncertain', cause) === locked.delivery.status) return;
      await saveDelivery(tx, core, locked.delivery, {
        status: 'uncertain', retry_at: core.now(), failure_kind: 'unknown-outcome', failure_code: null, failure_message: 'It may have been sent: nobody saw the answer.',
      });
      await messageMoved(tx, core, locked.conversation, locked.delivery.message_id);
      await wakeNext(tx, locked.conversation.id, locked.delivery.inbox_id);
      lost++;
    });
  }
  return lost;
}

/** What an inbox still had to send when it was removed: nothing of it is lost silently. */
async function failRemoved(core: Core): Promise<void> {
  const rows = await read(core).query<{ id: Id }>("SELECT id FROM delivery WHERE status = 'queued' AND inbox_id IN (SELECT id FROM inbox WHERE deleted_at IS NOT NULL) ORDER BY seq LIMIT 1000");
  for (const { id } of rows) {
    await write(core, async (tx) => {
      const locked = await lockDelivery(tx, id);
      if (!locked || advance(locked.delivery.status, 'failed', 'removed') !== 'failed') return;
      await saveDelivery(tx, core, locked.delivery, { status: 'failed', failure_kind: 'config', failure_code: null, failure_message: 'The channel was removed before this was sent.' });
      await messageMoved(tx, core, locked.conversation, locked.delivery.message_id);
    });
  }
}

async function notSent(tx: Tx, core: Core, { conversation, delivery }: Locked): Promise<void> {
  await saveDelivery(tx, core, delivery, {
    status: advance(delivery.status, 'failed', 'settled'), failure_kind: 'unavailable', failure_code: null, failure_message: 'The provider never received it.',
  });
  await messageMoved(tx, core, conversation, delivery.message_id);
}

/** `claimed`: ids that other deliveries of the inbox already own, from the time around the attempt. */
async function asked(reader: Reader, rows: readonly OutboxRow[]): Promise<Asked[]> {
  const answer: Asked[] = [];
  for (const row of rows) {
    const attemptedAt = row.claimed_at ?? row.queued_at;
    const taken = await reader.query<{ id: string }>(
      `SELECT unnest(array_append(aliases, external_id)) AS id FROM delivery WHERE inbox_id = $1 AND id <> $2 AND external_id IS NOT NULL AND changed_at > $3`,
      [row.inbox_id, row.id, new Date(attemptedAt.getTime() - 86_400_000)]);
    answer.push({ ...(await toClaimed(reader, row)), attemptedAt, claimed: new Set(taken.map(({ id }) => id)) });
  }
  return answer;
}
