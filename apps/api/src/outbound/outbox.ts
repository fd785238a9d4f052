import type { Crm } from '#crm-core';
import type { Log } from '../log.ts';
import type { Deliver } from './deliver.ts';
import type { WakeUps } from './wake-ups.ts';

const SWEEP_MS = 2_000;
const AT_ONCE = 16;
const BATCH = 500;

/** A bounded set of ids being worked on: each at most once at a time in this process. */
export function createPool(work: (id: string) => Promise<void>, atOnce: number, log: Log): { run(id: string): Promise<void>; offer(ids: readonly string[]): Promise<void>; idle(): Promise<void> } {
  const running = new Map<string, Promise<void>>();
  const run = (id: string): Promise<void> => {
    const known = running.get(id);
    if (known) return known;
    const task = work(id).catch((error: unknown) => log.warn({ err: error, id }, 'will be tried again by the next sweep')).finally(() => running.delete(id));
    running.set(id, task);
    return task;
  };
  return {
    run,
    async offer(ids) {
      for (const id of ids) {
        while (running.size >= atOnce) await Promise.race(running.values());
        void run(id);
      }
    },
    async idle() {
      await Promise.allSettled(running.values());
    },
  };
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
  async function sweep(): Promise<void> {
    await crm.outbound.expireClaims();
    for (let more = true; more && !stopping.aborted; ) {
      const due = await crm.outbound.due(BATCH);
      await pool.offer(due);
      more = due.length === BATCH;
      // What was not its conversation's turn is due again; let the first ones finish before asking.
      if (more) await pool.idle();
    }
  }
  const timer = setInterval(() => {
    sweeping ??= sweep().catch((error: unknown) => log.warn({ err: error }, 'outbound sweep failed')).finally(() => { sweeping = null; });
  }, SWEEP_MS);
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
      await pool.idle();
    },
  };
}
