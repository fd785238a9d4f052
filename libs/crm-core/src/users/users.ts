import { lockOwned } from '../assignment/hand-back.ts';
import { recordAudit } from '../company/audit.ts';
import { read, write, type Core } from '../core.ts';
import type { UsersApi } from '../crm.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { isPhone, normaliseAddress } from '../contacts/address.ts';
import { can, demand } from '../policy.ts';
import type { Tx } from '../transaction.ts';
import type { Id, Locale, PreferencesView, Role, UserView } from '../views.ts';
import { createCalendarShares } from './calendar-share.ts';
import { checkedName, createUser } from './create-user.ts';
import { giveInboxes } from './give-inboxes.ts';
import { withDefaults } from './preferences.ts';
import { rightsChanged, tellPreferences, tellUsers } from './rights.ts';
import { createTeams } from './teams.ts';
import { redeem } from './tokens.ts';
import { unlinkTelegram } from './telegram-link.ts';
import { ACTOR, toActor, userView, userViews, type ActorRow } from './user-view.ts';

interface Row {
  id: Id;
  name: string;
  role: Role;
  active: boolean;
  phone: string | null;
  capacity: number | null;
  locale: Locale;
  theme: string;
}
type Update = Parameters<UsersApi['update']>[2];

/** People of the company. Disabling somebody, or changing their role, ends their sessions in the same transaction; what they may not have any more goes back to the queue. */
export function createUsers(core: Core): UsersApi {
  const get = async (tx: Pick<Tx, 'query' | 'one'>, id: Id): Promise<UserView> => {
    const user = await userView(tx, id);
    if (!user) throw new NotFound('user');
    return user;
  };

  return {
    actor: async (userId) => {
      const row = await read(core).one<ActorRow>(`SELECT ${ACTOR} FROM app_user u, company k WHERE u.id = $1 AND u.active`, [userId]);
      return row ? toActor(row) : null;
    },
    get: (userId) => get(read(core), userId),
    list: async (actor) => {
      demand(actor, 'user.read');
      return userViews(read(core));
    },
    byEmail: async (email) => {
      const row = await read(core).one<{ id: Id; password_hash: string | null; active: boolean }>(
        'SELECT id, password_hash, active FROM app_user WHERE email = $1::citext', [email.trim()]);
      return row ? { id: row.id, passwordHash: row.password_hash, active: row.active } : null;
    },
    create: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'user.manage');
        if (input.invitation && !(await redeem(tx, core.now(), input.invitation, 'invitation'))) throw new NotFound('invitation');
        return createUser(tx, core, actor.userId, input);
      }),
    update: (actor, id, input) =>
      write(core, async (tx) => {
        const asAdmin = can(actor, 'user.manage');
        if (!asAdmin) {
          if (!can(actor, 'user.update-self', { userId: id }) || beyondProfile(input)) demand(actor, 'user.manage');
        }
        if (input.active !== undefined || input.role !== undefined || input.inboxIds) await lockOwned(tx, [id]);
        const admins = input.role === undefined && input.active === undefined ? null : await lockAdmins(tx);
        const row = await tx.one<Row>('SELECT id, name, role, active, phone, capacity, locale, theme FROM app_user WHERE id = $1 FOR NO KEY UPDATE', [id]);
        if (!row) throw new NotFound('user');
        const role = input.role ?? row.role;
        const active = input.active ?? row.active;
        if (admins?.length === 1 && admins[0] === id && (role !== 'admin' || !active)) {
          throw new Conflict('last-admin', 'This is the last admin: make somebody else one first.');
        }
        await tx.query(
          `UPDATE app_user SET name = $2, role = $3, active = $4, phone = $5, capacity = $6, locale = $7, theme = $8, on_duty = on_duty AND $4, preferences = preferences || $9::jsonb,
             signature = COALESCE($10, signature) WHERE id = $1`,
          [id, input.name === undefined ? row.name : checkedName(input.name), role, active, input.phone === undefined ? row.phone : await checkedPhone(tx, input.phone),
            input.capacity === undefined ? row.capacity : checkedCapacity(input.capacity), input.locale ?? row.locale, checkedTheme(input.theme ?? row.theme), JSON.stringify(input.preferences ?? {}), input.signature ?? null]);
        if (input.deputyId !== undefined) await tx.query('UPDATE app_user SET deputy_id = $2 WHERE id = $1', [id, await checkedDeputy(tx, id, input.deputyId)]);
        const inboxesChanged = input.inboxIds ? await giveInboxes(tx, id, input.inboxIds) : false;
        const otherRights = role !== row.role || active !== row.active || inboxesChanged;
        if (role !== row.role || (row.active && !active)) await tx.query('DELETE FROM session WHERE user_id = $1', [id]);
        let handedBack = { conversations: 0, tasks: 0 };
        if (otherRights) {
          handedBack = await rightsChanged(tx, core, actor.userId, [id]);
          await recordAudit(tx, {
            userId: actor.userId, action: 'user.rights', thing: id,
            detail: { before: { role: row.role, active: row.active }, after: { role, active }, ...(input.inboxIds ? { inboxIds: input.inboxIds } : {}), handedBack },
          });
        }
        await tellUsers(tx, [id]);
        if (input.preferences) await tellPreferences(tx, id);
        return { ...(await get(tx, id)), handedBack };
      }),
    setPassword: (userId, passwordHash) =>
      write(core, async (tx) => {
        const row = await tx.one('UPDATE app_user SET password_hash = $2 WHERE id = $1 RETURNING id', [userId, passwordHash]);
        if (!row) throw new NotFound('user');
        await recordAudit(tx, { userId, action: 'user.password', thing: userId });
      }),
    setDuty: (actor, id, onDuty) =>
      write(core, async (tx) => {
        if (!can(actor, 'user.update-self', { userId: id })) demand(actor, 'user.set-duty');
        const row = await tx.one('UPDATE app_user SET on_duty = $2 WHERE id = $1 AND active RETURNING id', [id, onDuty]);
        if (!row) throw new NotFound('user');
        await tellUsers(tx, [id]);
        tx.signal({ type: 'rights-changed', userId: id });
        return get(tx, id);
      }),
    preferences: async (userId) => {
      const row = await read(core).one<{ theme: 'light' | 'dark' | 'system'; telegramLinked: boolean; calendarShared: boolean; signature: string; preferences: Partial<PreferencesView> }>(
        `SELECT theme, preferences, signature, EXISTS (SELECT 1 FROM inbox i WHERE i.id = u.telegram_inbox_id AND i.deleted_at IS NULL AND u.telegram_chat_id IS NOT NULL) AS "telegramLinked", calendar_hash IS NOT NULL AS "calendarShared" FROM app_user u WHERE u.id = $1`, [userId]);
      if (!row) throw new NotFound('user');
      return { ...row, preferences: withDefaults(row.preferences) };
    },
    calendar: createCalendarShares(core),
    unlinkTelegram: (userId, only) => write(core, (tx) => unlinkTelegram(tx, userId, only)),
    teams: createTeams(core),
  };
}

