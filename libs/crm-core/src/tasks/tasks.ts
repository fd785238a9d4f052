import { settleAlarms } from '../alarms/settle.ts';
import { announceDeal } from '../deals/announce-deal.ts';
import { factsOf, readDeal } from '../deals/row.ts';
import { announce } from '../conversations/announce.ts';
import { lockConversation } from '../conversations/lock.ts';
import { stateOf, type ConversationState } from '../conversations/row.ts';
import { write, type Core } from '../core.ts';
import type { Actor, TasksApi } from '../crm.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { Id, TaskView } from '../views.ts';
import { CONTACT_VISIBLE, holdContact, requireConversation, scope } from '../visibility.ts';
import { audiencesOfTask } from './audiences.ts';
import { createTaskLists, TASK_VISIBLE } from './list.ts';
import { remindOfDue, tickOffReminders } from './remind.ts';
import { insertTask, toTaskView, updateTask, type TaskRow } from './row.ts';
import { cut } from '../cut.ts';

type NewTask = Parameters<TasksApi['create']>[1];
type Changes = Parameters<TasksApi['update']>[2];

export function createTasks(core: Core): TasksApi {
  return {
    ...createTaskLists(core),
    create: (actor, input) => write(core, (tx) => addTask(tx, core, actor, input)),
    update: (actor, id, input) => write(core, async (tx) => (await changeTask(tx, core, actor, id, () => input)).task),
    finish: (actor, id, { result, next }) =>
      write(core, async (tx) => {
        const { task, row } = await changeTask(tx, core, actor, id, ({ status }) => {
          if (status !== 'open') throw new Conflict('task-not-open', 'This task is not open any more.');
          return { status: 'done', ...(result !== undefined && { result }) };
        });
        if (!next) return { task, next: null };
        return { task, next: await addTask(tx, core, actor, { ...next, conversationId: row.conversation_id, contactId: row.contact_id, orderId: row.order_id, dealId: row.deal_id ?? null }) };
      }),
    remindOfDue: () => remindOfDue(core),
  };
}

async function addTask(tx: Tx, core: Core, actor: Actor, input: NewTask): Promise<TaskView> {
  if (!input.title.trim()) throw new Invalid('empty-title', 'Say what is to be done.', 'title');
  if (input.conversationId) await requireConversation(tx, actor, input.conversationId);
  if (input.contactId) await holdContact(tx, actor, input.contactId);
  if (input.orderId) await requireOrder(tx, actor, input.orderId);
  const before = await lock(tx, input.conversationId ?? null);
  const dealId = input.dealId ? await requireDeal(tx, actor, input.dealId) : null;
  const contactId = input.contactId ?? before?.contactId ?? null;
  const row: TaskRow = {
    id: core.newId(), kind: 'manual', title: cut(input.title.trim(), 500), contact_id: contactId, conversation_id: input.conversationId ?? null, order_id: input.orderId ?? null, deal_id: dealId ?? (await onlyDeal(tx, input.conversationId ?? null, contactId)),
    assignee_id: await assignee(tx, input.assigneeId === undefined ? actor.userId : input.assigneeId), due_at: moment(input.dueAt), status: 'open', created_by: actor.userId,
    created_at: core.now(), done_at: null,
  };
  const part = insertTask(row);
  await tx.query(part.text, part.values);
  // A deal has its next step by it.
  if (row.deal_id) await settleAlarms(tx, core.now(), { dealId: row.deal_id });
  return announceTask(tx, row, before);
}

