import type { MessageReceived, Party } from '#channels';
import { settleAlarms } from '../alarms/settle.ts';
import { normaliseAddress } from '../contacts/address.ts';
import { afterAnswer, afterQuiet } from '../conversations/after.ts';
import { lockConversation } from '../conversations/lock.ts';
import { insertMessage } from '../messages/insert.ts';
import { toMessageView } from '../messages/view.ts';
import type { Id } from '../views.ts';
import { attach } from './attachments.ts';
import { soughtBy, findPlace, type Place } from './find-place.ts';
import { expectSilence } from './follow-up.ts';
import { arrival, compose, keep, mailOf, tellMessages } from './receive-message.ts';
import { recognise, type Person } from './recognise.ts';
import { flush, look as lookFor, type Work } from './work.ts';

/**
 * Our side's words written elsewhere (the owner's phone, a copy in Sent): recorded as sent, and they answer whoever waits.
 * A copy of what left through us is that message and makes nothing.
 */
export async function recordCopy(work: Work, event: MessageReceived): Promise<void> {
  const own = await sentByUs(work, event);
  if (own) return void work.messageIds.push(own);
  const customer = event.to?.[0];
  const found = await findAddressee(work, event, customer);
  if (!found) return; // Nobody we know and nobody named: there is no conversation it could stand in. The raw event stays.
  const { person, place } = found;
  const message = { ...compose(work, event, person, place, null), sender_identity_id: null, sender_name: event.sender.displayName ?? null, delivery_status: 'sent' as const };
  work.messageIds.push(message.id);
  work.parts.push(insertMessage(message));
  const attachments = attach(work, message.id, event.attachments);
  const view = toMessageView(message, attachments, []);
  const quiet = event.history === true || event.automatic !== undefined;
  const row = (quiet ? afterQuiet : afterAnswer)(place.row, arrival(work, event, view));
  person?.save(null);
  tellMessages(work, row, [view]);
  await keep(work, place, row, quiet ? place.tasks : expectSilence(work, row, place.tasks));
  flush(work);
  if (place.row.waiting_since && !row.waiting_since) await settleAlarms(work.tx, work.now, { conversationId: row.id });
  for (const step of person?.afterwards ?? []) await step();
}

/** By the id we minted, the vendor's id of one of our deliveries, or the id of the mail itself. */
async function sentByUs(work: Work, event: MessageReceived): Promise<Id | null> {
  const row = await work.tx.one<{ id: Id }>(
    `SELECT message_id AS id FROM delivery WHERE inbox_id = $1 AND external_id = ANY($2::text[])
     UNION ALL SELECT message_id FROM delivery WHERE inbox_id = $1 AND aliases && $2::text[] AND changed_at > $3::timestamptz - interval '3 days'
     UNION ALL SELECT id FROM message WHERE mail_id = $4 AND direction = 'outbound' LIMIT 1`,
    [work.inbox.id, [event.externalId, ...(event.mailId ? [event.mailId] : [])], work.now, event.mailId ?? null],
  );
  return row?.id ?? null;
}

/** The conversation of that thread; else of the first person it is written to. */
async function findAddressee(work: Work, event: MessageReceived, customer: Party | undefined): Promise<{ person: Person | null; place: Place } | null> {
  if (customer) {
    const address = normaliseAddress(customer.address, work.company.country);
    const question = { address, externalId: event.externalId, replyTo: event.replyTo ?? null, ...mailOf(event) };
    const { person, look } = await recognise(work, customer, [], question, await lookFor(work, question));
    return { person, place: await findPlace(work, { ...soughtBy(event), quiet: event.history === true }, person, look) };
  }
  const thread = await work.tx.one<{ conversation_id: Id }>(
    'SELECT m.conversation_id FROM message m WHERE m.inbox_id = $1 AND m.external_thread_id = $2 ORDER BY m.occurred_at DESC LIMIT 1',
    [work.inbox.id, event.externalThreadId],
  );
  if (!thread) return null;
  return { person: null, place: { ...(await lockConversation(work.tx, thread.conversation_id)), isNew: false, answersId: null, proposedId: null } };
}
