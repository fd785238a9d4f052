import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A vendor's published specification and samples, which lie beside the repository and are not part of it. */
interface VendorSamples {
  path(name: string): string;
  read(name: string): string;
  json<T>(name: string): T;
  /** A suite over that material: says so, and counts as skipped, when it is not there. */
  describe(name: string, suite: () => void): void;
}

export function vendorSamples(vendor: 'telegram' | 'twilio'): VendorSamples {
  const directory = fileURLToPath(new URL(`../../../../../shared/vendor/${vendor}/`, import.meta.url));
  const present = existsSync(directory);
  const path = (name: string): string => `${directory}${name}`;
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  return {
    path,
    read,
    json: <T>(name: string): T => JSON.parse(read(name)) as T,
    describe(name, suite) {
      if (present) return void describe(name, suite);
      console.warn(`${name}: not run, ../shared/vendor/${vendor} is not there`);
      describe.skip(name, () => it(`reads ../shared/vendor/${vendor}`, () => undefined));
    },
  };
}
