import { assignAct } from '../conversations/assign.ts';
import { applyOutcome } from '../conversations/change.ts';
import { write, type Core } from '../core.ts';
import type { Actor, AlarmsApi } from '../crm.ts';
import { announceDeal } from '../deals/announce-deal.ts';
import { factsOf, readDeal } from '../deals/row.ts';
import { Conflict, NotFound } from '../errors.ts';
import { announceLead } from '../leads/announce-lead.ts';
import type { LeadRow } from '../leads/row.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import { audiencesOfTask } from '../tasks/audiences.ts';
import { toTaskView, type TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { scope } from '../visibility.ts';
import { ALARM_COLUMNS, ALARM_VISIBLE, tellAlarms, toAlarmView, type AlarmRow } from './row.ts';
import { settleAlarms, tickOffAlarms } from './settle.ts';

/**
 * «I take it»: the ladder stops and what it is about is theirs, in one commit. The conversation's row is locked first, as whoever
 * climbs does: no step is told after this has committed.
 */
export function createTake(core: Core): Pick<AlarmsApi, 'take'> {
  return {
    take: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'alarm.take');
        const seen = await tx.one<AlarmRow>(`SELECT a.* FROM alarm a WHERE a.id = $5 AND ${ALARM_VISIBLE}`, [...scope(actor), actor.userId, id]);
        if (!seen) throw new NotFound('alarm');
        if (seen.conversation_id) await tx.query('SELECT 1 FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [seen.conversation_id]);
        const row = (await tx.one<AlarmRow>(`SELECT ${ALARM_COLUMNS} FROM alarm a WHERE a.id = $1 FOR NO KEY UPDATE OF a`, [id]))!;
        if (row.state === 'resolved') throw new Conflict('alarm-over', 'Somebody has seen to it: nobody waits here any more.');
        if (row.state === 'taken' && row.taken_by === actor.userId) return toAlarmView(row);
        if (row.state === 'taken') throw new Conflict('alarm-taken', 'A colleague has taken it.');
        await tx.query("UPDATE alarm SET state = 'taken', taken_by = $2, taken_at = $3, next_at = NULL WHERE id = $1", [id, actor.userId, core.now()]);
        await tickOffAlarms(tx, core.now(), [id]);
        await takeOver(tx, core, actor, row);
        // Owning it may be all that was missing.
        await settleAlarms(tx, core.now(), { alarmIds: [id] });
        const now = (await tx.one<AlarmRow>(`SELECT ${ALARM_COLUMNS} FROM alarm a WHERE a.id = $1`, [id]))!;
        if (now.state === 'taken') await tellAlarms(tx, [now]);
        return toAlarmView(now);
      }),
  };
}

async function takeOver(tx: Tx, core: Core, actor: Actor, row: AlarmRow): Promise<void> {
  if (row.kind === 'task-overdue') return takeTask(tx, actor, row.task_id!);
  if (row.deal_id) return takeDeal(tx, actor, row.deal_id);
  if (row.conversation_id) await applyOutcome(tx, core, row.conversation_id, assignAct(core, actor, { ownerId: actor.userId }));
  if (row.lead_id) {
    const lead = await tx.one<LeadRow>("UPDATE lead SET owner_id = $2 WHERE id = $1 AND status = 'open' AND owner_id IS NULL RETURNING *", [row.lead_id, actor.userId]);
    if (lead) await announceLead(tx, core, lead, null);
  }
}

async function takeTask(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const task = await tx.one<TaskRow>("UPDATE task SET assignee_id = $2 WHERE id = $1 AND status = 'open' RETURNING *", [id, actor.userId]);
  if (task) for (const audience of await audiencesOfTask(tx, task)) tell(tx, { change: { type: 'task', task: toTaskView(task) }, audience });
}

async function takeDeal(tx: Tx, actor: Actor, id: Id): Promise<void> {
  await tx.query('SELECT 1 FROM deal WHERE id = $1 FOR NO KEY UPDATE', [id]);
  const before = factsOf((await readDeal(tx, id))!);
  await tx.query('UPDATE deal SET owner_id = $2 WHERE id = $1', [id, actor.userId]);
  await announceDeal(tx, id, before);
}
