/**
 * What the core offers, noun by noun. `createCrm` returns one object of this shape; apps/api provides it to controllers.
 * Everything here opens at most one transaction, checks rights itself (`actor` first) and writes its sync events with the
 * change. Errors: see errors.ts.
 */
import type {
  AcceptedMessage, AdapterKind as ContractAdapterKind, Address, CallRouting, ChannelCapabilities, ChannelEvent, ChannelHealth, Cursor, DeliveryFailure, OutboundMessage, RawInbound, SendReceipt,
} from '#channels';
import type {
  ActivityView, AttachmentKind, AttachmentView, CannedReplyView, ChangedUserView, CompanyView, ContactDetailView, ContactView, ConversationRowView, ConversationStatus, ConversationView, DuplicateHintView, Id,
  InboxListName, InboxPolicy, InboxSettingsView, InboxView, Iso, LeadView, LetterView, Locale, MessageVersionView, MessageView, MeView, NotificationView, OrderStatus, OrderView, Page, PaymentMethod, PreferencesView, ProductImportView, ProductView, QuarantineView, Role,
  SyncEvent, TakenBackView, TaskView, TeamView, UserView, CountedViews, VisitorMessageView,
} from './views.ts';
import type { DocumentSettingsView, OrderDraftView, SearchView, TimelineView } from './views.ts';
import type { BulkAction, BulkJobView, LabelColour, LabelView, ListChoice, ListCount, ListFilter, ListSort, Priority, SavedViewView } from './views.ts';
import type { BoardView, DealField, DealMarkName, DealMoveView, DealPageView, DealStatus, DealView, LeadCountsView, PipelineTemplate, PipelineView, ReasonKind, ReasonView, SourceView } from './views.ts';
import type { HandoverItemView, HandoverView } from './views.ts';
import type { AlarmKind, AlarmRuleView, AlarmView, ToldAlarmView } from './views.ts';
import type { DraftMode, DraftView } from './views.ts';
import type { FinishedTaskView, TaskPageView } from './views.ts';
import type { ContactFieldView, DuplicatePairView, FieldKind, FieldValue, MergePreviewView } from './views.ts';
import type { ReportBy, ReportName, ReportThingView, ReportView } from './views.ts';
import type { WebhookDeliveryStatus, WebhookDeliveryView, WebhookEndpointView, WebhookEventType, WebhookFailure } from './views.ts';

/** Who asks: a signed-in person, with the rights read at the start of the request. */
export interface Actor {
  readonly userId: Id;
  readonly role: Role;
  readonly inboxIds: readonly Id[];
  readonly seesOwnOnly: boolean;
}

/** Told after the commit, so that somebody wakes up. Losing one delays, never loses: sweeps find the rows. */
export type Signal =
  | { readonly type: 'feed' }
  | { readonly type: 'delivery'; readonly deliveryId: Id }
  | { readonly type: 'media'; readonly attachmentId: Id }
  | { readonly type: 'change'; readonly changeId: Id }
  | { readonly type: 'inbox-changed'; readonly inboxId: Id }
  | { readonly type: 'rights-changed'; readonly userId: Id }
  /** Many conversations wait for the same act. */
  | { readonly type: 'bulk' }
  /** Somebody must be told now: screen, sound, Telegram. */
  | { readonly type: 'notify'; readonly notification: NotificationView; readonly userId: Id };

export interface StoredAttachment {
  readonly kind: AttachmentKind;
  readonly name: string;
  readonly mime: string;
  readonly size: number;
  readonly sha256: string;
  /** Of sound, where it is known. */
  readonly durationSeconds?: number;
  /** Of a picture, in pixels, upright; where known the window keeps room for it. */
  readonly width?: number | null;
  readonly height?: number | null;
}

// ── ingest ────────────────────────────────────────────────────────────────────────────────────────────────────────
export interface IngestInput {
  readonly inboxId: Id;
  readonly raw: RawInbound;
  /** What the adapter made of it (attachment bytes already stored: content.type is never 'bytes' here), or why it could not. */
  readonly interpretation: { readonly events: readonly ChannelEvent[] } | { readonly quarantine: string };
  /** A listener's next position, moved in the same transaction. */
  readonly cursor?: Cursor;
  /**
   * The one-time code of purpose `telegram-link` that came with it, as its hash, and who brought it. When it is good, that
   * person is linked and the raw event is kept as ignored; otherwise it is interpreted like any other.
   */
  readonly link?: { readonly tokenHash: Buffer; readonly address: Address };
}
export interface IngestResult {
  readonly status: 'committed' | 'duplicate' | 'quarantined';
  readonly messageIds: readonly Id[];
  readonly callRouting?: CallRouting;
  /** The person whom it linked. */
  readonly linked?: { readonly userId: Id; readonly locale: Locale };
}
/** `spam`: its sender is still blocked, so it stays held back. */
export type ReplayResult = Omit<IngestResult, 'status'> & { readonly status: IngestResult['status'] | 'spam' };
export interface IngestApi {
  ingest(input: IngestInput): Promise<IngestResult>;
  /**
   * What queued up at one inbox, in its order: several in one transaction, with the cursor of the last of them that has one.
   * Answers for the first ones, at least one; the others are not kept yet and are to be brought again. Errors as of `ingest`.
   */
  ingestBacklog(inputs: readonly IngestInput[]): Promise<readonly IngestResult[]>;
  /** A listener moved on without anything to keep (an empty batch, first start). */
  moveCursor(inboxId: Id, cursor: Cursor): Promise<void>;
  cursor(inboxId: Id): Promise<Cursor | null>;
  quarantine: {
    list(actor: Actor, page: PageRequest): Promise<Page<QuarantineView>>;
    /** The raw event, to be parsed anew. */
    raw(actor: Actor, rawEventId: string): Promise<{ inboxId: Id; raw: RawInbound }>;
    /** Interprets a kept raw event (again); marks it interpreted, or quarantined with the new reason. */
    replay(actor: Actor, rawEventId: string, interpretation: IngestInput['interpretation']): Promise<ReplayResult>;
    /** What was held back from this contact as spam, oldest first: to be replayed when a person takes the verdict back. */
    keptFrom(actor: Actor, contactId: Id): Promise<string[]>;
  };
}

export interface PageRequest {
  readonly limit?: number;
  readonly after?: string | null;
}

