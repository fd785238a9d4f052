import { mkdtempSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded, type EmbeddedServer } from '../../apps/api/src/database/embedded.ts';
import { ensureDatabase } from '../../apps/api/src/database/ensure-database.ts';
import { createDataSource, migrate } from '../../libs/crm-core/src/data-source.ts';

declare global {
  var oknoTestServer: EmbeddedServer | undefined;
}

/** One server for the whole run; `okno_template` is migrated once and cloned by every test file. Tests may do without fsync; proofs may not. */
export default async function setup(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'okno-jest-'));
  chmodSync(directory, 0o755);
  const server = await startEmbedded(directory, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
  globalThis.oknoTestServer = server;
  const template = new URL(server.url);
  template.pathname = '/okno_template';
  await ensureDatabase(template.href);
  const dataSource = await createDataSource(template.href, 2).initialize();
  await migrate(dataSource);
  await dataSource.destroy();
  process.env.OKNO_TEST_DATABASE_URL = template.href;
}
