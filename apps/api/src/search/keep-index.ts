import { randomUUID } from 'node:crypto';
import type { Crm } from '#crm-core';
import type { Notices } from '../database/notices.ts';
import type { Log } from '../log.ts';

const LEASE = 'search-index';
const LEASE_MS = 15_000;
/** After something was committed: what comes in a rush is taken together, and still within the second. */
const GATHER_MS = 300;
/** Notices may be lost: looked without one. */
const SWEEP_MS = 5_000;
/** Between two steps, at least. */
const BREATH_MS = 5;
/** A rush of messages is taken in first and made findable behind it: while it lasts, so many times as long as the last step took is left to it. */
const RUSH = 5;

/**
 * Keeps the search index after what is committed, never inside it. One process at a time does it, under a lease; where it stands is
 * kept in the database, so that another goes on there.
 */
export function keepSearchIndex(parts: { crm: Crm; notices: Notices; log: Log }): { stop(): Promise<void> } {
  const { crm, notices, log } = parts;
  const holder = randomUUID();
  let stopped = false;
  let heldUntil = 0;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let at = Infinity;
  /** When something was committed last. */
  let heard = 0;

  function wake(ms: number): void {
    if (stopped || at <= Date.now() + ms) return;
    clearTimeout(timer);
    at = Date.now() + ms;
    timer = setTimeout(run, ms);
  }
  function run(): void {
    at = Infinity;
    running ??= step().catch((error: unknown) => {
      log.warn({ err: error }, 'the search index waits');
      return SWEEP_MS;
    }).then((next) => {
      running = null;
      wake(next);
    });
  }
  /** One step; resolves with how long to wait for the next. */
  async function step(): Promise<number> {
    if (Date.now() > heldUntil - LEASE_MS / 2) {
      const asked = Date.now();
      if (!(await crm.inboxes.lease(LEASE, holder, LEASE_MS))) return SWEEP_MS;
      heldUntil = asked + LEASE_MS;
    }
    const began = performance.now();
    const more = await crm.search.indexNext();
    const tookMs = performance.now() - began;
    return more ? Math.max(BREATH_MS, tookMs * (Date.now() - heard < GATHER_MS ? RUSH : 1)) : SWEEP_MS;
  }

  const forget = notices.subscribe((notice) => {
    if (notice.type !== 'feed' && notice.type !== 'resumed') return;
    heard = Date.now();
    wake(GATHER_MS);
  });
  wake(GATHER_MS);
  return {
    async stop() {
      stopped = true;
      forget();
      clearTimeout(timer);
      await running;
      await crm.inboxes.release(LEASE, holder).catch(() => undefined);
    },
  };
}