// ── outbound ──────────────────────────────────────────────────────────────────────────────────────────────────────
export interface ReplyInput {
  /** Client-made UUID: the idempotency key. Posting it again answers the same message. */
  readonly id: Id;
  readonly conversationId: Id;
  readonly kind: 'text' | 'note';
  readonly text: string;
  readonly html?: string | null;
  readonly subject?: string | null;
  readonly inboxId?: Id;
  readonly channel?: string;
  /** Default: whoever wrote last on that channel. */
  readonly recipients?: readonly { kind: string; value: string }[];
  readonly cc?: readonly { kind: string; value: string }[];
  /** Get it too, and no other recipient learns of it. */
  readonly bcc?: readonly { kind: string; value: string }[];
  /** Uploaded by this person. A picture stands inside `html` where that says `cid:` and its id. */
  readonly attachmentIds?: readonly Id[];
  readonly replyToId?: Id | null;
  /** Whose letter stands below, under `heading`. */
  readonly quote?: { readonly messageId: Id; readonly heading: string };
  /** Hands this letter on to `recipients`, with these of its files. No answer to the customer, so whoever waits goes on waiting. */
  readonly forward?: { readonly messageId: Id; readonly heading: string; readonly attachmentIds: readonly Id[] };
  /** Put off: goes at that time, ISO 8601. `ifNews`: what becomes of it when somebody writes before; default `send`. */
  readonly sendAt?: string;
  readonly ifNews?: 'send' | 'keep';
  /** A letter is held for as long as its author set, so that they can take it back. */
  readonly undoable?: boolean;
  /** Of a note: colleagues, and teams, who are to be told of it. */
  readonly mentions?: { readonly userIds: readonly Id[]; readonly teamIds: readonly Id[] };
  /** Conversation.version the author saw; a newer one is refused with `outdated-thread` unless `force`. */
  readonly seenVersion: number;
  readonly force?: boolean;
  /** The draft these words were: gone with the same commit. */
  readonly draftId?: Id;
}
export interface StartInput {
  readonly id: Id;
  readonly inboxId: Id;
  readonly channel: string;
  readonly contactId?: Id;
  readonly to: { kind: string; value: string };
  readonly name?: string;
  readonly subject?: string | null;
  readonly text: string;
  readonly html?: string | null;
  readonly attachmentIds?: readonly Id[];
}
/** A delivery in a worker's hands. `attempt` is the fence. */
export interface ClaimedDelivery {
  readonly deliveryId: Id;
  readonly attempt: number;
  readonly inboxId: Id;
  readonly message: Omit<OutboundMessage, 'attachments'> & { readonly attachments: readonly (StoredAttachment & { inlineCid?: string })[] };
}
export interface OutboundApi {
  reply(actor: Actor, input: ReplyInput): Promise<MessageView>;
  start(actor: Actor, input: StartInput): Promise<{ conversation: ConversationView; message: MessageView }>;
  /** A person's Retry on a failed or uncertain message: its unaccepted deliveries are queued anew. */
  retry(actor: Actor, messageId: Id): Promise<MessageView>;
  /** A person's word on an uncertain message: it arrived, or it is given up. */
  settleByHand(actor: Actor, messageId: Id, outcome: 'sent' | 'failed'): Promise<MessageView>;
  /** Nothing of it has left: it is as if it was never written, and its author has its words again. Conflict `too-late` otherwise. */
  takeBack(actor: Actor, messageId: Id): Promise<TakenBackView>;
  /** A held or put-off message goes at once. */
  sendNow(actor: Actor, messageId: Id): Promise<MessageView>;
  /** What a letter begins with: an answer to everybody, or one that is handed on. */
  letter(actor: Actor, conversationId: Id, wish: { messageId?: Id; forward?: boolean }): Promise<LetterView>;
  /** The message as it stands; NotFound without a right to it. */
  message(actor: Actor, messageId: Id): Promise<MessageView>;

  /** Worker: `submitting`, committed before the first byte. Null: nothing to do (claimed, not due, an earlier one of the conversation is open). */
  claim(deliveryId: Id, leaseMs: number): Promise<ClaimedDelivery | null>;
  /** The sender still lives and sends: its claim expires later. False: the claim is no longer its own. */
  renewClaim(claim: { deliveryId: Id; attempt: number }, leaseMs: number): Promise<boolean>;
  recordSent(claim: { deliveryId: Id; attempt: number }, receipt: SendReceipt): Promise<void>;
  /** rate-limited and unavailable go back to the queue with back-off; unknown-outcome becomes uncertain; the rest failed. */
  recordFailure(claim: { deliveryId: Id; attempt: number }, failure: DeliveryFailure, retryAfterMs?: number): Promise<void>;
  /** Ids of queued rows that are due, oldest first; at most `limit`. */
  due(limit: number): Promise<Id[]>;
  /** Expired claims become uncertain; what a removed inbox still had to send fails. Returns how many became uncertain. */
  expireClaims(): Promise<number>;
  /** Uncertain deliveries with what is needed to ask the vendor. */
  uncertain(limit: number): Promise<(ClaimedDelivery & { attemptedAt: Date; claimed: ReadonlySet<string> })[]>;
  /** The same for one message, now: a person asks. */
  uncertainOf(actor: Actor, messageId: Id): Promise<(ClaimedDelivery & { attemptedAt: Date; claimed: ReadonlySet<string> })[]>;
  /** What the vendor told about an uncertain one. Proven not sent becomes failed: a person decides whether it still makes sense. */
  settle(deliveryId: Id, outcome: { sent: SendReceipt } | 'not-sent'): Promise<void>;
  /** After a restore: everything queued or submitting becomes uncertain. Returns how many. */
  markAllUncertain(): Promise<number>;
}

/** A change in a worker's hands: each of the messages is to be changed so. */
export type ClaimedChange = { readonly changeId: Id; readonly attempt: number; readonly inboxId: Id; readonly messages: readonly AcceptedMessage[] } & ({ readonly kind: 'edit'; readonly text: string } | { readonly kind: 'delete' });
export interface ChangesApi {
  /** Other words for a message the customer has. Invalid `cannot-edit…`, `in-parts`; Conflict `not-arrived`, `change-pending`. */
  edit(actor: Actor, messageId: Id, text: string): Promise<MessageView>;
  /** Taken away from the customer too. Invalid `cannot-delete…`; Conflict as above. */
  remove(actor: Actor, messageId: Id): Promise<MessageView>;
  /** What it said before, oldest first. */
  versions(actor: Actor, messageId: Id): Promise<MessageVersionView[]>;

  /** Worker: changes to be carried out, oldest first. */
  due(limit: number): Promise<Id[]>;
  claim(id: Id): Promise<ClaimedChange | null>;
  recordDone(id: Id): Promise<void>;
  /** What may pass is asked again for some minutes; then, and for every other reason, the person is told. */
  recordFailure(id: Id, failure: DeliveryFailure, retryAfterMs?: number): Promise<void>;
}

