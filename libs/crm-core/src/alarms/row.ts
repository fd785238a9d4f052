import { audienceOfContact } from '../contacts/announce.ts';
import { audienceOf } from '../conversations/announce.ts';
import { placeOf } from '../conversations/row.ts';
import { tell } from '../sync/append.ts';
import { audiencesOfTask } from '../tasks/audiences.ts';
import type { TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import type { AlarmKind, AlarmState, AlarmStepView, AlarmView, AlarmWho, Id } from '../views.ts';
import { CONTACT_VISIBLE, CONVERSATION_VISIBLE, type Audience } from '../visibility.ts';

/** A row of `alarm` with the steps that were told. */
export interface AlarmRow {
  readonly id: Id;
  readonly kind: AlarmKind;
  readonly title: string;
  readonly contact_id: Id | null;
  readonly conversation_id: Id | null;
  readonly lead_id: Id | null;
  readonly task_id: Id | null;
  readonly deal_id: Id | null;
  readonly inbox_id: Id | null;
  readonly message_id: Id | null;
  readonly through_id: Id | null;
  readonly since: Date;
  readonly time_zone: string | null;
  readonly steps: readonly AlarmStepView[];
  readonly state: AlarmState;
  readonly step: number;
  readonly next_at: Date | null;
  readonly money_minor: string | null;
  readonly money_currency: string | null;
  readonly raised_at: Date;
  readonly taken_by: Id | null;
  readonly taken_at: Date | null;
  readonly told: { who: AlarmWho; userIds: Id[]; at: string }[] | null;
}

/** Over `alarm a`. */
export const ALARM_COLUMNS = `a.*, (SELECT json_agg(json_build_object('who', s.who, 'userIds', s.user_ids, 'at', s.at) ORDER BY s.position) FROM alarm_step s WHERE s.alarm_id = a.id) AS told,
  coalesce(a.inbox_id, (SELECT m.inbox_id FROM message m WHERE m.id = a.message_id),
    (SELECT m.inbox_id FROM message m WHERE m.conversation_id = a.conversation_id AND m.direction = 'inbound' ORDER BY m.occurred_at DESC, m.id DESC LIMIT 1)) AS through_id`;

export function toAlarmView(row: AlarmRow): AlarmView {
  const next = row.steps[row.step];
  return {
    id: row.id, kind: row.kind, state: row.state, title: row.title, contactId: row.contact_id, conversationId: row.conversation_id, taskId: row.task_id, dealId: row.deal_id, inboxId: row.inbox_id,
    messageId: row.message_id, throughId: row.through_id, since: row.since.toISOString(), money: row.money_minor === null || row.money_currency === null ? null : { minor: Number(row.money_minor), currency: row.money_currency },
    raisedAt: row.raised_at.toISOString(), told: (row.told ?? []).map((each) => ({ ...each, at: new Date(each.at).toISOString() })),
    next: row.next_at && next ? { who: next.who, at: row.next_at.toISOString() } : null, takenById: row.taken_by, takenAt: row.taken_at?.toISOString() ?? null,
  };
}

/** As what it is about: through its conversation, else its contact, else its inbox; a task of nobody's customer is its people's. `$4` asks. */
export const ALARM_VISIBLE = `(CASE WHEN a.conversation_id IS NOT NULL THEN EXISTS (SELECT 1 FROM conversation c WHERE c.id = a.conversation_id AND ${CONVERSATION_VISIBLE})
  WHEN a.contact_id IS NOT NULL THEN EXISTS (SELECT 1 FROM contact k WHERE k.id = a.contact_id AND ${CONTACT_VISIBLE})
  WHEN a.inbox_id IS NOT NULL THEN $1::boolean OR a.inbox_id = ANY ($2::uuid[])
  ELSE $1::boolean OR EXISTS (SELECT 1 FROM task t WHERE t.id = a.task_id AND $4::uuid IN (t.assignee_id, t.created_by)) END)`;

async function audiencesOf(tx: Tx, row: AlarmRow): Promise<Audience[]> {
  if (row.conversation_id) {
    const conversation = await tx.one<Parameters<typeof placeOf>[0]>('SELECT inbox_ids, owner_id, participant_ids FROM conversation WHERE id = $1', [row.conversation_id]);
    return [audienceOf(placeOf(conversation!))];
  }
  if (row.contact_id) return [await audienceOfContact(tx, row.contact_id)];
  if (row.inbox_id) return [{ inboxIds: [row.inbox_id], ownerId: null, userId: null }];
  const task = await tx.one<TaskRow>('SELECT * FROM task WHERE id = $1', [row.task_id]);
  return audiencesOfTask(tx, task!);
}

/** Tells every screen how these stand now; their rows were changed or locked before. */
export async function tellAlarms(tx: Tx, rows: readonly AlarmRow[]): Promise<void> {
  const audiences = await Promise.all(rows.map((row) => audiencesOf(tx, row)));
  rows.forEach((row, index) => tell(tx, ...audiences[index]!.map((audience) => ({ change: { type: 'alarm', alarm: toAlarmView(row) } as const, audience }))));
}

/** Who may see an alarm follows its conversation: a new owner is told of it. */
export async function retellAlarms(tx: Tx, conversationId: Id): Promise<void> {
  await tellAlarms(tx, await tx.query<AlarmRow>(`SELECT ${ALARM_COLUMNS} FROM alarm a WHERE a.conversation_id = $1 AND a.state <> 'resolved'`, [conversationId]));
}
