import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type EmbeddedServer, startEmbedded } from './embedded.ts';
import { ensureDatabase } from './ensure-database.ts';

const here = dirname(fileURLToPath(import.meta.url));
const asRoot = process.getuid?.() === 0;
const folders: string[] = [];
const servers: EmbeddedServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    await server.stop();
    if (server.directory.startsWith('/var/lib/okno/')) rmSync(dirname(server.directory), { recursive: true, force: true });
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(mode: number): string {
  const made = mkdtempSync(join(tmpdir(), 'okno-embedded-'));
  chmodSync(made, mode);
  folders.push(made);
  return made;
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that starts the server and then waits to be killed. */
async function startElsewhere(dataDir: string, identity: { uid?: number; gid?: number } = {}): Promise<{ child: ChildProcess; said: string }> {
  const script = `const { startEmbedded } = await import(${JSON.stringify(join(here, 'embedded.ts'))});
    const server = await startEmbedded(${JSON.stringify(dataDir)}); console.log(JSON.stringify({ pid: server.pid, adopted: server.adopted })); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--conditions=okno-source', '--disable-warning=ExperimentalWarning', '-e', script], { ...identity, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: chunk.toString() };
}

describe('the embedded PostgreSQL', () => {
  it('keeps what was committed over a stop and a second start, with data checksums on', async () => {
    const dir = folder(0o755);
    const first = await startEmbedded(dir);
    await ensureDatabase(first.url);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    const second = await startEmbedded(dir);
    servers.push(second);
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    expect(await ask(second.url, 'SHOW data_checksums')).toEqual([{ data_checksums: 'on' }]);
    expect(await ask(second.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  });

  it('outlives a killed parent and is adopted by the next start, never doubled', async () => {
    const dir = folder(0o755);
    const { child, said } = await startElsewhere(dir);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await startEmbedded(dir);
    servers.push(next);
    expect(next.adopted).toBe(true);
    expect(next.pid).toBe((JSON.parse(said) as { pid: number }).pid);
    await ensureDatabase(next.url);
    expect(await ask(next.url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
  });

  it('recovers committed rows when the server itself was killed', async () => {
    const dir = folder(0o755);
    const first = await startEmbedded(dir);
    await ensureDatabase(first.url);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(first.pid, 'SIGKILL');
    const second = await startEmbedded(dir);
    servers.push(second);
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('comes back on the same port when it is revived after dying', async () => {
    const dir = folder(0o755);
    const server = await startEmbedded(dir);
    servers.push(server);
    await ensureDatabase(server.url);
    expect(await server.revive()).toBe(false);
    process.kill(server.pid, 'SIGKILL');
    expect(await server.revive()).toBe(true);
    expect(await ask(server.url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
  });

  it('runs when other users cannot enter the folder of the data', async () => {
    const dir = folder(0o700);
    const server = await startEmbedded(join(dir, 'data'));
    servers.push(server);
    await ensureDatabase(server.url);
    expect(await ask(server.url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    if (asRoot) expect(server.directory.startsWith(dir)).toBe(false);
  });

  (asRoot ? it : it.skip)('runs for an ordinary user', async () => {
    const account = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith('nobody:'))!.split(':');
    const dir = folder(0o777);
    const { child, said } = await startElsewhere(join(dir, 'data'), { uid: Number(account[2]), gid: Number(account[3]) });
    const { pid } = JSON.parse(said) as { pid: number };
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    child.kill('SIGKILL');
    process.kill(pid, 'SIGINT');
    while (existsSync(`/proc/${pid}`)) await new Promise((wake) => setTimeout(wake, 50));
  });

  it('says what is wrong when it cannot start', async () => {
    const dir = folder(0o755);
    await startEmbedded(dir).then((server) => server.stop());
    mkdirSync(join(dir, 'elsewhere'));
    await expect(startEmbedded(dir, { shared_buffers: 'nonsense' })).rejects.toThrow(/did not start .* its log:/);
  });
});
