import type { ChannelAdapter } from '../contract.ts';
import type { AdapterDependencies, AdapterSetup } from '../setup.ts';

export function createTwilioAdapter(_setup: AdapterSetup, _dependencies: AdapterDependencies): ChannelAdapter {
  throw new Error('under construction');
}
