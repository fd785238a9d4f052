import type { Tx } from '../transaction.ts';

/**
 * One worker at a time, to the commit: what reaches one person in one moment is seen together, and one who waits in two places is raised
 * once. False: somebody else is at it, and does what there is to do.
 */
export async function aloneAtIt(tx: Tx): Promise<boolean> {
  return (await tx.one<{ mine: boolean }>("SELECT pg_try_advisory_xact_lock(hashtext('okno:alarms')) AS mine"))!.mine;
}
