import type { DeliveryFailure, DeliveryUpdated, ReadByCustomer } from '#channels';
import type { Core } from '../core.ts';
import { advance } from '../messages/advance.ts';
import type { Tx } from '../transaction.ts';
import type { DeliveryStatus, Id } from '../views.ts';
import { lockDelivery, NO_FAILURE, saveDelivery, wakeNext, type OutboxRow } from './outbox.ts';
import { messageMoved } from './outcome.ts';

type Update = Pick<DeliveryUpdated, 'deliveryId' | 'messageId' | 'externalId' | 'recipient' | 'status' | 'failure' | 'occurredAt'>;

/**
 * A vendor's word about a delivery of ours: a callback, a bounce. In any order, any number of times. One that comes before we
 * stored the vendor's id waits in `early_receipt`. Unknown ids make nothing else.
 */
export async function applyDeliveryUpdate(tx: Tx, core: Core, inboxId: Id, update: Update): Promise<void> {
  if (update.externalId) await lockExternalId(tx, inboxId, update.externalId);
  const ids = await named(tx, inboxId, update);
  if (!ids.length && update.externalId) await park(tx, inboxId, update.externalId, update);
  for (const id of ids) await applyTo(tx, core, id, update);
}

/** Everything of ours in the thread up to the named delivery or moment is delivered, or read. */
export async function applyReadMark(tx: Tx, core: Core, inboxId: Id, mark: Pick<ReadByCustomer, 'externalThreadId' | 'upTo' | 'externalId' | 'status' >): Promise<void> {
  const rows = await tx.query<{ id: Id }>(
    `WITH thread AS (
       SELECT d.id, d.seq, d.status, COALESCE(d.id::text = $3::text OR m.id::text = $3 OR d.external_id = $3 OR $3 = ANY (d.aliases), false) AS named, m.created_at
       FROM message m JOIN delivery d ON d.message_id = m.id
       WHERE m.inbox_id = $1 AND m.external_thread_id = $2 AND m.direction = 'outbound' AND d.status IN ('submitting', 'sent', 'delivered', 'uncertain'))
     SELECT id FROM thread WHERE named
       OR status IN ('sent', 'delivered') AND CASE WHEN EXISTS (SELECT 1 FROM thread WHERE named) THEN seq < (SELECT max(seq) FROM thread WHERE named) ELSE created_at <= $4 END
     ORDER BY seq`,
    [inboxId, mark.externalThreadId, mark.externalId ?? null, mark.upTo]);
  for (const { id } of rows) await applyTo(tx, core, id, { status: mark.status, occurredAt: mark.upTo });
}

/** What came before we knew the id; taken out and applied to `status`. Call under {@link lockExternalId}. */
export async function takeEarlyReceipts(
  tx: Tx, inboxId: Id, externalIds: readonly string[], start: DeliveryStatus,
): Promise<{ status: DeliveryStatus; failure: DeliveryFailure | null }> {
  const early = await tx.query<{ status: DeliveryStatus; failure: DeliveryFailure | null }>(
    'DELETE FROM early_receipt WHERE inbox_id = $1 AND external_id = ANY ($2) RETURNING status, failure', [inboxId, externalIds]);
  let status = start;
  let failure: DeliveryFailure | null = null;
  for (const receipt of early) {
    status = advance(status, receipt.status, 'receipt');
    if (receipt.status === 'failed') failure = receipt.failure;
  }
  return { status, failure: status === 'failed' ? failure : null };
}

/** Whoever stores an id and whoever looks for it go one after the other: none slips between. */
export async function lockExternalId(tx: Tx, inboxId: Id, externalId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7130611))', [`${inboxId}/${externalId}`]);
}

/** The deliveries an update is about; a mail bounce names the message and the recipient. */
async function named(tx: Tx, inboxId: Id, update: Update): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>(
    `SELECT id FROM delivery WHERE inbox_id = $1 AND ($5::text IS NULL OR recipient_value = $5) AND CASE
         WHEN $2::uuid IS NOT NULL THEN id = $2 WHEN $3::uuid IS NOT NULL THEN message_id = $3
         ELSE external_id = $4 OR aliases @> ARRAY[$4::text] AND aliases <> '{}' END ORDER BY seq`,
    [inboxId, asUuid(update.deliveryId), asUuid(update.messageId), update.externalId ?? null, update.deliveryId ? null : (update.recipient?.value ?? null)]);
  return rows.map((row) => row.id);
}

async function applyTo(tx: Tx, core: Core, id: Id, update: Pick<Update, 'externalId' | 'status' | 'failure' | 'occurredAt'>): Promise<void> {
  const locked = await lockDelivery(tx, id);
  if (!locked) return;
  const { conversation, delivery } = locked;
  const known = update.externalId === undefined || delivery.external_id === update.externalId || delivery.aliases.includes(update.externalId);
  if (update.status === 'failed' && update.externalId !== undefined && !known) {
    // Either our own answer is not stored yet, or an earlier attempt speaks, which a person has retried since.
    if (delivery.status === 'submitting') return park(tx, delivery.inbox_id, update.externalId, update);
    if (delivery.external_id !== null) return;
  }
  const status = advance(delivery.status, update.status, 'receipt');
  if (status === delivery.status) return;
  const external_id = delivery.external_id ?? (await freeExternalId(tx, delivery, update.externalId));
  await saveDelivery(tx, core, delivery, { status, external_id, ...(status === 'failed' ? failureColumns(update.failure) : NO_FAILURE) });
  await messageMoved(tx, core, conversation, delivery.message_id);
  if (delivery.status === 'queued' || delivery.status === 'submitting') await wakeNext(tx, conversation.id, delivery.inbox_id);
}

async function park(tx: Tx, inboxId: Id, externalId: string, update: Pick<Update, 'status' | 'failure' | 'occurredAt'>): Promise<void> {
  await tx.query('INSERT INTO early_receipt (inbox_id, external_id, status, failure, occurred_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [inboxId, externalId, update.status, update.failure ? JSON.stringify(update.failure) : null, update.occurredAt]);
}

/** The id, unless another delivery to the same recipient already has it. */
export async function freeExternalId(tx: Tx, delivery: OutboxRow, externalId: string | undefined): Promise<string | null> {
  if (externalId === undefined) return null;
  const taken = await tx.one('SELECT 1 FROM delivery WHERE inbox_id = $1 AND external_id = $2 AND recipient_value = $3 AND id <> $4',
    [delivery.inbox_id, externalId, delivery.recipient_value, delivery.id]);
  return taken ? null : externalId;
}

export function failureColumns(failure: DeliveryFailure | null | undefined): { failure_kind: string; failure_code: string | null; failure_message: string } {
  return { failure_kind: failure?.kind ?? 'recipient', failure_code: failure?.code ?? null, failure_message: failure?.message ?? '' };
}

/** Ids come back from vendors as text; what is no UUID is none of ours. */
const asUuid = (id: string | undefined): string | null => {
  if (id === undefined) return null;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id : '00000000-0000-0000-0000-000000000000';
};
