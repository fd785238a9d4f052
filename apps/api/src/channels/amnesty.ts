import type { Actor, Crm } from '#crm-core';
import type { Log } from '../log.ts';
import type { FileStore } from '../media/file-store.ts';
import { interpret } from './accept.ts';
import type { LiveAdapters } from './live-adapters.ts';

/** Interprets what was held back from this contact as spam, oldest first. Resolves with how many raw events became something. */
export type Amnesty = (actor: Actor, contactId: string) => Promise<number>;

export function createAmnesty({ crm, adapters, files, log }: { crm: Crm; adapters: LiveAdapters; files: FileStore; log: Log }): Amnesty {
  return async (actor, contactId) => {
    const kept = await crm.ingest.quarantine.keptFrom(actor, contactId);
    for (const id of kept) {
      const { inboxId, raw } = await crm.ingest.quarantine.raw(actor, id);
      await adapters.use(inboxId, async ({ adapter }) => void (await crm.ingest.quarantine.replay(actor, id, await interpret(adapter, raw, files, log))));
    }
    return kept.length;
  };
}
