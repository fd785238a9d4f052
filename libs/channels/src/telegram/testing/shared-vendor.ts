import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Telegram's published specification and sample updates, which lie beside the repository and are not part of it. */
const directory = fileURLToPath(new URL('../../../../../../shared/vendor/telegram/', import.meta.url));
const present = existsSync(directory);

export const readVendorJson = <T>(name: string): T => JSON.parse(readFileSync(`${directory}${name}`, 'utf8')) as T;

/** A suite over that material: says so, and counts as skipped, when it is not there. */
export function describeVendorSamples(name: string, suite: () => void): void {
  if (!present) console.warn(`${name}: not run, ../shared/vendor/telegram is not there`);
  (present ? describe : describe.skip)(name, suite);
}
