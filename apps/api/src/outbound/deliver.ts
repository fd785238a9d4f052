import { SendError, type OutboundAttachment, type OutboundMessage } from '#channels';
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

/** Sends one delivery if it is its turn. Resolves when its outcome is written. Rejects only when the database is away. */
export type Deliver = (deliveryId: string) => Promise<void>;

export function createDeliver(parts: { crm: Crm; adapters: LiveAdapters; files: FileStore; log: Log; stopping: AbortSignal }): Deliver {
  const { crm, adapters, files, log, stopping } = parts;
  return async (deliveryId) => {
    if (stopping.aborted) return;
    const claimed = await crm.outbound.claim(deliveryId, CLAIM_MS);
    if (!claimed) return;
    const claim = { deliveryId, attempt: claimed.attempt };
    const renewal = setInterval(() => void crm.outbound.renewClaim(claim, CLAIM_MS).catch(() => undefined), RENEW_MS);
    try {
      const receipt = await adapters.use(claimed.inboxId, ({ adapter }) => adapter.send(outboundMessage(claimed, files), AbortSignal.timeout(LONGEST_SEND_MS)));
      globalThis.oknoFailpoint?.('K10');
      await untilWritten(() => crm.outbound.recordSent(claim, receipt));
    } catch (error) {
      const failure = failureOf(error);
      if (!(error instanceof SendError)) log.error({ err: error, deliveryId }, 'sending failed in an unforeseen way');
      else log.warn({ deliveryId, inboxId: claimed.inboxId, failure: error.failure, code: error.code }, 'not sent');
      globalThis.oknoFailpoint?.('K10');
      await untilWritten(() => crm.outbound.recordFailure(claim, { kind: failure.failure, message: failure.message, ...(failure.code ? { code: failure.code } : {}) }, failure.retryAfterMs));
    } finally {
      clearInterval(renewal);
    }
  };
}

/** What an adapter is given: the attachments open when it reads them. */
export function outboundMessage(claimed: ClaimedDelivery, files: FileStore): OutboundMessage {
  return {
    ...claimed.message,
    attachments: claimed.message.attachments.map((file): OutboundAttachment => ({
      name: file.name, mime: file.mime, kind: file.kind, size: file.size, ...(file.inlineCid ? { inlineCid: file.inlineCid } : {}),
      open: () => Promise.resolve(files.open(file.sha256)),
    })),
  };
}

function failureOf(error: unknown): SendError {
  if (error instanceof SendError) return error;
  // Nothing was sent: the adapter was never asked.
  if (error instanceof NoSuchInbox) return new SendError('config', 'The channel was removed or switched off.');
  if (error instanceof InboxBroken) return new SendError('config', 'The channel’s settings do not work; an administrator must mend them.');
  if (databaseAway(error)) return new SendError('unavailable', 'The database was away before anything was sent.');
  return new SendError('unknown-outcome', 'Sending broke off in an unforeseen way. Look at the vendor’s side before you send again.');
}

/** The vendor has it: the database may be away for a moment, the outcome must still be written. After 10 s the sweep calls it uncertain. */
async function untilWritten(write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt >= 20 || !databaseAway(error)) throw error;
      await new Promise((wake) => setTimeout(wake, 500));
    }
  }
}
