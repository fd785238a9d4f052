import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { runBatch, type Statement } from './batch.ts';
import type { Signal } from './crm.ts';

/**
 * An open transaction. Everything that writes takes it first; only `inTransaction` opens one. What nobody waits for travels with the
 * next question or with the commit, so that a transaction costs as many round trips as it asks questions, and one.
 */
export interface Tx {
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The first row, or undefined. */
  one<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row | undefined>;
  /** Done in this order before whatever is asked next, at the latest before the commit. A failure is the failure of that. */
  write(...statements: readonly Statement[]): void;
  /** What is made only when all else is done, and written last before the commit. */
  beforeCommit(make: () => readonly Statement[]): void;
  /** Told to `publish` after the commit, in this order; forgotten on rollback. */
  signal(signal: Signal): void;
}

export type Publish = (signals: readonly Signal[]) => void;

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

type Result = Awaited<ReturnType<typeof runBatch>>[number];

/** What is asked in the same moment travels together, in the order it was asked. When one fails, all of them do. */
function inOneGo(client: PoolClient): { later(...statements: readonly Statement[]): void; now(statement: Statement): Promise<Result> } {
  let unsent: Statement[] = [];
  let asked: { at: number; resolve(result: Result): void; reject(error: unknown): void }[] = [];
  function send(): void {
    const [statements, answers] = [unsent, asked];
    unsent = [];
    asked = [];
    runBatch(client, statements).then(
      (results) => answers.forEach(({ at, resolve }) => resolve(results[at]!)),
      (error: unknown) => answers.forEach(({ reject }) => reject(error)),
    );
  }
  return {
    later: (...statements) => void unsent.push(...statements),
    now: (statement) =>
      new Promise((resolve, reject) => {
        if (!asked.length) queueMicrotask(send);
        asked.push({ at: unsent.push(statement) - 1, resolve, reject });
      }),
  };
}

const BEGIN: Statement = { text: 'BEGIN', values: [] };
const COMMIT: Statement = { text: 'COMMIT', values: [] };

async function once<T>(dataSource: DataSource, publish: Publish, work: (tx: Tx) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  const client = (await runner.connect()) as PoolClient;
  const signals: Signal[] = [];
  const last: (() => readonly Statement[])[] = [];
  const send = inOneGo(client);
  send.later(BEGIN);
  let over = false;
  const query = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    // A straggler must not write on a connection that has no transaction any more.
    if (over) throw new Error('This transaction is over.');
    return (await send.now({ text, values })).rows as Row[];
  };
  const tx: Tx = {
    query,
    one: async <Row>(text: string, values?: readonly unknown[]) => (await query<Row>(text, values))[0],
    write: send.later,
    beforeCommit: (make) => void last.push(make),
    signal: (signal) => void signals.push(signal),
  };
  try {
    const result = await work(tx);
    for (const make of last) send.later(...make());
    // PostgreSQL answers COMMIT with ROLLBACK when an error was passed over.
    if ((await send.now(COMMIT)).command !== 'COMMIT') throw new Error('The transaction had failed before its commit.');
    if (signals.length) publish(signals);
    return result;
  } catch (error) {
    over = true;
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    over = true;
    await runner.release();
  }
}

/** Reads outside a transaction, on any free connection of the pool. */
export function reader(dataSource: DataSource): Pick<Tx, 'query' | 'one'> {
  const query = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    const runner = dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      return (await runBatch(client, [{ text, values }]))[0]!.rows as Row[];
    } finally {
      await runner.release();
    }
  };
  return { query, one: async <Row>(text: string, values?: readonly unknown[]) => (await query<Row>(text, values))[0] };
}
