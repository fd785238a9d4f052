import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { Signal } from './crm.ts';

/**
 * An open transaction. Everything that writes takes it first; only `inTransaction` opens one. Statements are prepared once
 * per connection (named by their text), which halves the cost of the long ones.
 */
export interface Tx {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The first row, or undefined. */
  one<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row | undefined>;
  /** Told to `publish` after the commit, in this order; forgotten on rollback. */
  signal(signal: Signal): void;
}

export type Publish = (signals: readonly Signal[]) => void;

const names = new Map<string, string>();
function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) names.set(text, (name = createHash('sha1').update(text).digest('base64url')));
  return name;
}

/** Serialization failure and deadlock: nothing was committed, and the same work may simply be done again. */
const AGAIN = new Set(['40001', '40P01']);

/**
 * Runs `work` in one transaction and publishes its signals after the commit. Retried up to three times on deadlock, so
 * `work` has no effect outside the database. Errors of `work` roll back and pass through.
 */
export async function inTransaction<T>(dataSource: DataSource, publish: Publish, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(dataSource, publish, work);
    } catch (error) {
      if (attempt >= 4 || !AGAIN.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

async function once<T>(dataSource: DataSource, publish: Publish, work: (tx: Tx) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  const client = (await runner.connect()) as PoolClient;
  const signals: Signal[] = [];
  const query = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await client.query({ name: nameOf(text), text, values: values as unknown[] })).rows as Row[];
  const tx: Tx = {
    query,
    one: async <Row>(text: string, values?: readonly unknown[]) => (await query<Row>(text, values))[0],
    signal: (signal) => void signals.push(signal),
  };
  try {
    await client.query('BEGIN');
    const result = await work(tx);
    await client.query('COMMIT');
    if (signals.length) publish(signals);
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

/** Reads outside a transaction, on any free connection of the pool. */
export function reader(dataSource: DataSource): Pick<Tx, 'query' | 'one'> {
  const query = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    const runner = dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      return (await client.query({ name: nameOf(text), text, values: values as unknown[] })).rows as Row[];
    } finally {
      await runner.release();
    }
  };
  return { query, one: async <Row>(text: string, values?: readonly unknown[]) => (await query<Row>(text, values))[0] };
}
