/**
 * What leaves the server: the shapes of REST answers and of sync events, shared with the browser. Plain JSON; times are
 * ISO 8601 in UTC, money is integer minor units beside its ISO 4217 currency, ids are UUIDs unless said otherwise.
 * This file imports nothing.
 */

export type Id = string;
export type Iso = string;

export type ChannelKind = 'email' | 'telegram' | 'sms' | 'voice' | 'webchat' | 'http';
export type AdapterKind = 'email' | 'telegram' | 'twilio' | 'webchat' | 'http';
export type AddressKind = 'email' | 'phone' | 'telegram' | 'visitor' | 'http';
export type Role = 'operator' | 'manager' | 'admin';
export type Locale = 'ru' | 'uk' | 'en';
export type ConversationStatus = 'open' | 'pending' | 'snoozed' | 'closed';
export type DeliveryStatus = 'queued' | 'submitting' | 'sent' | 'delivered' | 'read' | 'failed' | 'uncertain';
export type MessageKind = 'text' | 'note' | 'call' | 'activity';
export type MessageDirection = 'inbound' | 'outbound' | 'internal';
export type OrderStatus = 'new' | 'confirmed' | 'paid' | 'shipped' | 'done' | 'cancelled';
export type TaskKind = 'answer' | 'follow-up' | 'call-back' | 'manual' | 'win-back';
export type TaskStatus = 'open' | 'done' | 'cancelled';
export type LeadStatus = 'open' | 'converted' | 'junk';

export interface UserView {
  id: Id;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  onDuty: boolean;
  locale: Locale;
  /** Where calls ring; E.164. */
  phone: string | null;
  /** Open conversations at which no more are assigned; null = no limit. */
  capacity: number | null;
  teamIds: Id[];
  /** Inboxes given to an operator; managers get those of their teams, admins all. */
  inboxIds: Id[];
  /** Who gets what waits here while this person is off duty or silent; left out: the queue. */
  deputyId?: Id;
}

/** How much of somebody's open work went back to the queue, because they may not have it any more. */
export interface HandedBackView {
  conversations: number;
  tasks: number;
}

// ── absence ───────────────────────────────────────────────────────────────────────────────────────────────────────
export type HandoverThing = 'conversation' | 'task' | 'deal' | 'alarm';
/** Back where it was; it stayed with whoever has it now; it came to its end meanwhile. */
export type HandoverOutcome = 'returned' | 'kept' | 'over';
export interface HandoverCountsView {
  conversations: number;
  tasks: number;
  deals: number;
  alarms: number;
}
/** Somebody is away, and their deputy has what was theirs. */
export interface HandoverView {
  id: Id;
  userId: Id;
  deputyId: Id;
  begunById: Id;
  begunAt: Iso;
  endedById: Id | null;
  /** Null: it runs. */
  endedAt: Iso | null;
  moved: HandoverCountsView;
  returned: HandoverCountsView;
}
/** A line of its log. */
export interface HandoverItemView {
  kind: HandoverThing;
  thingId: Id;
  title: string;
  /** Null: the queue, for the deputy may not have it. */
  toId: Id | null;
  movedAt: Iso;
  /** Null: it has not come back yet. */
  outcome: HandoverOutcome | null;
  settledAt: Iso | null;
}

/** A colleague after a change. */
export interface ChangedUserView extends UserView {
  handedBack: HandedBackView;
}

export interface TeamView {
  id: Id;
  name: string;
  memberIds: Id[];
  /** Where its people work by another clock; left out: by the company's. */
  timeZone?: string;
}

/** Habits of one person's window, the same on every device. */
export interface PreferencesView {
  /** auto: Enter sends in chats, Mod+Enter in letters. */
  sendKey: 'auto' | 'enter' | 'mod-enter';
  /** For how long a letter waits for its author to think again. */
  mailHoldSeconds: 0 | 5 | 10 | 30;
  sound: boolean;
  /** In percent. */
  soundVolume: number;
  /** Is told by the desktop while the window is out of sight, in browsers that were allowed to. */
  desktop: boolean;
  /** With names and words, which whoever passes by can read. */
  desktopWords: boolean;
  /** Whether a task that is due is told by the desktop, as far as `desktop` says, and in a linked Telegram. */
  taskDesktop: boolean;
  taskTelegram: boolean;
  density: 'comfortable' | 'compact';
  /** Keys of one character act outside text fields. */
  letterKeys: boolean;
  /** What this person put elsewhere: from the key that everybody has (`KeyE`, `Mod+KeyK`, `KeyG KeyQ`) to their own; '' = none. */
  keys: Record<string, string>;
}

/** The signed-in person. */
export interface MeView extends UserView {
  theme: 'light' | 'dark' | 'system';
  preferences: PreferencesView;
  /** Is told of new inquiries in Telegram too. */
  telegramLinked: boolean;
  /** A calendar elsewhere may read this person's tasks. */
  calendarShared: boolean;
  /** HTML put under this person's letters instead of the inbox's; '' = none. `{name}`, `{role}` and `{phone}` stand for theirs. */
  signature: string;
  permissions: string[];
  company: CompanyView;
  /** Cursor of the feed at the moment of this answer. */
  cursor: string;
}

export interface WorkingHours {
  /** Monday first; [] = closed; minutes since local midnight. */
  days: { from: number; to: number }[][];
}

