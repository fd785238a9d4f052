import { SendError, type DeliveryFailure, type OutboundAttachment, type OutboundMessage, type SendReceipt } from '#channels';
import type { ClaimedDelivery, Crm } from '#crm-core';
import { InboxBroken, NoSuchInbox, type LiveAdapters } from '../channels/live-adapters.ts';
import { databaseAway } from '../http/problem.ts';
import type { Log } from '../log.ts';
import type { FileStore } from '../media/file-store.ts';

/** After this without a renewal the process that held the claim counts as dead, and the delivery as uncertain. */
export const CLAIM_MS = 30_000;
const RENEW_MS = 10_000;
/** SMTP may wait 600 s for the answer to the final dot (RFC 5321 §4.5.3.2.6); adapters of faster vendors give up much earlier. */
const LONGEST_SEND_MS = 660_000;
/** Two minutes at least: what is known is kept though PostgreSQL starts anew. */
const MOST_WRITES = 240;
const WRITE_AGAIN_MS = 500;

/** Sends one delivery if it is its turn. Resolves when its outcome is written. Rejects only when the database is away. */
export type Deliver = (deliveryId: string) => Promise<void>;

export function createDeliver(parts: { crm: Crm; adapters: LiveAdapters; files: FileStore; log: Log; stopping: AbortSignal; writeAgainMs?: number }): Deliver {
  const { crm, adapters, files, log, stopping, writeAgainMs = WRITE_AGAIN_MS } = parts;
  return async (deliveryId) => {
    if (stopping.aborted) return;
    const claimed = await crm.outbound.claim(deliveryId, CLAIM_MS);
    if (!claimed) return;
    const claim = { deliveryId, attempt: claimed.attempt };
    const renewal = setInterval(() => void crm.outbound.renewClaim(claim, CLAIM_MS).catch(() => undefined), RENEW_MS);
    try {
      const outcome = await attempt(claimed);
      globalThis.oknoFailpoint?.('K10');
      // Whatever goes wrong from here on is about writing it down and says nothing about the sending.
      await untilWritten(() => (outcome instanceof SendError ? crm.outbound.recordFailure(claim, factsOf(outcome), outcome.retryAfterMs) : crm.outbound.recordSent(claim, outcome)), writeAgainMs);
    } finally {
      clearInterval(renewal);
    }
  };

  async function attempt(claimed: ClaimedDelivery): Promise<SendReceipt | SendError> {
    let begun = false;
    try {
      return await adapters.use(claimed.inboxId, ({ adapter }) => {
        begun = true;
        return adapter.send(outboundMessage(claimed, files), AbortSignal.timeout(LONGEST_SEND_MS));
      });
    } catch (error) {
      const { deliveryId, inboxId } = claimed;
      if (!(error instanceof SendError)) log.error({ err: error, deliveryId }, 'sending failed in an unforeseen way');
      else log.warn({ deliveryId, inboxId, failure: error.failure, code: error.code }, 'not sent');
      return failureOf(error, begun);
    }
  }
}

export const factsOf = ({ failure, message, code }: SendError): DeliveryFailure => ({ kind: failure, message, ...(code ? { code } : {}) });

/** What an adapter is given: the attachments open when it reads them. */
export function outboundMessage(claimed: ClaimedDelivery, files: FileStore): OutboundMessage {
  return {
    ...claimed.message,
    attachments: claimed.message.attachments.map((file): OutboundAttachment => ({
      name: file.name, mime: file.mime, kind: file.kind, size: file.size, ...(file.inlineCid ? { inlineCid: file.inlineCid } : {}),
      open: () => files.open(file.sha256),
    })),
  };
}

/** `begun`: the adapter was asked, so only its own word can say that nothing left. */
export function failureOf(error: unknown, begun: boolean): SendError {
  if (error instanceof SendError) return error;
  if (begun) return new SendError('unknown-outcome', 'Sending broke off in an unforeseen way. Look at the vendor’s side before you send again.');
  if (error instanceof NoSuchInbox) return new SendError('unavailable', 'The channel was switched off.');
  if (error instanceof InboxBroken) return new SendError('config', 'The channel’s settings do not work; an administrator must mend them.');
  return new SendError('unavailable', databaseAway(error) ? 'The database was away before anything was sent.' : 'Sending could not begin.');
}

/** What became of it must be written though the database is away for a moment. Without it the sweep calls it uncertain. */
async function untilWritten(write: () => Promise<void>, pauseMs: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt >= MOST_WRITES || !databaseAway(error)) throw error;
      await new Promise((wake) => setTimeout(wake, pauseMs));
    }
  }
}
