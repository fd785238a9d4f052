import { isRecoveringChannel } from '#channels';
import type { Log } from '../log.ts';
import type { Accept } from './accept.ts';
import type { LiveAdapters } from './live-adapters.ts';

/** Twice the longest time a vendor tries, and some more for clocks that differ. */
const LOOK_BACK_MS = 60 * 60_000;
/** At start: we may have been off for a night. */
const FIRST_LOOK_BACK_MS = 72 * 60 * 60_000;

/**
 * Brings back what never reached our webhook, from every vendor that can list. What is known already is a duplicate and
 * makes nothing. Errors are the vendor's moods: logged, and tried again at the next round.
 */
export function createRecovery(parts: { adapters: LiveAdapters; accept: Accept; log: Log; now: () => Date }): (signal: AbortSignal) => Promise<void> {
  const { adapters, accept, log, now } = parts;
  /** When the last complete look of each inbox began: after hours without a database nothing between is left out. */
  const reached = new Map<string, number>();
  return async (signal) => {
    for (const { inbox } of await adapters.all()) {
      if (signal.aborted) return;
      await adapters.use(inbox.id, async ({ adapter }) => {
        if (!isRecoveringChannel(adapter)) return;
        const began = now().getTime();
        const last = reached.get(inbox.id);
        const since = new Date(last === undefined ? began - FIRST_LOOK_BACK_MS : last - LOOK_BACK_MS);
        let brought = 0;
        for await (const raw of adapter.recover(since, signal)) {
          const { status } = await accept(inbox.id, adapter, raw);
          if (status !== 'duplicate') brought++;
        }
        reached.set(inbox.id, began);
        if (brought) log.warn({ inboxId: inbox.id, brought }, 'brought back what never reached us');
      }).catch((error: unknown) => log.warn({ err: error, inboxId: inbox.id }, 'could not list what the vendor holds'));
    }
  };
}
