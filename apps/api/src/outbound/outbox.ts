import type { Crm } from '#crm-core';
import type { Log } from '../log.ts';
import type { Deliver } from './deliver.ts';
import type { WakeUps } from './wake-ups.ts';

const SWEEP_MS = 2_000;
const AT_ONCE = 16;
const BATCH = 500;
const SLOW_MS = 5_000;
/** Each holds a connection and a message in memory. */
const MOST_SLOW = 256;

/**
 * A bounded set of ids being worked on: each at most once at a time in this process. Work that takes longer than `SLOW_MS` goes on
 * but gives its place to the next, so that one silent vendor does not hold up all others.
 */
export function createPool(work: (id: string) => Promise<void>, atOnce: number, log: Log, slowMs = SLOW_MS): {
  /** Resolves when it is done or slow. */
  run(id: string): Promise<void>;
  offer(ids: readonly string[]): Promise<void>;
  /** Nothing holds a place any more. */
  free(): Promise<void>;
  idle(): Promise<void>;
} {
  const running = new Map<string, Promise<void>>();
  const places = new Map<string, Promise<void>>();
  const run = (id: string): Promise<void> => {
    if (running.has(id)) return places.get(id) ?? Promise.resolve();
    const task = work(id).catch((error: unknown) => log.warn({ err: error, id }, 'will be tried again by the next sweep')).finally(() => running.delete(id));
    running.set(id, task);
    const place = doneOrSlow(task, slowMs).finally(() => places.delete(id));
    places.set(id, place);
    return place;
  };
  return {
    run,
    async offer(ids) {
      for (const id of ids) {
        while (places.size >= atOnce) await Promise.race(places.values());
        while (running.size >= MOST_SLOW) await Promise.race(running.values());
        void run(id);
      }
    },
    async free() {
      await Promise.allSettled(places.values());
    },
    async idle() {
      await Promise.allSettled(running.values());
    },
  };
}

function doneOrSlow(task: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<void>((over) => { timer = setTimeout(over, ms); });
  return Promise.race([task, slow]).finally(() => clearTimeout(timer));
}

/**
 * Sends what is queued: woken by the queue within milliseconds, and by a sweep every two seconds that needs no queue at all.
 * Claims in the database keep two senders apart, so any number of processes may do this.
 */
export function runOutbox(parts: { crm: Crm; wakeUps: WakeUps; deliver: Deliver; log: Log; stopping: AbortSignal }): { stop(): Promise<void> } {
  const { crm, wakeUps, deliver, log, stopping } = parts;
  const pool = createPool(deliver, AT_ONCE, log);
  wakeUps.serve('outbound', AT_ONCE, (id) => pool.run(id));

  let sweeping: Promise<void> | null = null;
  let expiring: Promise<unknown> | null = null;
  async function sweep(): Promise<void> {
    for (let more = true; more && !stopping.aborted; ) {
      const due = await crm.outbound.due(BATCH);
      await pool.offer(due);
      more = due.length === BATCH;
      // What was not its conversation's turn is due again; let the first ones finish before asking.
      if (more) await pool.free();
    }
  }
  const timer = setInterval(() => {
    // Beside the sending: what a dead process left must be shown in time, however long ours takes.
    expiring ??= crm.outbound.expireClaims().catch((error: unknown) => log.warn({ err: error }, 'expired claims were not found')).finally(() => { expiring = null; });
    sweeping ??= sweep().catch((error: unknown) => log.warn({ err: error }, 'outbound sweep failed')).finally(() => { sweeping = null; });
  }, SWEEP_MS);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all([sweeping, expiring]);
      await pool.idle();
    },
  };
}
