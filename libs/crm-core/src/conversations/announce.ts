import { MAY_OWN } from '../assignment/may-own.ts';
import { readMessages } from '../messages/view.ts';
import { tell, type Told } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { ConversationView, Id, MessageView } from '../views.ts';
import { onlyFor, type Audience } from '../visibility.ts';
import { placeOf, type ConversationState } from './row.ts';
import { readConversation } from './view.ts';

type Place = Pick<ConversationView, 'inboxIds' | 'ownerId'> & Partial<Pick<ConversationView, 'participantIds'>>;

/** Who may learn of something in this conversation. */
export const audienceOf = (conversation: Place): Audience => ({
  inboxIds: conversation.inboxIds,
  ownerId: conversation.ownerId,
  participantIds: conversation.participantIds ?? [],
  userId: null,
});

/** A message of a private inbox is told only to those who have that inbox. */
export const audienceOfMessage = (message: MessageView, conversation: Place, isPrivate: boolean): Audience =>
  isPrivate && message.inboxId ? { ...audienceOf(conversation), inboxIds: [message.inboxId] } : audienceOf(conversation);

/**
 * Reads the conversation (and these messages of it) as they now stand in this transaction and appends their events.
 * `before` is the state read under lock before the change; null for a new conversation.
 */
export async function announce(tx: Tx, conversationId: Id, before: ConversationState | null, messageIds: readonly Id[] = []): Promise<{ conversation: ConversationView; messages: MessageView[] }> {
  // Holds the row (ours already, as a rule), so that nobody's change comes between what is read here and its place in the feed;
  // and makes it a new version, by which whoever waited for the lock knows to look again.
  tx.write({ text: 'UPDATE conversation SET version = version WHERE id = $1', values: [conversationId] });
  const conversation = await readConversation(tx, conversationId);
  if (!conversation) throw new Error(`Conversation ${conversationId} is not there to be announced.`);
  const messages = await readMessages(tx, messageIds);
  const hidden = await privateInboxes(tx, messages);
  const told: Told[] = messages.map((message) => ({
    change: { type: 'message', message },
    audience: audienceOfMessage(message, conversation, message.inboxId !== null && hidden.has(message.inboxId)),
  }));
  tell(tx, ...told, { change: { type: 'conversation', conversation, before }, audience: audienceOf(conversation) }, ...(await hiddenFrom(tx, conversation, before)));
  return { conversation, messages };
}

/** The messages alone, when nothing of the conversation's own row changed. */
export async function announceMessages(tx: Tx, conversationId: Id, messageIds: readonly Id[]): Promise<MessageView[]> {
  const messages = await readMessages(tx, messageIds);
  const row = await tx.one<Parameters<typeof placeOf>[0]>('SELECT inbox_ids, owner_id, participant_ids FROM conversation WHERE id = $1', [conversationId]);
  const hidden = await privateInboxes(tx, messages);
  const conversation = placeOf(row!);
  tell(tx, ...messages.map((message): Told => ({
    change: { type: 'message', message },
    audience: audienceOfMessage(message, conversation, message.inboxId !== null && hidden.has(message.inboxId)),
  })));
  return messages;
}

async function privateInboxes(tx: Tx, messages: readonly MessageView[]): Promise<ReadonlySet<Id>> {
  const ids = [...new Set(messages.map((message) => message.inboxId).filter((id) => id !== null))];
  if (!ids.length) return new Set();
  const rows = await tx.query<{ id: Id }>('SELECT id FROM inbox WHERE id = ANY($1) AND is_private', [ids]);
  return new Set(rows.map((row) => row.id));
}

/** Where operators see only their own, a new owner, or an end of following, takes the conversation out of others' sight; each of them is told so. */
export async function hiddenFrom(tx: Tx, conversation: ConversationView, before: ConversationState | null): Promise<Told[]> {
  const followers = before?.participantIds ?? [];
  const left = followers.filter((id) => !conversation.participantIds.includes(id));
  if (!before || conversation.ownerId === null || (before.ownerId === conversation.ownerId && !left.length)) return [];
  // Unassigned before: all saw it. Else its owner did, and who followed it.
  const saw = before.ownerId === null ? null : [before.ownerId, ...left];
  const losing = await tx.query<{ id: Id }>(LOSING, [saw, [conversation.ownerId, ...conversation.participantIds], conversation.inboxIds]);
  return losing.map(({ id }) => ({ change: { type: 'conversation-hidden', conversationId: conversation.id, before }, audience: onlyFor(id) }));
}

/** Who saw it before (`$1`, null: all) through one of its inboxes and does not any more; nobody else, for their counters would move by what they never counted. */
const LOSING = `SELECT u.id FROM app_user u, company WHERE operators_see_own_only AND u.role = 'operator' AND u.id <> ALL ($2::uuid[]) AND ($1::uuid[] IS NULL OR u.id = ANY ($1)) AND ${MAY_OWN('$3')}`;