// ── conversations, contacts, leads, tasks, orders ─────────────────────────────────────────────────────────────────
export interface ListRequest extends PageRequest {
  readonly view: InboxListName;
  readonly sort?: ListSort;
  readonly filter?: ListFilter;
  readonly search?: string;
}
export interface ConversationsApi {
  list(actor: Actor, query: ListRequest): Promise<Page<ConversationRowView>>;
  /** How many stand in each view; costs the same however many there are. */
  counts(actor: Actor): Promise<CountedViews>;
  /** How many a view with its filter holds, for one act on all of them. */
  count(actor: Actor, query: Pick<ListRequest, 'view' | 'filter'>): Promise<ListCount>;
  get(actor: Actor, id: Id): Promise<ConversationRowView>;
  /** Newest first; `after` pages back in time, `before` forward, `around` begins at a message; NotFound when that is not there. */
  timeline(actor: Actor, id: Id, page: TimelineRequest): Promise<TimelineView>;
  assign(actor: Actor, id: Id, to: { ownerId?: Id | null; teamId?: Id | null }): Promise<ConversationView>;
  setStatus(actor: Actor, id: Id, status: { status: ConversationStatus; snoozedUntil?: string }): Promise<ConversationView>;
  noReplyNeeded(actor: Actor, id: Id): Promise<ConversationView>;
  setLabels(actor: Actor, id: Id, change: { add?: readonly Id[]; remove?: readonly Id[] }): Promise<ConversationView>;
  setPriority(actor: Actor, id: Id, priority: Priority): Promise<ConversationView>;
  /** Followers: told of what the customer writes, and they see it. Invalid for somebody without a right to any of its inboxes. */
  setParticipants(actor: Actor, id: Id, change: { add?: readonly Id[]; remove?: readonly Id[] }): Promise<ConversationView>;
  /** Takes back what this person did last to it, within an hour. Conflict `nothing-to-undo`, or `changed-meanwhile`. */
  undo(actor: Actor, id: Id): Promise<ConversationView>;
  /** The last words of the customer count as unread again. */
  markUnread(actor: Actor, id: Id): Promise<void>;
  markRead(actor: Actor, id: Id, readCount: number): Promise<void>;
  /** Spam: closes, blocks the sender's identities, undoes lead and tasks. `false` takes all of it back. */
  setSpam(actor: Actor, id: Id, spam: boolean): Promise<ConversationView>;
  /** Wakes what is due. Returns how many. */
  wakeSnoozed(): Promise<number>;
  /** May this user see it? For sockets: typing, viewing, joining. */
  visible(actor: Actor, id: Id): Promise<boolean>;
  /** Who may learn of what happens in it; for what is told without being stored. Null: no such conversation. */
  audience(id: Id): Promise<FeedEntry['audience'] | null>;
}
export interface ContactsApi {
  get(actor: Actor, id: Id): Promise<ContactDetailView>;
  search(actor: Actor, query: string, page: PageRequest): Promise<Page<ContactView>>;
  create(actor: Actor, input: { name: string; identities: readonly { kind: string; value: string }[] }): Promise<ContactView>;
  update(actor: Actor, id: Id, input: { name?: string; language?: string | null; blocked?: boolean; company?: string; /** By id of the field; null takes it away. Invalid `no-field`, `bad-value`. */ fields?: Readonly<Record<Id, FieldValue | null>> }): Promise<ContactView>;
  addIdentity(actor: Actor, id: Id, identity: { kind: string; value: string }): Promise<ContactView>;
  removeIdentity(actor: Actor, id: Id, identityId: Id): Promise<ContactView>;
  fields: {
    list(actor: Actor): Promise<ContactFieldView[]>;
    /** The whole list, in order; those left out are shown no more. Invalid `same-name`, `other-kind`, `bad-choices`. */
    save(actor: Actor, fields: readonly { id?: Id; name: string; kind: FieldKind; choices?: readonly string[] }[]): Promise<ContactFieldView[]>;
  };
  /** Those that may be one person, and why; leaders decide. */
  duplicates(actor: Actor, page: PageRequest): Promise<Page<DuplicatePairView>>;
  dismissDuplicate(actor: Actor, hintId: Id): Promise<DuplicateHintView>;
  /** What would become of the two; writes nothing. Invalid `same-contact`, `group`. */
  mergePreview(actor: Actor, id: Id, otherId: Id): Promise<MergePreviewView>;
  /** The other becomes one with this contact; `take` says from whom what differs is taken. Again: answers the same. Conflict `changed-meanwhile`; Invalid as of the preview, and `bad-field`. */
  merge(actor: Actor, id: Id, otherId: Id, take?: Readonly<Record<string, 'contact' | 'other'>>): Promise<ContactView>;
  /** Takes them apart, in whatever order: everything is where it was, and what came since in a conversation, deal or order goes with that. Answers the one that is its own again. Conflict `changed-meanwhile`. */
  unmerge(actor: Actor, mergeId: Id): Promise<ContactView>;
  /** Whether this person sees letters of this contact with pictures from elsewhere, without asking each time. */
  showPictures(actor: Actor, id: Id, shown: boolean): Promise<void>;
}
export interface LeadsApi {
  list(actor: Actor, query: PageRequest & { status?: string }): Promise<Page<LeadView>>;
  setStatus(actor: Actor, id: Id, input: { status: 'open' | 'converted' | 'junk'; junkReason?: string; junkReasonId?: Id }): Promise<LeadView>;
  /** The lead becomes a customer with a deal; again: answers the same deal. Conflict `lead-ended` when it ended without one. */
  qualify(actor: Actor, id: Id, input: Omit<DealInput, 'contactId' | 'conversationId'>): Promise<{ lead: LeadView; deal: DealView }>;
  /** Of those that the actor may see. */
  counts(actor: Actor, since: { from?: string; to?: string }): Promise<LeadCountsView>;
}
/** What can be said of a deal at any time; null takes it away. */
export interface DealFields {
  readonly title?: string;
  readonly ownerId?: Id | null;
  readonly amountMinor?: number | null;
  readonly currency?: string;
  /** YYYY-MM-DD. */
  readonly expectedOn?: string | null;
  readonly probability?: number | null;
  readonly comment?: string;
}
export interface DealInput extends DealFields {
  /** Client-made UUID: the idempotency key. */
  readonly id: Id;
  readonly contactId?: Id;
  readonly conversationId?: Id | null;
  /** Default: the first pipeline and its first stage. */
  readonly pipelineId?: Id;
  readonly stageId?: Id;
}
export interface OrderFormInput extends Omit<DealFields, 'ownerId'> {
  /** The site's own id of the order, a UUID: posting it again makes nothing new. */
  readonly id: Id;
  readonly name: string;
  readonly phone?: string;
  readonly email?: string;
  readonly pipelineId?: Id;
  readonly ownerId?: Id | null;
  readonly source?: Partial<Pick<SourceView, 'utm' | 'referrer' | 'landingPage' | 'clickId'>>;
}
export interface StageInput {
  readonly id?: Id;
  readonly name: string;
  readonly colour: LabelColour;
  readonly required?: readonly DealField[];
  readonly stuckAfterDays?: number | null;
  readonly script?: string;
  readonly checks?: readonly { id?: Id; text: string }[];
}
export interface DealQuery extends PageRequest {
  readonly pipelineId?: Id;
  readonly stageId?: Id;
  readonly status?: DealStatus;
  readonly ownerId?: Id;
  readonly contactId?: Id;
  readonly conversationId?: Id;
  /** Only those that stand too long in their stage, or that have no next task. */
  readonly marked?: DealMarkName;
  /** Together with where one talks about them. */
  readonly conversations?: boolean;
}
export interface DealsApi {
  /** Open ones: whoever came last to their stage first. Ended ones: the latest first. */
  list(actor: Actor, query: DealQuery): Promise<DealPageView>;
  /** Counts and sums; with `marked`, of open ones only those that bear the mark. */
  board(actor: Actor, query: { pipelineId: Id; ownerId?: Id; marked?: DealMarkName }): Promise<BoardView>;
  get(actor: Actor, id: Id): Promise<DealView>;
  moves(actor: Actor, id: Id): Promise<DealMoveView[]>;
  create(actor: Actor, input: DealInput): Promise<DealView>;
  /** An order on the company's site: contact, lead and deal at once. What it says of phone and e-mail is a claim. */
  fromForm(actor: Actor, input: OrderFormInput): Promise<DealView>;
  update(actor: Actor, id: Id, input: DealFields): Promise<DealView>;
  /** `fields` are said with the move. Invalid `fields-missing` with all that the stage asks for; Conflict `deal-ended`. */
  move(actor: Actor, id: Id, input: { stageId: Id; fields?: DealFields }): Promise<DealView>;
  win(actor: Actor, id: Id, fields?: DealFields): Promise<DealView>;
  /** Invalid `no-reason`. A `returnOn` makes a task for that day. */
  lose(actor: Actor, id: Id, input: { reasonId?: Id; competitor?: string | null; returnOn?: string | null }): Promise<DealView>;
  reopen(actor: Actor, id: Id): Promise<DealView>;
  /** One line of the stage's checklist. */
  tick(actor: Actor, id: Id, checkId: Id, ticked: boolean): Promise<DealView>;
  pipelines: {
    list(actor: Actor): Promise<PipelineView[]>;
    /** Stages as given, in this order; those left out go. Conflict `stage-in-use` while open deals stand there. */
    save(actor: Actor, input: { id?: Id; name: string; stages: readonly StageInput[] }): Promise<PipelineView>;
    fromTemplate(actor: Actor, template: PipelineTemplate, locale: Locale): Promise<PipelineView>;
    /** In this order from now on; those left out follow as they stood. Returns all of them. */
    order(actor: Actor, ids: readonly Id[]): Promise<PipelineView[]>;
    /** Conflict `pipeline-in-use` while it has open deals. */
    remove(actor: Actor, id: Id): Promise<void>;
  };
  reasons: {
    list(actor: Actor): Promise<ReasonView[]>;
    /** The whole list of a kind, in order; those left out are offered no more. */
    save(actor: Actor, kind: ReasonKind, reasons: readonly { id?: Id; name: string }[]): Promise<ReasonView[]>;
  };
}
export interface LabelsApi {
  list(actor: Actor): Promise<LabelView[]>;
  /** Conflict `name-taken`. */
  save(actor: Actor, input: { id?: Id; name: string; colour: LabelColour }): Promise<LabelView>;
  /** Conversations that carry it show it no more. */
  remove(actor: Actor, id: Id): Promise<void>;
}
export interface SavedViewsApi {
  /** One's own and the shared ones. */
  list(actor: Actor): Promise<SavedViewView[]>;
  save(actor: Actor, input: { id?: Id; name: string; shared: boolean; choice: ListChoice }): Promise<SavedViewView>;
  remove(actor: Actor, id: Id): Promise<void>;
}
export interface BulkInput {
  /** Client-made UUID: the idempotency key. */
  readonly id: Id;
  readonly action: BulkAction;
  /** Rows picked by hand, or everything that a view with its filter holds at this moment: the latter is a right of its own. */
  readonly chosen: { readonly ids: readonly Id[] } | Pick<ListRequest, 'view' | 'filter'>;
}
export interface BulkApi {
  /** Notes what is to be done and answers at once; a worker does it. Invalid `too-many` above 100 000. */
  start(actor: Actor, input: BulkInput): Promise<BulkJobView>;
  get(actor: Actor, id: Id): Promise<BulkJobView>;
  /** Those of this person, the newest first. */
  list(actor: Actor): Promise<BulkJobView[]>;
  /** What is done stays done. */
  cancel(actor: Actor, id: Id): Promise<BulkJobView>;
  /** Each goes back to what it was, except what somebody changed since. Also of one that still runs. */
  undo(actor: Actor, id: Id): Promise<BulkJobView>;
  /** Worker: goes on with what is to be done, in small transactions, until nothing is left or `signal` aborts. Killed at any point, it goes on where it was. */
  work(signal?: AbortSignal): Promise<void>;
  /** Forgets how to take back what is long past. */
  forget(): Promise<void>;
}
export interface TaskQuery extends PageRequest {
  readonly assigneeId?: Id;
  /** Of whoever belongs to this team. */
  readonly teamId?: Id;
  readonly conversationId?: Id;
  readonly contactId?: Id;
  readonly status?: 'open' | 'done' | 'cancelled';
  /** With the contacts that the tasks are about. */
  readonly contacts?: boolean;
}
/** A dated task as a calendar elsewhere shows it. */
export interface CalendarTask extends Pick<TaskView, 'id' | 'kind' | 'title' | 'conversationId' | 'dealId' | 'dueAt' | 'createdAt'> {
  readonly contactName: string | null;
}
export interface TasksApi {
  /** Those that this person may see: the earliest due first, done ones the latest first. */
  list(actor: Actor, query: TaskQuery): Promise<TaskPageView>;
  create(actor: Actor, input: { title: string; dueAt: string; assigneeId?: Id | null; conversationId?: Id | null; contactId?: Id | null; orderId?: Id | null; dealId?: Id | null }): Promise<TaskView>;
  update(actor: Actor, id: Id, input: { title?: string; dueAt?: string; assigneeId?: Id | null; status?: 'open' | 'done' | 'cancelled'; result?: string }): Promise<TaskView>;
  /** Done, with what came of it; the next step is tied to the same conversation, contact, order and deal. Conflict `task-not-open`: it was done or cancelled before. */
  finish(actor: Actor, id: Id, input: { result?: string; next?: { title: string; dueAt: string; assigneeId?: Id | null } }): Promise<FinishedTaskView>;
  /** Their own open ones, the earliest first. */
  calendar(actor: Actor): Promise<CalendarTask[]>;
  /** Worker: tells the assignees of what became due, each once. Returns how many tasks it took. */
  remindOfDue(): Promise<number>;
}
export interface HandoversApi {
  /** One's own and those one stands in for; leaders see all. The newest first. */
  list(actor: Actor, query: PageRequest & { userId?: Id }): Promise<Page<HandoverView>>;
  /** The same `id` again answers the same handover. Conflict `handed-over`, `deputy-away`; Invalid `own-deputy`, `no-user`; Forbidden. */
  begin(actor: Actor, input: { id: Id; userId: Id; deputyId: Id }): Promise<HandoverView>;
  /** What is as the handover left it goes back; the rest says in the log why not. */
  end(actor: Actor, id: Id): Promise<HandoverView>;
  log(actor: Actor, id: Id, page: PageRequest): Promise<Page<HandoverItemView>>;
  /** Worker: finishes what was interrupted, and moves what came to somebody who is away. */
  carryOn(): Promise<void>;
}
export interface AlarmsApi {
  /** What waits and was not reacted to, taken or not, the longest wait first. */
  list(actor: Actor, page: PageRequest): Promise<Page<AlarmView>>;
  /** «I take it»: nobody else is told, and what it is about is theirs. Conflict `alarm-over`, `alarm-taken`; Invalid `no-access`. */
  take(actor: Actor, id: Id): Promise<AlarmView>;
  rules: {
    list(actor: Actor): Promise<AlarmRuleView[]>;
    /** Applies to what is raised from now on. */
    save(actor: Actor, kind: AlarmKind, input: Omit<AlarmRuleView, 'kind'>): Promise<AlarmRuleView>;
  };
  /** Worker: gives what an absent or silent owner leaves waiting to the deputy or the queue. Returns how many conversations. */
  returnUnattended(): Promise<number>;
  /** Worker: raises what is due, ends what is over, and tells the next rung of the rest. Returns how many steps were told. */
  watch(): Promise<number>;
}
export interface OrderInput {
  /** Client-made UUID: the idempotency key. */
  readonly id: Id;
  readonly contactId?: Id;
  readonly conversationId?: Id | null;
  readonly currency?: string;
  readonly lines: readonly { productId?: Id | null; name?: string; quantity: number; priceMinor?: number }[];
  readonly discountMinor?: number;
  readonly deliveryMinor?: number;
  readonly comment?: string;
  /** The same order for the same customer within a minute is refused with `duplicate-order` unless a person insists. */
  readonly force?: boolean;
}
export interface OrdersApi {
  create(actor: Actor, input: OrderInput): Promise<OrderView>;
  get(actor: Actor, id: Id): Promise<OrderView>;
  list(actor: Actor, query: PageRequest & { contactId?: Id; status?: string }): Promise<Page<OrderView>>;
  setStatus(actor: Actor, id: Id, status: OrderStatus): Promise<OrderView>;
  /** What these messages of a conversation seem to order, by words and SKU, for a person to confirm. Writes nothing. NotFound. */
  draft(actor: Actor, from: { conversationId: Id; messageIds: readonly Id[] }): Promise<OrderDraftView>;
  /** Writes down what was paid. Paid in full moves a new or confirmed order to `paid`. */
  pay(actor: Actor, orderId: Id, payment: PaymentInput): Promise<OrderView>;
  /** It was a slip. The status stays. */
  removePayment(actor: Actor, orderId: Id, paymentId: Id): Promise<OrderView>;
  products: {
    list(actor: Actor, query: PageRequest & { search?: string; all?: boolean }): Promise<Page<ProductView>>;
    save(actor: Actor, input: { id?: Id; sku: string; name: string; unit?: string; priceMinor: number; currency?: string; active?: boolean; stock?: number | null }): Promise<ProductView>;
    /** What a CSV file would change; `confirmed`: and does, by SKU. Throws Invalid for what is no table of goods. */
    import(actor: Actor, file: Uint8Array, confirmed: boolean): Promise<ProductImportView>;
  };
}
export interface PaymentInput {
  /** Client-made UUID: the idempotency key. */
  readonly id: Id;
  readonly amountMinor: number;
  /** A day: YYYY-MM-DD. */
  readonly paidOn: string;
  readonly method: PaymentMethod;
  /** More than the order comes to is refused with `overpaid` unless a person insists. */
  readonly force?: boolean;
}
export interface CannedInput {
  readonly id?: Id;
  readonly title: string;
  readonly code?: string | null;
  readonly audience: CannedReplyView['audience'];
  readonly teamId?: Id | null;
  readonly texts: CannedReplyView['texts'];
  /** Of the files it has, those that stay; the others go. */
  readonly keepFileIds?: readonly Id[];
  /** Uploads of this person that are to go with it from now on. */
  readonly attachmentIds?: readonly Id[];
}
export interface CannedApi {
  /** What this person may use: their own, their teams', everybody's. */
  list(actor: Actor): Promise<CannedReplyView[]>;
  /** Conflict `code-taken` where another one of the same audience has the code. */
  save(actor: Actor, input: CannedInput): Promise<CannedReplyView>;
  remove(actor: Actor, id: Id): Promise<void>;
  /** Counts the use and makes its files uploads of this person, to be named in a message. */
  use(actor: Actor, id: Id): Promise<{ files: AttachmentView[] }>;
}
export interface FilesApi {
  /** A file an operator uploaded, not yet in a message. */
  add(actor: Actor, file: StoredAttachment): Promise<AttachmentView>;
  /** For downloads: where the bytes are. Throws NotFound without a right to the message. */
  open(actor: Actor, id: Id): Promise<StoredAttachment>;
  /** For the web chat: the visitor who owns the thread asks. */
  openForVisitor(inboxId: Id, externalThreadId: string, id: Id): Promise<StoredAttachment>;
  /** Worker: pending vendor media that is due. */
  pending(limit: number): Promise<Id[]>;
  claim(id: Id): Promise<{ inboxId: Id; ref: Record<string, string | number | boolean>; name: string; mime: string } | null>;
  recordReady(id: Id, file: { sha256: string; size: number; mime?: string; width?: number; height?: number }): Promise<void>;
  recordFailure(id: Id, message: string, final: boolean): Promise<void>;

