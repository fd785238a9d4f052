import { randomUUID } from 'node:crypto';
import type { Crm } from '#crm-core';
import type { Log } from '../log.ts';

/** Something done now and then by exactly one process. */
export interface Duty {
  readonly name: string;
  readonly everyMs: number;
  /** At most this long; then the next process may take over. */
  readonly longestMs: number;
  readonly work: (signal: AbortSignal) => Promise<unknown>;
}

/** Each duty runs under a lease of its name; whoever is late finds it taken. A duty that fails is done at its next time. */
export function runDuties(parts: { crm: Crm; log: Log }, duties: readonly Duty[]): { stop(): Promise<void> } {
  const { crm, log } = parts;
  const holder = randomUUID();
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  async function once(duty: Duty): Promise<void> {
    const name = `duty:${duty.name}`;
    if (!(await crm.inboxes.lease(name, holder, duty.longestMs + duty.everyMs))) return;
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(duty.longestMs)]);
    await duty.work(signal);
  }
  const timers = duties.map((duty) => {
    let busy = false;
    const run = (): void => {
      if (busy || stopping.signal.aborted) return;
      busy = true;
      const task = once(duty).catch((error: unknown) => log.warn({ err: error, duty: duty.name }, 'a duty failed')).finally(() => { busy = false; running.delete(task); });
      running.add(task);
    };
    const first = setTimeout(run, Math.min(duty.everyMs, 1_000));
    const timer = setInterval(run, duty.everyMs);
    return () => { clearTimeout(first); clearInterval(timer); };
  });
  return {
    async stop() {
      stopping.abort();
      timers.forEach((stop) => stop());
      await Promise.allSettled([...running]);
      await Promise.allSettled(duties.map((duty) => crm.inboxes.release(`duty:${duty.name}`, holder)));
    },
  };
}
