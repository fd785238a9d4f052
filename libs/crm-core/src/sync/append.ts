import type { Audience } from '../visibility.ts';
import { runTogether, type Part } from '../statement.ts';
import type { Tx } from '../transaction.ts';
import type { SyncChange } from '../views.ts';

/** A change and who may learn of it. */
export interface Told {
  readonly change: SyncChange;
  readonly audience: Audience;
}

/** The write of events, in this order; for statements that do several things at once. Call {@link wakeFeed} beside it. */
export function eventsPart(told: readonly Told[]): Part | null {
  if (!told.length) return null;
  return {
    text: `INSERT INTO sync_event (inbox_ids, owner_id, user_id, change)
      SELECT t.inboxes::uuid[], t.owner_id, t.user_id, t.change::jsonb
      FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[]) WITH ORDINALITY AS t (inboxes, owner_id, user_id, change, n) ORDER BY t.n`,
    values: [
      told.map(({ audience }) => audience.inboxIds && `{${audience.inboxIds.join(',')}}`),
      told.map(({ audience }) => audience.ownerId),
      told.map(({ audience }) => audience.userId),
      told.map(({ change }) => JSON.stringify(change)),
    ],
  };
}

export function wakeFeed(tx: Tx): void {
  tx.signal({ type: 'feed' });
}

/** Appends changes to the feed inside the transaction that made them. */
export async function tell(tx: Tx, ...told: readonly Told[]): Promise<void> {
  if (!told.length) return;
  await runTogether(tx, [eventsPart(told)]);
  wakeFeed(tx);
}
