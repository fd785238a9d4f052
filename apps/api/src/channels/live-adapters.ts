import { createAdapter, SettingsError, type AdapterDependencies, type AdapterKind, type ChannelAdapter } from '#channels';
import type { Crm, InboxRuntime } from '#crm-core';
import type { Log } from '../log.ts';
import type { Net } from '../net/safe-fetch.ts';
import { SealBroken, type Vault } from '../secrets.ts';

/** No such inbox, or it is switched off. */
export class NoSuchInbox extends Error {
  override readonly name = 'NoSuchInbox';
}
/** The inbox exists but its settings or credentials do not work here. Admin acts; the vendor should try again later. */
export class InboxBroken extends Error {
  override readonly name = 'InboxBroken';
}

export interface Live {
  readonly inbox: InboxRuntime;
  readonly adapter: ChannelAdapter;
}

/** The adapter of each inbox, made once per version of its settings and kept while it is current. */
export interface LiveAdapters {
  /** From memory when known, else from the database. Throws NoSuchInbox, InboxBroken, or what the database throws. */
  get(inboxId: string): Promise<Live>;
  /** Runs `work` with the current adapter, which stays open until it is done even when it is replaced meanwhile. */
  use<T>(inboxId: string, work: (live: Live) => Promise<T>): Promise<T>;
  /** Every enabled inbox whose adapter can be made. */
  all(): Promise<Live[]>;
  /** One that is not kept: to try settings before they are saved. Throws SettingsError. The caller closes it. */
  trial(kind: AdapterKind, settings: Record<string, unknown>, credentials: Record<string, string>, inboxId: string): ChannelAdapter;
  /** The inbox was changed somewhere: ask the database before the next use. Without an id: all of them. */
  forget(inboxId?: string): void;
  close(): Promise<void>;
}

interface Entry extends Live { uses: number; replaced: boolean }

export function createLiveAdapters(parts: { crm: Crm; vault: Vault; net: Net; log: Log; publicUrl: string | null }): LiveAdapters {
  const { crm, vault, net, log, publicUrl } = parts;
  const current = new Map<string, Entry>();
  const doubtful = new Set<string>();
  const loading = new Map<string, Promise<Entry>>();

  const dependencies = (inboxId: string): AdapterDependencies => {
    const own = log.child({ inboxId });
    return {
      inboxId, signingKey: vault.signingKey, webhookUrl: publicUrl ? `${publicUrl}/hooks/${inboxId}` : null,
      fetch: net.fetch, checkHost: net.checkHost, now: () => new Date(), log: (level, message, fields) => own[level](fields ?? {}, message),
    };
  };

  function retire(entry: Entry): void {
    entry.replaced = true;
    if (entry.uses === 0) void entry.adapter.close().catch((error: unknown) => log.warn({ err: error, inboxId: entry.inbox.id }, 'an adapter did not close'));
  }

  function drop(inboxId: string): void {
    const entry = current.get(inboxId);
    current.delete(inboxId);
    if (entry) retire(entry);
  }

  function make(inbox: InboxRuntime): Entry {
    const known = current.get(inbox.id);
    if (known?.inbox.version === inbox.version) return known;
    drop(inbox.id);
    try {
      const credentials = inbox.credentials ? (vault.open(inbox.credentials, inbox.id) as Record<string, string>) : {};
      const entry: Entry = { inbox, adapter: createAdapter(inbox.adapter, { settings: inbox.settings, credentials }, dependencies(inbox.id)), uses: 0, replaced: false };
      current.set(inbox.id, entry);
      return entry;
    } catch (error) {
      const detail = error instanceof SettingsError || error instanceof SealBroken ? error.message : 'The adapter could not be made.';
      log.error({ err: error, inboxId: inbox.id }, 'inbox is broken');
      void crm.inboxes.setHealth(inbox.id, { ok: false, detail }).catch(() => undefined);
      throw new InboxBroken(detail, { cause: error });
    }
  }

  async function load(inboxId: string): Promise<Entry> {
    doubtful.delete(inboxId);
    try {
      const inbox = await crm.inboxes.runtime(inboxId);
      if (!inbox?.enabled) {
        drop(inboxId);
        throw new NoSuchInbox('No such inbox.');
      }
      return make(inbox);
    } catch (error) {
      if (!(error instanceof NoSuchInbox)) doubtful.add(inboxId);
      throw error;
    }
  }

  async function entryOf(inboxId: string): Promise<Entry> {
    const known = current.get(inboxId);
    if (known && !doubtful.has(inboxId)) return known;
    const waiting = loading.get(inboxId) ?? load(inboxId).finally(() => loading.delete(inboxId));
    loading.set(inboxId, waiting);
    return waiting;
  }

  return {
    get: entryOf,
    async use(inboxId, work) {
      const entry = await entryOf(inboxId);
      entry.uses++;
      try {
        return await work(entry);
      } finally {
        entry.uses--;
        if (entry.replaced) retire(entry);
      }
    },
    async all() {
      const enabled = (await crm.inboxes.runtimes()).filter((inbox) => inbox.enabled);
      for (const id of current.keys()) if (!enabled.some((inbox) => inbox.id === id)) drop(id);
      return enabled.flatMap((inbox) => {
        try {
          return [make(inbox)];
        } catch {
          return [];
        }
      });
    },
    trial: (kind, settings, credentials, inboxId) => createAdapter(kind, { settings, credentials }, dependencies(inboxId)),
    forget(inboxId) {
      if (inboxId) doubtful.add(inboxId);
      else for (const id of current.keys()) doubtful.add(id);
    },
    async close() {
      const entries = [...current.values()];
      current.clear();
      await Promise.allSettled(entries.map((entry) => entry.adapter.close()));
    },
  };
}