export interface CompanyView {
  name: string;
  language: Locale;
  currency: string;
  country: string;
  timeZone: string;
  workingHours: WorkingHours;
  holidays: { date: string; name: string }[];
  /** Operators see only their own and unassigned conversations. */
  operatorsSeeOwnOnly: boolean;
  /** Whether our server asks pages that messages link to what they are: never, only in chats, or in letters too. */
  linkPreviews: 'off' | 'chats' | 'all';
  /** Whom the ladder of alarms reaches; null: nobody was chosen, and the next above is told. */
  headOfSalesId: Id | null;
  companyOwnerId: Id | null;
  /** Working minutes after which a customer who waits for somebody off duty, or for somebody silent, goes to the deputy or the queue; null: never. */
  offDutyReturnMinutes: number | null;
  silentReturnMinutes: number | null;
}

export interface CapabilitiesView {
  channel: ChannelKind;
  maxTextLength: number;
  format: 'plain' | 'html';
  subject: boolean;
  attachments: { maxCount: number; maxBytes: number } | null;
  /** Text and files travel together, so that the limits count for all files; else each file goes by itself. */
  attachmentsWithText: boolean;
  startsConversation: boolean;
  addressKind: AddressKind;
  highestReceipt: 'sent' | 'delivered' | 'read';
  cc: boolean;
  calls: boolean;
  /** Carried and paid for in segments of this alphabet. */
  segments?: 'gsm';
  /** Words that were sent can be changed, or taken away, where the customer sees them; absent: not on this channel. */
  canEdit?: ChangeLimitView;
  canDelete?: ChangeLimitView;
}

/** For so long after it was sent; null: always. */
export interface ChangeLimitView {
  withinMs: number | null;
}

/** What everybody who has the inbox may know of it. */
export interface InboxView {
  id: Id;
  adapter: AdapterKind;
  channels: ChannelKind[];
  name: string;
  /** support@…, @bot, +357…, site */
  address: string;
  enabled: boolean;
  health: 'ok' | 'broken' | 'unknown';
  healthDetail: string | null;
  lastInboundAt: Iso | null;
  lastOutboundAt: Iso | null;
  isPrivate: boolean;
  capabilities: CapabilitiesView[];
  /** HTML under letters of whoever has no signature of their own; see MeView.signature. */
  signature: string;
}

export interface InboxPolicy {
  assignment: 'round-robin' | 'least-loaded' | 'manual';
  keepOwner: boolean;
  threadMode: 'contact' | 'thread';
  reopenDays: number;
  firstAnswerMinutes: number;
  followUpDays: number;
  teamId: Id | null;
  isPrivate: boolean;
}

/** Admin's view; credentials are write-only and never come back. */
export interface InboxSettingsView extends InboxView {
  settings: Record<string, unknown>;
  policy: InboxPolicy;
  /** Names of the credentials that are set. */
  credentialsSet: string[];
  userIds: Id[];
  webhookUrl: string | null;
  inboundToday: number;
  outboundToday: number;
  quarantined: number;
}

export interface IdentityView {
  id: Id;
  kind: AddressKind;
  value: string;
  /** How it is shown: formatted phone, @handle. */
  label: string;
  verified: boolean;
  /** Inboxes that must not write to it (STOP, blocked). */
  optedOutInboxIds: Id[];
}

export interface SourceView {
  channel: ChannelKind;
  inboxId: Id | null;
  utm: Record<string, string>;
  referrer: string | null;
  landingPage: string | null;
  startParameter: string | null;
  calledNumber: string | null;
  clickId: string | null;
}

export interface LeadView {
  id: Id;
  contactId: Id;
  conversationId: Id | null;
  status: LeadStatus;
  source: SourceView;
  ownerId: Id | null;
  junkReason: string | null;
  /** Of the list of reasons; absent: it is not junk, or was before there was a list. */
  junkReasonId?: Id;
  createdAt: Iso;
}

export interface DuplicateHintView {
  id: Id;
  contactId: Id;
  name: string;
  reason: string;
  value: string;
}

export interface ContactView {
  id: Id;
  kind: 'person' | 'company' | 'group';
  name: string;
  blocked: boolean;
  language: string | null;
  /** The company they work for. */
  company: string;
  /** What the company's own fields say of them, by their id. */
  fields: Record<Id, FieldValue>;
  createdAt: Iso;
  identities: IdentityView[];
}

/** Of a text, a day (YYYY-MM-DD) or a choice: words. */
export type FieldValue = string | number;
export type FieldKind = 'text' | 'number' | 'date' | 'choice';

/** What this company wants to know of its people besides the rest. */
export interface ContactFieldView {
  id: Id;
  name: string;
  kind: FieldKind;
  /** Of a choice: what can be chosen. */
  choices: string[];
}

/** One visit that said where it came from. */
export interface TouchView {
  source: SourceView;
  at: Iso;
}

/** What a person can decide of when two contacts become one: name, kind, language, owner, blocked, company, or a field of the company's own as `field:<id>`. */
export type MergeField = string;

/** Another contact that is one with this one, until somebody undoes it. */
export interface ContactMergeView {
  id: Id;
  /** The one that was merged, and into whom. */
  contactId: Id;
  name: string;
  intoId: Id;
  byId: Id | null;
  at: Iso;
}

/** What would become of two contacts. */
export interface MergePreviewView {
  contact: ContactView;
  other: ContactView;
  /** Only what differs; `take`: from whom it is taken when nobody says otherwise. */
  fields: { field: MergeField; value: string | number | boolean | null; otherValue: string | number | boolean | null; take: 'contact' | 'other' }[];
  /** What comes over from the other. */
  moves: { conversations: number; messages: number; notes: number; orders: number; deals: number; tasks: number; leads: number; files: number };
  /** Why they may be one. */
  reasons: { reason: string; value: string }[];
}

