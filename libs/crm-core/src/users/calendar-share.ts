import { recordAudit } from '../company/audit.ts';
import { read, write, type Core } from '../core.ts';
import type { UsersApi } from '../crm.ts';
import { NotFound } from '../errors.ts';
import type { Locale } from '../views.ts';
import { ACTOR, toActor, type ActorRow } from './user-view.ts';

/** One secret address a person; whoever knows it reads their tasks, with the rights that the person has at that time. */
export function createCalendarShares(core: Core): UsersApi['calendar'] {
  return {
    share: (userId, tokenHash) =>
      write(core, async (tx) => {
        const row = await tx.one('UPDATE app_user SET calendar_hash = $2 WHERE id = $1 AND active RETURNING id', [userId, tokenHash]);
        if (!row) throw new NotFound('user');
        await recordAudit(tx, { userId, action: tokenHash ? 'user.calendar-share' : 'user.calendar-withdraw', thing: userId });
      }),
    resolve: async (tokenHash) => {
      const row = await read(core).one<ActorRow & { locale: Locale }>(`SELECT ${ACTOR}, u.locale FROM app_user u CROSS JOIN company k WHERE u.calendar_hash = $1 AND u.active`, [tokenHash]);
      return row ? { actor: toActor(row), locale: row.locale } : null;
    },
  };
}