  /** Bytes are about to be stored, or stored ones to be named: nobody removes them for a day. False: somebody is removing them just now, ask again. */
  expect(sha256: string): Promise<boolean>;
  /** Uploads that are in no message a day after they came. Returns how many were forgotten; more may be there. */
  forgetUnsent(): Promise<number>;
  /** Bytes that nothing names: to be removed within two minutes and reported. Null: there are none. */
  claimRemoval(): Promise<FileRemoval | null>;
  recordRemoved(removal: FileRemoval): Promise<void>;
}
export interface FileRemoval {
  readonly sha256: string;
  readonly claim: string;
}

// ── people, company, inboxes ──────────────────────────────────────────────────────────────────────────────────────
export interface UsersApi {
  actor(userId: Id): Promise<Actor | null>;
  get(userId: Id): Promise<UserView>;
  list(actor: Actor): Promise<UserView[]>;
  byEmail(email: string): Promise<{ id: Id; passwordHash: string | null; active: boolean } | null>;
  create(actor: Actor, input: { email: string; name: string; role: Role; passwordHash: string | null; locale?: Locale; inboxIds?: readonly Id[]; teamIds?: readonly Id[]; /** Spent in the same transaction; NotFound when it is unknown, used or too old. */ invitation?: Buffer }): Promise<UserView>;
  update(actor: Actor, id: Id, input: { name?: string; role?: Role; active?: boolean; phone?: string | null; capacity?: number | null; locale?: Locale; theme?: string; preferences?: Partial<PreferencesView>; inboxIds?: readonly Id[]; signature?: string; deputyId?: Id | null }): Promise<ChangedUserView>;
  setPassword(userId: Id, passwordHash: string): Promise<void>;
  setDuty(actor: Actor, id: Id, onDuty: boolean): Promise<UserView>;
  preferences(userId: Id): Promise<Pick<MeView, 'theme' | 'telegramLinked' | 'calendarShared' | 'preferences' | 'signature'>>;
  calendar: {
    /** From now on this token opens the person's calendar, and no other does; null: none does. */
    share(userId: Id, tokenHash: Buffer | null): Promise<void>;
    /** Whose calendar it opens; null: nobody's. */
    resolve(tokenHash: Buffer): Promise<{ actor: Actor; locale: Locale } | null>;
  };
  /** Ends the telling in Telegram, and every code that was not used yet. `only`: not when the person has linked another chat meanwhile. */
  unlinkTelegram(userId: Id, only?: Address): Promise<void>;
  teams: {
    list(actor: Actor): Promise<TeamView[]>;
    /** `timeZone` null: the company's. */
    save(actor: Actor, input: { id?: Id; name: string; memberIds: readonly Id[]; timeZone?: string | null }): Promise<TeamView>;
    remove(actor: Actor, id: Id): Promise<void>;
  };
}
export interface SessionsApi {
  /** Token hashes are SHA-256 of a 256-bit random token made by the caller. */
  open(input: { tokenHash: Buffer; userId: Id; userAgent: string; ip: string }): Promise<void>;
  /** Idle 8 h, absolute 7 d, user active; touches last_seen at most once a minute. */
  resolve(tokenHash: Buffer): Promise<Actor | null>;
  /** The same question without counting as activity: for a socket that merely stays open. */
  alive(tokenHash: Buffer): Promise<boolean>;
  close(tokenHash: Buffer): Promise<void>;
  closeAll(userId: Id, except?: Buffer): Promise<void>;
  apiTokens: {
    list(actor: Actor): Promise<{ id: Id; name: string; createdAt: string; lastUsedAt: string | null }[]>;
    create(actor: Actor, input: { name: string; tokenHash: Buffer }): Promise<{ id: Id }>;
    revoke(actor: Actor, id: Id): Promise<void>;
    resolve(tokenHash: Buffer): Promise<Actor | null>;
  };
  oneTime: {
    issue(input: { tokenHash: Buffer; purpose: 'setup' | 'invitation' | 'password-reset' | 'telegram-link'; userId?: Id; payload?: unknown; expiresAt: Date }): Promise<void>;
    peek(tokenHash: Buffer, purpose: string): Promise<{ userId: Id | null; payload: unknown } | null>;
    /** Marks it used; null when unknown, used or expired. */
    redeem(tokenHash: Buffer, purpose: string): Promise<{ userId: Id | null; payload: unknown } | null>;
    /** What was issued and may still be used, newest first. */
    open(purpose: 'invitation'): Promise<{ tokenHash: Buffer; payload: unknown; expiresAt: string }[]>;
    /** False when it is unknown, used or expired. */
    withdraw(tokenHash: Buffer, purpose: 'invitation'): Promise<boolean>;
  };
}
export interface CompanyApi {
  get(): Promise<CompanyView & { setUpAt: string | null }>;
  update(actor: Actor, input: Partial<CompanyView>): Promise<CompanyView>;
  documents(): Promise<DocumentSettingsView>;
  setDocuments(actor: Actor, settings: DocumentSettingsView): Promise<DocumentSettingsView>;
  /**
   * The first start: spends the set-up link (null: an administrator named in the environment), makes the first admin and the
   * company, in one transaction. Null when the link is unknown, used or too old; Conflict when the company is set up already.
   */
  setUp(input: { tokenHash: Buffer | null; admin: { email: string; name: string; passwordHash: string; locale?: Locale }; company?: Partial<CompanyView>; ip?: string }): Promise<UserView | null>;
  audit(entry: { userId: Id | null; action: string; thing: string; detail?: unknown; ip?: string }): Promise<void>;
  auditLog(actor: Actor, page: PageRequest): Promise<Page<{ id: string; at: string; userId: Id | null; action: string; thing: string; detail: unknown; ip: string }>>;
  /** What this person was told, newest first, without new inquiries, which stand in the queue. `unread`: only what they have not seen. */
  notifications(actor: Actor, page: PageRequest & { unread?: boolean }): Promise<Page<NotificationView>>;
  /** All, or these. What is not theirs is left alone. */
  markNotificationsRead(actor: Actor, which?: readonly Id[]): Promise<void>;
  /** For whoever reaches people outside the window. */
  alerts: {
    /** Those of these notifications whose person linked a messenger. */
    wanted(notificationIds: readonly Id[]): Promise<Id[]>;
    /** Takes one to be told now: of any number who ask exactly one gets it, once for each way it is told. Null: taken, or nowhere to tell it. */
    take(notificationId: Id): Promise<Alert | null>;
    /** Whether there is still reason to tell it: false once the alarm is taken or over. */
    stands(notificationId: Id): Promise<boolean>;
  };
}
/** What a person is told in their messenger, and where. */
export interface Alert {
  readonly userId: Id;
  readonly locale: Locale;
  readonly inboxId: Id;
  readonly address: Address;
  readonly type: NotificationView['type'];
  readonly title: string;
  readonly conversationId: Id | null;
  readonly alarm: ToldAlarmView | null;
}
/** What a live adapter is built from. */
export interface InboxRuntime {
  readonly id: Id;
  readonly adapter: ContractAdapterKind;
  readonly name: string;
  readonly settings: Record<string, unknown>;
  /** Encrypted as given to `save`. */
  readonly credentials: Buffer | null;
  readonly enabled: boolean;
  readonly version: number;
}
export interface InboxesApi {
  list(actor: Actor): Promise<InboxView[]>;
  settings(actor: Actor): Promise<InboxSettingsView[]>;
  save(actor: Actor, input: {
    id?: Id; /** For a new one: its id, when credentials were already bound to it. */ newId?: Id; adapter: ContractAdapterKind; name: string; address: string; settings: Record<string, unknown>; credentials?: Buffer | null; credentialsSet?: readonly string[];
    capabilities: readonly ChannelCapabilities[]; enabled?: boolean; policy?: Partial<InboxPolicy>; userIds?: readonly Id[]; signature?: string;
  }): Promise<InboxSettingsView>;
  remove(actor: Actor, id: Id): Promise<void>;
  runtime(id: Id): Promise<InboxRuntime | null>;
  runtimes(): Promise<InboxRuntime[]>;
  /** `checked`: everything that sending needs was tried just now, so that what was held goes out again when it is well. */
  setHealth(id: Id, health: { ok: boolean; detail?: string; checked?: boolean }): Promise<void>;
  /** Inboxes that send nothing because their credentials or settings were refused. */
  held(): Promise<Id[]>;
  /** Takes or renews a lease; false while somebody else holds it. Measured by the database's clock, the one all processes share. */
  lease(name: string, holder: Id, ttlMs: number): Promise<boolean>;
  release(name: string, holder: Id): Promise<void>;
}

