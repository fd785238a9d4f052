import type { Crm } from '#crm-core';
import type { Log } from '../log.ts';
import type { FileStore } from './file-store.ts';

const DAY_MS = 86_400_000;

/** Forgets uploads that were not sent within a day, and removes the bytes that nothing names any more. Rejects when the store or the database is away: the next round goes on. */
export function createCollector({ crm, files, log }: { crm: Crm; files: FileStore; log: Log }): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    let forgotten = 0;
    let removed = 0;
    for (let found = 1; found > 0 && !signal.aborted; forgotten += found) found = await crm.files.forgetUnsent();
    while (!signal.aborted) {
      const removal = await crm.files.claimRemoval();
      if (!removal) break;
      await files.remove(removal.sha256);
      await crm.files.recordRemoved(removal);
      removed++;
    }
    // By the clock of the disk, which stamped them.
    await files.sweep(new Date(Date.now() - DAY_MS));
    if (forgotten || removed) log.info({ forgotten, removed }, 'files that nobody needs were removed');
  };
}
