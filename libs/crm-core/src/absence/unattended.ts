import { clockOf } from '../alarms/clock.ts';
import { latestDue } from '../alarms/due.ts';
import { MAY_OWN } from '../assignment/may-own.ts';
import { notify } from '../company/notifications.ts';
import { read, write, type Core } from '../core.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { moveOn } from './move-on.ts';

const AT_ONCE = 200;

interface Unattended {
  readonly id: Id;
  readonly owner_id: Id;
  readonly on_duty: boolean;
}
type Limits = readonly [zones: readonly string[], offDuty: readonly (Date | null)[], silent: readonly (Date | null)[]];

/**
 * Conversations whose customer waits for somebody who is off duty, or there and silent, for as many working minutes as the company allows, go to
 * that person's deputy, else back to the queue. What a deputy let lie goes to the queue. Returns how many.
 */
export async function returnUnattended(core: Core): Promise<number> {
  const limits = await limitsOf(core);
  if (!limits) return 0;
  let returned = 0;
  for (const { id } of await read(core).query<Unattended>(UNATTENDED, [...limits, null])) returned += (await write(core, (tx) => returnOne(tx, core, id, limits))) ? 1 : 0;
  return returned;
}

/** From when a wait is too long, by time zone; null: the company wants neither. */
async function limitsOf(core: Core): Promise<Limits | null> {
  const reader = read(core);
  const rule = (await reader.one<{ off_duty: number | null; silent: number | null }>('SELECT off_duty_return_minutes AS off_duty, silent_return_minutes AS silent FROM company'))!;
  if (rule.off_duty === null && rule.silent === null) return null;
  const clock = await clockOf(reader);
  const zones = ['', ...(await reader.query<{ zone: string }>('SELECT DISTINCT time_zone AS zone FROM team WHERE time_zone IS NOT NULL')).map(({ zone }) => zone)];
  const latest = (minutes: number | null): (Date | null)[] => zones.map((zone) => (minutes === null ? null : latestDue(core.now(), { minutes, clock: 'working' }, zone ? { ...clock, timeZone: zone } : clock)));
  return [zones, latest(rule.off_duty), latest(rule.silent)];
}

async function returnOne(tx: Tx, core: Core, id: Id, limits: Limits): Promise<boolean> {
  const [seen] = await tx.query<Unattended>(UNATTENDED, [...limits, id]);
  if (!seen) return false;
  const moved = await moveOn(tx, core, id, null, seen.on_duty ? 'silent' : 'off-duty', async (row) => {
    // Answered, taken or back on duty meanwhile: now that it is locked it is looked at again.
    const [still] = await tx.query<Unattended>(UNATTENDED, [...limits, id]);
    if (!still || still.owner_id !== row.owner_id) return undefined;
    return (await tx.one<{ id: Id }>(DEPUTY, [still.owner_id, row.inbox_ids, id, row.waiting_since]))?.id ?? null;
  });
  if (moved?.to) {
    const { title } = (await tx.one<{ title: string }>('SELECT k.name AS title FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE c.id = $1', [id]))!;
    await notify(tx, core, [moved.to], { type: 'assigned', conversationId: id, title });
  }
  return moved !== null;
}

/** The wait counts from when its owner got it. `$1` time zones, `$2` and `$3` since when it is too long off duty and in silence, `$4` this one only. */
const UNATTENDED = `SELECT c.id, c.owner_id, u.on_duty
  FROM conversation c JOIN app_user u ON u.id = c.owner_id LEFT JOIN team t ON t.id = c.team_id
    JOIN unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) AS z (zone, off_duty, silent) ON z.zone = COALESCE(t.time_zone, '')
    CROSS JOIN LATERAL (SELECT GREATEST(c.waiting_since, (SELECT max(a.created_at) FROM assignment a WHERE a.conversation_id = c.id AND a.to_id = c.owner_id)) AS since) s
  WHERE c.status = 'open' AND NOT c.spam AND c.waiting_since IS NOT NULL AND ($4::uuid IS NULL OR c.id = $4)
    AND ((NOT u.on_duty AND s.since <= z.off_duty) OR s.since <= z.silent)
  ORDER BY c.waiting_since LIMIT ${AT_ONCE}`;

/** Who stands in for `$1`, is there, may have it, and has not had it already while this customer waits. */
const DEPUTY = `SELECT u.id FROM app_user o
    JOIN app_user u ON u.id = COALESCE((SELECT h.deputy_id FROM handover h WHERE h.user_id = o.id AND h.ended_at IS NULL), o.deputy_id)
  WHERE o.id = $1 AND u.on_duty AND ${MAY_OWN('$2')} AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.conversation_id = $3 AND a.from_id = u.id AND a.created_at >= $4)
  FOR NO KEY UPDATE OF u`;