// ── the feed ──────────────────────────────────────────────────────────────────────────────────────────────────────
export interface FeedEntry {
  readonly event: SyncEvent;
  /** Who may get it; see `allowed`. */
  readonly audience: { readonly inboxIds: readonly Id[] | null; readonly ownerId: Id | null; readonly userId: Id | null; readonly participantIds?: readonly Id[] };
}
export interface FeedApi {
  /** The position right now: everything committed before is behind it. */
  head(): Promise<string>;
  /** Entries after `cursor` in commit order, at most `limit`; 'refetch' when the cursor is too old or of another epoch. */
  read(cursor: string, limit: number): Promise<{ entries: FeedEntry[]; cursor: string; more: boolean } | 'refetch'>;
  /** The same, only what this user may see. */
  catchUp(actor: Actor, cursor: string, limit: number): Promise<{ events: SyncEvent[]; cursor: string; more: boolean } | 'refetch'>;
  /** One rule for replay and for live pushes. */
  allowed(actor: Actor, audience: FeedEntry['audience']): boolean;
  /** Forgets events older than `days`. */
  trim(days: number): Promise<number>;
  /** After a restore or a move to another server: every cursor handed out so far asks for a refetch. */
  renewEpoch(): Promise<void>;
}

/** A thread of an inbox, as the page of a web-chat visitor knows it. */
export interface VisitorThread {
  readonly inboxId: Id;
  readonly externalThreadId: string;
}
/** For the web-chat widget: only what the visitor's own thread holds; notes, activities and what was not sent yet never. */
export interface VisitorApi {
  /** Newest first; `after` pages back in time. */
  history(inboxId: Id, externalThreadId: string, page: PageRequest): Promise<Page<VisitorMessageView>>;
  /** Those of these messages that visitors may see, with their threads: what a live push needs. */
  messages(ids: readonly Id[]): Promise<(VisitorThread & { message: VisitorMessageView })[]>;
  /** Every thread of a conversation and how far our side has read what was written there. */
  threads(conversationId: Id): Promise<(VisitorThread & { readUpTo: Iso | null })[]>;
  /** The conversation the thread was last part of; null before the first message. */
  state(inboxId: Id, externalThreadId: string): Promise<{ conversationId: Id; ownerName: string | null; readUpTo: Iso | null; /** Not everybody at this conversation may read the thread. */ isPrivate: boolean } | null>;
  /** Until when somebody is there (null: round the clock), or when somebody is back (null: not known); with the name to greet by. */
  office(): Promise<{ company: string; hours: { open: true; until: Iso | null } | { open: false; opensAt: Iso | null } }>;
}

