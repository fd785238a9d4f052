import type { CallUpdated } from '#channels';
import { settleAlarms } from '../alarms/settle.ts';
import { advanceCall, meaningOf } from '../calls/advance-call.ts';
import { labelOf, normaliseAddress } from '../contacts/address.ts';
import { afterAnswer, afterInbound, afterQuiet, type Arrival } from '../conversations/after.ts';
import { lockConversation } from '../conversations/lock.ts';
import { previewOf } from '../conversations/preview.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow, type AttachmentRow, type MessageRow } from '../messages/row.ts';
import { toMessageView } from '../messages/view.ts';
import type { TaskRow } from '../tasks/row.ts';
import type { CallView, ChannelKind, Id } from '../views.ts';
import { addWorkingMinutes } from '../working-time.ts';
import { giveOwner, recordAssignment } from './assign.ts';
import { attach } from './attachments.ts';
import { findPlace, type Place } from './find-place.ts';
import { recordSource } from './first-contact.ts';
import { expectAnswer, expectSilence, tellResponsible } from './follow-up.ts';
import type { Look, Question } from './look.ts';
import { keep, tellMessages } from './receive-message.ts';
import { recognise, type Person } from './recognise.ts';
import { routeCall } from './route-call.ts';
import { flush, type Work } from './work.ts';

export const questionOfCall = (event: CallUpdated, country: string): Question => ({
  address: normaliseAddress(event.customer.address, country),
  externalId: event.externalId,
  replyTo: null,
});

/** One call is one line of the timeline, moved on by each thing the vendor tells about it. */
export async function updateCall(work: Work, event: CallUpdated, seen: Look): Promise<void> {
  if (!seen.existingId && seen.blocked) {
    work.spam = true;
    work.callRouting = { action: 'voicemail', record: true };
    return;
  }
  const call = seen.existingId ? await knownCall(work, seen.existingId) : await newCall(work, event, seen);
  const before = call.message.payload.call ?? null;
  const state = event.state === undefined ? (before?.state ?? 'ringing') : advanceCall(before?.state ?? null, event.state);
  const operatorId = before?.operatorId ?? (await operatorWith(work, event));
  const now: CallView = {
    state, direction: event.direction, operatorId, waitSeconds: event.waitSeconds ?? before?.waitSeconds ?? null, durationSeconds: event.durationSeconds ?? before?.durationSeconds ?? null,
  };
  const message: MessageRow = { ...call.message, payload: { ...call.message.payload, call: now } };
  work.messageIds.push(message.id);
  work.parts.push(call.isNew ? insertMessage(message) : { text: 'UPDATE message SET payload = $2 WHERE id = $1', values: [message.id, JSON.stringify(message.payload)] });
  const attachments = [...call.attachments, ...(event.recording ? attach(work, message.id, [event.recording], call.attachments.length) : [])];
  const view = toMessageView(message, attachments, []);
  const arrival: Arrival = {
    inboxId: work.inbox.id, channel: message.channel!, occurredAt: message.occurred_at, subject: null, preview: (conversation) => previewOf(view, work.inbox, conversation),
  };
  const was = before === null ? null : meaningOf(before.state, event.direction);
  const means = meaningOf(state, event.direction);
  const { row, tasks } = await consequences(work, event, call, arrival, was === means ? null : means, operatorId);
  call.person?.save(row.contact_id === call.person.id ? row.owner_id : null);
  if (call.isNew && event.direction === 'inbound' && call.person) await recordSource(work, call.person, call.place, row, message.channel!, event.source);
  tellMessages(work, row, [view]);
  await keep(work, call.place, row, tasks);
  flush(work);
  if (call.place.row.waiting_since && !row.waiting_since) await settleAlarms(work.tx, work.now, { conversationId: row.id });
  for (const step of call.person?.afterwards ?? []) await step();
  if (call.isNew && event.direction === 'inbound' && state === 'ringing') work.callRouting = await routeCall(work.tx, work, work.now, row.owner_id ?? call.person?.ownerId ?? null);
}

