import { randomUUID } from 'node:crypto';
import type { Crm } from '#crm-core';
import type { Log } from '../log.ts';

/** Something done now and then by exactly one process. */
export interface Duty {
  readonly name: string;
  readonly everyMs: number;
  /** At most this long; then it is cut short. */
  readonly longestMs: number;
  readonly work: (signal: AbortSignal) => Promise<unknown>;
}

/** Short and renewed while the work lasts, given back after it: what a killed process was about is taken up within seconds. */
const LEASE_MS = 15_000;
const RENEW_MS = 5_000;

/** Each duty runs under a lease of its name; whoever is late finds it taken. A duty that fails is done at its next time. */
export function runDuties(parts: { crm: Crm; log: Log }, duties: readonly Duty[]): { /** Does the duty of this name now, besides its times; at once again when it is being done. */ doNow(name: string): void; stop(): Promise<void> } {
  const { crm, log } = parts;
  const holder = randomUUID();
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  async function once(duty: Duty): Promise<void> {
    const name = `duty:${duty.name}`;
    if (!(await crm.inboxes.lease(name, holder, LEASE_MS))) return;
    const lost = new AbortController();
    const renewal = setInterval(() => void crm.inboxes.lease(name, holder, LEASE_MS).then((held) => { if (!held) lost.abort(); }, () => undefined), RENEW_MS);
    try {
      await duty.work(AbortSignal.any([stopping.signal, lost.signal, AbortSignal.timeout(duty.longestMs)]));
    } finally {
      clearInterval(renewal);
      await crm.inboxes.release(name, holder).catch(() => undefined);
    }
  }
  const timers = duties.map((duty) => {
    let busy = false;
    let again = false;
    const run = (): void => {
      if (busy || stopping.signal.aborted) return;
      busy = true;
      again = false;
      const task = once(duty).catch((error: unknown) => log.warn({ err: error, duty: duty.name }, 'a duty failed')).finally(() => {
        busy = false;
        running.delete(task);
        if (again) run();
      });
      running.add(task);
    };
    const first = setTimeout(run, Math.min(duty.everyMs, 1_000));
    const timer = setInterval(run, duty.everyMs);
    return {
      name: duty.name,
      doNow: (): void => {
        again = busy;
        run();
      },
      stop: (): void => { clearTimeout(first); clearInterval(timer); },
    };
  });
  return {
    doNow: (name) => timers.forEach((timer) => { if (timer.name === name) timer.doNow(); }),
    async stop() {
      stopping.abort();
      timers.forEach((timer) => timer.stop());
      await Promise.allSettled([...running]);
    },
  };
}