// ── webhooks ──────────────────────────────────────────────────────────────────────────────────────────────────────
export interface WebhookEndpointInput {
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly WebhookEventType[];
}
/** One telling, taken for one attempt. */
export interface ClaimedWebhook {
  readonly deliveryId: Id;
  readonly fence: number;
  readonly endpointId: Id;
  readonly url: string;
  /** Encrypted as given to `create`. */
  readonly secrets: Buffer;
  /** The same at every attempt. */
  readonly eventId: Id;
  readonly body: string;
}
export type WebhookOutcome =
  | { readonly type: 'answered'; readonly status: number; /** Its beginning. */ readonly answer: string; readonly retryAfterMs?: number | undefined }
  | { readonly type: 'unreachable'; readonly reason: WebhookFailure };
export interface WebhooksApi {
  list(actor: Actor): Promise<WebhookEndpointView[]>;
  /** From this commit on it is told; what was before is not. */
  create(actor: Actor, input: WebhookEndpointInput & { id: Id; secrets: Buffer }): Promise<WebhookEndpointView>;
  /** What is left out stays. Switched off it is told nothing; what waited goes on when it is switched on. */
  update(actor: Actor, id: Id, input: Partial<WebhookEndpointInput> & { enabled?: boolean; secrets?: Buffer }): Promise<WebhookEndpointView>;
  remove(actor: Actor, id: Id): Promise<void>;
  /** Encrypted as they were given. NotFound. */
  secrets(actor: Actor, id: Id): Promise<Buffer>;
  /** Last happened first. */
  deliveries(actor: Actor, endpointId: Id, page: PageRequest & { status?: WebhookDeliveryStatus }): Promise<Page<WebhookDeliveryView>>;
  /** Once more from the beginning, whatever came of it. Conflict `endpoint-disabled`. */
  resend(actor: Actor, deliveryId: Id): Promise<WebhookDeliveryView>;
  /** Everything it is told of and that was noted since then, in its order, also what arrived. Answers how many. Conflict `endpoint-disabled`. */
  replay(actor: Actor, endpointId: Id, since: Date): Promise<number>;
  /** An event that means nothing, to see whether it arrives. Conflict `endpoint-disabled`. */
  test(actor: Actor, endpointId: Id): Promise<WebhookDeliveryView>;
  /**
   * Worker: turns the next committed changes into events and tellings, in one commit with how far it got. `lost`: the feed does not
   * know that place any more (a restore), and goes on at its head.
   */
  follow(): Promise<'more' | 'done' | 'lost'>;
  /** Worker: takes what is due, at most so many of each endpoint, for `leaseMs`; of one thing never the second before the first is over. */
  claim(perEndpoint: number, leaseMs: number): Promise<ClaimedWebhook[]>;
  /** Worker: what came of it. Of a claim that expired and was taken by another nothing is written. */
  record(claimed: Pick<ClaimedWebhook, 'deliveryId' | 'fence'>, outcome: WebhookOutcome): Promise<void>;
  /** Every secret, for a change of the key that encrypts them. */
  sealed(): Promise<{ id: Id; secrets: Buffer }[]>;
  reseal(id: Id, secrets: Buffer): Promise<void>;
  /** Forgets events older than `days`, except what waits. Returns how many. */
  trim(days: number): Promise<number>;
}

