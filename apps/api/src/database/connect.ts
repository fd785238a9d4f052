import { createPostgresBackend, runMigrations } from 'bullmq';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource, KEPT_ALIVE, migrate, WatchedClient } from '#crm-core';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { startEmbedded, type EmbeddedServer } from './embedded.ts';
import { ensureDatabase } from './ensure-database.ts';

/** The database of this process, brought up to date. */
export interface Database {
  readonly url: string;
  readonly dataSource: DataSource;
  /** For libraries that speak pg themselves (socket fan-out, login throttle). */
  readonly pool: pg.Pool;
  /** Resolves when a statement came back; rejects while PostgreSQL is away. */
  ping(): Promise<void>;
  /** Where this process got PostgreSQL from. */
  readonly server: 'embedded' | 'adopted' | 'external';
  /** Closes the pools, then stops PostgreSQL if it is ours. */
  close(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL, or waits for the external one; creates the database, runs every migration. An embedded
 * server that dies is started again on the same port.
 */
export async function openDatabase(config: Config, log: Log): Promise<Database> {
  const embedded: EmbeddedServer | null = config.databaseUrl ? null : await startEmbedded(config.dataDir);
  const url = config.databaseUrl ?? (embedded as EmbeddedServer).url;
  if (embedded) await ensureDatabase(url);
  else await untilReachable(url, log);

  const dataSource = await createDataSource(url).initialize();
  const pool = supportPool(url, 'okno-support', 8, { statement_timeout: 10_000 });
  const broke = (error: Error): void => log.debug({ err: error }, 'a database connection broke');
  pool.on('error', broke);
  // Libraries that keep a connection for themselves (socket fan-out) do not listen, and an error nobody hears ends the process.
  pool.on('connect', (client) => client.on('error', broke));
  const ran = await migrate(dataSource);
  if (ran.length) log.info({ migrations: ran }, 'schema brought up to date');
  await prepareSupport(pool);

  const ping = async (): Promise<void> => void (await pool.query('SELECT 1'));
  let stopped = false;
  let mending: Promise<void> | undefined;
  const watch = setInterval(() => {
    mending ??= embedded?.revive()
      .then((revived) => { if (revived) log.error('PostgreSQL had died; it runs again'); })
      .catch((error: unknown) => log.error({ err: error }, 'PostgreSQL did not start again; trying further'))
      .finally(() => { mending = undefined; });
  }, 1_000).unref();

  return {
    url, dataSource, pool, ping,
    server: embedded ? (embedded.adopted ? 'adopted' : 'embedded') : 'external',
    async close() {
      if (stopped) return;
      stopped = true;
      clearInterval(watch);
      await mending;
      await pool.end().catch(() => undefined);
      if (dataSource.isInitialized) await dataSource.destroy().catch(() => undefined);
      await embedded?.stop();
    },
  };
}

function supportPool(url: string, name: string, max: number, options: pg.PoolConfig): pg.Pool {
  return new pg.Pool({ ...KEPT_ALIVE, ...options, Client: WatchedClient, connectionString: url, max, application_name: name, connectionTimeoutMillis: 5_000 });
}

/** How BullMQ reaches this PostgreSQL: all queues and workers of a process over one pool, whose owner ends it. Each worker keeps one connection to listen. */
export const postgresBackend = createPostgresBackend;
export function queuePool(url: string): pg.Pool {
  return supportPool(url, 'okno-queue', 12, { options: '-c search_path=bullmq' });
}

/** An external server may come up later than we do. Creating the database is tried, but may be forbidden. */
async function untilReachable(url: string, log: Log): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      return;
    } catch (error) {
      // 3D000: the server is there, the database is not. 28xxx: only a person can mend it.
      const code = (error as { code?: string }).code ?? '';
      if (code === '3D000') return await ensureDatabase(url);
      if (code.startsWith('28')) throw error;
      if (attempt % 10 === 0) log.warn({ err: error }, 'waiting for the database');
      await new Promise((wake) => setTimeout(wake, 500));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** Tables of the queue and of the socket fan-out, which belong to those libraries and hold no truth of ours. */
async function prepareSupport(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock(7130612)');
    await runMigrations(client);
    // https://socket.io/docs/v4/postgres-adapter/
    await client.query('CREATE TABLE IF NOT EXISTS socket_io_attachments (id bigserial UNIQUE, created_at timestamptz DEFAULT now(), payload bytea)');
  } finally {
    await client.query('SELECT pg_advisory_unlock(7130612)').catch(() => undefined);
    client.release();
  }
}
