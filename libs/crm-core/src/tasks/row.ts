import type { Statement } from '../batch.ts';
import type { Id, TaskKind, TaskStatus, TaskView } from '../views.ts';

/** A row of `task`; times are strings where they come out of JSON. */
export interface TaskRow {
  readonly id: Id;
  readonly kind: TaskKind;
  readonly title: string;
  readonly contact_id: Id | null;
  readonly conversation_id: Id | null;
  readonly order_id: Id | null;
  readonly deal_id?: Id | null;
  readonly assignee_id: Id | null;
  readonly due_at: Date | string;
  readonly status: TaskStatus;
  readonly created_by: Id | null;
  readonly created_at: Date | string;
  readonly done_at: Date | string | null;
  /** Absent in rows that are being made: nothing came of them yet. */
  readonly result?: string;
  readonly reminded_at?: Date | string | null;
}

export function toTaskView(row: TaskRow): TaskView {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    contactId: row.contact_id,
    conversationId: row.conversation_id,
    orderId: row.order_id,
    ...(row.deal_id ? { dealId: row.deal_id } : {}),
    assigneeId: row.assignee_id,
    dueAt: new Date(row.due_at).toISOString(),
    status: row.status,
    createdAt: new Date(row.created_at).toISOString(),
    doneAt: row.done_at === null ? null : new Date(row.done_at).toISOString(),
    result: row.result ?? '',
  };
}

/** A second open one of an automatic kind in the same conversation violates `task_one_automatic`. */
export function insertTask(row: TaskRow): Statement {
  return {
    text: `INSERT INTO task (id, kind, title, contact_id, conversation_id, order_id, assignee_id, due_at, status, created_by, created_at, done_at, deal_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [row.id, row.kind, row.title, row.contact_id, row.conversation_id, row.order_id, row.assignee_id, row.due_at, row.status, row.created_by, row.created_at, row.done_at, row.deal_id ?? null],
  };
}

/** Writes what can change of a task. */
export function updateTask(row: TaskRow): Statement {
  return {
    text: 'UPDATE task SET title = $2, assignee_id = $3, due_at = $4, status = $5, done_at = $6, result = $7, reminded_at = $8 WHERE id = $1',
    values: [row.id, row.title, row.assignee_id, row.due_at, row.status, row.done_at, row.result ?? '', row.reminded_at ?? null],
  };
}

/** The earliest of those still open; what the list row shows as a clock. */
export function earliestDue(tasks: readonly TaskRow[]): Date | null {
  const due = tasks.filter((task) => task.status === 'open').map((task) => new Date(task.due_at).getTime());
  return due.length ? new Date(Math.min(...due)) : null;
}
