import type { ChannelKind, Id } from '../views.ts';
import type { ConversationRow, StoredPreview } from './row.ts';

/** A message as far as it moves its conversation. */
export interface Arrival {
  readonly inboxId: Id;
  readonly channel: ChannelKind;
  readonly occurredAt: Date;
  readonly subject: string | null;
  readonly preview: (conversation: Pick<ConversationRow, 'inbox_ids'>) => StoredPreview;
}

const first = <T>(item: T, others: readonly T[]): T[] => [item, ...others.filter((other) => other !== item)];

/** Words of a private inbox leave the list row as soon as people of another inbox see it too. */
const sharedPreview = (preview: StoredPreview | null, inboxIds: readonly Id[]): StoredPreview | null =>
  preview?.isPrivate && inboxIds.length > 1 ? { ...preview, text: '' } : preview;

/** Where it came through, and what the list row says; an older message that arrives late does not push the newer one away. */
function touched(row: ConversationRow, arrival: Arrival): ConversationRow {
  const inbox_ids = row.inbox_ids.includes(arrival.inboxId) ? row.inbox_ids : [...row.inbox_ids, arrival.inboxId];
  const newest = !row.preview || arrival.occurredAt >= row.last_message_at;
  return {
    ...row,
    inbox_ids,
    channels: newest ? first(arrival.channel, row.channels) : [...new Set([...row.channels, arrival.channel])],
    subject: row.subject ?? arrival.subject,
    last_message_at: newest ? arrival.occurredAt : row.last_message_at,
    preview: newest ? arrival.preview({ inbox_ids }) : sharedPreview(row.preview, inbox_ids),
  };
}

/** After words of the customer: it is open, and they wait since the first word nobody answered. */
export function afterInbound(row: ConversationRow, arrival: Arrival, waiting: { since: Date; dueAt: () => Date }): ConversationRow {
  return {
    ...touched(row, arrival),
    status: 'open',
    snoozed_until: null,
    closed_at: null,
    waiting_since: row.waiting_since ?? waiting.since,
    answer_due_at: row.waiting_since ? row.answer_due_at : waiting.dueAt(),
    inbound_count: row.inbound_count + 1,
    version: row.version + 1,
  };
}

/** After words of ours: nobody waits any more. */
export function afterAnswer(row: ConversationRow, arrival: Arrival): ConversationRow {
  const next = touched(row, arrival);
  return {
    ...next,
    waiting_since: null,
    answer_due_at: null,
    first_response_at: row.first_response_at ?? (row.inbound_count > 0 ? arrival.occurredAt : null),
    version: row.version + 1,
  };
}

/** A ringing call, history: shown, and nobody waits because of it. */
export const afterQuiet = (row: ConversationRow, arrival: Arrival): ConversationRow => touched(row, arrival);

/** A conversation before its first message. */
export function freshConversation(given: { id: Id; contactId: Id; homeId?: Id | null; inboxId: Id; threadKey: string | null; at: Date; now: Date; closed: boolean }): ConversationRow {
  return {
    id: given.id, contact_id: given.contactId, home_id: given.homeId ?? null, inbox_id: given.inboxId, thread_key: given.threadKey, status: given.closed ? 'closed' : 'open', owner_id: null, team_id: null, subject: null,
    waiting_since: null, answer_due_at: null, first_response_at: null, snoozed_until: null, closed_at: given.closed ? given.now : null, last_message_at: given.at, preview: null,
    channels: [], inbox_ids: [given.inboxId], inbound_count: 0, version: 0, spam: false, created_at: given.now,
    priority: 'none', label_ids: [], participant_ids: [], money_minor: 0, money_currency: null,
  };
}
