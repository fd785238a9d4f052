import type { MessageReceived } from '#channels';
import { keyOf, normaliseAddress } from '../contacts/address.ts';
import { afterInbound, afterQuiet, type Arrival } from '../conversations/after.ts';
import { audienceOf, audienceOfMessage, hiddenFrom } from '../conversations/announce.ts';
import { previewOf } from '../conversations/preview.ts';
import { placeOf, stateOf, type ConversationRow } from '../conversations/row.ts';
import { insertConversation, updateConversation } from '../conversations/save.ts';
import { toConversationView } from '../conversations/view.ts';
import { insertMessage } from '../messages/insert.ts';
import { messageRow, type MessageRow } from '../messages/row.ts';
import { toMessageView } from '../messages/view.ts';
import { earliestDue, type TaskRow } from '../tasks/row.ts';
import type { Id, MessageView } from '../views.ts';
import { addWorkingMinutes } from '../working-time.ts';
import { giveOwner } from './assign.ts';
import { attach } from './attachments.ts';
import { findPlace, soughtBy, type Place } from './find-place.ts';
import { recordSource } from './first-contact.ts';
import { expectAnswer, tellResponsible } from './follow-up.ts';
import type { Look, Question } from './look.ts';
import { recognise, type Person } from './recognise.ts';
import { flush, type Work } from './work.ts';

/** What one look must answer for this message. */
export const questionOf = (event: MessageReceived, country: string): Question => ({
  address: normaliseAddress(event.sender.address, country),
  externalId: event.externalId,
  replyTo: event.replyTo ?? null,
  ...mailOf(event),
});

/** Only a mail has ids and references beside the channel's own. */
export const mailOf = (event: MessageReceived): Pick<Question, 'mail'> =>
  event.mailId || event.references?.length || event.answersMessageId
    ? { mail: { mailId: event.mailId ?? null, threadId: event.externalThreadId, references: event.references ?? [], answersMessageId: event.answersMessageId ?? null } }
    : {};

/** Words of a customer → contact, conversation, message, and somebody who answers. */
export async function receiveMessage(work: Work, event: MessageReceived, seen: Look): Promise<void> {
  if (seen.existingId) return void work.messageIds.push(seen.existingId);
  if (seen.blocked) return void (work.spam = true);
  const question = questionOf(event, work.company.country);
  const { person, look } = await recognise(work, event.sender, event.claims, question, seen);
  const sought = soughtBy(event);
  const place = await findPlace(work, sought, person, look);
  for (const key of [keyOf(question.address!), event.externalId, event.externalThreadId, event.mailId, person.id, place.row.id, event.claims.length ? '*' : null]) if (key) work.touched.add(key);
  if (look.copyOf?.conversationId === place.row.id && !work.inbox.isPrivate) return joinCopy(work, person, place, look.copyOf.id);
  const message = compose(work, event, person, place, look);
  work.messageIds.push(message.id);
  work.parts.push(insertMessage(message));
  const attachments = attach(work, message.id, event.attachments);
  const view = toMessageView(message, attachments, []);
  if (sought.quiet) await keepQuietly(work, event, person, place, view);
  else await expectsAnswer(work, event, person, place, view);
  flush(work);
  for (const step of person.afterwards) await step();
}

/** One mail to two of our mailboxes is one bubble; people of the second inbox see the conversation as well. */
async function joinCopy(work: Work, person: Person, place: Place, messageId: Id): Promise<void> {
  work.messageIds.push(messageId);
  person.save(null);
  if (!place.row.inbox_ids.includes(work.inbox.id)) await keep(work, place, { ...place.row, inbox_ids: [...place.row.inbox_ids, work.inbox.id] }, place.tasks);
  flush(work);
  for (const step of person.afterwards) await step();
}

export function arrival(work: Work, event: MessageReceived, view: MessageView): Arrival {
  return {
    inboxId: work.inbox.id,
    channel: event.channel,
    occurredAt: event.occurredAt,
    subject: work.inbox.isPrivate ? null : (event.subject ?? null),
    preview: (conversation) => previewOf(view, work.inbox, conversation),
  };
}