/** Two contacts that may be one, and why; nothing is done about it until a person decides. */
export interface DuplicatePairView {
  id: Id;
  contact: ContactView;
  other: ContactView;
  reason: string;
  value: string;
  at: Iso;
}

/** Everything the person panel shows, in one answer. */
export interface ContactDetailView extends ContactView {
  lead: LeadView | null;
  /** Where they came from first: never changed by what came later. */
  source: SourceView | null;
  /** All visits that said where they came from, the first one first. */
  touches: TouchView[];
  /** What they paid for or got, by currency. */
  bought: { orders: number; sums: SumView[] };
  merges: ContactMergeView[];
  tasks: TaskView[];
  orders: OrderView[];
  deals: DealView[];
  duplicates: DuplicateHintView[];
  files: AttachmentView[];
  conversationIds: Id[];
  /** This person sees letters of this contact with pictures from elsewhere. */
  picturesShown: boolean;
}

export interface PreviewView {
  kind: MessageKind;
  direction: MessageDirection;
  channel: ChannelKind | null;
  text: string;
  /** First attachment's kind when the text is empty. */
  attachment: AttachmentKind | null;
  authorId: Id | null;
  delivery: DeliveryStatus | null;
  callState: CallState | null;
  at: Iso;
}

export interface ConversationView {
  id: Id;
  contactId: Id;
  contactName: string;
  contactKind: 'person' | 'company' | 'group';
  status: ConversationStatus;
  ownerId: Id | null;
  teamId: Id | null;
  subject: string | null;
  /** The customer waits since then; cleared only by a public reply, by closing or by "no reply needed". */
  waitingSince: Iso | null;
  /** When the first-answer target runs out, in working time; null when nobody waits. */
  answerDueAt: Iso | null;
  snoozedUntil: Iso | null;
  lastMessageAt: Iso;
  preview: PreviewView | null;
  /** Channels met in this conversation, last used first. */
  channels: ChannelKind[];
  inboxIds: Id[];
  /** Grows by one with each inbound message; unread = inboundCount − my readCount. */
  inboundCount: number;
  /** Grows with each customer message and each public reply; a reply carries the version its author saw. */
  version: number;
  spam: boolean;
  openTaskDueAt: Iso | null;
  orderTotal: { minor: number; currency: string } | null;
  /** What of it is still open, in the currency of the newest open order: the money that waits. */
  openTotal: { minor: number; currency: string } | null;
  priority: Priority;
  labelIds: Id[];
  /** Colleagues who follow it. */
  participantIds: Id[];
  createdAt: Iso;
}

/** A row of the list as one user gets it. */
export interface ConversationRowView extends ConversationView {
  readCount: number;
  /** When this person was last named in a note of it, and whether they have looked since; null when never. */
  mention: MentionState | null;
}

export interface MentionState {
  at: Iso;
  unseen: boolean;
}

export type AttachmentKind = 'image' | 'audio' | 'voice' | 'video' | 'sticker' | 'file';
export type CallState = 'ringing' | 'answered' | 'completed' | 'missed' | 'voicemail' | 'failed';

export interface AttachmentView {
  id: Id;
  messageId: Id | null;
  kind: AttachmentKind;
  name: string;
  mime: string;
  size: number | null;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  inlineCid: string | null;
  /** pending: being fetched from the vendor. */
  state: 'ready' | 'pending' | 'failed';
  /** Path below the origin; rights are checked at each download. */
  url: string;
  createdAt: Iso;
}

export interface FailureView {
  kind: string;
  code: string | null;
  message: string;
}

export interface DeliveryView {
  id: Id;
  recipient: string;
  status: DeliveryStatus;
  failure: FailureView | null;
  at: Iso;
}

/** What happened beside the messages: shown as one centred line. */
export type ActivityView =
  | { type: 'assigned'; fromId: Id | null; toId: Id | null; byId: Id | null; reason: string }
  | { type: 'status'; from: ConversationStatus; to: ConversationStatus; byId: Id | null }
  | { type: 'order'; orderId: Id; number: number; status: OrderStatus; totalMinor: number; currency: string; summary: string; byId: Id | null }
  | { type: 'task'; taskId: Id; title: string; byId: Id | null; change: 'created' | 'done' }
  | { type: 'lead'; leadId: Id; change: 'created' | 'converted' | 'junk' }
  | { type: 'deal'; dealId: Id; title: string; change: 'created' | 'moved' | 'won' | 'lost' | 'reopened'; stage: string; byId: Id | null }
  | { type: 'reachability'; address: string; reachable: boolean; reason: string }
  | { type: 'join-proposed'; conversationId: Id; reason: string }
  | { type: 'bounce'; recipient: string; message: string };

export interface CallView {
  state: CallState;
  direction: 'inbound' | 'outbound';
  operatorId: Id | null;
  waitSeconds: number | null;
  durationSeconds: number | null;
}

export interface MessageView {
  id: Id;
  conversationId: Id;
  contactId: Id;
  inboxId: Id | null;
  channel: ChannelKind | null;
  kind: MessageKind;
  direction: MessageDirection;
  authorId: Id | null;
  /** Name of the customer-side sender when it is not the contact (groups, Cc). */
  senderName: string | null;
  subject: string | null;
  text: string;
  html: string | null;
  quotedText: string | null;
  quotedHtml: string | null;
  /** Mail headers for the card. */
  to: string[];
  cc: string[];
  replyToId: Id | null;
  albumId: string | null;
  automatic: string | null;
  unsupportedContent: string | null;
  location: { latitude: number; longitude: number; title?: string; address?: string } | null;
  contactCard: { name: string; phone?: string; email?: string; telegramId?: string } | null;
  attachments: AttachmentView[];
  call: CallView | null;
  activity: ActivityView | null;
  /** The worst of its deliveries; null for inbound and internal. */
  delivery: DeliveryStatus | null;
  failure: FailureView | null;
  deliveries: DeliveryView[];
  occurredAt: Iso;
  editedAt: Iso | null;
  deletedAt: Iso | null;
  /** Who gets a letter without the others knowing. */
  bcc?: string[];
  /** Their letter, handed on to somebody else. */
  forwardOf?: Id;
  /** Nothing of it has left yet: its author may still take it back. */
  hold?: HoldView;
  /** Being changed or taken away at the vendor, or refused there. */
  change?: ChangeView;
  /** Whom a note names. */
  mentions?: { userIds: Id[]; teamIds: Id[] };
}

