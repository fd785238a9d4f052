import type { Core } from '../core.ts';
import type { CallRouting } from '#channels';
import { runTogether, type Part } from '../statement.ts';
import { eventsPart, wakeFeed, type Told } from '../sync/append.ts';
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
  /** Writes that wait for {@link flush}: one round trip for all of them. */
  readonly parts: (Part | null)[];
  readonly told: Told[];
  readonly messageIds: Id[];
  spam: boolean;
  callRouting: CallRouting | undefined;
}

/** Looks around for an event after the first of a raw one. */
export async function look(work: Work, question: Question): Promise<Look> {
  const found = await keepAndLook(work.tx, work.inbox.id, { id: work.rawId }, question);
  return found!.look;
}

/** Writes what gathered, events last in their own order. */
export async function flush(work: Work): Promise<void> {
  if (work.told.length) wakeFeed(work.tx);
  await runTogether(work.tx, [...work.parts, eventsPart(work.told)]);
  work.parts.length = 0;
  work.told.length = 0;
}
