import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Twilio's published examples, which lie beside the repository and are not part of it. */
const directory = fileURLToPath(new URL('../../../../../../shared/vendor/twilio/', import.meta.url));

export const hasVendorSamples = existsSync(directory);
export const vendorFile = (name: string): string => `${directory}${name}`;
export const readVendor = (name: string): string => readFileSync(vendorFile(name), 'utf8');

/** A suite over that material: says so, and counts as skipped, when it is not there. */
export function describeVendorSamples(name: string, suite: () => void): void {
  if (!hasVendorSamples) console.warn(`${name}: not run, ../shared/vendor/twilio is not there`);
  (hasVendorSamples ? describe : describe.skip)(name, suite);
}
