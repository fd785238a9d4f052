import type { AdapterKind, ChannelAdapter } from './contract.ts';
import { createEmailAdapter } from './email/email-adapter.ts';
import { createHttpAdapter } from './http/http-adapter.ts';
import type { AdapterDependencies, AdapterSetup } from './setup.ts';
import { createTelegramAdapter } from './telegram/telegram-adapter.ts';
import { createTwilioAdapter } from './twilio/twilio-adapter.ts';
import { createWebchatAdapter } from './webchat/webchat-adapter.ts';

const FACTORIES: Readonly<Record<AdapterKind, (setup: AdapterSetup, dependencies: AdapterDependencies) => ChannelAdapter>> = {
  email: createEmailAdapter,
  telegram: createTelegramAdapter,
  twilio: createTwilioAdapter,
  webchat: createWebchatAdapter,
  http: createHttpAdapter,
};

/** The live adapter of one inbox. No I/O. Throws SettingsError that names every key that does not fit. */
export function createAdapter(kind: AdapterKind, setup: AdapterSetup, dependencies: AdapterDependencies): ChannelAdapter {
  return FACTORIES[kind](setup, dependencies);
}
