import { isDeepStrictEqual } from 'node:util';
import type { Crm } from '#crm-core';
import { SYSTEM } from '../auth/system.ts';
import type { Log } from '../log.ts';
import type { LiveAdapters } from './live-adapters.ts';

/** After an update: what adapters have learned to do since their inbox was saved is known to the core again. Returns how many changed. */
export async function refreshCapabilities(parts: { crm: Crm; adapters: LiveAdapters; log: Log }): Promise<number> {
  const { crm, adapters, log } = parts;
  const settings = await crm.inboxes.settings(SYSTEM);
  let changed = 0;
  for (const { inbox, adapter } of await adapters.all()) {
    const known = settings.find(({ id }) => id === inbox.id);
    if (!known || isDeepStrictEqual(known.capabilities, JSON.parse(JSON.stringify(adapter.capabilities)))) continue;
    try {
      await crm.inboxes.save(SYSTEM, { id: inbox.id, adapter: inbox.adapter, name: known.name, address: known.address, settings: inbox.settings, capabilities: adapter.capabilities });
      changed++;
    } catch (error) {
      log.error({ err: error, inboxId: inbox.id }, 'what this channel can do could not be saved');
    }
  }
  return changed;
}
