import type { Crm } from '#crm-core';
import { SYSTEM } from '../auth/system.ts';
import type { Log } from '../log.ts';
import type { Vault } from '../secrets.ts';
import type { LiveAdapters } from './live-adapters.ts';

/** After a rotation: credentials that an older key sealed are sealed with the newest one. Returns how many. */
export async function resealCredentials(parts: { crm: Crm; adapters: LiveAdapters; vault: Vault; log: Log }): Promise<number> {
  return (await resealInboxes(parts)) + (await resealEndpoints(parts));
}

async function resealEndpoints({ crm, vault, log }: { crm: Crm; vault: Vault; log: Log }): Promise<number> {
  let resealed = 0;
  for (const { id, secrets } of await crm.webhooks.sealed()) {
    if (!vault.stale(secrets)) continue;
    try {
      await crm.webhooks.reseal(id, vault.seal(vault.open(secrets, id), id));
      resealed++;
    } catch (error) {
      log.error({ err: error, endpointId: id }, 'the secret of an endpoint could not be sealed with the new key');
    }
  }
  return resealed;
}

async function resealInboxes(parts: { crm: Crm; adapters: LiveAdapters; vault: Vault; log: Log }): Promise<number> {
  const { crm, adapters, vault, log } = parts;
  const stale = (await crm.inboxes.runtimes()).filter(({ credentials }) => credentials && vault.stale(credentials));
  if (!stale.length) return 0;
  const settings = await crm.inboxes.settings(SYSTEM);
  let resealed = 0;
  for (const inbox of stale) {
    const known = settings.find(({ id }) => id === inbox.id);
    if (!known || !inbox.credentials) continue;
    try {
      const credentials = vault.seal(vault.open(inbox.credentials, inbox.id), inbox.id);
      // The rest is written back as it is; capabilities are those the adapter declared.
      await crm.inboxes.save(SYSTEM, { id: inbox.id, adapter: inbox.adapter, name: known.name, address: known.address, settings: inbox.settings, credentials, credentialsSet: known.credentialsSet, capabilities: (await adapters.get(inbox.id)).adapter.capabilities });
      resealed++;
    } catch (error) {
      log.error({ err: error, inboxId: inbox.id }, 'credentials could not be sealed with the new key');
    }
  }
  return resealed;
}
