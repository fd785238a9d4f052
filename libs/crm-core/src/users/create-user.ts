import { recordAudit } from '../company/audit.ts';
import type { Core } from '../core.ts';
import type { UsersApi } from '../crm.ts';
import { Conflict, Invalid } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { Id, UserView } from '../views.ts';
import { giveInboxes } from './give-inboxes.ts';
import { tellUsers } from './rights.ts';
import { userView } from './user-view.ts';

/** A new account with its inboxes and teams; `by` null: the set-up makes it. Throws Conflict when the address has an account already. */
export async function createUser(tx: Tx, core: Pick<Core, 'newId' | 'now'>, by: Id | null, input: Parameters<UsersApi['create']>[1]): Promise<UserView> {
  const id = core.newId();
  const email = checkedEmail(input.email);
  const made = await tx.one(
    `INSERT INTO app_user (id, email, name, role, password_hash, locale, created_at)
     VALUES ($1, $2, $3, $4, $5, COALESCE($6, (SELECT language FROM company)), $7) ON CONFLICT (email) DO NOTHING RETURNING id`,
    [id, email, checkedName(input.name), input.role, input.passwordHash, input.locale ?? null, core.now()]);
  if (!made) throw new Conflict('email-taken', 'Somebody already has an account with this e-mail address.');
  if (input.inboxIds) await giveInboxes(tx, id, input.inboxIds);
  for (const teamId of input.teamIds ?? []) {
    await tx.query('INSERT INTO team_member (team_id, user_id) SELECT id, $2 FROM team WHERE id = $1', [teamId, id]);
  }
  await recordAudit(tx, { userId: by, action: 'user.create', thing: id, detail: { email, role: input.role } });
  await tellUsers(tx, [id]);
  return (await userView(tx, id))!;
}

function checkedEmail(email: string): string {
  const trimmed = email.trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(trimmed) || trimmed.length > 254) throw new Invalid('bad-email', 'This is not an e-mail address.', 'email');
  return trimmed;
}

export function checkedName(name: string): string {
  if (!name.trim()) throw new Invalid('empty-name', 'A name is needed.', 'name');
  return name.trim();
}