/** Until when a message waits here. `put-off`: to a time its author chose; until then it counts as no answer. */
export interface HoldView {
  until: Iso;
  kind: 'undo' | 'put-off';
  /** What is done with it when somebody writes before: sent all the same, or kept back with its author told. */
  ifNews: 'send' | 'keep';
  /** The conversation's inboundCount when it was put off: more by now means that the customer wrote. */
  inboundCount: number;
}

export interface ChangeView {
  kind: 'edit' | 'delete';
  /** Why the vendor refused; null: it is under way. */
  failure: string | null;
}

/** Words that stood in a message before. */
export interface MessageVersionView {
  text: string;
  html: string | null;
  /** When and by whom they were replaced; null: by the customer. */
  replacedAt: Iso;
  replacedById: Id | null;
}

/** What a message held that was taken back, for the composer to go on with. */
export interface TakenBackView {
  messageId: Id;
  conversationId: Id;
  inboxId: Id;
  channel: ChannelKind;
  text: string;
  html: string | null;
  subject: string | null;
  to: string[];
  cc: string[];
  bcc: string[];
  attachments: AttachmentView[];
  replyToId: Id | null;
  quote: { messageId: Id; heading: string } | null;
  forwardOf: Id | null;
  sendAt: Iso | null;
  /** Up to where its author knew the conversation when it was posted, their own words among it: what the next reply may name as seen. 0: unknown. */
  seenVersion: number;
}

/** To whom a letter goes when it answers everybody, or what is handed on; our own addresses are left out. */
export interface LetterView {
  inboxId: Id | null;
  to: MailboxView[];
  cc: MailboxView[];
  subject: string;
  /** The letter that is answered or handed on; null: there is none yet. */
  about: { messageId: Id; from: MailboxView; to: string[]; cc: string[]; subject: string; text: string; html: string | null; at: Iso; attachments: AttachmentView[] } | null;
}

export interface MailboxView {
  address: string;
  name: string | null;
}

/** What the page behind the first link of a message says of itself. */
export interface LinkPreviewView {
  url: string;
  title: string;
  description: string | null;
  site: string;
  /** Path below the origin: its picture, fetched by our server. */
  imageUrl: string | null;
}

/** What a web-chat visitor sees of one message of their own thread. */
export interface VisitorMessageView {
  id: Id;
  direction: 'inbound' | 'outbound';
  /** Inbound: the id the page itself gave it. */
  externalId: string | null;
  /** Outbound: the name under which the colleague answers. */
  authorName: string | null;
  text: string;
  attachments: Pick<AttachmentView, 'id' | 'kind' | 'name' | 'mime' | 'size' | 'width' | 'height' | 'state'>[];
  /** Outbound: what the page names when it says delivered or read. */
  deliveryId: Id | null;
  at: Iso;
  editedAt: Iso | null;
  deleted: boolean;
}

export interface TaskView {
  id: Id;
  kind: TaskKind;
  title: string;
  contactId: Id | null;
  conversationId: Id | null;
  orderId: Id | null;
  /** Left out when it is tied to none. */
  dealId?: Id;
  assigneeId: Id | null;
  dueAt: Iso;
  status: TaskStatus;
  createdAt: Iso;
  doneAt: Iso | null;
  /** What came of it, in its assignee's words. */
  result: string;
}

/** A page of a list of tasks. */
export interface TaskPageView {
  items: TaskView[];
  next: string | null;
  /** Whom these tasks are about, when it was asked for. */
  contacts: ContactView[];
}

export interface FinishedTaskView {
  task: TaskView;
  /** What comes after it. */
  next: TaskView | null;
}

// ── deals ─────────────────────────────────────────────────────────────────────────────────────────────────────────
export type DealStatus = 'open' | 'won' | 'lost';
/** What a stage may ask for before a deal gets there. */
export type DealField = 'amount' | 'expectedOn' | 'probability' | 'owner';
export type ReasonKind = 'lead-junk' | 'deal-lost';
export type PipelineTemplate = 'retail' | 'services' | 'supply';

export interface StageView {
  id: Id;
  name: string;
  colour: LabelColour;
  required: DealField[];
  /** A deal that stands here longer is marked; null: never. */
  stuckAfterDays: number | null;
  /** What to say at this stage. */
  script: string;
  /** What to do at this stage; ticked per deal. */
  checks: { id: Id; text: string }[];
}

/** Stages in order. */
export interface PipelineView {
  id: Id;
  name: string;
  stages: StageView[];
}

/** Why leads and deals end. `code`: came with the program, and each reader sees it in their language. */
export interface ReasonView {
  id: Id;
  kind: ReasonKind;
  code: string | null;
  name: string;
}

/** What decides where a deal is counted. */
export interface DealFacts {
  pipelineId: Id;
  stageId: Id;
  status: DealStatus;
  ownerId: Id | null;
  amountMinor: number | null;
  currency: string;
}

