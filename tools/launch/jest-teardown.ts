import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

export default async function teardown(): Promise<void> {
  const server = globalThis.oknoTestServer;
  if (!server) return;
  await server.stop();
  rmSync(dirname(server.directory), { recursive: true, force: true });
}
