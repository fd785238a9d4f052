import type { Core } from '../core.ts';
import type { ConversationsApi } from '../crm.ts';
import { toLeadView, type LeadRow } from '../leads/row.ts';
import { tell } from '../sync/append.ts';
import { insertTask, toTaskView, type TaskRow } from '../tasks/row.ts';
import { settleTasks } from '../tasks/settle.ts';
import type { Tx } from '../transaction.ts';
import type { Calendar } from '../working-time.ts';
import { addWorkingMinutes } from '../working-time.ts';
import type { WorkingHours } from '../views.ts';
import { changeConversation } from './change.ts';
import type { ConversationRow } from './row.ts';
import { hasOther, viewed } from './status.ts';

/** Spam closes, blocks its sender and undoes what the first message made; the other way round all of it comes back. */
export function createSpam(core: Core): Pick<ConversationsApi, 'setSpam'> {
  return {
    setSpam: (actor, id, spam) =>
      changeConversation(core, actor, id, async (tx, row) => {
        if (row.spam === spam) return null;
        if (!spam) return { row: await takeBack(tx, core, row) };
        await tx.query(
          `INSERT INTO blocked_sender (kind, value, by_id, created_at) SELECT kind, value, $2, $3 FROM contact_identity WHERE contact_id = $1 ON CONFLICT DO NOTHING`,
          [row.contact_id, actor.userId, core.now()],
        );
        await settleTasks(tx, core.now(), id, ['answer', 'follow-up', 'call-back'], 'cancelled', viewed(row));
        await changeLead(tx, core, row, 'open', 'junk');
        return { row: { ...row, spam: true, status: 'closed', closed_at: core.now(), snoozed_until: null, waiting_since: null, answer_due_at: null } };
      }, 'nothing'),
  };
}

async function takeBack(tx: Tx, core: Core, row: ConversationRow): Promise<ConversationRow> {
  await tx.query('DELETE FROM blocked_sender b USING contact_identity n WHERE n.contact_id = $1 AND b.kind = n.kind AND b.value = n.value', [row.contact_id]);
  await changeLead(tx, core, row, 'junk', 'open');
  if (await hasOther(tx, row)) return { ...row, spam: false };
  const open: ConversationRow = { ...row, spam: false, status: 'open', closed_at: null };
  const since = await unansweredSince(tx, row);
  if (!since) return open;
  const dueAt = await dueBy(tx, core, row);
  const task: TaskRow = {
    id: core.newId(), kind: 'answer', title: '', contact_id: row.contact_id, conversation_id: row.id, order_id: null, assignee_id: row.owner_id, due_at: dueAt, status: 'open', created_by: null,
    created_at: core.now(), done_at: null,
  };
  const { text, values } = insertTask(task);
  await tx.query(text, values);
  tell(tx, { change: { type: 'task', task: toTaskView(task) }, audience: viewed(row) });
  return { ...open, waiting_since: since, answer_due_at: dueAt };
}

/** The first words of the customer after our last public ones. */
async function unansweredSince(tx: Tx, row: ConversationRow): Promise<Date | null> {
  const first = await tx.one<{ at: Date | null }>(
    `SELECT min(m.occurred_at) AS at FROM message m WHERE m.conversation_id = $1 AND m.direction = 'inbound' AND m.kind IN ('text', 'call') AND m.automatic IS NULL
       AND m.occurred_at > coalesce((SELECT max(o.occurred_at) FROM message o WHERE o.conversation_id = $1 AND o.direction = 'outbound' AND o.kind IN ('text', 'call') AND NOT o.payload ?| '{putOff,forwardOf}'), '-infinity')`,
    [row.id],
  );
  return first!.at;
}

async function dueBy(tx: Tx, core: Core, row: ConversationRow): Promise<Date> {
  const found = await tx.one<{ minutes: number; time_zone: string; working_hours: WorkingHours; holidays: Calendar['holidays'] }>(
    'SELECT i.first_answer_minutes AS minutes, k.time_zone, k.working_hours, k.holidays FROM inbox i, company k WHERE i.id = $1', [row.inbox_id],
  );
  return addWorkingMinutes(core.now(), found!.minutes, { timeZone: found!.time_zone, hours: found!.working_hours, holidays: found!.holidays });
}

/** A contact has at most one open lead: another one that opened meanwhile stays, and this one stays junk. */
async function changeLead(tx: Tx, core: Core, row: ConversationRow, from: 'open' | 'junk', to: 'open' | 'junk'): Promise<void> {
  const leads = await tx.query<LeadRow>(
    `UPDATE lead l SET status = $3, junk_reason = CASE WHEN $3 = 'junk' THEN 'spam' END,
       junk_reason_id = CASE WHEN $3 = 'junk' THEN (SELECT r.id FROM reason r WHERE r.kind = 'lead-junk' AND r.code = 'spam' LIMIT 1) END, closed_at = CASE WHEN $3 = 'junk' THEN $4::timestamptz END
     WHERE l.contact_id = $1 AND l.status = $2 AND ($2 = 'open' OR (l.junk_reason = 'spam' AND NOT EXISTS (SELECT 1 FROM lead o WHERE o.contact_id = $1 AND o.status = 'open')
       AND l.id = (SELECT j.id FROM lead j WHERE j.contact_id = $1 AND j.junk_reason = 'spam' ORDER BY j.created_at DESC LIMIT 1)))
     RETURNING l.*`,
    [row.contact_id, from, to, core.now()],
  );
  tell(tx, ...leads.map((lead) => ({ change: { type: 'lead', lead: toLeadView(lead) } as const, audience: viewed(row) })));
}