async function expectsAnswer(work: Work, event: MessageReceived, person: Person, place: Place, view: MessageView): Promise<void> {
  const before = place.row;
  const since = event.occurredAt < work.now ? event.occurredAt : work.now;
  const dueAt = (): Date => addWorkingMinutes(work.now, work.inbox.firstAnswerMinutes, work.company.calendar);
  const moved = afterInbound(before, arrival(work, event, view), { since, dueAt });
  const begins = before.waiting_since === null;
  const mayChange = place.isNew || before.status === 'closed' || (before.owner_id === null && begins);
  const { row } = mayChange ? await giveOwner(work, moved, person) : { row: moved };
  person.save(row.contact_id === person.id ? row.owner_id : null);
  await recordSource(work, person, place, row, event.channel, event.source);
  const line = proposal(work, place, row);
  tellMessages(work, row, line ? [view, toMessageView(line, [], [])] : [view]);
  const tasks = begins ? await expectAnswer(work, row, place.tasks, 'answer') : [...place.tasks];
  await keep(work, place, row, tasks);
  if (begins) await tellResponsible(work, row, 'new-inquiry', place.contactName);
}

/** History and machines' mail: there to be read, and nobody is asked for anything. */
async function keepQuietly(work: Work, event: MessageReceived, person: Person, place: Place, view: MessageView): Promise<void> {
  person.save(null);
  const row = place.isNew || event.history ? afterQuiet(place.row, arrival(work, event, view)) : place.row;
  tellMessages(work, row, [view]);
  if (row !== place.row) await keep(work, place, row, place.tasks);
}

export function tellMessages(work: Work, row: ConversationRow, views: readonly MessageView[]): void {
  const conversation = placeOf(row);
  for (const message of views) {
    work.told.push({ change: { type: 'message', message }, audience: audienceOfMessage(message, conversation, work.inbox.isPrivate && message.inboxId === work.inbox.id) });
  }
}

/** Writes the conversation and tells how it stands now. */
export async function keep(work: Work, place: Place, row: ConversationRow, tasks: readonly TaskRow[]): Promise<void> {
  const before = place.isNew ? null : stateOf(place.row);
  work.roots.push(...(place.isNew ? [insertConversation(row)] : updateConversation(place.row, row)));
  const conversation = toConversationView({ ...row, contact_name: place.contactName, contact_kind: place.contactKind, open_task_due_at: earliestDue(tasks), orders: place.orders });
  work.told.push({ change: { type: 'conversation', conversation, before }, audience: audienceOf(conversation) });
  if (before && before.ownerId !== row.owner_id) work.told.push(...(await hiddenFrom(work.tx, conversation, before)));
}

export function compose(work: Work, event: MessageReceived, person: Person | null, place: Place, look: Look | null): MessageRow {
  const foreign = !person || place.row.contact_id === person.id ? null : person.name;
  return messageRow({
    id: work.core.newId(),
    conversation_id: place.row.id,
    contact_id: place.row.contact_id,
    inbox_id: work.inbox.id,
    channel: event.channel,
    kind: 'text',
    direction: event.direction,
    sender_identity_id: person?.identityId ?? null,
    sender_name: event.sender.memberName ?? foreign,
    external_id: event.externalId,
    external_thread_id: event.externalThreadId,
    mail_id: event.mailId ?? null,
    mail_references: event.references ?? [],
    album_id: event.albumId ?? null,
    reply_to_id: look?.replyToId ?? place.answersId,
    subject: event.subject ?? null,
    text: event.text,
    html: event.html ?? null,
    quoted_text: event.quotedText ?? null,
    quoted_html: event.quotedHtml ?? null,
    mail_to: (event.to ?? []).map((party) => normaliseAddress(party.address, work.company.country).value),
    mail_cc: (event.cc ?? []).map((party) => normaliseAddress(party.address, work.company.country).value),
    automatic: event.automatic ?? null,
    payload: {
      ...(event.location ? { location: event.location } : {}),
      ...(event.contactCard ? { contactCard: event.contactCard } : {}),
      ...(event.unsupportedContent ? { unsupportedContent: event.unsupportedContent } : {}),
      ...(event.history ? { history: true as const } : {}),
    },
    raw_event_id: work.rawId,
    occurred_at: event.occurredAt,
    created_at: work.now,
  });
}

/** The line that offers a person to join what a stranger's header refers to. */
function proposal(work: Work, place: Place, row: ConversationRow): MessageRow | null {
  if (!place.proposedId || !place.isNew) return null;
  const line = messageRow({
    id: work.core.newId(), conversation_id: row.id, contact_id: row.contact_id, kind: 'activity', direction: 'internal', occurred_at: work.now, created_at: work.now,
    payload: { activity: { type: 'join-proposed', conversationId: place.proposedId, reason: 'references' } },
  });
  work.parts.push(insertMessage(line));
  return line;
}
