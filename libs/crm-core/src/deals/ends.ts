import { DateTime } from 'luxon';
import { announce } from '../conversations/announce.ts';
import { stateOf, type ConversationRow } from '../conversations/row.ts';
import type { Core } from '../core.ts';
import type { Actor, DealsApi } from '../crm.ts';
import { cut } from '../cut.ts';
import { Conflict, Invalid } from '../errors.ts';
import { tell } from '../sync/append.ts';
import { audiencesOfTask } from '../tasks/audiences.ts';
import { insertTask, toTaskView, type TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import { changeDeal } from './change-deal.ts';
import { checkedDay, requireFields, valuesOf, withFields } from './fields.ts';
import { requireReason } from './reasons.ts';
import type { SelectedDeal } from './row.ts';
import { lockStage } from './stage.ts';

/** From stage to stage, and to the end and back. */
export function createEnds(core: Core): Pick<DealsApi, 'move' | 'win' | 'lose' | 'reopen'> {
  return {
    move: (actor, id, input) =>
      changeDeal(core, actor, id, async (tx, row) => {
        requireOpen(row);
        const stage = await lockStage(tx, input.stageId);
        const values = await withFields(tx, valuesOf(row), input.fields ?? {});
        if (stage.id === row.stage_id) return { values };
        requireFields(values, stage);
        return { values, stageId: stage.id, pipelineId: stage.pipeline_id, said: 'moved' };
      }),
    win: (actor, id, fields = {}) =>
      changeDeal(core, actor, id, async (tx, row) => {
        if (row.status === 'won') return null;
        requireOpen(row);
        return { values: await withFields(tx, valuesOf(row), fields), status: 'won', said: 'won' };
      }),
    lose: (actor, id, input) =>
      changeDeal(core, actor, id, async (tx, row, conversation) => {
        requireOpen(row);
        const reason = await requireReason(tx, 'deal-lost', { id: input.reasonId }, 'reasonId');
        const returnOn = checkedDay(input.returnOn ?? null, 'returnOn');
        if (returnOn) await openWinBack(tx, core, actor, row, conversation, returnOn);
        return { status: 'lost', ending: { lostReasonId: reason.id, competitor: cut(input.competitor?.trim() ?? '', 200) || null, returnOn }, said: 'lost' };
      }),
    reopen: (actor, id) =>
      changeDeal(core, actor, id, async (tx, row, conversation) => {
        if (row.status === 'open') return null;
        const removed = await tx.one('SELECT 1 FROM stage s JOIN pipeline p ON p.id = s.pipeline_id WHERE s.id = $1 AND (s.removed_at IS NOT NULL OR p.removed_at IS NOT NULL)', [row.stage_id]);
        if (removed) throw new Conflict('stage-gone', 'Its stage is there no more: make a new deal.');
        await cancelWinBack(tx, core, row, conversation);
        return { status: 'open', said: 'reopened' };
      }),
  };
}

function requireOpen(row: SelectedDeal): void {
  if (row.status !== 'open') throw new Conflict('deal-ended', 'This deal has ended: open it again first.');
}

/** On that day in the morning, by the company's clock. */
async function openWinBack(tx: Tx, core: Core, actor: Actor, row: SelectedDeal, conversation: ConversationRow | null, day: string): Promise<void> {
  const { time_zone: zone } = (await tx.one<{ time_zone: string }>('SELECT time_zone FROM company'))!;
  const due = DateTime.fromISO(`${day}T10:00`, { zone });
  if (!due.isValid) throw new Invalid('bad-day', 'A day is written YYYY-MM-DD.', 'returnOn');
  if (due.endOf('day').toJSDate() < core.now()) throw new Invalid('past-day', 'This day is over.', 'returnOn');
  const task: TaskRow = {
    id: core.newId(), kind: 'win-back', title: row.title, contact_id: row.contact_id, conversation_id: row.conversation_id, order_id: null, deal_id: row.id, assignee_id: row.owner_id ?? actor.userId,
    due_at: due.toJSDate(), status: 'open', created_by: actor.userId, created_at: core.now(), done_at: null,
  };
  const { text, values } = insertTask(task);
  await tx.query(text, values);
  await tellTasks(tx, [task], conversation);
}

async function cancelWinBack(tx: Tx, core: Core, row: SelectedDeal, conversation: ConversationRow | null): Promise<void> {
  const tasks = await tx.query<TaskRow>("UPDATE task SET status = 'cancelled', done_at = $2 WHERE deal_id = $1 AND kind = 'win-back' AND status = 'open' RETURNING *", [row.id, core.now()]);
  await tellTasks(tx, tasks, conversation);
}

/** The conversation's row shows the clock of its tasks. */
async function tellTasks(tx: Tx, tasks: readonly TaskRow[], conversation: ConversationRow | null): Promise<void> {
  for (const row of tasks) {
    for (const audience of await audiencesOfTask(tx, row)) tell(tx, { change: { type: 'task', task: toTaskView(row) }, audience });
  }
  if (tasks.length && conversation) await announce(tx, conversation.id, stateOf(conversation));
}