/** What a call does to its conversation: ringing opens it, speaking answers, a missed one must be called back. */
async function consequences(
  work: Work, event: CallUpdated, call: Call, arrival: Arrival, means: ReturnType<typeof meaningOf> | null, operatorId: Id | null,
): Promise<{ row: ConversationRow; tasks: readonly TaskRow[] }> {
  const { place } = call;
  const before = place.row;
  switch (means) {
    case null:
    case 'nothing':
      return { row: afterQuiet(before, arrival), tasks: place.tasks };
    case 'ringing': {
      const shown = afterQuiet(before, arrival);
      if (event.direction === 'outbound') return { row: shown, tasks: place.tasks };
      return { row: { ...shown, status: 'open', snoozed_until: null, closed_at: null, inbound_count: shown.inbound_count + 1, version: shown.version + 1 }, tasks: place.tasks };
    }
    case 'spoken': {
      const answered = afterAnswer(before, arrival);
      const row = answered.owner_id === null && operatorId ? recordAssignment(work, answered, operatorId, 'answered-call') : answered;
      return { row, tasks: expectSilence(work, row, place.tasks) };
    }
    case 'missed': {
      const since = event.occurredAt < work.now ? event.occurredAt : work.now;
      const counted = call.isNew ? 0 : 1; // Ringing has counted it.
      const moved = afterInbound(before, arrival, { since, dueAt: () => addWorkingMinutes(work.now, work.inbox.firstAnswerMinutes, work.company.calendar) });
      const person = { id: before.contact_id, ownerId: call.person?.ownerId ?? (await contactOwner(work, before.contact_id)), isNew: call.person?.isNew ?? false };
      const { row: owned } = before.owner_id === null ? await giveOwner(work, moved, person) : { row: moved };
      const row = { ...owned, inbound_count: owned.inbound_count - counted, version: owned.version - counted };
      await tellResponsible(work, row, 'missed-call', place.contactName);
      return { row, tasks: await expectAnswer(work, row, place.tasks, 'call-back') };
    }
  }
}

interface Call {
  readonly message: MessageRow;
  readonly attachments: readonly AttachmentRow[];
  readonly place: Place;
  /** Known only while it is new. */
  readonly person: Person | null;
  readonly isNew: boolean;
}

async function knownCall(work: Work, id: Id): Promise<Call> {
  const at = await work.tx.one<{ conversation_id: Id }>('SELECT conversation_id FROM message WHERE id = $1', [id]);
  const locked = await lockConversation(work.tx, at!.conversation_id);
  // Read under the lock: another callback of this call may have moved it on.
  const message = await work.tx.one<MessageRow>('SELECT * FROM message WHERE id = $1', [id]);
  const attachments = await work.tx.query<AttachmentRow>('SELECT * FROM attachment WHERE message_id = $1 ORDER BY position, id', [id]);
  return { message: message!, attachments, place: { ...locked, isNew: false, answersId: null, proposedId: null }, person: null, isNew: false };
}

async function newCall(work: Work, event: CallUpdated, seen: Look): Promise<Call> {
  const question = questionOfCall(event, work.company.country);
  const { person, look } = await recognise(work, event.customer, [], question, seen);
  const place = await findPlace(
    work, { threadId: event.externalThreadId, occurredAt: event.occurredAt, quiet: false, automatic: false }, person, look,
  );
  const message = messageRow({
    id: work.core.newId(), conversation_id: place.row.id, contact_id: place.row.contact_id, inbox_id: work.inbox.id, channel: await callChannel(work), kind: 'call', direction: event.direction,
    sender_identity_id: event.direction === 'inbound' ? person.identityId : null, external_id: event.externalId, external_thread_id: event.externalThreadId, raw_event_id: work.rawId,
    mail_to: event.direction === 'outbound' ? [labelOf(event.customer.address)] : [], occurred_at: event.occurredAt, created_at: work.now,
  });
  return { message, attachments: [], place, person, isNew: true };
}

/** The channel of this inbox that carries calls, or that tells of calls placed elsewhere; the core names none. */
async function callChannel(work: Work): Promise<ChannelKind> {
  const row = await work.tx.one<{ channel: ChannelKind }>(
    `SELECT c->>'channel' AS channel FROM inbox i, jsonb_array_elements(i.capabilities) c WHERE i.id = $1 ORDER BY (c->>'calls')::boolean DESC LIMIT 1`, [work.inbox.id],
  );
  if (!row) throw new Error('A call came through an inbox without channels.');
  return row.channel;
}

async function operatorWith(work: Work, event: CallUpdated): Promise<Id | null> {
  if (!event.answeredBy) return null;
  const phone = normaliseAddress(event.answeredBy, work.company.country).value;
  return (await work.tx.one<{ id: Id }>('SELECT id FROM app_user WHERE phone = $1 AND active', [phone]))?.id ?? null;
}

const contactOwner = async (work: Work, contactId: Id): Promise<Id | null> =>
  (await work.tx.one<{ owner_id: Id | null }>('SELECT owner_id FROM contact WHERE id = $1', [contactId]))?.owner_id ?? null;
