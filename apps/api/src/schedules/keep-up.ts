import { randomUUID } from 'node:crypto';
import type { Crm } from '#crm-core';
import type { Notices } from '../database/notices.ts';
import type { Log } from '../log.ts';

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
  const holder = randomUUID();
  let stopped = false;
  let heldUntil = 0;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let at = Infinity;
  /** When something was committed last, and when a step began last. */
  let heard = 0;
  let stepped = 0;

  function wake(ms: number): void {
    if (stopped || at <= Date.now() + ms) return;
    clearTimeout(timer);
    at = Date.now() + ms;
    timer = setTimeout(run, ms);
  }
  function run(): void {
    at = Infinity;
    running ??= step().catch((error: unknown) => {
      log.warn({ err: error, derived: name }, 'keeping up waits');
      return SWEEP_MS;
    }).then((ms) => {
      running = null;
      wake(ms);
    });
  }
  /** One step; resolves with how long to wait for the next. */
  async function step(): Promise<number> {
    if (Date.now() > heldUntil - LEASE_MS / 2) {
      const asked = Date.now();
      if (!(await crm.inboxes.lease(name, holder, LEASE_MS))) return SWEEP_MS;
      heldUntil = asked + LEASE_MS;
    }
    const began = Date.now();
    if (began - heard < QUIET_MS && began - stepped < LONGEST_MS) return QUIET_MS;
    stepped = began;
    const more = await next();
    return more ? Math.max(BREATH_MS, Date.now() - began) : SWEEP_MS;
  }

  const forget = notices.subscribe((notice) => {
    if (notice.type !== 'feed' && notice.type !== 'resumed') return;
    heard = Date.now();
    wake(QUIET_MS);
  });
  wake(QUIET_MS);
  return {
    async stop() {
      stopped = true;
      forget();
      clearTimeout(timer);
      await running;
      await crm.inboxes.release(name, holder).catch(() => undefined);
    },
  };
}
