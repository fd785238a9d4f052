import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { EVERYBODY, onlyFor } from '../visibility.ts';
import { userView } from './user-view.ts';

/** Tells each person's screens to fetch anew what they may see, and the process to leave rooms and sessions at once. */
export async function tellRights(tx: Tx, userIds: readonly Id[]): Promise<void> {
  const ids = [...new Set(userIds)];
  await tell(tx, ...ids.map((userId) => ({ change: { type: 'rights', userId } as const, audience: onlyFor(userId) })));
  for (const userId of ids) tx.signal({ type: 'rights-changed', userId });
}

/** Tells everybody how these colleagues look now. */
export async function tellUsers(tx: Tx, userIds: readonly Id[]): Promise<void> {
  for (const id of new Set(userIds)) {
    const user = await userView(tx, id);
    if (user) await tell(tx, { change: { type: 'user', user }, audience: EVERYBODY });
  }
}

/** Everybody whose sight may change when a rule of the whole company does. */
export async function activeUserIds(tx: Tx): Promise<Id[]> {
  return (await tx.query<{ id: Id }>('SELECT id FROM app_user WHERE active')).map((row) => row.id);
}
