import pg from 'pg';
import { runBatch } from './batch.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';

let db: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  db = await createTestDatabase();
  client = new pg.Client(db.url);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await db.drop();
});

const ask = (text: string, ...values: unknown[]) => ({ text, values });
const rowsOf = async (...statements: { text: string; values: unknown[] }[]) => (await runBatch(client, statements)).map(({ rows }) => rows);

describe('a batch', () => {
  it('answers each statement in its order, with the types pg gives', async () => {
    const at = new Date('2026-03-01T10:00:00Z');
    const answers = await rowsOf(ask('SELECT $1::int AS n', 7), ask('CREATE TEMPORARY TABLE seen (n int)'), ask('INSERT INTO seen SELECT generate_series(1, 3) RETURNING n'), ask('SELECT $1::timestamptz AS at, $2::text[] AS words', at, ['a', 'ї']));
    expect(answers).toEqual([[{ n: 7 }], [], [{ n: 1 }, { n: 2 }, { n: 3 }], [{ at, words: ['a', 'ї'] }]]);
  });

  it('prepares a statement once per connection, however often it is sent', async () => {
    const text = 'SELECT $1::int * 2 AS doubled';
    expect(await rowsOf(ask(text, 1), ask(text, 2))).toEqual([[{ doubled: 2 }], [{ doubled: 4 }]]);
    expect(await rowsOf(ask(text, 3))).toEqual([[{ doubled: 6 }]]);
    expect((await client.query('SELECT 1 FROM pg_prepared_statements WHERE statement = $1', [text])).rowCount).toBe(1);
  });

  it('stops at the first that fails, and the connection goes on', async () => {
    await client.query('CREATE TEMPORARY TABLE done (n int PRIMARY KEY)');
    const insert = 'INSERT INTO done VALUES ($1)';
    await expect(runBatch(client, [ask('BEGIN'), ask(insert, 1), ask(insert, 1), ask(insert, 2), ask('COMMIT')])).rejects.toMatchObject({ code: '23505' });
    await client.query('ROLLBACK');
    expect(await rowsOf(ask('SELECT n FROM done'))).toEqual([[]]);
    await runBatch(client, [ask('BEGIN'), ask(insert, 3), ask('COMMIT')]);
    expect(await rowsOf(ask('SELECT n FROM done'))).toEqual([[{ n: 3 }]]);
  });

  it('knows after a failure what the server has prepared and what not', async () => {
    const good = 'SELECT 11 AS good';
    const behind = 'SELECT 12 AS behind';
    await expect(runBatch(client, [ask(good), ask('SELECT nonsense'), ask(behind)])).rejects.toMatchObject({ code: '42703' });
    expect(await rowsOf(ask(good), ask(behind))).toEqual([[{ good: 11 }], [{ behind: 12 }]]);
  });

  it('sends nothing when a value cannot be written down', async () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    await client.query('CREATE TEMPORARY TABLE untouched (n int)');
    await expect(runBatch(client, [ask('INSERT INTO untouched VALUES (1)'), ask('SELECT $1::jsonb', loop)])).rejects.toThrow(/circular/i);
    expect(await rowsOf(ask('SELECT n FROM untouched'))).toEqual([[]]);
  });

  it('fails when the connection ends in the middle', async () => {
    const other = new pg.Client(db.url);
    other.on('error', () => undefined);
    await other.connect();
    await expect(runBatch(other, [ask('SELECT 1'), ask('SELECT pg_terminate_backend(pg_backend_pid())'), ask('SELECT 2')])).rejects.toThrow();
    await expect(runBatch(other, [ask('SELECT 1')])).rejects.toThrow();
  });
});