// ── drafts ────────────────────────────────────────────────────────────────────────────────────────────────────────
export interface DraftInput {
  readonly id: Id;
  readonly text: string;
  readonly beside: Readonly<Record<string, unknown>>;
  /** Uploads of this person that it names: they stay as long as it does. */
  readonly attachmentIds: readonly Id[];
  /** The version these words went on from. Another one by now: its words are kept beside these. */
  readonly basedOn: number;
}
export interface DraftsApi {
  /** Everything this person has begun, newest first. */
  list(actor: Actor): Promise<DraftView[]>;
  /** In one conversation; those that are empty too. */
  of(actor: Actor, conversationId: Id): Promise<DraftView[]>;
  /** Without words, files and anything beside them it is discarded. What was sent or discarded before stays gone. */
  save(actor: Actor, conversationId: Id, mode: DraftMode, input: DraftInput): Promise<DraftView>;
  /** Puts another version in place of the present one, which is kept beside it. NotFound when it is not there. */
  restore(actor: Actor, conversationId: Id, mode: DraftMode, otherId: Id): Promise<DraftView>;
  discardOther(actor: Actor, conversationId: Id, mode: DraftMode, otherId: Id): Promise<DraftView>;
  /** Forgets that there was something, `days` after it was sent or discarded. Returns how many. */
  trim(days: number): Promise<number>;
}