export interface DealView extends DealFacts {
  id: Id;
  title: string;
  contactId: Id;
  contactName: string;
  conversationId: Id | null;
  leadId: Id | null;
  /** A day: YYYY-MM-DD. */
  expectedOn: string | null;
  /** In percent. */
  probability: number | null;
  comment: string;
  lostReasonId: Id | null;
  competitor: string | null;
  /** The day on which a lost deal is asked about again. */
  returnOn: string | null;
  stageSince: Iso;
  /** The earliest of its open tasks; null: nobody does anything about it. */
  nextTask: { id: Id; kind: TaskKind; title: string; dueAt: Iso } | null;
  tickedIds: Id[];
  createdAt: Iso;
  closedAt: Iso | null;
}

export interface SumView {
  minor: number;
  currency: string;
}

/** A page of a list of deals. */
export interface DealPageView {
  items: DealView[];
  next: string | null;
  /** Where one talks about them, as far as the reader sees it, when that was asked for. */
  conversations: ConversationRowView[];
}

/** What is wrong with an open deal: it stands in its stage for too long, or nobody is to do anything about it. */
export type DealMarkName = 'stuck' | 'no-task';

/** Counts and sums of a board; deals without an amount are counted and add nothing. */
export interface BoardView {
  pipelineId: Id;
  /** Which changes they hold already, as in {@link CountedViews}. */
  asOf: string;
  columns: { stageId: Id; count: number; sums: SumView[] }[];
  won: { count: number; sums: SumView[] };
  lost: { count: number; sums: SumView[] };
}

export interface DealMoveView {
  fromStageId: Id | null;
  toStageId: Id;
  fromStatus: DealStatus | null;
  toStatus: DealStatus;
  /** How long it had stood in the stage it left. */
  stoodSeconds: number;
  byId: Id | null;
  at: Iso;
}

/** How many first contacts became what, of a stretch of time. */
export interface LeadCountsView {
  open: number;
  converted: number;
  junk: number;
  junkReasons: { reasonId: Id | null; count: number }[];
}

export type ReportName = 'answering' | 'funnel' | 'endings' | 'sources' | 'waiting';
export type ReportBy = 'person' | 'channel' | 'day' | 'hour';

/** How many things, the time that half and nine tenths of them stay below (seconds; null: they have none), and their money. */
export interface ReportNumberView {
  count: number;
  median: number | null;
  p90: number | null;
  sums: SumView[];
}

/** One row: a person, channel, day, stage, reason or source; null: nobody's, or without one. Numbers by their name (libs/crm-core/src/reports); absent: nothing was counted. */
export interface ReportRowView {
  key: string | null;
  /** Of the person, stage or reason; null: the key says all. */
  name: string | null;
  /** Of a reason that came with the program: each reader sees it in their language. */
  code: string | null;
  numbers: Record<string, ReportNumberView>;
}

export interface ReportView {
  report: ReportName;
  by: ReportBy | null;
  pipelineId: Id | null;
  /** YYYY-MM-DD by the company's clock, both counted; who waits now has no period. */
  firstDay: string;
  lastDay: string;
  timeZone: string;
  /** Everything there was before is measured by now. */
  measured: boolean;
  rows: ReportRowView[];
  total: Record<string, ReportNumberView>;
}

/** One of the things a number counted. */
export interface ReportThingView {
  thing: 'conversation' | 'deal' | 'lead' | 'order' | 'contact';
  id: Id;
  /** Which inquiry of its conversation; 0 for everything else. */
  part: number;
  /** Of the customer; null: it counts, and is not yours to see. */
  name: string | null;
  contactId: Id | null;
  conversationId: Id | null;
  personId: Id | null;
  at: Iso;
  seconds: number | null;
  sums: SumView[];
}

export interface ProductView {
  id: Id;
  sku: string;
  name: string;
  unit: string;
  priceMinor: number;
  currency: string;
  active: boolean;
  /** How much there is, with up to three places; null: not counted. */
  stock: number | null;
}

export type ProductField = 'sku' | 'name' | 'unit' | 'price' | 'currency' | 'stock';

/** What a file of goods changes in the catalogue. */
export interface ProductImportView {
  encoding: 'utf-8' | 'windows-1251' | 'utf-16';
  separator: ';' | ',' | 'tab';
  /** Columns of the file; null: not read. */
  columns: { heading: string; field: ProductField | null }[];
  toAdd: number;
  toChange: number;
  unchanged: number;
  /** Every line that cannot be read, by its number in the file. */
  problems: {
    line: number;
    reason: 'too-many-cells' | 'no-sku' | 'sku-twice' | 'too-long' | 'no-name' | 'no-price' | 'bad-price' | 'bad-currency' | 'bad-stock';
    value: string;
  }[];
  /** The first of the good lines. */
  sample: { line: number; change: 'add' | 'change' | 'same'; sku: string; name: string; unit: string; priceMinor: number; currency: string; stock: number | null }[];
  /** It was confirmed and done; else nothing was. */
  written: boolean;
}

/** What messages seem to order. */
export interface OrderDraftView {
  lines: {
    product: ProductView;
    quantity: number;
    /** Nothing else in the catalogue fits these words as well. */
    sure: boolean;
    /** The words it was read from. */
    words: string;
  }[];
}

/** What invoices and proposals say of the company, as it wrote it. */
export interface DocumentSettingsView {
  /** Empty: the company's name. */
  legalName: string;
  /** Address, tax number, bank: a line each. */
  requisites: string;
  /** Under the totals: how to pay, until when it holds. */
  footer: string;
}

