import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../data-source.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly dataSource: DataSource;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

/** A fresh clone of the migrated template on the run's own PostgreSQL. Call once per test file. */
export async function createTestDatabase(poolSize = 20): Promise<TestDatabase> {
  const template = process.env.OKNO_TEST_DATABASE_URL;
  if (!template) throw new Error('No test server: run through jest (its globalSetup starts one).');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const server = new URL(template);
  server.pathname = '/postgres';
  await onServer(server.href, `CREATE DATABASE ${name} TEMPLATE okno_template`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const dataSource = await createDataSource(url.href, poolSize).initialize();
  const drop = async (): Promise<void> => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await onServer(server.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return { url: url.href, dataSource, drop, [Symbol.asyncDispose]: drop };
}

/** CREATE DATABASE fails while somebody else copies the same template; both simply wait for each other. */
async function onServer(url: string, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(statement);
      return;
    } catch (error) {
      // 55006: object_in_use
      if ((error as { code?: string }).code !== '55006' || attempt > 50) throw error;
      await new Promise((wake) => setTimeout(wake, 100));
    } finally {
      await client.end();
    }
  }
}
