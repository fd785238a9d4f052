import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type pg from 'pg';
import { KEPT_ALIVE, WatchedClient, type Signal } from '#crm-core';

const CHANNEL = 'okno';
/** PostgreSQL takes payloads below 8 000 bytes; a longer batch goes out as several. */
const MAX_PAYLOAD = 7_000;
/** Each NOTIFY is a transaction of its own: under load what comes within this time travels together. */
const GAP_MS = 10;

/** `resumed`: we were deaf for a while, so anything may have happened. */
export type Notice =
  | Signal
  | { readonly type: 'resumed' }
  /** Somebody signed out, or all sessions of a person were ended: their sockets close everywhere. */
  | { readonly type: 'session-ended'; readonly session: string }
  | { readonly type: 'sessions-ended'; readonly userId: string };

/** Tells every process on this database what was committed. A lost notice delays, never loses: everybody also polls. */
export interface Notices {
  /** After the commit. Handlers of this process are called at once, other processes by NOTIFY. Never throws. */
  publish(notices: readonly Notice[]): void;
  subscribe(handler: (notice: Notice) => void): () => void;
  listening(): boolean;
  close(): Promise<void>;
}

/** Holds one connection of its own for LISTEN and NOTIFY and builds it anew when it breaks. */
export function openNotices(url: string, onError: (error: Error) => void): Notices {
  const self = randomUUID();
  const handlers = new Set<(notice: Notice) => void>();
  let client: pg.Client | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let waiting: Notice[] = [];
  let sending = false;

  const tell = (notice: Notice): void => handlers.forEach((handler) => handler(notice));
  const again = (): void => {
    client = null;
    if (!closed) retry ??= setTimeout(() => { retry = undefined; void connect(); }, 500).unref();
  };

  async function connect(): Promise<void> {
    const fresh = new WatchedClient({ ...KEPT_ALIVE, connectionString: url, application_name: 'okno-notices', connectionTimeoutMillis: 5_000 });
    fresh.on('error', (error) => { onError(error); if (client === fresh) again(); });
    fresh.on('end', () => { if (client === fresh) again(); });
    fresh.on('notification', ({ payload }) => {
      const { from, signals } = JSON.parse(payload ?? '{}') as { from?: string; signals?: Notice[] };
      if (from !== self) signals?.forEach(tell);
    });
    try {
      await fresh.connect();
      // A notice may be lost, so its commit need not wait for the disk.
      await fresh.query('SET synchronous_commit = off');
      await fresh.query(`LISTEN ${CHANNEL}`);
      if (closed) return void (await fresh.end());
      client = fresh;
      tell({ type: 'resumed' });
    } catch (error) {
      onError(error as Error);
      await fresh.end().catch(() => undefined);
      again();
    }
  }

  /** One NOTIFY at a time; what comes meanwhile travels together, each kind once. */
  async function flush(): Promise<void> {
    if (sending) return;
    sending = true;
    try {
      while (waiting.length && client) {
        const batch: Notice[] = [];
        const seen = new Set<string>();
        let size = 100;
        while (waiting.length) {
          const text = JSON.stringify(waiting[0]);
          if (batch.length && size + Buffer.byteLength(text) > MAX_PAYLOAD) break;
          size += Buffer.byteLength(text) + 1;
          const signal = waiting.shift() as Notice;
          if (!seen.has(text)) batch.push(signal);
          seen.add(text);
        }
        await client.query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify({ from: self, signals: batch })]);
        await after(GAP_MS, undefined, { ref: false });
      }
    } catch (error) {
      onError(error as Error);
    } finally {
      waiting = [];
      sending = false;
    }
  }

  void connect();
  return {
    publish(signals) {
      signals.forEach(tell);
      waiting.push(...signals);
      void flush();
    },
    subscribe(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    listening: () => client !== null,
    async close() {
      closed = true;
      clearTimeout(retry);
      const last = client;
      client = null;
      await last?.end().catch(() => undefined);
    },
  };
}