export type PaymentMethod = 'cash' | 'card' | 'transfer' | 'other';

export interface PaymentView {
  id: Id;
  amountMinor: number;
  /** A day: YYYY-MM-DD. */
  paidOn: string;
  method: PaymentMethod;
  byId: Id | null;
}

export interface OrderStatusChangeView {
  /** Null: it began. */
  from: OrderStatus | null;
  to: OrderStatus;
  byId: Id | null;
  at: Iso;
}

export interface OrderLineView {
  productId: Id | null;
  name: string;
  /** Decimal with up to three places, as a number. */
  quantity: number;
  priceMinor: number;
  totalMinor: number;
}

export interface OrderView {
  id: Id;
  number: number;
  contactId: Id;
  conversationId: Id | null;
  status: OrderStatus;
  currency: string;
  lines: OrderLineView[];
  discountMinor: number;
  deliveryMinor: number;
  totalMinor: number;
  comment: string;
  payments: PaymentView[];
  paidMinor: number;
  /** Oldest first. */
  history: OrderStatusChangeView[];
  createdById: Id | null;
  createdAt: Iso;
}

/** An answer that is written again and again. */
export interface CannedReplyView {
  id: Id;
  title: string;
  /** Typed after the slash. */
  code: string | null;
  audience: 'personal' | 'team' | 'shared';
  teamId: Id | null;
  /** Words by language; may hold variables such as {contact.name}. */
  texts: { ru?: string; uk?: string; en?: string };
  files: { id: Id; name: string; mime: string; kind: AttachmentKind; size: number }[];
  usedCount: number;
  usedByMe: number;
  updatedAt: Iso;
}

export interface QuarantineView {
  id: string;
  inboxId: Id;
  providerKey: string;
  reason: string;
  status: 'quarantined' | 'spam';
  receivedAt: Iso;
  size: number;
}

export interface NotificationView {
  id: Id;
  type: 'new-inquiry' | 'assigned' | 'following' | 'mention' | 'delivery-failed' | 'delivery-uncertain' | 'missed-call' | 'channel-broken' | 'bulk-done' | 'task-due' | 'alarm';
  conversationId: Id | null;
  /** Where in the conversation it is. */
  messageId: Id | null;
  /** The act on many that is over. */
  jobId: Id | null;
  /** The task that is due. */
  taskId: Id | null;
  /** Whom or what it is about; of an act on many `+` and how many it changed. */
  title: string;
  createdAt: Iso;
  readAt: Iso | null;
  /** Of an alarm: what it is, and how many of the same it stands for. */
  alarm?: ToldAlarmView;
}

// ── alarms ────────────────────────────────────────────────────────────────────────────────────────────────────────
export type AlarmKind = 'first-answer' | 'reply' | 'unowned-lead' | 'task-overdue' | 'deal-stuck' | 'no-next-step' | 'channel-down' | 'send-failed';
export type AlarmState = 'raised' | 'taken' | 'resolved';
/** A rung of the ladder. */
export type AlarmWho = 'owner' | 'head-of-sales' | 'company-owner';
/** How a person is told besides their bell. */
export type AlarmWay = 'desktop' | 'telegram' | 'email' | 'sms';

export interface AlarmStepView {
  who: AlarmWho;
  /** Since the wait began. */
  minutes: number;
  /** Minutes of working time, without holidays, or of every day and night. */
  clock: 'working' | 'always';
  ways: AlarmWay[];
}

export interface AlarmRuleView {
  kind: AlarmKind;
  enabled: boolean;
  /** In order; the first one's minutes are the threshold. */
  steps: AlarmStepView[];
}

export interface AlarmView {
  id: Id;
  /** The rule that raised it. */
  kind: AlarmKind;
  state: AlarmState;
  /** Whom or what it is about. */
  title: string;
  contactId: Id | null;
  conversationId: Id | null;
  taskId: Id | null;
  dealId: Id | null;
  inboxId: Id | null;
  messageId: Id | null;
  /** The inbox through which they wrote last, or through which it did not go out. */
  throughId: Id | null;
  /** Since when it waits. */
  since: Iso;
  money: SumView | null;
  raisedAt: Iso;
  /** Who was told so far. */
  told: { who: AlarmWho; userIds: Id[]; at: Iso }[];
  /** The next rung, and when; null: nobody else will be told. */
  next: { who: AlarmWho; at: Iso } | null;
  takenById: Id | null;
  takenAt: Iso | null;
}

export interface ToldAlarmView {
  /** Null when it stands for many. */
  id: Id | null;
  kind: AlarmKind;
  who: AlarmWho;
  count: number;
  /** Of the longest wait. */
  since: Iso;
  money: SumView | null;
  /** Whether the desktop tells it too. */
  desktop: boolean;
}

// ── webhooks ──────────────────────────────────────────────────────────────────────────────────────────────────────
/** What programs of others can be told. Of a change there may be several: `….updated` always, and what it means besides. */
export type WebhookEventType =
  | 'order.created' | 'order.updated' | 'order.paid' | 'payment.recorded' | 'payment.removed'
  | 'product.created' | 'product.updated'
  | 'contact.created' | 'contact.updated' | 'contact.merged'
  | 'lead.created' | 'lead.updated'
  | 'deal.created' | 'deal.updated' | 'deal.moved' | 'deal.won' | 'deal.lost'
  | 'task.created' | 'task.updated' | 'task.done'
  | 'message.received' | 'message.sent';
export type WebhookDeliveryStatus = 'pending' | 'delivered' | 'failed';
/** Not a public address; no answer in time; nobody there; a certificate that does not hold; the secret cannot be decrypted. */
export type WebhookFailure = 'address' | 'timeout' | 'unreachable' | 'certificate' | 'secret';

