import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import appFlags from '../launch/app-flags.json' with { type: 'json' };

/** The built product as its own process, and an admin who is signed in. */
export interface Okno {
  readonly url: string;
  readonly pid: number;
  readonly cookie: string;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Forgets the peak so far: signing in alone takes 64 MB for a moment, as argon2id wants it. */
  resetPeakMemory(): void;
  /** The most memory the process had at once since then, in bytes. */
  peakMemory(): number;
  stop(): Promise<void>;
}

export const ADMIN = { email: 'admin@bench.example', password: 'a-long-password-for-the-bench' };

export async function startOkno(folder: string, databaseUrl: string): Promise<Okno> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = createWriteStream(join(folder, 'okno.log'));
  const child = spawn(process.execPath, [...appFlags, 'dist/apps/api/src/main.js'], {
    env: {
      PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TZ: 'UTC', NODE_ENV: 'production', PORT: String(port), PUBLIC_URL: url, DATA_DIR: folder, DATABASE_URL: databaseUrl,
      OKNO_ADMIN_EMAIL: ADMIN.email, OKNO_ADMIN_PASSWORD: ADMIN.password, OKNO_ALLOWED_HOSTS: '127.0.0.0/8', LOG_LEVEL: 'warn',
      OKNO_SECRET_KEY: 'a-secret-key-for-the-bench-and-nothing-else',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`Okno ended at once: ${readFileSync(join(folder, 'okno.log'), 'utf8').slice(-2000)}`);
    const response = await fetch(`${url}/readyz`).catch(() => null);
    await response?.arrayBuffer();
    return response?.ok === true;
  }, 60_000, 'Okno to be ready');
  const login = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url }, body: JSON.stringify(ADMIN) });
  if (!login.ok) throw new Error(`sign in: ${login.status} ${await login.text()}`);
  await login.arrayBuffer();
  const cookie = login.headers.getSetCookie().map((entry) => entry.split(';')[0]).join('; ');
  return {
    url, pid: child.pid ?? 0, cookie,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const headers = { cookie, origin: url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      const response = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text ? JSON.parse(text) : undefined) as T;
    },
    // https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html
    resetPeakMemory: () => writeFileSync(`/proc/${child.pid}/clear_refs`, '5'),
    peakMemory() {
      const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      return Number(line?.[1] ?? Number.NaN) * 1024;
    },
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([ended, pause(25_000).then(() => child.kill('SIGKILL'))]);
      log.end();
    },
  };
}

export const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

export async function until(holds: () => Promise<boolean>, ms: number, what: string, everyMs = 20): Promise<void> {
  for (const end = Date.now() + ms; !(await holds()); ) {
    if (Date.now() > end) throw new Error(`Waited ${ms} ms in vain for ${what}.`);
    await pause(everyMs);
  }
}

export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}