const beyondProfile = (input: Update): boolean =>
  input.role !== undefined || input.active !== undefined || input.capacity !== undefined || input.inboxIds !== undefined;

/** Locked in one order, so that two admins who demote each other at once do it one after the other. */
async function lockAdmins(tx: Tx): Promise<Id[]> {
  return (await tx.query<{ id: Id }>("SELECT id FROM app_user WHERE role = 'admin' AND active ORDER BY id FOR NO KEY UPDATE")).map((row) => row.id);
}

/** As a vendor rings it and as it reports who answered: E.164. People write it as their country does. */
async function checkedPhone(tx: Tx, phone: string | null): Promise<string | null> {
  if (!phone?.trim()) return null;
  const { country } = (await tx.one<{ country: string }>('SELECT country FROM company'))!;
  const { value } = normaliseAddress({ kind: 'phone', value: phone }, country);
  if (!isPhone(value)) throw new Invalid('bad-phone', 'This is no phone number. Write it with its country code, such as +357 99 000 142.', 'phone');
  return value;
}
async function checkedDeputy(tx: Tx, id: Id, deputyId: Id | null): Promise<Id | null> {
  if (deputyId === id) throw new Invalid('own-deputy', 'Nobody stands in for themselves.', 'deputyId');
  if (deputyId && !(await tx.one('SELECT 1 FROM app_user WHERE id = $1 AND active', [deputyId]))) throw new Invalid('no-user', 'There is no such colleague.', 'deputyId');
  return deputyId;
}
function checkedCapacity(capacity: number | null): number | null {
  if (capacity !== null && (!Number.isInteger(capacity) || capacity < 1)) throw new Invalid('bad-capacity', 'The limit is a whole number from 1, or none.', 'capacity');
  return capacity;
}
function checkedTheme(theme: string): string {
  if (!['light', 'dark', 'system'].includes(theme)) throw new Invalid('bad-theme', 'No such theme.', 'theme');
  return theme;
}