export interface WebhookEndpointView {
  id: Id;
  url: string;
  description: string;
  eventTypes: WebhookEventType[];
  enabled: boolean;
  /** Null: it is told. `gone`: it answered 410. */
  disabledReason: 'by-person' | 'gone' | null;
  createdAt: Iso;
  /** How many tellings wait for their turn or their next attempt, and how many were given up; at most 1000 each: that many or more. */
  pending: number;
  failed: number;
}

export interface WebhookDeliveryView {
  id: Id;
  endpointId: Id;
  /** The `webhook-id` of every attempt. */
  eventId: Id;
  type: WebhookEventType | 'webhook.test';
  thingId: Id;
  /** When it happened. */
  at: Iso;
  status: WebhookDeliveryStatus;
  attempts: number;
  attemptedAt: Iso | null;
  /** Null: it is over, or being tried just now. */
  nextAttemptAt: Iso | null;
  /** What the last attempt was answered; null: no answer came. */
  answerStatus: number | null;
  /** Its beginning. */
  answer: string | null;
  /** Why no answer came. */
  failure: WebhookFailure | null;
}

export type DraftMode = 'reply' | 'note';

/** What a person has typed in one conversation and not sent. */
export interface DraftView {
  conversationId: Id;
  mode: DraftMode;
  /** Made by the client at the first word; null: nothing is being written. */
  id: Id | null;
  text: string;
  /** What the composer keeps beside the words: channel, subject, recipients, files. The server reads none of it. */
  beside: Record<string, unknown>;
  /** Words written at the same time on another device, that gave way to these; newest first. */
  others: { id: Id; text: string; at: Iso }[];
  version: number;
  changedAt: Iso;
}

/** The views of the inbox list. */
export type InboxListName = 'queue' | 'mine' | 'mentions' | 'all' | 'unassigned' | 'snoozed' | 'closed' | 'spam';
/** Who waits longest, or whose open orders are worth most, stands first among those who wait. */
export type ListSort = 'wait' | 'money';
export type Priority = 'none' | 'low' | 'normal' | 'high' | 'urgent';
/** Names of the window's tokens. */
export type LabelColour = 'grey' | 'red' | 'amber' | 'green' | 'teal' | 'violet' | 'pink' | 'brown';

/** What narrows a view; everything that is said must hold. */
export interface ListFilter {
  inboxId?: Id;
  channel?: ChannelKind;
  labelId?: Id;
  /** `me`, `nobody`, or a colleague's id. */
  owner?: string;
  teamId?: Id;
  hasOrder?: boolean;
  /** The first-answer target has run out. */
  overdue?: boolean;
  /** This one or a higher one. */
  priority?: Priority;
  /** Followed by me. */
  following?: boolean;
}

/** A list as somebody chose it. */
export interface ListChoice {
  view: InboxListName;
  sort: ListSort;
  filter: ListFilter;
}

export interface LabelView {
  id: Id;
  name: string;
  colour: LabelColour;
}

export interface SavedViewView {
  id: Id;
  name: string;
  ownerId: Id;
  /** Everybody has it, and leaders may change it. */
  shared: boolean;
  choice: ListChoice;
}

/** What is done to many conversations at once. */
export type BulkAction =
  | { type: 'close' }
  | { type: 'reopen' }
  | { type: 'assign'; ownerId?: Id | null; teamId?: Id | null }
  | { type: 'label'; add: Id[]; remove: Id[] }
  | { type: 'snooze'; until: Iso }
  | { type: 'priority'; priority: Priority }
  | { type: 'read' };

export type BulkStatus = 'running' | 'done' | 'cancelled' | 'undoing' | 'undone';

/** The same act on many, on its way. */
export interface BulkJobView {
  id: Id;
  byId: Id;
  action: BulkAction;
  status: BulkStatus;
  /** How many were chosen. */
  total: number;
  changed: number;
  /** There was nothing to do, it may not be done, or it is no more to be seen. */
  skipped: number;
  /** Taken back. */
  undone: number;
  /** Changed by somebody since, so left alone when it was taken back. */
  kept: number;
  createdAt: Iso;
  finishedAt: Iso | null;
}

/** How many a choice holds; `more`: it was not counted further. */
export interface ListCount {
  count: number;
  more: boolean;
}

/** Answer of every list: newest cursor to ask further with, null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** A stretch of a timeline, newest first. `next` asks for older ones with `after`, `newer` for newer ones with `before`; null at that end. */
export interface TimelineView {
  items: MessageView[];
  next: string | null;
  newer: string | null;
}

/** Where in a text something stands: UTF-16 units, the end left out. */
export interface MarkView {
  from: number;
  to: number;
}

export interface FoundPersonView {
  contactId: Id;
  name: string;
  kind: 'person' | 'company' | 'group';
  nameMarks: MarkView[];
  /** The address by which they were found. */
  via: { label: string; marks: MarkView[] } | null;
  /** Their last conversation that may be seen. */
  conversationId: Id | null;
  channels: ChannelKind[];
  lastMessageAt: Iso | null;
}

export interface FoundMessageView {
  messageId: Id;
  conversationId: Id;
  contactId: Id;
  contactName: string;
  contactKind: 'person' | 'company' | 'group';
  channel: ChannelKind | null;
  kind: MessageKind;
  direction: MessageDirection;
  authorId: Id | null;
  /** What the excerpt is taken from. */
  place: 'text' | 'subject' | 'file';
  /** Plain text around the words that were found. */
  excerpt: string;
  marks: MarkView[];
  occurredAt: Iso;
}

