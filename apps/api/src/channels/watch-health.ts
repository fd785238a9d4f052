import { isConnectingChannel, isListeningChannel } from '#channels';
import type { Crm } from '#crm-core';
import type { Log } from '../log.ts';
import { healthOf, within } from './check-within.ts';
import type { LiveAdapters } from './live-adapters.ts';

/** One failure may be a moment of the network's; the second, a round later, is a fault. */
const FAILURES = 2;

/**
 * Looks at the inboxes that would fall silent without a word: those whose sending is held, in case the vendor was wrong or was
 * mended at its own end, so that what waits goes out without anybody pressing anything; and those that a vendor calls, for a vendor
 * that refuses our credentials does not call. Whoever saves new credentials does not wait for this.
 */
export function createHealthWatch(parts: { crm: Crm; adapters: LiveAdapters; log: Log }): (signal: AbortSignal) => Promise<void> {
  const { crm, adapters, log } = parts;
  const failures = new Map<string, number>();
  return async (signal) => {
    const held = new Set(await crm.inboxes.held());
    const watched = (await adapters.all()).filter(({ inbox, adapter }) => held.has(inbox.id) || (isConnectingChannel(adapter) && !isListeningChannel(adapter)));
    for (const id of failures.keys()) if (!watched.some(({ inbox }) => inbox.id === id)) failures.delete(id);
    await Promise.all(watched.map(async ({ inbox: { id } }) => {
      if (signal.aborted) return;
      try {
        const health = healthOf(await adapters.use(id, ({ adapter }) => within(adapter)));
        failures.set(id, health.ok ? 0 : (failures.get(id) ?? 0) + 1);
        if (health.ok || (failures.get(id) ?? 0) >= FAILURES) await crm.inboxes.setHealth(id, { ...health, checked: true });
        if (health.ok && held.has(id)) log.info({ inboxId: id }, 'the inbox sends again');
      } catch (error) {
        log.warn({ err: error, inboxId: id }, 'an inbox could not be checked');
      }
    }));
  };
}
