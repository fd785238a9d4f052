import type { Crm } from '#crm-core';
import type { Notices } from '../database/notices.ts';
import type { Log } from '../log.ts';
import { createLease, createRounds } from './rounds.ts';

const LEASE_MS = 15_000;
/** A rush of messages is taken in first and worked up behind it: so long nothing was committed when a step begins, */
const QUIET_MS = 300;
/** unless the last one was so long ago. */
const LONGEST_MS = 3_000;
/** Notices may be lost: looked without one. */
const SWEEP_MS = 5_000;
/** Between two steps as long as the last one took, at least this. */
const BREATH_MS = 5;

/** Something derived from what is committed: the search index, the measured inquiries. */
interface Derived {
  /** Of its lease. */
  readonly name: string;
  /** One small step; resolves with whether there is more to do. */
  readonly next: () => Promise<boolean>;
}

/**
 * Keeps it after what is committed, never inside it. One process at a time does it, under a lease; where it stands is kept in the
 * database, so that another goes on there.
 */
export function keepUp(parts: { crm: Crm; notices: Notices; log: Log }, { name, next }: Derived): { stop(): Promise<void> } {
  const { crm, notices, log } = parts;
  const lease = createLease(crm, name, LEASE_MS);
  /** When something was committed last, and when a step began last. */
  let heard = 0;
  let stepped = 0;

  /** One step; resolves with how long to wait for the next. */
  async function step(): Promise<number> {
    if (!(await lease.held())) return SWEEP_MS;
    const began = Date.now();
    if (began - heard < QUIET_MS && began - stepped < LONGEST_MS) return QUIET_MS;
    stepped = began;
    const more = await next();
    return more ? Math.max(BREATH_MS, Date.now() - began) : SWEEP_MS;
  }
  const rounds = createRounds(() => step().catch((error: unknown) => {
    log.warn({ err: error, derived: name }, 'keeping up waits');
    return SWEEP_MS;
  }));

  const forget = notices.subscribe((notice) => {
    if (notice.type !== 'feed' && notice.type !== 'resumed') return;
    heard = Date.now();
    rounds.wake(QUIET_MS);
  });
  rounds.wake(QUIET_MS);
  return {
    async stop() {
      forget();
      await rounds.stop();
      await lease.release();
    },
  };
}
