import { recordAudit } from '../company/audit.ts';
import { read, write, type Core } from '../core.ts';
import type { UsersApi } from '../crm.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, TeamView } from '../views.ts';
import { EVERYBODY } from '../visibility.ts';
import { isTimeZone } from '../working-time.ts';
import { rightsChanged, tellUsers } from './rights.ts';

const TEAM = `SELECT t.id, t.name, ARRAY(SELECT m.user_id FROM team_member m WHERE m.team_id = t.id ORDER BY m.user_id) AS "memberIds", t.time_zone FROM team t`;
type Row = Omit<TeamView, 'timeZone'> & { readonly time_zone: string | null };
const toView = ({ time_zone: timeZone, ...team }: Row): TeamView => ({ ...team, ...(timeZone ? { timeZone } : {}) });

/** Teams give their members the inboxes that belong to the team. */
export function createTeams(core: Core): UsersApi['teams'] {
  return {
    list: async (actor) => {
      demand(actor, 'user.read');
      return (await read(core).query<Row>(`${TEAM} ORDER BY t.name, t.id`)).map(toView);
    },
    save: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'team.manage');
        const id = input.id ?? core.newId();
        const before = await members(tx, id);
        await put(tx, id, input.name, input.id !== undefined);
        await tx.query('DELETE FROM team_member WHERE team_id = $1 AND user_id <> ALL ($2::uuid[])', [id, input.memberIds]);
        await tx.query('INSERT INTO team_member (team_id, user_id) SELECT $1, id FROM app_user WHERE id = ANY ($2::uuid[]) ON CONFLICT DO NOTHING', [id, input.memberIds]);
        if (input.timeZone !== undefined) await tx.query('UPDATE team SET time_zone = $2 WHERE id = $1', [id, checkedZone(input.timeZone)]);
        const team = toView((await tx.one<Row>(`${TEAM} WHERE t.id = $1`, [id]))!);
        const moved = difference(before, team.memberIds);
                tell(tx, { change: { type: 'team', team }, audience: EVERYBODY });
        await tellUsers(tx, moved);
        const handedBack = await rightsChanged(tx, core, actor.userId, moved);
        await recordAudit(tx, { userId: actor.userId, action: 'team.save', thing: id, detail: { name: team.name, before, after: team.memberIds, handedBack } });
        return team;
      }),
    remove: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'team.manage');
        const before = await members(tx, id);
        await tx.query('UPDATE inbox SET team_id = NULL WHERE team_id = $1', [id]);
        await tx.query('UPDATE conversation SET team_id = NULL WHERE team_id = $1', [id]);
        await inheritReplies(tx, actor.userId, id);
        await tx.query('DELETE FROM team_member WHERE team_id = $1', [id]);
        const gone = await tx.one<{ name: string }>('DELETE FROM team WHERE id = $1 RETURNING name', [id]);
        if (!gone) throw new NotFound('team');
        tell(tx, { change: { type: 'team-removed', teamId: id }, audience: EVERYBODY });
        await tellUsers(tx, before);
        const handedBack = await rightsChanged(tx, core, actor.userId, before);
        await recordAudit(tx, { userId: actor.userId, action: 'team.remove', thing: id, detail: { name: gone.name, before, handedBack } });
      }),
  };
}

/** An unknown zone would stop every alarm of the team. */
function checkedZone(zone: string | null): string | null {
  if (zone !== null && !isTimeZone(zone)) throw new Invalid('bad-time-zone', 'No such time zone; an example is Europe/Kyiv.', 'timeZone');
  return zone;
}

async function members(tx: Tx, id: Id): Promise<Id[]> {
  return (await tx.query<{ user_id: Id }>('SELECT user_id FROM team_member WHERE team_id = $1', [id])).map((row) => row.user_id);
}

async function put(tx: Tx, id: Id, name: string, existing: boolean): Promise<void> {
  if (!name.trim()) throw new Invalid('empty-name', 'A team needs a name.', 'name');
  if (await tx.one('SELECT 1 FROM team WHERE name = $1 AND id <> $2', [name.trim(), id])) throw new Conflict('name-taken', 'A team with this name exists.');
  const text = existing ? 'UPDATE team SET name = $2 WHERE id = $1 RETURNING id' : 'INSERT INTO team (id, name) VALUES ($1, $2) RETURNING id';
  if (!(await tx.one(text, [id, name.trim()]))) throw new NotFound('team');
}

/** Nothing written is lost with a team: its canned replies become the own ones of whoever removed it, without a code they use already. */
const inheritReplies = (tx: Tx, userId: Id, teamId: Id): Promise<unknown> =>
  tx.query(
    `UPDATE canned_reply r SET team_id = NULL, owner_id = $2,
       code = CASE WHEN EXISTS (SELECT 1 FROM canned_reply o WHERE o.owner_id = $2 AND lower(o.code) = lower(r.code)) THEN NULL ELSE r.code END WHERE r.team_id = $1`, [teamId, userId]);

const difference = (a: readonly Id[], b: readonly Id[]): Id[] => [...a.filter((id) => !b.includes(id)), ...b.filter((id) => !a.includes(id))];
