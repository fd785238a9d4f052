import type { Socket } from 'node:net';
import pg from 'pg';

/** A server that says nothing for so long while it is asked something is asked after. */
const SILENT_MS = 4_000;
/** So long the question after it may take. */
const PROBE_MS = 3_000;
/** A connection that only listens notices nothing by itself: it asks so often. */
const IDLE_MS = 5_000;
const LOOK_MS = 500;

/** Said of every connection of ours. A peer that vanished while nothing is under way is found by TCP itself. */
export const KEPT_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

interface Watch {
  readonly config: pg.ClientConfig;
  asked: boolean;
  heard: number;
  quietSince: number;
}

const watches = new Map<WatchedClient, Watch>();
const probing = new Set<string>();
let timer: NodeJS.Timeout | undefined;

/**
 * A connection that cannot hang for ever on a network that lost it without a word (a firewall that forgot it, a host that is
 * gone). A statement may take as long as it takes: when the server is silent, a second connection asks it whether it still
 * works on that statement. If not, or if nobody answers, the connection ends with ETIMEDOUT. Hand it to a pool as `Client`.
 */
export class WatchedClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const query = this.query.bind(this) as (...given: unknown[]) => unknown;
    this.query = ((...given: unknown[]) => {
      const watch = watches.get(this);
      if (watch && !watch.asked) Object.assign(watch, { asked: true, quietSince: Date.now() });
      return query(...given);
    }) as typeof this.query;
    this.on('drain', () => Object.assign(watches.get(this) ?? {}, { asked: false, quietSince: Date.now() }));
    this.once('connect', () => {
      watches.set(this, { config: config ?? {}, asked: false, heard: 0, quietSince: Date.now() });
      timer ??= setInterval(look, LOOK_MS).unref();
    });
  }
}

const socketOf = (client: pg.Client): Socket => (client as unknown as { connection: { stream: Socket } }).connection.stream;
const pidOf = (client: pg.Client): number => (client as unknown as { processID: number }).processID;

function look(): void {
  const now = Date.now();
  const silent = new Map<string, WatchedClient[]>();
  for (const [client, watch] of watches) {
    const { bytesRead, destroyed } = socketOf(client);
    if (destroyed) {
      watches.delete(client);
      continue;
    }
    if (bytesRead !== watch.heard) Object.assign(watch, { heard: bytesRead, quietSince: now });
    const quietMs = now - watch.quietSince;
    if (!watch.asked && quietMs >= IDLE_MS) void client.query('SELECT 1').catch(() => undefined);
    else if (watch.asked && quietMs >= SILENT_MS) {
      const server = watch.config.connectionString ?? '';
      silent.set(server, [...(silent.get(server) ?? []), client]);
    }
  }
  for (const [server, clients] of silent) {
    if (probing.has(server)) continue;
    probing.add(server);
    void giveUpLost(clients).finally(() => probing.delete(server));
  }
  if (watches.size) return;
  clearInterval(timer);
  timer = undefined;
}

async function giveUpLost(clients: readonly WatchedClient[]): Promise<void> {
  const heardBefore = clients.map((client) => watches.get(client)?.heard);
  const working = await stillWorking(watches.get(clients[0]!)!.config, clients.map(pidOf));
  for (const [index, client] of clients.entries()) {
    const watch = watches.get(client);
    if (!watch || socketOf(client).bytesRead !== heardBefore[index]) continue;
    if (working(pidOf(client))) watch.quietSince = Date.now();
    else socketOf(client).destroy();
  }
}

/** Waiting for the client is no work: the server has then sent an answer, or was not asked, and we do not hear of each other. */
const WORKING = `SELECT pg_backend_pid() AS own, ARRAY(SELECT pid FROM pg_stat_activity WHERE pid = ANY($1) AND state IN ('active', 'disabled', 'fastpath function call') AND wait_event_type IS DISTINCT FROM 'Client') AS working`;

/** Asks on a connection of its own which of these backends are at work. Nobody answers: none is. */
async function stillWorking(config: pg.ClientConfig, pids: readonly number[]): Promise<(pid: number) => boolean> {
  const probe = new pg.Client({ ...config, application_name: 'okno-probe', connectionTimeoutMillis: PROBE_MS, query_timeout: PROBE_MS });
  probe.on('error', () => undefined);
  const late = setTimeout(() => socketOf(probe).destroy(), PROBE_MS);
  try {
    await probe.connect();
    const { rows: [found] } = await probe.query<{ own: number; working: number[] }>(WORKING, [pids]);
    // Behind a pooler backends have other numbers: then all we know is that somebody answers.
    return found!.own === pidOf(probe) ? (pid) => found!.working.includes(pid) : () => true;
  } catch (error) {
    // A server that has no connection to spare, or is only starting, answers; what becomes of ours it will tell itself.
    const answered = /^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? '');
    return () => answered;
  } finally {
    clearTimeout(late);
    void probe.end().catch(() => undefined);
  }
}