export interface FoundOrderView {
  orderId: Id;
  number: number;
  status: OrderStatus;
  totalMinor: number;
  currency: string;
  contactId: Id;
  contactName: string;
  conversationId: Id | null;
  createdAt: Iso;
}

/** Best first in each group. */
export interface SearchView {
  people: FoundPersonView[];
  morePeople: boolean;
  orders: FoundOrderView[];
  messages: FoundMessageView[];
  moreMessages: boolean;
  /** A word so common that only the newest matches were ranked: those since then. Null: all of them. */
  messagesBackTo: Iso | null;
}

/** How many stand in each view, at most 1000: that many or more. Of the mentions those not looked at yet. `forMe`: of the queue this person's and nobody's. */
export type ViewCounts = Record<InboxListName | 'forMe', number>;
/** `asOf`: which transactions it holds, as PostgreSQL writes a snapshot (`xmin:xmax:running,…`): an event of one of them moved it already. */
export type CountedViews = ViewCounts & { asOf: string };

/** What decides where a conversation stands and who counts it. */
export interface ConversationFacts {
  status: ConversationStatus;
  ownerId: Id | null;
  waiting: boolean;
  spam: boolean;
  /** Left out when nobody follows it. */
  participantIds?: Id[];
}

/**
 * What a socket pushes and what catching up returns: `applyEvent(state, event)` over these equals a fresh fetch.
 * `cursor` is the position right after the event, `writer` the transaction that made the change.
 */
export type SyncEvent = { cursor: string; at: Iso; writer: number } & SyncChange;

export type SyncChange =
  /** `before` lets a client move counters without asking; null for a new conversation. */
  | {
      type: 'conversation';
      conversation: ConversationView;
      before: ConversationFacts | null;
    }
  /** Went out of this person's sight (given to somebody else where operators see only their own). Drop it. */
  | { type: 'conversation-hidden'; conversationId: Id; before: ConversationFacts }
  | { type: 'message'; message: MessageView }
  | { type: 'message-removed'; messageId: Id; conversationId: Id }
  | { type: 'read'; conversationId: Id; userId: Id; readCount: number }
  | { type: 'contact'; contact: ContactView }
  /** It is one with another now: whoever shows it shows that one. */
  | { type: 'contact-merged'; contactId: Id; intoId: Id }
  /** It is its own again. Its own event follows, and those of all that is its. */
  | { type: 'contact-parted'; contactId: Id; fromId: Id }
  /** This conversation and all its messages are another contact's now. Its own event follows. */
  | { type: 'conversation-moved'; conversationId: Id; contactId: Id }
  | { type: 'contact-fields'; fields: ContactFieldView[] }
  | { type: 'lead'; lead: LeadView }
  | { type: 'task'; task: TaskView }
  | { type: 'order'; order: OrderView }
  /** `before` lets a client move counters without asking; null for a new one. */
  | { type: 'deal'; deal: DealView; before: DealFacts | null }
  | { type: 'pipeline'; pipeline: PipelineView }
  | { type: 'pipeline-removed'; pipelineId: Id }
  /** All of them, as they stand now. */
  | { type: 'pipeline-order'; pipelineIds: Id[] }
  | { type: 'reasons'; kind: ReasonKind; reasons: ReasonView[] }
  | { type: 'product'; product: ProductView }
  /** Many products changed at once: whoever shows them asks anew. */
  | { type: 'products' }
  | { type: 'inbox'; inbox: InboxView }
  | { type: 'inbox-removed'; inboxId: Id }
  | { type: 'user'; user: UserView }
  | { type: 'team'; team: TeamView }
  | { type: 'team-removed'; teamId: Id }
  | { type: 'notification'; notification: NotificationView }
  | { type: 'alarm'; alarm: AlarmView }
  | { type: 'alarm-rules'; rules: AlarmRuleView[] }
  /** This person changed the habits of their window, on whatever screen. */
  | { type: 'preferences'; userId: Id; preferences: PreferencesView }
  | { type: 'company'; company: CompanyView }
  | { type: 'label'; label: LabelView }
  | { type: 'label-removed'; labelId: Id }
  | { type: 'saved-view'; view: SavedViewView }
  | { type: 'saved-view-removed'; viewId: Id }
  /** Somebody named this person in a note, or they looked: how it stands, and whether it counted before. */
  | { type: 'mention'; conversationId: Id; userId: Id; mention: MentionState; wasUnseen: boolean }
  | { type: 'bulk-job'; job: BulkJobView }
  /** Canned replies that this person may use changed: whoever shows them asks anew. */
  | { type: 'canned-replies' }
  /** A draft of this person moved on; whoever stands at an older version asks for it. `id` null: it was sent or discarded. */
  | { type: 'draft'; conversationId: Id; mode: DraftMode; id: Id | null; version: number }
  /** Rights of this user changed: fetch anew what you may see. */
  | { type: 'rights'; userId: Id };

/** Not stored, not replayed: who types, who looks, a call that rings. */
export type EphemeralEvent =
  | { type: 'typing'; conversationId: Id; who: 'customer' | 'operator'; userId: Id | null; preview?: string }
  | { type: 'viewing'; conversationId: Id; userIds: Id[] }
  | { type: 'ringing'; conversationId: Id; messageId: Id; contactId: Id; contactName: string; number: string; operatorIds: Id[] };

/** Every refused request: RFC 9457 problem details. `code` is stable; screens translate by it. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  code: string;
  detail?: string;
  /** Per field, for 400. */
  errors?: { path: string; message: string }[];
  /** For 409 outdated-thread: what the author had not seen. */
  news?: MessageView[];
  version?: number;
}
