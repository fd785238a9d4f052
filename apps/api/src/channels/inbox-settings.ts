import { randomUUID } from 'node:crypto';
import { discoverMail, discoverTelegram, discoverTwilio, isConnectingChannel, plainAddress, SettingsError, type AdapterKind, type ChannelHealth } from '#channels';
import { Conflict, Invalid, NotFound, type Actor, type Crm, type InboxPolicy, type InboxSettingsView } from '#crm-core';
import type { Config } from '../config.ts';
import type { Net } from '../net/safe-fetch.ts';
import type { Vault } from '../secrets.ts';
import { CHECK_MS, healthOf, within } from './check-within.ts';
import type { LiveAdapters } from './live-adapters.ts';

export interface InboxInput {
  readonly name: string;
  readonly settings: Record<string, unknown>;
  /** Only what is to be set anew; null forgets one. */
  readonly credentials: Record<string, string | null>;
  readonly policy?: Partial<InboxPolicy> | undefined;
  readonly userIds?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
  readonly signature?: string | undefined;
}
export interface TrialInput { readonly adapter: AdapterKind; readonly settings: Record<string, unknown>; readonly credentials: Record<string, string>; readonly id?: string | undefined }

/** What the settings page of channels does: try, connect, change, remove. Credentials go in and never come out. */
export interface InboxSettings {
  list(actor: Actor): Promise<InboxSettingsView[]>;
  check(input: TrialInput): Promise<ChannelHealth>;
  create(actor: Actor, adapter: AdapterKind, input: InboxInput): Promise<InboxSettingsView>;
  update(actor: Actor, id: string, input: Partial<InboxInput>): Promise<InboxSettingsView>;
  checkSaved(actor: Actor, id: string): Promise<ChannelHealth>;
  connect(actor: Actor, id: string): Promise<InboxSettingsView>;
  discover(input: { adapter: AdapterKind; settings: Record<string, unknown>; credentials: Record<string, string> }): Promise<Record<string, unknown>>;
}

