import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A store that speaks S3, as a process of its own. */
export interface S3Server {
  /** For loadConfig. */
  readonly environment: Record<string, string>;
  /** Names of the objects it keeps. */
  names(): string[];
  /** Ends the process; `start` brings it back with what it kept, on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export async function startS3(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'okno-s3-'));
  let child: ChildProcess | undefined;
  let port = 0;
  const server: S3Server = {
    environment: {},
    names: () => readdirSync(join(directory, 'okno'), { recursive: true }).map(String).flatMap((name) => (name.endsWith('._S3rver_object') ? [name.replace('._S3rver_object', '')] : [])).sort(),
    async start() {
      child = spawn(process.execPath, [fileURLToPath(new URL('s3-process.mjs', import.meta.url)), directory, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
      port = Number(line);
      // The keys that s3rver knows.
      Object.assign(server.environment, { S3_ENDPOINT: `http://127.0.0.1:${port}`, S3_BUCKET: 'okno', S3_ACCESS_KEY_ID: 'S3RVER', S3_SECRET_ACCESS_KEY: 'S3RVER' });
    },
    async stop() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async remove() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
