import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningRedis { readonly url: string; readonly port: number; readonly process: ChildProcess; readonly directory: string }

/** A Redis of the test's own, or the one from before on its port and folder. Whoever starts it ends it and removes the folder. */
export async function startRedis(before: RunningRedis | null): Promise<RunningRedis> {
  const port = before?.port ?? await new Promise<number>((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => { const { port: free } = probe.address() as { port: number }; probe.close(() => found(free)); });
  });
  const directory = before?.directory ?? mkdtempSync(join(tmpdir(), 'okno-redis-'));
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((ready, failed) => {
    child.once('error', () => failed(new Error('redis-server is not installed: apt-get install redis-server')));
    child.stdout.on('data', (text: Buffer) => { if (text.includes('Ready to accept')) ready(); });
  });
  return { url: `redis://127.0.0.1:${port}`, port, process: child, directory };
}
