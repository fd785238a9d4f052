import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import appFlags from '../../launch/app-flags.json' with { type: 'json' };
import { startSandbox, type RunningSandbox } from '../start-sandbox.ts';
import { ADMIN, BOT_TOKEN, LINE, PASSWORD, TWILIO } from './people.ts';

const READY_WITHIN_MS = 90_000;

/** Where the program answers, and the vendors around it. */
export interface Premises {
  readonly url: string;
  readonly telegram: RunningSandbox;
  readonly twilio: RunningSandbox;
  readonly mail: RunningSandbox;
}

/** The real program on a database of its own, and the vendors' stand-ins around it, each a process. */
export interface House extends Premises {
  readonly logFile: string;
  /** Resolves when the program ends by itself. */
  readonly broken: Promise<Error>;
  stop(): Promise<void>;
}

/** `environment` goes to the program: a database that somebody else runs, for one. */
export async function openHouse(environment: Record<string, string> = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'okno-demo-'));
  // The database's own user must get in when we run as root.
  chmodSync(folder, 0o755);
  const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await Promise.resolve().then(end).catch((error: unknown) => console.error('stopping:', error));
  };
  try {
    const [port, smtpPort] = [await portNear(3000), await portNear(0)];
    const url = `http://127.0.0.1:${port}`;
    const sandbox = async (name: string, args: readonly string[]): Promise<RunningSandbox> => {
      const running = await startSandbox(`tools/sandbox/${name}/server.ts`, ['--ledger', join(folder, `${name}.jsonl`), ...args]);
      stops.push(() => running.stop());
      return running;
    };
    const [telegram, twilio, mail] = await Promise.all([
      sandbox('telegram', ['--bot', BOT_TOKEN]),
      sandbox('twilio', ['--account', TWILIO.account, '--token', TWILIO.token, '--number', LINE]),
      sandbox('mail-sink', ['--deliver-to', `127.0.0.1:${smtpPort}`]),
    ]);
    const logFile = join(folder, 'okno.log');
    const app = startApp(logFile, {
      PORT: String(port), PUBLIC_URL: url, SMTP_PORT: String(smtpPort), DATA_DIR: join(folder, 'data'), OKNO_ALLOWED_HOSTS: '127.0.0.0/8', LOG_LEVEL: 'info',
      OKNO_ADMIN_EMAIL: ADMIN.email, OKNO_ADMIN_PASSWORD: PASSWORD, ...environment,
    });
    stops.push(() => app.stop());
    await Promise.race([untilReady(url), app.broken.then((error) => Promise.reject(error))]);
    return { url, telegram, twilio, mail, logFile, broken: app.broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startApp(logFile: string, environment: Record<string, string>): { broken: Promise<Error>; stop(): Promise<void> } {
  const log = createWriteStream(logFile, { flags: 'a' });
  // A group of its own: Ctrl-C reaches us, and we stop it last.
  const child: ChildProcess = spawn(process.execPath, [...appFlags, 'dist/apps/api/src/main.js'], { env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const told: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => void told.splice(0, told.length - 20, chunk.toString()));
    stream?.pipe(log, { end: false });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let stopping = false;
  return {
    broken: new Promise((resolve) => void ended.then(() => !stopping && resolve(new Error(`Okno ended by itself:\n${told.join('')}`)))),
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 25_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end; ) {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Okno was not ready within ${READY_WITHIN_MS / 1000} s.`);
}

/** This port, or any free one when it is taken. */
export async function portNear(wanted: number): Promise<number> {
  const free = (port: number): Promise<number | null> =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(null));
      server.listen(port, '127.0.0.1', () => {
        const { port: found } = server.address() as AddressInfo;
        server.close(() => resolve(found));
      });
    });
  return (await free(wanted)) ?? (await free(0))!;
}
