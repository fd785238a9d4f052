import type pg from 'pg';
import { WatchedClient } from '#crm-core';
import { startTcpProxy, type TcpProxy } from '../../../../libs/channels/src/testing/tcp-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../../../../libs/crm-core/src/testing/database.ts';

/** Seconds where nothing else runs; without the watch it would be the minutes or hours of TCP. */
const LIVELY_MS = 45_000;

describe('a watched connection', () => {
  let db: TestDatabase;
  let proxy: TcpProxy;
  const clients: pg.Client[] = [];
  beforeAll(async () => {
    db = await createTestDatabase(2);
  });
  beforeEach(async () => {
    proxy = await startTcpProxy({ host: new URL(db.url).hostname, port: Number(new URL(db.url).port) });
  });
  afterEach(() => proxy.stop());
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    await db.drop();
  });

  async function connect(): Promise<WatchedClient> {
    const url = new URL(db.url);
    url.port = String(proxy.port);
    const client = new WatchedClient({ connectionString: url.href });
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  }
  const timed = async (work: Promise<unknown>): Promise<{ error: unknown; ms: number }> => {
    const began = Date.now();
    const error: unknown = await work.then(() => null, (reason: unknown) => reason);
    return { error, ms: Date.now() - began };
  };

  it('lets a statement take as long as it takes, also one that waits for a lock', async () => {
    const [slow, waiting] = [await connect(), await connect()];
    const holder = await connect();
    await holder.query('SELECT pg_advisory_lock(42)');
    const lock = waiting.query('SELECT pg_advisory_lock(42), 7 AS seven');
    expect((await slow.query<{ seven: number }>('SELECT pg_sleep(11), 7 AS seven')).rows[0]!.seven).toBe(7);
    await holder.end();
    expect((await lock).rows[0]).toMatchObject({ seven: 7 });
  });

  it('gives up when nobody answers any more', async () => {
    const client = await connect();
    proxy.blackHole(true);
    const { error, ms } = await timed(client.query('SELECT 1'));
    expect(String(error)).toContain('Connection terminated');
    expect(ms).toBeLessThan(LIVELY_MS);
  });

  it('gives up when the server works on nothing of ours, though it answers others', async () => {
    const [asked, answered] = [await connect(), await connect()];
    const answer = answered.query(`SELECT pg_sleep(1), 'lost on the way'`);
    await new Promise((wake) => setTimeout(wake, 200));
    proxy.freeze();
    const lost = await Promise.all([timed(asked.query('SELECT 1')), timed(answer)]);
    for (const { error, ms } of lost) {
      expect(String(error)).toContain('Connection terminated');
      expect(ms).toBeLessThan(LIVELY_MS);
    }
  });

  it('gives up in the middle of an answer', async () => {
    const client = await connect();
    const rows = client.query(`SELECT pg_sleep(0.002), repeat('x', 10000) FROM generate_series(1, 2000)`);
    await new Promise((wake) => setTimeout(wake, 500));
    proxy.freeze();
    expect(String((await timed(rows)).error)).toContain('Connection terminated');
  });

  it('notices by itself when it only listens', async () => {
    const client = await connect();
    await client.query('LISTEN something');
    const gone = new Promise<unknown>((heard) => client.once('error', heard));
    proxy.blackHole(true);
    const { ms } = await timed(gone);
    expect(ms).toBeLessThan(LIVELY_MS);
  });
});
