import type { Id, NotificationView, ToldAlarmView } from '../views.ts';

/** A row of `notification`. */
export interface NotificationRow {
  readonly id: Id;
  readonly type: NotificationView['type'];
  readonly conversation_id: Id | null;
  readonly message_id: Id | null;
  readonly job_id: Id | null;
  readonly task_id: Id | null;
  readonly title: string;
  readonly created_at: Date;
  readonly read_at: Date | null;
  readonly alarm: ToldAlarmView | null;
}

export const notificationView = (row: NotificationRow): NotificationView => ({
  id: row.id, type: row.type, conversationId: row.conversation_id, messageId: row.message_id, jobId: row.job_id, taskId: row.task_id, title: row.title, createdAt: row.created_at.toISOString(), readAt: row.read_at?.toISOString() ?? null,
  ...(row.alarm ? { alarm: row.alarm } : {}),
});
