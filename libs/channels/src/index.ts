export * from './contract.ts';
export * from './create-adapter.ts';
export * from './errors.ts';
export type * from './setup.ts';
export { discoverTelegram } from './telegram/discover-telegram.ts';
export type { DiscoveredBot } from './telegram/discover-telegram.ts';
export { discoverTwilio } from './twilio/twilio-adapter.ts';
