import type { Statement } from '../batch.ts';
import { settleAlarms } from '../alarms/settle.ts';
import { afterAnswer, afterQuiet, type Arrival } from '../conversations/after.ts';
import { announce, audienceOf } from '../conversations/announce.ts';
import type { LockedConversation } from '../conversations/lock.ts';
import { previewOf } from '../conversations/preview.ts';
import { placeOf, type ConversationRow, type ConversationState } from '../conversations/row.ts';
import { updateConversation } from '../conversations/save.ts';
import type { Core } from '../core.ts';
import type { InboxRow } from '../inboxes/inbox-view.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow, type ReplyMemory } from '../messages/row.ts';
import { readMessages } from '../messages/view.ts';
import { tell } from '../sync/append.ts';
import { insertTask, toTaskView, updateTask, type TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import type { ConversationView, Id, MessageView, WorkingHours } from '../views.ts';
import { addWorkingDays } from '../working-time.ts';

/** What a public reply is about to change, and what it must remember to take that back. */
export interface Answer {
  readonly memory: ReplyMemory;
  readonly tasks: readonly { readonly task: TaskRow; readonly part: Statement }[];
}

/** What was to be answered is done; with nothing else open, somebody gets back to them after some working days of silence. `responsible`: of an unowned conversation. */
export async function prepareAnswer(tx: Tx, core: Core, locked: LockedConversation, inbox: InboxRow, responsible: Id | null, fingerprint: string): Promise<Answer> {
  const { row } = locked;
  const { tasks, answerTaskId, followUpTaskId } = settleTasks(core, responsible, locked, followUpDue(core.now(), await calendar(tx), inbox.follow_up_days));
  return {
    tasks,
    memory: { fingerprint, waitedSince: row.waiting_since?.toISOString() ?? null, answerDueAt: row.answer_due_at?.toISOString() ?? null, answerTaskId, followUpTaskId },
  };
}

/** The message is written: nobody waits, the answer task is done, an unowned conversation is `responsible`'s. `before` null: it is new. */
export async function concludeAnswer(
  tx: Tx, core: Core, locked: LockedConversation, before: ConversationState | null, inbox: InboxRow, messageId: Id, { tasks }: Answer, responsible: Id | null,
): Promise<{ conversation: ConversationView; message: MessageView }> {
  const { row } = locked;
  for (const task of tasks) await run(tx, task.part);
  const line = row.owner_id || !responsible ? [] : [await takeOwnership(tx, core, responsible, row)];
  const message = (await readMessages(tx, [messageId]))[0]!;
  const open = await reopens(tx, row);
  const next = afterAnswer({ ...row, owner_id: row.owner_id ?? responsible, ...(open ? { status: 'open' as const, closed_at: null } : {}) }, arrivalOf(message, inbox));
  for (const part of updateConversation(row, next)) await run(tx, part);
  tell(tx, ...tasks.map(({ task }) => ({
    change: { type: 'task', task: toTaskView(task) } as const, audience: audienceOf(placeOf(next)),
  })));
  const told = await announce(tx, row.id, before, [...line, messageId]);
  await settleAlarms(tx, core.now(), { conversationId: row.id });
  return { conversation: told.conversation, message };
}

/** Words of ours that are no answer to the customer (their letter handed on to somebody else): shown, and whoever waits goes on waiting. */
export async function concludeQuietly(tx: Tx, locked: LockedConversation, before: ConversationState | null, inbox: InboxRow, messageId: Id): Promise<{ conversation: ConversationView; message: MessageView }> {
  const message = (await readMessages(tx, [messageId]))[0]!;
  for (const part of updateConversation(locked.row, afterQuiet(locked.row, arrivalOf(message, inbox)))) await run(tx, part);
  const told = await announce(tx, locked.row.id, before, [messageId]);
  return { conversation: told.conversation, message };
}

function arrivalOf(message: MessageView, inbox: InboxRow): Arrival {
  return {
    inboxId: inbox.id, channel: message.channel!, occurredAt: new Date(message.occurredAt), subject: inbox.is_private ? null : message.subject,
    preview: (conversation) => previewOf(message, { isPrivate: inbox.is_private }, conversation),
  };
}

export const run = async (tx: Tx, part: Statement): Promise<void> => void (await tx.query(part.text, part.values));

interface Settled extends Pick<Answer, 'tasks'> {
  readonly answerTaskId: Id | null;
  readonly followUpTaskId: Id | null;
}

function settleTasks(core: Core, responsible: Id | null, { row, tasks }: LockedConversation, dueAt: Date): Settled {
  const done = tasks.filter((task) => task.kind === 'answer' || task.kind === 'call-back')
    .map((task): TaskRow => ({ ...task, status: 'done', done_at: core.now() }));
  const changed = done.map((task) => ({ task, part: updateTask(task) }));
  const answerTaskId = done.find((task) => task.kind === 'answer')?.id ?? null;
  if (tasks.length > done.length) return { tasks: changed, answerTaskId, followUpTaskId: null };
  const followUp: TaskRow = {
    id: core.newId(), kind: 'follow-up', title: '', contact_id: row.contact_id, conversation_id: row.id, order_id: null, assignee_id: row.owner_id ?? responsible, due_at: dueAt,
    status: 'open', created_by: null, created_at: core.now(), done_at: null,
  };
  return { tasks: [...changed, { task: followUp, part: insertTask(followUp) }], answerTaskId, followUpTaskId: followUp.id };
}

interface CompanyHours {
  readonly time_zone: string;
  readonly working_hours: WorkingHours;
  readonly holidays: { date: string }[];
}
const calendar = async (tx: Tx): Promise<CompanyHours> => (await tx.one<CompanyHours>('SELECT time_zone, working_hours, holidays FROM company'))!;
const followUpDue = (now: Date, hours: CompanyHours, days: number): Date =>
  addWorkingDays(now, days, { timeZone: hours.time_zone, hours: hours.working_hours, holidays: hours.holidays });

/** Whoever answers first takes it; the timeline says so. */
async function takeOwnership(tx: Tx, core: Core, userId: Id, row: ConversationRow): Promise<Id> {
  const id = core.newId();
  await tx.query('INSERT INTO assignment (id, conversation_id, from_id, to_id, by_id, reason, created_at) VALUES ($1, $2, NULL, $3, $3, $4, $5)',
    [core.newId(), row.id, userId, 'answered', core.now()]);
  await run(tx, insertMessage(messageRow({
    id, conversation_id: row.id, contact_id: row.contact_id, kind: 'activity', direction: 'internal', occurred_at: core.now(), created_at: core.now(),
    payload: { activity: { type: 'assigned', fromId: null, toId: userId, byId: userId, reason: 'answered' } },
  })));
  return id;
}

/** Words to a closed conversation open it, unless the contact speaks with us in another one by now. */
async function reopens(tx: Tx, row: ConversationRow): Promise<boolean> {
  if (row.status !== 'closed') return false;
  return !(await tx.one("SELECT 1 FROM conversation WHERE contact_id = $1 AND id <> $2 AND status <> 'closed'", [row.contact_id, row.id]));
}
