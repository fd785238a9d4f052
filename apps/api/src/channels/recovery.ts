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
  const begun = new Set<string>();
  return async (signal) => {
    for (const { inbox } of await adapters.all()) {
      if (signal.aborted) return;
      await adapters.use(inbox.id, async ({ adapter }) => {
        if (!isRecoveringChannel(adapter)) return;
        const since = new Date(now().getTime() - (begun.has(inbox.id) ? LOOK_BACK_MS : FIRST_LOOK_BACK_MS));
        let brought = 0;
        for await (const raw of adapter.recover(since, signal)) {
          const { status } = await accept(inbox.id, adapter, raw);
          if (status !== 'duplicate') brought++;
        }
        begun.add(inbox.id);
        if (brought) log.warn({ inboxId: inbox.id, brought }, 'brought back what never reached us');
      }).catch((error: unknown) => log.warn({ err: error, inboxId: inbox.id }, 'could not list what the vendor holds'));
    }
  };
}
