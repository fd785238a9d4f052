import { createHash } from 'node:crypto';
import { announce, audienceOf } from '../conversations/announce.ts';
import { afterAnswer } from '../conversations/after.ts';
import type { LockedConversation } from '../conversations/lock.ts';
import { previewOf } from '../conversations/preview.ts';
import type { ConversationRow, ConversationState } from '../conversations/row.ts';
import { updateConversation } from '../conversations/save.ts';
import type { Core } from '../core.ts';
import type { Actor } from '../crm.ts';
import { Conflict } from '../errors.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow, type ReplyMemory } from '../messages/row.ts';
import { readMessages } from '../messages/view.ts';
import { tell } from '../sync/append.ts';
import { insertTask, toTaskView, updateTask, type TaskRow } from '../tasks/row.ts';
import type { Statement } from '../batch.ts';
import type { Tx } from '../transaction.ts';
import type { ConversationView, Id, MessageView, WorkingHours } from '../views.ts';
import { addWorkingDays } from '../working-time.ts';
import { attach, checkAttachments } from './attachments.ts';
import { mailChain, replySubject } from './mail-chain.ts';
import { planDeliveries, type PlannedDelivery } from './plan.ts';
import type { Target } from './target.ts';

export interface Content {
  readonly id: Id;
  readonly text: string;
  readonly html: string | null;
  readonly subject: string | null;
  readonly attachmentIds: readonly Id[];
  readonly replyToId: Id | null;
  readonly fingerprint: string;
}

/**
 * A public message of ours: the message, a delivery for each vendor call, and what it means for the conversation: nobody waits,
 * the answer task is done, a follow-up is set, an unowned conversation is its author's. `before` null: it is new.
 */
export async function post(
  tx: Tx, core: Core, actor: Actor, locked: LockedConversation, before: ConversationState | null, target: Target, content: Content,
): Promise<{ conversation: ConversationView; message: MessageView }> {
  const { row } = locked;
  const { inbox, capability } = target;
  const now = core.now();
  await checkAttachments(tx, actor, content.attachmentIds, capability);
  const planned = planDeliveries(content.text, content.attachmentIds, [...target.recipients, ...target.cc], capability);
  const mail = capability.subject
    ? await mailChain(tx, { conversationId: row.id, inboxId: inbox.id, externalThreadId: target.externalThreadId, replyToId: content.replyToId })
    : { references: [], subject: null };
  const { tasks, answerTaskId, followUpTaskId } = settleTasks(core, actor, locked, followUpDue(now, await calendar(tx), inbox.follow_up_days));
  const memory: ReplyMemory = {
    fingerprint: content.fingerprint, waitedSince: row.waiting_since?.toISOString() ?? null, answerDueAt: row.answer_due_at?.toISOString() ?? null, answerTaskId, followUpTaskId,
  };

  await run(tx, insertMessage(messageRow({
    id: content.id, conversation_id: row.id, contact_id: row.contact_id, inbox_id: inbox.id, channel: capability.channel, kind: 'text', direction: 'outbound', author_id: actor.userId,
    external_thread_id: target.externalThreadId, mail_references: mail.references, reply_to_id: content.replyToId,
    subject: capability.subject ? (content.subject ?? replySubject(mail.subject ?? row.subject)) : null, text: content.text, html: capability.format === 'html' ? content.html : null,
    mail_to: capability.cc ? target.recipients.map((to) => to.value) : [], mail_cc: target.cc.map((to) => to.value), payload: { reply: memory }, delivery_status: 'queued',
    occurred_at: now, created_at: now,
  })));
  await insertDeliveries(tx, core, content.id, row, inbox.id, planned);
  await attach(tx, content.id, content.attachmentIds);
  for (const task of tasks) await run(tx, task.part);

  const ownerId = row.owner_id ?? actor.userId;
  const line = row.owner_id ? [] : [await takeOwnership(tx, core, actor, row)];
  const message = (await readMessages(tx, [content.id]))[0]!;
  const open = await reopens(tx, row);
  const next = afterAnswer({ ...row, owner_id: ownerId, ...(open ? { status: 'open' as const, closed_at: null } : {}) }, {
    inboxId: inbox.id, channel: capability.channel, occurredAt: now, subject: inbox.is_private ? null : message.subject, preview: (conversation) => previewOf(message, { isPrivate: inbox.is_private }, conversation),
  });
  await run(tx, updateConversation(next));
  tell(tx, ...tasks.map(({ task }) => ({
    change: { type: 'task', task: toTaskView(task) } as const, audience: audienceOf({ inboxIds: [...next.inbox_ids], ownerId: next.owner_id }),
  })));
  const told = await announce(tx, row.id, before, [...line, content.id]);
  const first = await tx.one<{ id: Id }>('SELECT id FROM delivery WHERE message_id = $1 ORDER BY position LIMIT 1', [content.id]);
  tx.signal({ type: 'delivery', deliveryId: first!.id });
  return { conversation: told.conversation, message };
}

