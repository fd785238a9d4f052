import type { ClaimedWebhook, Crm, WebhookOutcome } from '#crm-core';
import type { Notices } from '../database/notices.ts';
import type { Log } from '../log.ts';
import { createLease, createRounds } from '../schedules/rounds.ts';

const LEASE = 'webhooks';
const LEASE_MS = 15_000;
/** What is tried takes 15 s at most; after this the process that claimed it counts as dead, and it is tried again. */
const CLAIM_MS = 60_000;
/** A receiver is asked so many things at a time. */
const PER_ENDPOINT = 8;
/** In a busy moment what comes within this time is read together. */
const QUIET_MS = 200;
/** Notices may be lost, and attempts come due: looked without one. */
const SWEEP_MS = 2_000;
const WRITE_AGAIN_MS = 1_000;
/** A minute: then the claim has run out, and it is told once more. */
const MOST_WRITES = 60;

/**
 * Turns committed changes into tellings and tells them. One process at a time follows the feed, under a lease; all of them tell: claims in
 * the database keep them apart.
 */
export function runWebhooks(parts: { crm: Crm; notices: Pick<Notices, 'subscribe'>; tell: (claimed: ClaimedWebhook) => Promise<WebhookOutcome>; log: Log }): { stop(): Promise<void> } {
  const { crm, notices, tell, log } = parts;
  const lease = createLease(crm, LEASE, LEASE_MS);
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  const rounds = createRounds(async () => {
    await round().catch((error: unknown) => log.warn({ err: error }, 'webhooks wait'));
    return SWEEP_MS;
  });

  async function round(): Promise<void> {
    if (await lease.held()) await followToEnd();
    for (const claimed of stopped ? [] : await crm.webhooks.claim(PER_ENDPOINT, CLAIM_MS)) {
      const task = attempt(claimed).catch((error: unknown) => log.warn({ err: error, deliveryId: claimed.deliveryId }, 'what came of a webhook could not be written; it is told once more')).finally(() => {
        underWay.delete(task);
        // Its place is free, and the next of the same thing may go.
        rounds.wake(0);
      });
      underWay.add(task);
    }
  }
  async function followToEnd(): Promise<void> {
    for (let again = true; again && !stopped; ) {
      const done = await crm.webhooks.follow();
      if (done === 'lost') log.warn('the feed lost the place of the webhooks; what changed before now is not told');
      again = done === 'more' && (await lease.held());
    }
  }
  async function attempt(claimed: ClaimedWebhook): Promise<void> {
    const outcome = await tell(claimed);
    if (outcome.type === 'unreachable' || outcome.status >= 300) log.info({ deliveryId: claimed.deliveryId, endpointId: claimed.endpointId, ...(outcome.type === 'answered' ? { status: outcome.status } : { reason: outcome.reason }) }, 'a webhook did not arrive');
    for (let tries = 1; ; tries += 1) {
      try {
        return await crm.webhooks.record(claimed, outcome);
      } catch (error) {
        if (tries >= MOST_WRITES || stopped) throw error;
        await new Promise((next) => setTimeout(next, WRITE_AGAIN_MS));
      }
    }
  }

  const forget = notices.subscribe((notice) => { if (notice.type === 'feed' || notice.type === 'resumed') rounds.wake(QUIET_MS); });
  rounds.wake(QUIET_MS);
  return {
    async stop() {
      stopped = true;
      forget();
      await rounds.stop();
      await Promise.allSettled([...underWay]);
      await lease.release();
    },
  };
}