export function createInboxSettings(parts: { crm: Crm; vault: Vault; adapters: LiveAdapters; net: Net; config: Config }): InboxSettings {
  const { crm, vault, adapters, net, config } = parts;
  const withUrl = (inbox: InboxSettingsView): InboxSettingsView => ({ ...inbox, webhookUrl: config.publicUrl ? `${config.publicUrl}/hooks/${inbox.id}` : null });

  async function found(actor: Actor, id: string): Promise<InboxSettingsView> {
    const inbox = (await crm.inboxes.settings(actor)).find((one) => one.id === id);
    if (!inbox) throw new NotFound('inbox');
    return inbox;
  }
  async function credentialsOf(id: string): Promise<Record<string, string>> {
    const sealed = (await crm.inboxes.runtime(id))?.credentials;
    return sealed ? (vault.open(sealed, id) as Record<string, string>) : {};
  }
  /** A root that a person typed must not lead into our own network. */
  async function checkRoot(apiRoot: unknown): Promise<void> {
    const url = typeof apiRoot === 'string' ? URL.parse(apiRoot) : null;
    if (url) await net.checkHost(url.hostname, Number(url.port) || (url.protocol === 'https:' ? 443 : 80));
  }
  /** Mail to one address can be delivered to one inbox only. */
  async function checkForwarding(actor: Actor, id: string, settings: Record<string, unknown>): Promise<void> {
    const address = forwardingAddress(settings);
    const taker = address && (await crm.inboxes.settings(actor)).find((one) => one.id !== id && forwardingAddress(one.settings) === address);
    if (taker) throw new Conflict('forwarding-taken', `Mail to ${address} is delivered to the inbox “${taker.name}” already.`);
  }
  async function refreshed(actor: Actor, id: string): Promise<InboxSettingsView> {
    return withUrl(await found(actor, id));
  }

  /** Makes the adapter (so that every wrong key is named), asks the vendor who we are, saves, and shows how it went. */
  async function save(actor: Actor, kind: AdapterKind, id: string, isNew: boolean, input: Partial<InboxInput> & { name: string; settings: Record<string, unknown> }, before: InboxSettingsView | null): Promise<InboxSettingsView> {
    const credentials = merged(isNew ? {} : await credentialsOf(id), input.credentials ?? {});
    const adapter = adapters.trial(kind, input.settings, credentials, id);
    await checkForwarding(actor, id, input.settings);
    const account = await within(adapter);
    const saved = await crm.inboxes.save(actor, {
      ...(isNew ? { newId: id } : { id }), adapter: kind, name: input.name, address: account.account ?? before?.address ?? '', settings: input.settings, capabilities: adapter.capabilities,
      ...(input.credentials || isNew ? { credentials: Object.keys(credentials).length ? vault.seal(credentials, id) : null, credentialsSet: Object.keys(credentials) } : {}),
      ...(input.policy ? { policy: input.policy } : {}), ...(input.userIds ? { userIds: input.userIds } : {}), ...(input.enabled === undefined ? {} : { enabled: input.enabled }),
      ...(input.signature === undefined ? {} : { signature: input.signature }),
    });
    await adapter.close();
    await crm.inboxes.setHealth(saved.id, { ...healthOf(account), checked: true });
    adapters.forget(saved.id);
    return refreshed(actor, saved.id);
  }

  return {
    list: async (actor) => (await crm.inboxes.settings(actor)).map(withUrl),
    async check({ adapter: kind, settings, credentials, id }) {
      const adapter = adapters.trial(kind, settings, merged(id ? await credentialsOf(id) : {}, credentials), id ?? randomUUID());
      return within(adapter).finally(() => adapter.close());
    },
    create: (actor, kind, input) => save(actor, kind, randomUUID(), true, input, null),
    async update(actor, id, input) {
      const before = await found(actor, id);
      return save(actor, before.adapter, id, false, { ...input, name: input.name ?? before.name, settings: input.settings ?? before.settings }, before);
    },
    async checkSaved(actor, id) {
      await found(actor, id);
      const health = await adapters.use(id, ({ adapter }) => within(adapter));
      await crm.inboxes.setHealth(id, { ...healthOf(health), checked: true });
      return health;
    },
    async connect(actor, id) {
      await found(actor, id);
      await adapters.use(id, async ({ adapter }) => {
        if (!isConnectingChannel(adapter)) throw new Invalid('nothing-to-connect', 'This channel needs no registration.');
        try {
          await adapter.connect(config.publicUrl ? `${config.publicUrl}/hooks/${id}` : null);
        } catch (error) {
          throw new Invalid('vendor-refused', (error as Error).message);
        }
      });
      return refreshed(actor, id);
    },
    async discover({ adapter, settings, credentials }) {
      try {
        switch (adapter) {
          case 'telegram':
            await checkRoot(settings.apiRoot);
            return { ...(await discoverTelegram(credentials.token ?? '', typeof settings.apiRoot === 'string' ? settings.apiRoot : undefined, AbortSignal.timeout(CHECK_MS))) };
          case 'twilio':
            return { numbers: await discoverTwilio({ accountSid: String(settings.accountSid ?? ''), authToken: credentials.authToken ?? '', ...(typeof settings.apiRoot === 'string' ? { apiRoot: settings.apiRoot } : {}) }, net, AbortSignal.timeout(CHECK_MS)) };
          case 'email':
            return { ...(await discoverMail(String(settings.address ?? ''), { fetch: net.fetch })) };
          case 'webchat':
          case 'http':
            return {};
        }
      } catch (error) {
        if (error instanceof SettingsError) throw error;
        throw new Invalid('vendor-refused', (error as Error).message);
      }
    },
  };
}

const forwardingAddress = ({ forwardingAddress: address }: Record<string, unknown>): string | null => (typeof address === 'string' && address ? plainAddress(address) : null);

function merged(known: Record<string, string>, given: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...known, ...given }).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''));
}
