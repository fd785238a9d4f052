import type { Actor } from '../crm.ts';
import type { Tx } from '../transaction.ts';
import type { Id, Locale, Role, UserView } from '../views.ts';
import { HAS_INBOX } from '../visibility.ts';

type Reading = Pick<Tx, 'query' | 'one'>;

interface UserRow {
  id: Id;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  on_duty: boolean;
  locale: Locale;
  phone: string | null;
  capacity: number | null;
  deputy_id: Id | null;
  team_ids: Id[];
  inbox_ids: Id[];
}

/** Removed inboxes stay in a person's rights, so that the history they carried stays readable; screens list living ones only. */
const rights = (living: boolean): string =>
  `ARRAY(SELECT i.id FROM inbox i WHERE (u.role = 'admin' OR ${HAS_INBOX('u.id', 'i.id')})${living ? ' AND i.deleted_at IS NULL' : ''} ORDER BY i.created_at, i.id)`;

const USER = `SELECT u.id, u.name, u.email::text AS email, u.role, u.active, u.on_duty, u.locale, u.phone, u.capacity, u.deputy_id,
  ARRAY(SELECT m.team_id FROM team_member m WHERE m.user_id = u.id ORDER BY m.team_id) AS team_ids, ${rights(true)} AS inbox_ids FROM app_user u`;

/** Columns of an actor over `app_user u` and `company k`; goes with {@link toActor}. */
export const ACTOR = `u.id, u.role, k.operators_see_own_only AND u.role = 'operator' AS sees_own_only, ${rights(false)} AS inbox_ids`;
export interface ActorRow {
  id: Id;
  role: Role;
  sees_own_only: boolean;
  inbox_ids: Id[];
}
export const toActor = (row: ActorRow): Actor => ({ userId: row.id, role: row.role, inboxIds: row.inbox_ids, seesOwnOnly: row.sees_own_only });

/** As everybody of the company sees a colleague. */
export async function userView(read: Reading, id: Id): Promise<UserView | null> {
  const row = await read.one<UserRow>(`${USER} WHERE u.id = $1`, [id]);
  return row ? toView(row) : null;
}

export async function userViews(read: Reading): Promise<UserView[]> {
  return (await read.query<UserRow>(`${USER} ORDER BY u.active DESC, u.name, u.id`)).map(toView);
}

function toView(row: UserRow): UserView {
  return {
    id: row.id, name: row.name, email: row.email, role: row.role, active: row.active, onDuty: row.on_duty, locale: row.locale, phone: row.phone,
    capacity: row.capacity, teamIds: row.team_ids, inboxIds: row.inbox_ids,
    ...(row.deputy_id ? { deputyId: row.deputy_id } : {}),
  };
}
