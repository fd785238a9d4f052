import type { DeliveryStatus } from '../views.ts';

/**
 * Why a delivery changes.
 * - `claim`: a worker takes it.
 * - `answer`: the vendor's answer to our own call, while the fence holds.
 * - `not-sent`: proven that nothing left (connection refused, 429, a 4xx before the dot).
 * - `lost`: the claim expired, or its process died; nobody knows how far it got.
 * - `receipt`: a callback, a bounce, the customer's read mark. Comes in any order, twice, or before the answer.
 * - `retry`: a person presses Retry.
 * - `settled`: a person's word or the vendor's list about an uncertain one.
 * - `removed`: its inbox is gone; nothing was sent and nothing will be.
 * - `opted-out`: the customer took back the right to write to them before it was sent.
 * - `outdated`: somebody wrote before its time, and its author wanted it kept back then.
 * - `restored`: a backup was put back; what it holds may have been sent since.
 */
export type DeliveryCause = 'claim' | 'answer' | 'not-sent' | 'lost' | 'receipt' | 'retry' | 'settled' | 'removed' | 'opted-out' | 'outdated' | 'restored';

type Row = Partial<Record<DeliveryStatus, readonly DeliveryCause[]>>;

/**
 * From → to → by which causes; whatever is not here does not happen. Forward in the order queued, submitting, sent, failed,
 * delivered, read: a proof of arrival outweighs a failure report, so that receipts in every order end in the same state.
 * Backward only by three exceptions: submitting → queued (proven not sent), failed → queued (a person's Retry), and out of
 * uncertain by whatever is learned.
 * A failure report never stops a queued row: it can only be about an earlier attempt.
 */
const TABLE: Record<DeliveryStatus, Row> = {
  queued: { submitting: ['claim'], sent: ['receipt'], failed: ['removed', 'opted-out', 'outdated'], delivered: ['receipt'], read: ['receipt'], uncertain: ['restored'] },
  submitting: {
    queued: ['not-sent'],
    sent: ['answer', 'receipt'],
    failed: ['answer', 'receipt'],
    delivered: ['answer', 'receipt'],
    read: ['receipt'],
    uncertain: ['answer', 'lost', 'restored'],
  },
  sent: { failed: ['receipt'], delivered: ['answer', 'receipt'], read: ['receipt'] },
  failed: { queued: ['retry'], delivered: ['receipt'], read: ['receipt'] },
  delivered: { read: ['receipt'] },
  read: {},
  uncertain: {
    queued: ['retry', 'not-sent'],
    sent: ['answer', 'receipt', 'settled'],
    failed: ['answer', 'receipt', 'settled'],
    delivered: ['answer', 'receipt', 'settled'],
    read: ['receipt', 'settled'],
  },
};

/** The status after `next` was learned by `cause`: `next` where the table allows it, else `current`, unchanged. */
export function advance(current: DeliveryStatus, next: DeliveryStatus, cause: DeliveryCause): DeliveryStatus {
  return TABLE[current][next]?.includes(cause) ? next : current;
}

/** Worst first: what a person must act on, then what is still under way, then what went well. */
const BADNESS: readonly DeliveryStatus[] = ['failed', 'uncertain', 'queued', 'submitting', 'sent', 'delivered', 'read'];

/** What a message shows for its deliveries; null when it has none. */
export function worst(statuses: readonly DeliveryStatus[]): DeliveryStatus | null {
  return BADNESS.find((status) => statuses.includes(status)) ?? null;
}
