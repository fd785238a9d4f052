import type { DataSource } from 'typeorm';
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

/** One transaction of this core; its signals are published after the commit. */
export function write<T>(core: Core, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(core.dataSource, core.publish, work);
}

/** Single statements outside a transaction. */
export function read(core: Core): Pick<Tx, 'query' | 'one'> {
  return reader(core.dataSource);
}
