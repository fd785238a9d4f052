import type { Core } from '../core.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { Tx } from '../transaction.ts';
import type { AddressKind, DeliveryStatus, Id } from '../views.ts';

/** A row of `delivery`, in the names of its columns. */
export interface OutboxRow {
  readonly id: Id;
  readonly seq: string;
  readonly message_id: Id;
  readonly conversation_id: Id;
  readonly inbox_id: Id;
  readonly position: number;
  readonly recipient_kind: AddressKind;
  readonly recipient_value: string;
  readonly text: string;
  readonly attachment_ids: Id[];
  readonly status: DeliveryStatus;
  readonly attempt: number;
  readonly queued_at: Date;
  readonly retry_at: Date;
  /** Not claimed before: held for its author, or put off. */
  readonly not_before: Date | null;
  readonly claimed_at: Date | null;
  readonly claim_expires_at: Date | null;
  readonly external_id: string | null;
  readonly aliases: string[];
  readonly failure_kind: string | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly created_at: Date;
  readonly changed_at: Date;
}

export interface Locked {
  /** As it stood before the change. */
  readonly conversation: ConversationRow;
  readonly delivery: OutboxRow;
}

/** Locks the conversation first and its delivery after, the order everybody keeps; undefined when there is no such delivery. */
export async function lockDelivery(tx: Tx, id: Id): Promise<Locked | undefined> {
  const conversation = await tx.one<ConversationRow>('SELECT * FROM conversation WHERE id = (SELECT conversation_id FROM delivery WHERE id = $1) FOR NO KEY UPDATE', [id]);
  const delivery = conversation && (await tx.one<OutboxRow>('SELECT * FROM delivery WHERE id = $1 FOR NO KEY UPDATE', [id]));
  return delivery && { conversation, delivery };
}

export interface LockedMessage {
  readonly conversation: ConversationRow;
  readonly deliveries: readonly OutboxRow[];
}

export async function lockMessage(tx: Tx, messageId: Id): Promise<LockedMessage | undefined> {
  const conversation = await tx.one<ConversationRow>('SELECT * FROM conversation WHERE id = (SELECT conversation_id FROM message WHERE id = $1) FOR NO KEY UPDATE', [messageId]);
  if (!conversation) return undefined;
  return { conversation, deliveries: await tx.query<OutboxRow>('SELECT * FROM delivery WHERE message_id = $1 ORDER BY position FOR NO KEY UPDATE', [messageId]) };
}

type Changing = 'status' | 'attempt' | 'queued_at' | 'retry_at' | 'not_before' | 'claimed_at' | 'claim_expires_at' | 'external_id' | 'aliases' | 'failure_kind' | 'failure_code' | 'failure_message';

/** Writes what can change of a delivery. A claim ends with `submitting`. */
export async function saveDelivery(tx: Tx, core: Pick<Core, 'now'>, row: OutboxRow, change: Partial<Pick<OutboxRow, Changing>>): Promise<OutboxRow> {
  const next = { ...row, ...change };
  const claimEnds = next.status === 'submitting' ? next.claim_expires_at : null;
  await tx.query(
    `UPDATE delivery SET status = $2, attempt = $3, retry_at = $4, claimed_at = $5, claim_expires_at = $6, external_id = $7, aliases = $8, failure_kind = $9, failure_code = $10,
       failure_message = $11, changed_at = $12, queued_at = $13, not_before = $14 WHERE id = $1`,
    [row.id, next.status, next.attempt, next.retry_at, next.claimed_at, claimEnds, next.external_id, next.aliases, next.failure_kind, next.failure_code, next.failure_message, core.now(), next.queued_at, next.not_before]);
  return next;
}

export const NO_FAILURE = { failure_kind: null, failure_code: null, failure_message: null } as const;

/** Wakes a worker for what now stands first in the conversation's line; what was put off to another day stands in none. */
export async function wakeNext(tx: Tx, conversationId: Id, inboxId: Id): Promise<void> {
  const next = await tx.one<{ id: Id }>(
    "SELECT id FROM delivery WHERE conversation_id = $1 AND inbox_id = $2 AND status IN ('queued', 'submitting') AND (not_before IS NULL OR not_before <= queued_at + interval '1 minute') ORDER BY seq LIMIT 1", [conversationId, inboxId]);
  if (next) tx.signal({ type: 'delivery', deliveryId: next.id });
}
