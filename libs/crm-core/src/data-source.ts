import { DataSource, type DataSourceOptions } from 'typeorm';
import { Foundation1700000000001 } from './migrations/0001-foundation.ts';
import { LooseFiles1700000000002 } from './migrations/0002-loose-files.ts';
import { Search1700000000003 } from './migrations/0003-search.ts';
import { WorkingTheList1700000000004 } from './migrations/0004-working-the-list.ts';
import { Composing1700000000005 } from './migrations/0005-composing.ts';
import { LifeAfterSend1700000000006 } from './migrations/0006-life-after-send.ts';
import { WhatAThreadShows1700000000007 } from './migrations/0007-what-a-thread-shows.ts';
import { Drafts1700000000008 } from './migrations/0008-drafts.ts';
import { ThreadAndFeedIndexes1700000000009 } from './migrations/0009-thread-and-feed-indexes.ts';
import { FindingByWay1700000000011 } from './migrations/0011-finding-by-way.ts';
import { Telling1700000000012 } from './migrations/0012-telling.ts';
import { TasksThatRemind1700000000014 } from './migrations/0014-tasks-that-remind.ts';
import { Deals1700000000015 } from './migrations/0015-deals.ts';
import { CountedOnce1700000000016 } from './migrations/0016-counted-once.ts';
import { ListsOfTasks1700000000017 } from './migrations/0017-lists-of-tasks.ts';
import { ProductsAndOrders1700000000018 } from './migrations/0018-products-and-orders.ts';
import { Alarms1700000000019 } from './migrations/0019-alarms.ts';
import { Absence1700000000020 } from './migrations/0020-absence.ts';
import { OnePerson1700000000021 } from './migrations/0021-one-person.ts';
import { Reports1700000000022 } from './migrations/0022-reports.ts';
import { Webhooks1700000000023 } from './migrations/0023-webhooks.ts';
import { KEPT_ALIVE, WatchedClient } from './watched-client.ts';

/** In order; forward only. */
const MIGRATIONS = [
  Foundation1700000000001,
  LooseFiles1700000000002,
  Search1700000000003,
  WorkingTheList1700000000004,
  Composing1700000000005,
  LifeAfterSend1700000000006,
  WhatAThreadShows1700000000007,
  Drafts1700000000008,
  ThreadAndFeedIndexes1700000000009,
  FindingByWay1700000000011,
  Telling1700000000012,
  TasksThatRemind1700000000014,
  Deals1700000000015,
  CountedOnce1700000000016,
  ListsOfTasks1700000000017,
  ProductsAndOrders1700000000018,
  Alarms1700000000019,
  Absence1700000000020,
  OnePerson1700000000021,
  Reports1700000000022,
  Webhooks1700000000023,
];

/** Names of all migrations, in order. */
export const MIGRATION_NAMES: readonly string[] = MIGRATIONS.map((migration) => migration.name);

const CONNECTION = { ...KEPT_ALIVE, Client: WatchedClient, connectionTimeoutMillis: 5_000 };

/**
 * A pool on one PostgreSQL. `poolSize`: connections of this process. `only`: names of the migrations to know, for restoring data
 * of an older release.
 */
export function createDataSource(url: string, poolSize = 20, only: readonly string[] = MIGRATION_NAMES): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    migrations: MIGRATIONS.filter((migration) => only.includes(migration.name)),
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    applicationName: 'okno',
    extra: { ...CONNECTION, statement_timeout: 30_000, idle_in_transaction_session_timeout: 10_000 },
  });
}

/**
 * Brings the schema up to date; several processes may call it at once. Returns the names of what was run. What a migration
 * does to a large table may take longer than any other statement is given.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const patient = await new DataSource({ ...dataSource.options, poolSize: 2, extra: CONNECTION } as DataSourceOptions).initialize();
  const runner = patient.createQueryRunner();
  try {
    await runner.connect();
    await runner.query('SELECT pg_advisory_lock(7_130_611)');
    const ran = await patient.runMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    // The lock goes with its connection.
    await patient.destroy();
  }
}
