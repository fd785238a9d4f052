import type { Core } from '../core.ts';
import type { CallRouting } from '#channels';
import type { Statement } from '../batch.ts';
import { tell, type Told } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import type { Question, Surroundings, Look } from './look.ts';
import { keepAndLook } from './look.ts';

/** One raw event on its way into rows: what surrounds it, what is to be written together, and what came of it. */
export interface Work extends Surroundings {
  readonly core: Core;
  readonly tx: Tx;
  readonly now: Date;
  readonly rawId: string;
  /** Writes that wait for {@link flush}: the contact and the conversation, and then what belongs to them. */
  readonly roots: Statement[];
  readonly parts: Statement[];
  readonly told: Told[];
  readonly messageIds: Id[];
  /** What events of this transaction changed, by id or address: whoever looked before must look again. `*`: who knows what. */
  readonly touched: Set<string>;
  spam: boolean;
  callRouting: CallRouting | undefined;
}

/** Looks around for an event after the first of a raw one. */
export async function look(work: Work, question: Question): Promise<Look> {
  const found = await keepAndLook(work.tx, work.inbox.id, { id: work.rawId }, question);
  return found!.look;
}

/** Writes what gathered, events last in their own order. */
export function flush(work: Work): void {
  work.tx.write(...work.roots.splice(0), ...work.parts.splice(0));
  tell(work.tx, ...work.told.splice(0));
}
