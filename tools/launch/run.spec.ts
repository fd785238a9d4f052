import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../apps/api/src/testing/okno.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'okno-start-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('npm start, told to stop by a supervisor that knows npm alone, stops the app and its database', async () => {
  const port = await freePort();
  const npm = spawn('npm', ['start'], { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), DATA_DIR: folder } });
  npm.stdout.resume();
  // Closed once everybody who was given it has ended.
  let closed = false;
  npm.on('close', () => (closed = true));
  try {
    await until(() => fetch(`http://127.0.0.1:${port}/readyz`).then(({ ok }) => ok, () => false), 60_000, 'the app');
    expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(true);
    npm.kill('SIGTERM');
    await until(() => closed, 20_000, 'the end of all it started');
    expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false);
  } finally {
    if (!closed) process.kill(-npm.pid!, 'SIGKILL');
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