/** `decide` sees the row as nobody else can change it any more. */
async function changeTask(tx: Tx, core: Core, actor: Actor, id: Id, decide: (row: TaskRow) => Changes): Promise<{ task: TaskView; row: TaskRow }> {
  const seen = await tx.one<TaskRow>(`SELECT t.* FROM task t WHERE t.id = $5 AND ${TASK_VISIBLE}`, [...scope(actor), actor.userId, id]);
  if (!seen) throw new NotFound('task');
  // The conversation first, as everywhere: two who change both never wait for each other.
  const before = await lock(tx, seen.conversation_id);
  const row = (await tx.one<TaskRow>('SELECT * FROM task WHERE id = $1 FOR UPDATE', [id]))!;
  const input = decide(row);
  const status = input.status ?? row.status;
  if (status === 'open' && row.status !== 'open' && row.kind !== 'manual') throw new Invalid('automatic-task', 'This task opens by itself when the customer waits again.', 'status');
  const dueAt = input.dueAt === undefined ? new Date(row.due_at) : moment(input.dueAt);
  const assigneeId = input.assigneeId === undefined ? row.assignee_id : await assignee(tx, input.assigneeId);
  // A new time or a new person is told anew.
  const again = dueAt.getTime() !== new Date(row.due_at).getTime() || assigneeId !== row.assignee_id || (status === 'open' && row.status !== 'open');
  const next: TaskRow = {
    ...row,
    title: input.title === undefined ? row.title : cut(input.title.trim(), 500),
    due_at: dueAt,
    assignee_id: assigneeId,
    result: input.result === undefined ? (row.result ?? '') : cut(input.result.trim(), 2_000),
    reminded_at: again ? null : (row.reminded_at ?? null),
    status,
    done_at: status === 'open' ? null : status === row.status ? row.done_at : core.now(),
  };
  const part = updateTask(next);
  await tx.query(part.text, part.values);
  if (again || status !== 'open') await tickOffReminders(tx, core.now(), [id]);
  if (again || status !== 'open') await settleAlarms(tx, core.now(), { taskIds: [id] });
  return { task: await announceTask(tx, next, before, row.assignee_id), row: next };
}

async function requireOrder(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const order = await tx.one(`SELECT 1 FROM sales_order o JOIN contact k ON k.id = o.contact_id WHERE o.id = $4 AND ${CONTACT_VISIBLE}`, [...scope(actor), id]);
  if (!order) throw new NotFound('order');
}

interface Before {
  readonly contactId: Id;
  readonly state: ConversationState;
}

async function lock(tx: Tx, conversationId: Id | null): Promise<Before | null> {
  if (!conversationId) return null;
  const { row } = await lockConversation(tx, conversationId);
  return { contactId: row.contact_id, state: stateOf(row) };
}

async function requireDeal(tx: Tx, actor: Actor, id: Id): Promise<Id> {
  const deal = await tx.one('SELECT 1 FROM deal d JOIN contact k ON k.id = d.contact_id WHERE d.id = $4 AND ' + CONTACT_VISIBLE, [...scope(actor), id]);
  if (!deal) throw new NotFound('deal');
  return id;
}

/** Work for a customer with one open deal is the next step of that deal. */
async function onlyDeal(tx: Tx, conversationId: Id | null, contactId: Id | null): Promise<Id | null> {
  if (!contactId && !conversationId) return null;
  const open = await tx.query<{ id: Id }>("SELECT id FROM deal WHERE status = 'open' AND (contact_id = $1 OR conversation_id = $2) LIMIT 2", [contactId, conversationId]);
  return open.length === 1 ? open[0]!.id : null;
}

/** The task, and the conversation and the deal that show its clock. */
async function announceTask(tx: Tx, row: TaskRow, before: Before | null, had: Id | null = null): Promise<TaskView> {
  const task = toTaskView(row);
  for (const audience of await audiencesOfTask(tx, row, had)) tell(tx, { change: { type: 'task', task }, audience });
  const deal = row.deal_id && (await readDeal(tx, row.deal_id));
  if (deal) await announceDeal(tx, deal.id, factsOf(deal));
  if (row.conversation_id && before) await announce(tx, row.conversation_id, before.state);
  return task;
}

function moment(time: string): Date {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) throw new Invalid('bad-time', 'This is no moment in time.', 'dueAt');
  return at;
}

async function assignee(tx: Tx, id: Id | null): Promise<Id | null> {
  if (id && !(await tx.one('SELECT 1 FROM app_user WHERE id = $1 AND active FOR SHARE', [id]))) throw new Invalid('no-user', 'There is no such colleague.', 'assigneeId');
  return id;
}
