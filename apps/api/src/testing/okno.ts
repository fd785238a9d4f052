import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import type { SyncEvent } from '#crm-core';
import { createTestDatabase, type TestDatabase } from '../../../../libs/crm-core/src/testing/database.ts';
import { startOkno, type Okno } from '../app.ts';
import { loadConfig, type Config } from '../config.ts';
import { createLog } from '../log.ts';

export const PASSWORD = 'gorod-chaika-1987-les';

/** A process of ours with a client that keeps cookies. */
export interface TestOkno {
  readonly okno: Okno;
  readonly url: string;
  readonly lines: string[];
  stop(): Promise<void>;
}

/** Starts the whole process inside the test, on a free port and a database that the test made. */
export async function startTestOkno(db: TestDatabase, environment: Record<string, string> = {}): Promise<TestOkno> {
  const dataDir = environment.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'okno-api-'));
  const config: Config = loadConfig({ PORT: '0', DATABASE_URL: db.url, DATA_DIR: dataDir, OKNO_SECRET_KEY: 'k'.repeat(40), LOG_LEVEL: 'debug', OKNO_ALLOWED_HOSTS: '127.0.0.1', ...environment });
  const lines: string[] = [];
  const okno = await startOkno(config, createLog(config.logLevel, { write: (line) => void lines.push(line) }));
  return {
    okno, url: okno.url, lines,
    async stop() {
      await okno.stop();
      if (!environment.DATA_DIR) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export interface Answer<T = unknown> { status: number; headers: Headers; body: T }

/** A browser of one person: keeps the session cookie, speaks JSON. */
export class Browser {
  cookie = '';
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }

  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const answer = await fetch(this.url + (path.startsWith('/') ? path : `/api/v1/${path}`), {
      method, redirect: 'manual',
      headers: { ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }), ...(this.cookie ? { cookie: this.cookie } : {}), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof FormData || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    const set = answer.headers.getSetCookie().find((one) => one.startsWith('okno_session='));
    if (set) this.cookie = set.split(';')[0] ?? '';
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (/json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text) as T };
  }

  async login(email: string, password = PASSWORD): Promise<this> {
    const answer = await this.ask('POST', 'auth/login', { email, password });
    if (answer.status !== 200) throw new Error(`login: ${answer.status} ${JSON.stringify(answer.body)}`);
    return this;
  }
}

/** The first admin, as the headless start makes it. */
export const ADMIN = { OKNO_ADMIN_EMAIL: 'admin@nord.example', OKNO_ADMIN_PASSWORD: PASSWORD };

/** Connects like the window does and keeps what it was told. */
export async function connectScreen(browser: Browser, cursor?: string): Promise<{ socket: Socket; events: SyncEvent[]; told: { name: string; body: unknown }[]; close(): void }> {
  const events: SyncEvent[] = [];
  const told: { name: string; body: unknown }[] = [];
  const socket = io(browser.url, { path: '/socket', transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders: { cookie: browser.cookie }, auth: cursor ? { cursor } : {} });
  socket.onAny((name: string, body: unknown) => {
    told.push({ name, body });
    if (name === 'sync') events.push(...(body as { events: SyncEvent[] }).events);
  });
  await new Promise<void>((ready, failed) => {
    socket.once('connect', ready);
    socket.once('connect_error', failed);
  });
  return { socket, events, told, close: () => socket.disconnect() };
}

/** A screen that comes back by itself when it was sent away, from where it was, as the window does. */
export async function connectWindow(browser: Browser, from: string): Promise<{ socket: Socket; events: SyncEvent[]; told: { name: string; body: unknown }[]; close(): void }> {
  const screen = await connectScreen(browser, from);
  const { socket } = screen;
  let cursor = from;
  let closed = false;
  socket.on('sync', (batch: { cursor: string }) => { cursor = batch.cursor; });
  const again = (): void => {
    if (!closed) setTimeout(() => { if (!closed) Object.assign(socket, { auth: { cursor } }).connect(); }, 200);
  };
  socket.on('disconnect', again);
  socket.on('connect_error', again);
  return { ...screen, close: () => { closed = true; screen.close(); } };
}

/** On a machine that others share everything may take so many times as long; nothing is measured here. */
const PATIENCE = 3;

/** Waits until `look` answers something true; fails after `ms`, as a machine of one's own would take them. */
export async function until<T>(look: () => T | Promise<T>, ms = 10_000, what = 'it'): Promise<NonNullable<T>> {
  const end = Date.now() + ms * PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${ms * PATIENCE} ms for ${what}.`);
    await new Promise((wake) => setTimeout(wake, 15));
  }
}

export { createTestDatabase };
export type { TestDatabase };
