import { randomUUID } from 'node:crypto';
import { isListeningChannel, ListenError } from '#channels';
import type { Crm } from '#crm-core';
import type { Notices } from '../database/notices.ts';
import type { Log } from '../log.ts';
import type { OpenBacklog } from './backlog.ts';
import type { Live, LiveAdapters } from './live-adapters.ts';

/** A process that was killed is followed by the next one within this time. */
const LEASE_MS = 6_000;
const RENEW_MS = 2_000;
/** After a fault that a person must mend we look again anyway, in case the vendor was wrong. */
const MENDED_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;

interface Running { readonly version: number; readonly stop: AbortController; readonly done: Promise<void> }

/**
 * Keeps every listening inbox (IMAP, polling) listened to by exactly one process: whoever holds its lease. A holder that
 * cannot renew stops within the lease's time; a new version of the settings starts anew.
 */
export function runListeners(parts: { crm: Crm; adapters: LiveAdapters; openBacklog: OpenBacklog; notices: Notices; log: Log }): { stop(): Promise<void> } {
  const { crm, adapters, openBacklog, notices, log } = parts;
  const holder = randomUUID();
  const running = new Map<string, Running>();
  let stopped = false;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    const live = (await adapters.all()).filter(({ adapter }) => isListeningChannel(adapter));
    for (const [inboxId, { version, stop }] of running) if (!live.some(({ inbox }) => inbox.id === inboxId && inbox.version === version)) stop.abort();
    for (const one of live) {
      if (stopped || running.has(one.inbox.id)) continue;
      if (!(await crm.inboxes.lease(leaseOf(one.inbox.id), holder, LEASE_MS))) continue;
      const stop = new AbortController();
      const done = hold(one, stop).catch((error: unknown) => log.error({ err: error, inboxId: one.inbox.id }, 'listener ended')).finally(() => running.delete(one.inbox.id));
      running.set(one.inbox.id, { version: one.inbox.version, stop, done });
    }
  }
  const lookAgain = (): void => {
    if (stopped) return;
    looking ??= look().catch((error: unknown) => log.warn({ err: error }, 'could not look for listeners')).finally(() => { looking = null; });
  };

  /** Renews the lease beside the listening; gives it back at the end. */
  async function hold(live: Live, stop: AbortController): Promise<void> {
    const name = leaseOf(live.inbox.id);
    let heldUntil = Date.now() + LEASE_MS;
    const renewal = setInterval(() => {
      const asked = Date.now();
      crm.inboxes.lease(name, holder, LEASE_MS).then(
        (held) => { if (held) heldUntil = asked + LEASE_MS; else stop.abort(); },
        () => { if (Date.now() > heldUntil - RENEW_MS) stop.abort(); },
      );
    }, RENEW_MS);
    try {
      await adapters.use(live.inbox.id, (current) => listen(current, stop.signal));
    } finally {
      clearInterval(renewal);
      await crm.inboxes.release(name, holder).catch(() => undefined);
    }
  }

  async function listen({ inbox, adapter }: Live, signal: AbortSignal): Promise<void> {
    if (!isListeningChannel(adapter)) return;
    for (let pause = 1_000; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const began = Date.now();
      try {
        const cursor = await crm.ingest.cursor(inbox.id);
        await adapter.listen(
          cursor,
          openBacklog(inbox.id, adapter, signal),
          signal,
          (health) => void crm.inboxes.setHealth(inbox.id, health).catch(() => undefined),
        );
      } catch (error) {
        if (signal.aborted) return;
        const person = error instanceof ListenError;
        log[person ? 'error' : 'warn']({ err: error, inboxId: inbox.id }, 'listening broke off');
        if (person) {
          await crm.inboxes.setHealth(inbox.id, { ok: false, detail: error.message }).catch(() => undefined);
          pause = MENDED_MS;
        }
      }
      if (Date.now() - began > 60_000) pause = 1_000;
      await sleep(pause, signal);
    }
  }

  const timer = setInterval(lookAgain, RENEW_MS);
  const unsubscribe = notices.subscribe((notice) => { if (notice.type === 'inbox-changed' || notice.type === 'resumed') lookAgain(); });
  lookAgain();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      unsubscribe();
      await looking;
      for (const { stop } of running.values()) stop.abort();
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}

const leaseOf = (inboxId: string): string => `listener:${inboxId}`;

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    const timer = setTimeout(finish, ms);
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      wake();
    }
    if (signal.aborted) finish();
    else signal.addEventListener('abort', finish, { once: true });
  });
}
