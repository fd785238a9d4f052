import type {
  AttachmentView, BulkJobView, CompanyView, ContactView, ConversationView, DuplicateHintView, Id, InboxView, LabelView, LeadView, MentionState, MessageView, MeView,
  NotificationView, OrderView, ProductView, SavedViewView, SourceView, TaskView, TeamView, UserView, ViewCounts,
} from '../../../../libs/crm-core/src/views.ts';

import type { ContactDetailView, ContactFieldView, ContactMergeView, TouchView } from '../../../../libs/crm-core/src/views.ts';
import type { AlarmView, BoardView, DealMarkName, DealView, PipelineView, ReasonView } from '../../../../libs/crm-core/src/views.ts';

/** Counters of a board as the server counts them, and how far each of its columns was fetched. */
export interface BoardState {
  readonly pipelineId: Id;
  /** Whose deals; null: everybody's. */
  readonly ownerId: Id | null;
  /** Only what bears it; null: all. */
  readonly marked: DealMarkName | null;
  /** The counters of what bears a mark cannot be moved by events: something changed, ask anew. */
  readonly stale: boolean;
  readonly counts: BoardView;
  /** By stage: where to ask further, and the oldest that was fetched; null: all are here. */
  readonly columns: Readonly<Record<Id, { readonly next: string; readonly from: string } | null>>;
}

/** How far a list of tasks was fetched; null: to its end. */
export type TaskReach = { readonly next: string; /** The last that was fetched. */ readonly at: string; readonly id: Id } | null;

/** What is known of one conversation's timeline: message ids, oldest first. */
export interface Timeline {
  /** A page of it came; before that it only collects events. */
  readonly fetched: boolean;
  readonly ids: readonly Id[];
  /** Position to ask older messages with; null when the beginning is reached. */
  readonly older: string | null;
  /** Position to ask newer messages with, when only a stretch of the past is here; null when it reaches to the end. */
  readonly newer: string | null;
  /** Then the last messages of all, for whoever answers. */
  readonly tail: readonly Id[] | null;
}

/** How far a list has been fetched. */
export interface ListProgress {
  readonly next: string | null;
}

/** What a contact's detail answer holds beside the normalised rows. */
export interface ContactExtras {
  readonly leadId: Id | null;
  readonly source: SourceView | null;
  readonly duplicates: readonly DuplicateHintView[];
  readonly files: readonly AttachmentView[];
  /** Letters of this contact are shown with pictures from elsewhere. */
  readonly picturesShown: boolean;
  /** All visits that said where they came from, the first one first. */
  readonly touches: readonly TouchView[];
  readonly bought: ContactDetailView['bought'];
  /** Who else they are, until somebody takes them apart. */
  readonly merges: readonly ContactMergeView[];
}

/**
 * Everything the window shows, by id. Plain data: the server's shapes, never changed in place. Which conversation stands in
 * which list, and in what order, is derived (lists.ts), so it cannot disagree with the rows.
 */
export interface DeskState {
  readonly me: MeView | null;
  readonly company: CompanyView | null;
  readonly cursor: string | null;
  /** People, inboxes, labels and all that belongs to everybody has come; before that their absence says nothing. */
  readonly filled: boolean;
  readonly conversations: Readonly<Record<Id, ConversationView>>;
  readonly readCounts: Readonly<Record<Id, number>>;
  readonly timelines: Readonly<Record<Id, Timeline>>;
  readonly messages: Readonly<Record<Id, MessageView>>;
  readonly contacts: Readonly<Record<Id, ContactView>>;
  readonly extras: Readonly<Record<Id, ContactExtras>>;
  readonly leads: Readonly<Record<Id, LeadView>>;
  readonly tasks: Readonly<Record<Id, TaskView>>;
  readonly orders: Readonly<Record<Id, OrderView>>;
  /** By taskListKey. */
  readonly taskLists: Readonly<Record<string, TaskReach>>;
  readonly deals: Readonly<Record<Id, DealView>>;
  /** In order; null: not asked yet. */
  readonly pipelines: readonly PipelineView[] | null;
  readonly reasons: readonly ReasonView[] | null;
  /** What the company keeps of its people besides the rest; null: not asked for. */
  readonly contactFields: readonly ContactFieldView[] | null;
  readonly board: BoardState | null;
  readonly products: Readonly<Record<Id, ProductView>>;
  readonly inboxes: Readonly<Record<Id, InboxView>>;
  readonly users: Readonly<Record<Id, UserView>>;
  readonly teams: Readonly<Record<Id, TeamView>>;
  readonly notifications: Readonly<Record<Id, NotificationView>>;
  /** Raised or taken; those that are over are gone. */
  readonly alarms: Readonly<Record<Id, AlarmView>>;
  readonly labels: Readonly<Record<Id, LabelView>>;
  readonly savedViews: Readonly<Record<Id, SavedViewView>>;
  readonly bulkJobs: Readonly<Record<Id, BulkJobView>>;
  /** By conversation: when this person was named in a note of it. */
  readonly mentions: Readonly<Record<Id, MentionState>>;
  /** By listKey of a choice. */
  readonly lists: Readonly<Record<string, ListProgress>>;
  readonly counts: ViewCounts | null;
  /** Which changes they hold already. */
  readonly countsAsOf: string;
  /** Grows with each applied event. A fetch that began at tick N must not overwrite what an event changed after N. */
  readonly tick: number;
  readonly stamps: Readonly<Record<string, number>>;
  /** Cursors of the last events applied: an event that comes twice changes nothing. */
  readonly applied: readonly string[];
}

export const emptyState: DeskState = {
  me: null,
  company: null,
  cursor: null,
  filled: false,
  conversations: {},
  readCounts: {},
  timelines: {},
  messages: {},
  contacts: {},
  extras: {},
  leads: {},
  tasks: {},
  orders: {},
  taskLists: {},
  deals: {},
  pipelines: null,
  reasons: null,
  contactFields: null,
  board: null,
  products: {},
  inboxes: {},
  users: {},
  teams: {},
  notifications: {},
  alarms: {},
  labels: {},
  savedViews: {},
  bulkJobs: {},
  mentions: {},
  lists: {},
  counts: null,
  countsAsOf: '',
  tick: 0,
  stamps: {},
  applied: [],
};
