import type { DataSource } from 'typeorm';
import { CrmError, Unavailable } from './errors.ts';
import { inTransaction, reader, type Publish, type Tx } from './transaction.ts';
import type { Id } from './views.ts';

/** What every part of the core is given; clock, ids and randomness come in, so that tests are exact. */
export interface Core {
  readonly dataSource: DataSource;
  readonly now: () => Date;
  readonly newId: () => Id;
  /** In [0, 1). Only for jitter, never for secrets. */
  readonly random: () => number;
  readonly publish: Publish;
}

export type Reader = Pick<Tx, 'query' | 'one'>;

/** One transaction of this core; its signals are published after the commit. A database that is away becomes `Unavailable`. */
export function write<T>(core: Core, work: (tx: Tx) => Promise<T>): Promise<T> {
  return orUnavailable(inTransaction(core.dataSource, core.publish, work));
}

/** Single statements outside a transaction. */
export function read(core: Core): Reader {
  const plain = reader(core.dataSource);
  return {
    query: (text, values) => orUnavailable(plain.query(text, values)),
    one: (text, values) => orUnavailable(plain.one(text, values)),
  };
}

async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw !(error instanceof CrmError) && isAway(error) ? new Unavailable(error) : error;
  }
}

/** SQLSTATE classes 08 connection, 53 out of resources (disk full, too many connections), 57P shutdown, 25P03; and the socket's own errors. */
function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code && /^(08...|53...|57P..|25P03|ECONN\w+|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH|ENOTFOUND)$/.test(code)) return true;
  return /connection terminated|timeout exceeded when trying to connect|connection error|not queryable/i.test(message ?? '');
}
