import { audienceOf } from '../conversations/announce.ts';
import { placeOf, type ConversationRow } from '../conversations/row.ts';
import { tickOffReminders } from '../tasks/remind.ts';
import { insertTask, toTaskView, updateTask, type TaskRow } from '../tasks/row.ts';
import type { Id, NotificationView, TaskKind } from '../views.ts';
import type { Tx } from '../transaction.ts';
import { HAS_INBOX, onlyFor } from '../visibility.ts';
import { addWorkingDays } from '../working-time.ts';
import type { Work } from './work.ts';

const audience = (row: ConversationRow) => audienceOf(placeOf(row));

function open(work: Work, row: ConversationRow, kind: TaskKind, dueAt: Date): TaskRow {
  const task: TaskRow = {
    id: work.core.newId(), kind, title: '', contact_id: row.contact_id, conversation_id: row.id, order_id: null, assignee_id: row.owner_id, due_at: dueAt, status: 'open', created_by: null,
    created_at: work.now, done_at: null,
  };
  work.parts.push(insertTask(task));
  work.told.push({ change: { type: 'task', task: toTaskView(task) }, audience: audience(row) });
  return task;
}

function change(work: Work, row: ConversationRow, task: TaskRow, to: Partial<TaskRow>): TaskRow {
  const next = { ...task, ...to };
  work.parts.push(updateTask(next));
  work.told.push({ change: { type: 'task', task: toTaskView(next) }, audience: audience(row) });
  return next;
}

/** The customer spoke: whoever is responsible answers in time, and "get back to them" is settled by itself. Returns the tasks as they are then. */
export async function expectAnswer(work: Work, row: ConversationRow, tasks: readonly TaskRow[], kind: 'answer' | 'call-back'): Promise<TaskRow[]> {
  await tickOffReminders(work.tx, work.now, tasks.filter((task) => task.kind === 'follow-up' && task.reminded_at).map(({ id }) => id));
  const kept = tasks.map((task) => {
    if (task.kind === 'follow-up') return change(work, row, task, { status: 'cancelled', done_at: work.now });
    if (task.kind !== 'manual' && task.assignee_id === null && row.owner_id !== null) return change(work, row, task, { assignee_id: row.owner_id });
    return task;
  });
  return kept.some((task) => task.kind === kind) ? kept : [...kept, open(work, row, kind, row.answer_due_at ?? work.now)];
}

/** We answered: what was to be answered is done, and after some working days of silence somebody gets back to them. */
export function expectSilence(work: Work, row: ConversationRow, tasks: readonly TaskRow[]): TaskRow[] {
  const kept = tasks.map((task) => (task.kind === 'answer' || task.kind === 'call-back' ? change(work, row, task, { status: 'done', done_at: work.now }) : task));
  if (kept.some((task) => task.status === 'open')) return kept;
  return [...kept, open(work, row, 'follow-up', addWorkingDays(work.now, work.inbox.followUpDays, work.company.calendar))];
}

/** Tells the responsible person, or everybody who has the inbox when there is none; and who follows it. */
export async function tellResponsible(work: Work, row: ConversationRow, type: NotificationView['type'], title: string): Promise<void> {
  const responsible = row.owner_id ? [row.owner_id] : await everybody(work.tx, work.inbox.id);
  const people = row.participant_ids.length ? [...new Set([...responsible, ...row.participant_ids])] : responsible;
  const notifications = people.map((userId) => ({
    userId,
    notification: { id: work.core.newId(), type, conversationId: row.id, messageId: null, jobId: null, taskId: null, title, createdAt: work.now.toISOString(), readAt: null } satisfies NotificationView,
  }));
  if (!notifications.length) return;
  work.parts.push({
    text: `INSERT INTO notification (id, user_id, type, conversation_id, title, created_at) SELECT n.id, n.user_id, $3, $4, $5, $6 FROM unnest($1::uuid[], $2::uuid[]) AS n (id, user_id)`,
    values: [notifications.map(({ notification }) => notification.id), people, type, row.id, title, work.now],
  });
  for (const { userId, notification } of notifications) {
    work.told.push({ change: { type: 'notification', notification }, audience: onlyFor(userId) });
    work.tx.signal({ type: 'notify', notification, userId });
  }
}

const asked = new WeakMap<Tx, Map<Id, Promise<Id[]>>>();

/** Who has the inbox; asked once in a transaction, however many write to it in the night. */
export function everybody(tx: Tx, inboxId: Id): Promise<Id[]> {
  const known = asked.get(tx) ?? new Map<Id, Promise<Id[]>>();
  asked.set(tx, known);
  const people = known.get(inboxId) ?? tx.query<{ id: Id }>(WITH_INBOX, [inboxId]).then((rows) => rows.map(({ id }) => id));
  known.set(inboxId, people);
  return people;
}

const WITH_INBOX = `SELECT u.id FROM app_user u WHERE u.active AND ${HAS_INBOX('u.id', '$1')}`;