/** What makes two posts with one id the same. */
export function fingerprintOf(actor: Actor, parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify([actor.userId, ...parts.map((part) => part ?? null)])).digest('base64url');
}

/** The message posted before under this id: undefined when there is none, Conflict when it was another. */
export async function postedBefore(tx: Tx, id: Id, fingerprint: string): Promise<MessageView | undefined> {
  const row = await tx.one<{ payload: { reply?: ReplyMemory } }>('SELECT payload FROM message WHERE id = $1', [id]);
  if (!row) return undefined;
  if (row.payload.reply?.fingerprint !== fingerprint) throw new Conflict('id-taken', 'Another message was posted under this id: make a new one.');
  return (await readMessages(tx, [id]))[0];
}

const run = async (tx: Tx, part: Statement): Promise<void> => void (await tx.query(part.text, part.values));

async function insertDeliveries(tx: Tx, core: Core, messageId: Id, conversation: ConversationRow, inboxId: Id, planned: readonly PlannedDelivery[]): Promise<void> {
  const now = core.now();
  for (const [position, { recipient, text, attachmentIds }] of planned.entries()) {
    await tx.query(
      `INSERT INTO delivery (id, message_id, conversation_id, inbox_id, position, recipient_kind, recipient_value, text, attachment_ids, queued_at, retry_at, created_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10, $10)`,
      [core.newId(), messageId, conversation.id, inboxId, position, recipient.kind, recipient.value, text, attachmentIds, now]);
  }
}

interface Settled {
  readonly tasks: readonly { readonly task: TaskRow; readonly part: Statement }[];
  readonly answerTaskId: Id | null;
  readonly followUpTaskId: Id | null;
}

/** What was to be answered is done; with nothing else open, somebody gets back to them after some working days of silence. */
function settleTasks(core: Core, actor: Actor, { row, tasks }: LockedConversation, dueAt: Date): Settled {
  const done = tasks.filter((task) => task.kind === 'answer' || task.kind === 'call-back')
    .map((task): TaskRow => ({ ...task, status: 'done', done_at: core.now() }));
  const changed = done.map((task) => ({ task, part: updateTask(task) }));
  const answerTaskId = done.find((task) => task.kind === 'answer')?.id ?? null;
  if (tasks.length > done.length) return { tasks: changed, answerTaskId, followUpTaskId: null };
  const followUp: TaskRow = {
    id: core.newId(), kind: 'follow-up', title: '', contact_id: row.contact_id, conversation_id: row.id, order_id: null, assignee_id: row.owner_id ?? actor.userId, due_at: dueAt,
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
async function takeOwnership(tx: Tx, core: Core, actor: Actor, row: ConversationRow): Promise<Id> {
  const id = core.newId();
  await tx.query('INSERT INTO assignment (id, conversation_id, from_id, to_id, by_id, reason, created_at) VALUES ($1, $2, NULL, $3, $3, $4, $5)',
    [core.newId(), row.id, actor.userId, 'answered', core.now()]);
  await run(tx, insertMessage(messageRow({
    id, conversation_id: row.id, contact_id: row.contact_id, kind: 'activity', direction: 'internal', occurred_at: core.now(), created_at: core.now(),
    payload: { activity: { type: 'assigned', fromId: null, toId: actor.userId, byId: actor.userId, reason: 'answered' } },
  })));
  return id;
}

/** Words to a closed conversation open it, unless the contact speaks with us in another one by now. */
async function reopens(tx: Tx, row: ConversationRow): Promise<boolean> {
  if (row.status !== 'closed') return false;
  return !(await tx.one("SELECT 1 FROM conversation WHERE contact_id = $1 AND id <> $2 AND status <> 'closed'", [row.contact_id, row.id]));
}

