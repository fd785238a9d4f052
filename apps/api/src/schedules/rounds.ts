import { randomUUID } from 'node:crypto';
import type { Crm } from '#crm-core';

/**
 * Rounds of work, one at a time. Of several wishes the soonest counts; a wish that comes due during a round is not lost: it has a round right
 * after. `round` resolves with after how many ms the next one comes by itself, and does not reject.
 */
export function createRounds(round: () => Promise<number>): { wake(ms: number): void; stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<void> | null = null;
  let missed = false;
  let timer: NodeJS.Timeout | undefined;
  let at = Infinity;

  function wake(ms: number): void {
    if (stopped || at <= Date.now() + ms) return;
    clearTimeout(timer);
    at = Date.now() + ms;
    timer = setTimeout(run, ms);
  }
  function run(): void {
    at = Infinity;
    if (running) {
      missed = true;
      return;
    }
    missed = false;
    running = round().then((ms) => {
      running = null;
      wake(missed ? 0 : ms);
    });
  }
  return {
    wake,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** A lease of this name for this process: asked for anew once half of its `ms` are over. */
export function createLease(crm: Crm, name: string, ms: number): { held(): Promise<boolean>; release(): Promise<void> } {
  const holder = randomUUID();
  let until = 0;
  return {
    async held() {
      if (Date.now() < until - ms / 2) return true;
      const asked = Date.now();
      const held = await crm.inboxes.lease(name, holder, ms);
      until = held ? asked + ms : 0;
      return held;
    },
    release: () => crm.inboxes.release(name, holder).catch(() => undefined),
  };
}
