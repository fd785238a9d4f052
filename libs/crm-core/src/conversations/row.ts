import type { OrderBeside } from './orders-beside.ts';
import type { ChannelKind, ConversationFacts, ConversationStatus, ConversationView, Id, PreviewView, Priority } from '../views.ts';

/** The stored preview also knows its message, so that a receipt can move its tick, and whether its words are a private inbox's. */
export type StoredPreview = PreviewView & { readonly messageId: Id; readonly isPrivate?: boolean };

/** A row of `conversation`, in the names of its columns. */
export interface ConversationRow {
  readonly id: Id;
  readonly contact_id: Id;
  /** Whose it is when nobody is merged; null: the contact's. */
  readonly home_id: Id | null;
  readonly inbox_id: Id;
  readonly thread_key: string | null;
  readonly status: ConversationStatus;
  readonly owner_id: Id | null;
  readonly team_id: Id | null;
  readonly subject: string | null;
  readonly waiting_since: Date | null;
  readonly answer_due_at: Date | null;
  readonly first_response_at: Date | null;
  readonly snoozed_until: Date | null;
  readonly closed_at: Date | null;
  readonly last_message_at: Date;
  readonly preview: StoredPreview | null;
  readonly channels: readonly ChannelKind[];
  readonly inbox_ids: readonly Id[];
  readonly inbound_count: number;
  readonly version: number;
  readonly spam: boolean;
  readonly created_at: Date;
  // Not written with the rest: each has an act of its own (change.ts, money.ts).
  readonly priority: Priority;
  readonly label_ids: readonly Id[];
  readonly participant_ids: readonly Id[];
  /** A bigint: text out of a row, a number out of JSON. */
  readonly money_minor: string | number;
  readonly money_currency: string | null;
}

/** What a view shows that stands in other tables. */
export interface ConversationSurroundings {
  readonly contact_name: string;
  readonly contact_kind: ConversationView['contactKind'];
  readonly open_task_due_at: Date | null;
  readonly orders: readonly OrderBeside[] | null;
}

/** What counters are moved by; the `before` of conversation events. */
export type ConversationState = ConversationFacts;

export const stateOf = (row: Pick<ConversationRow, 'status' | 'owner_id' | 'waiting_since' | 'spam' | 'participant_ids'>): ConversationState => ({
  status: row.status,
  ownerId: row.owner_id,
  waiting: row.waiting_since !== null,
  spam: row.spam,
  ...(row.participant_ids.length ? { participantIds: [...row.participant_ids] } : {}),
});

/** What decides who may see it and who is told; goes into `can` and `audienceOf`. */
export const placeOf = (row: Pick<ConversationRow, 'inbox_ids' | 'owner_id' | 'participant_ids'>): { inboxIds: Id[]; ownerId: Id | null; participantIds: Id[] } => ({
  inboxIds: [...row.inbox_ids],
  ownerId: row.owner_id,
  participantIds: [...row.participant_ids],
});