// ── search ────────────────────────────────────────────────────────────────────────────────────────────────────────
export interface TimelineRequest extends PageRequest {
  readonly before?: string | null;
  readonly around?: Id;
}
export interface SearchQuery {
  readonly words: string;
  /** Default: all. */
  readonly groups?: readonly ('people' | 'messages' | 'orders')[];
  /** These four narrow the messages. */
  readonly channel?: string;
  readonly ownerId?: Id | 'nobody';
  readonly from?: Iso;
  readonly to?: Iso;
  readonly spam?: boolean;
  /** Of each group; 20 when not said. */
  readonly limit?: number;
}
export interface SearchApi {
  /** Only what the actor may see. Messages are found about a second after their commit. */
  find(actor: Actor, query: SearchQuery): Promise<SearchView>;
  /** Worker: brings the index a step nearer to what was committed. Resolves with whether there is more to do. */
  indexNext(): Promise<boolean>;
}

/** What a page says of itself. */
export interface LinkContent {
  readonly title: string;
  readonly description: string | null;
  readonly site: string | null;
  /** Address of its picture. */
  readonly image: string | null;
}
/** Previews of links: which may be looked at, and what was found. The core asks nobody. */
export interface LinksApi {
  /** The link of this message that may be previewed; null: it has none, or none may be. `known` undefined: not asked yet, or too long ago; null: nothing to show. Throws NotFound. */
  of(actor: Actor, messageId: Id): Promise<{ url: string; known: LinkContent | null | undefined } | null>;
  record(url: string, found: LinkContent | null): Promise<void>;
  /** Forgets what was asked more than `days` ago. Returns how many. */
  forget(days: number): Promise<number>;
}

// ── reports ───────────────────────────────────────────────────────────────────────────────────────────────────────
export interface ReportQuery {
  /** YYYY-MM-DD by the company's clock, both counted; the last thirty days when not said. */
  readonly from?: string;
  readonly to?: string;
  /** Rows of `answering` and `waiting`; by person when not said. */
  readonly by?: ReportBy;
  readonly ownerId?: Id;
  readonly teamId?: Id;
  /** Of `answering`, `sources` and `waiting`. */
  readonly channel?: string;
  /** Of `funnel`; the first when not said. */
  readonly pipelineId?: Id;
}
export interface ReportsApi {
  /** An operator gets their own numbers, everybody else all of them. Throws Invalid for a period or filter that does not fit. */
  read(actor: Actor, name: ReportName, query: ReportQuery): Promise<ReportView>;
  /** What one number counted, slowest first; `key` undefined: over all rows. As many things as the number said. */
  things(actor: Actor, name: ReportName, query: ReportQuery, number: { measure: string; key?: string | null }, page: PageRequest): Promise<Page<ReportThingView>>;
  /** Worker: measures what was committed since. Resolves with whether there is more to do. */
  measureNext(): Promise<boolean>;
}

export interface Crm {
  readonly ingest: IngestApi;
  readonly outbound: OutboundApi;
  readonly changes: ChangesApi;
  readonly conversations: ConversationsApi;
  readonly contacts: ContactsApi;
  readonly leads: LeadsApi;
  readonly deals: DealsApi;
  readonly tasks: TasksApi;
  readonly alarms: AlarmsApi;
  readonly handovers: HandoversApi;
  readonly labels: LabelsApi;
  readonly savedViews: SavedViewsApi;
  readonly bulk: BulkApi;
  readonly orders: OrdersApi;
  readonly files: FilesApi;
  readonly canned: CannedApi;
  readonly users: UsersApi;
  readonly sessions: SessionsApi;
  readonly company: CompanyApi;
  readonly inboxes: InboxesApi;
  readonly feed: FeedApi;
  readonly visitor: VisitorApi;
  readonly links: LinksApi;
  readonly search: SearchApi;
  readonly reports: ReportsApi;
  readonly drafts: DraftsApi;
  readonly webhooks: WebhooksApi;
}

export type { ChannelHealth, ActivityView };
