import { handBack } from '../assignment/hand-back.ts';
import type { Core } from '../core.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { HandedBackView, Id, PreferencesView } from '../views.ts';
import { EVERYBODY, onlyFor } from '../visibility.ts';
import { withDefaults } from './preferences.ts';
import { userView } from './user-view.ts';

/** Tells each person's screens to fetch anew what they may see, and the process to leave rooms and sessions at once. */
export async function tellRights(tx: Tx, userIds: readonly Id[]): Promise<void> {
  const ids = [...new Set(userIds)];
  tell(tx, ...ids.map((userId) => ({ change: { type: 'rights', userId } as const, audience: onlyFor(userId) })));
  for (const userId of ids) tx.signal({ type: 'rights-changed', userId });
}

/** These people's rights were changed by somebody: what they may not have any more goes back to the queue, and their screens look anew. */
export async function rightsChanged(tx: Tx, core: Core, byId: Id, userIds: readonly Id[]): Promise<HandedBackView> {
  const handedBack = await handBack(tx, core, byId, [...new Set(userIds)]);
  await tellRights(tx, userIds);
  return handedBack;
}

/** Tells everybody how these colleagues look now. */
export async function tellUsers(tx: Tx, userIds: readonly Id[]): Promise<void> {
  for (const id of new Set(userIds)) {
    const user = await userView(tx, id);
    if (user) tell(tx, { change: { type: 'user', user }, audience: EVERYBODY });
  }
}

/** The other screens of this person behave alike at once. */
export async function tellPreferences(tx: Tx, userId: Id): Promise<void> {
  const row = await tx.one<{ preferences: Partial<PreferencesView> }>('SELECT preferences FROM app_user WHERE id = $1', [userId]);
  tell(tx, { change: { type: 'preferences', userId, preferences: withDefaults(row!.preferences) }, audience: onlyFor(userId) });
}

/** Everybody whose sight may change when a rule of the whole company does. */
export async function activeUserIds(tx: Tx): Promise<Id[]> {
  return (await tx.query<{ id: Id }>('SELECT id FROM app_user WHERE active')).map((row) => row.id);
}
