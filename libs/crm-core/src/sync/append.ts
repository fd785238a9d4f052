import type { Audience } from '../visibility.ts';
import type { Statement } from '../batch.ts';
import type { Tx } from '../transaction.ts';
import type { SyncChange } from '../views.ts';

/** A change and who may learn of it. */
export interface Told {
  readonly change: SyncChange;
  readonly audience: Audience;
}

const untold = new WeakMap<Tx, Told[]>();

/**
 * Appends changes to the feed, in this order, inside the transaction that made them: all at once as its last statement, when it
 * holds every lock it will ever hold.
 */
export function tell(tx: Tx, ...told: readonly Told[]): void {
  if (!told.length) return;
  const before = untold.get(tx);
  if (before) return void before.push(...told);
  const all = [...told];
  untold.set(tx, all);
  tx.beforeCommit(() => [append(all)]);
  tx.signal({ type: 'feed' });
}

/** The row of each, in this order. */
export function append(told: readonly Told[]): Statement {
  return {
    text: `INSERT INTO sync_event (inbox_ids, owner_id, user_id, change, participant_ids)
      SELECT t.inboxes::uuid[], t.owner_id, t.user_id, t.change::json, t.followers::uuid[]
      FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[]) WITH ORDINALITY AS t (inboxes, owner_id, user_id, change, followers, n) ORDER BY t.n`,
    values: [
      told.map(({ audience }) => audience.inboxIds && `{${audience.inboxIds.join(',')}}`),
      told.map(({ audience }) => audience.ownerId),
      told.map(({ audience }) => audience.userId),
      told.map(({ change }) => JSON.stringify(change)),
      told.map(({ audience }) => (audience.participantIds?.length ? `{${audience.participantIds.join(',')}}` : null)),
    ],
  };
}
