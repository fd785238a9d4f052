/** The routes of apps/api/README.md, typed. */
import type {
  AdapterKind, AttachmentView, CannedReplyView, ChangedUserView, CompanyView, ContactDetailView, ContactView, ConversationRowView, ConversationStatus, ConversationView, Id, InboxListName, InboxPolicy,
  InboxSettingsView, InboxView, LeadView, LetterView, Locale, MessageVersionView, MessageView, MeView, NotificationView, OrderStatus, OrderView, Page, ProductView, QuarantineView, Role, TakenBackView, TaskView, TeamView, UserView, LinkPreviewView,
  CountedViews,
} from '../../../../libs/crm-core/src/views.ts';
import type { ContactFieldView, DuplicatePairView, FieldKind, FieldValue, MergePreviewView } from '../../../../libs/crm-core/src/views.ts';
import type { BulkAction, BulkJobView, LabelColour, LabelView, ListChoice, ListCount, ListFilter, ListSort, Priority, SavedViewView } from '../../../../libs/crm-core/src/views.ts';
import type { AlarmKind, AlarmRuleView, AlarmView, HandoverItemView, HandoverView } from '../../../../libs/crm-core/src/views.ts';
import type { DraftMode, DraftView, SearchView, TimelineView } from '../../../../libs/crm-core/src/views.ts';
import type { BoardView, DealField, DealMarkName, DealMoveView, DealPageView, DealStatus, DealView, PipelineTemplate, PipelineView, ReasonKind, ReasonView } from '../../../../libs/crm-core/src/views.ts';
import type { DocumentSettingsView, OrderDraftView, PaymentMethod, ProductImportView } from '../../../../libs/crm-core/src/views.ts';
import type { FinishedTaskView, TaskPageView } from '../../../../libs/crm-core/src/views.ts';
import type { ReportName, ReportThingView, ReportView } from '../../../../libs/crm-core/src/views.ts';
import type { WebhookDeliveryStatus, WebhookDeliveryView, WebhookEndpointView, WebhookEventType } from '../../../../libs/crm-core/src/views.ts';
import { call } from './client.ts';

export interface AddressInput {
  kind: string;
  value: string;
}
export interface ReplyInput {
  id: Id;
  kind: 'text' | 'note';
  text: string;
  subject?: string | null;
  inboxId?: Id;
  channel?: string;
  recipients?: AddressInput[];
  html?: string | null;
  cc?: AddressInput[];
  bcc?: AddressInput[];
  attachmentIds?: Id[];
  replyToId?: Id | null;
  mentions?: { userIds: Id[]; teamIds: Id[] };
  quote?: { messageId: Id; heading: string };
  forward?: { messageId: Id; heading: string; attachmentIds: Id[] };
  sendAt?: string;
  ifNews?: 'send' | 'keep';
  undoable?: boolean;
  seenVersion: number;
  force?: boolean;
  /** The draft these words were. */
  draftId?: Id;
}
export interface CannedInput {
  id?: Id;
  title: string;
  code: string | null;
  audience: CannedReplyView['audience'];
  teamId: Id | null;
  texts: CannedReplyView['texts'];
  keepFileIds: Id[];
  attachmentIds: Id[];
}
export interface StartInput {
  id: Id;
  inboxId: Id;
  channel: string;
  contactId?: Id;
  to: AddressInput;
  name?: string;
  subject?: string | null;
  text: string;
  attachmentIds?: Id[];
}
export interface OrderInput {
  id: Id;
  contactId?: Id;
  conversationId?: Id | null;
  currency?: string;
  lines: { productId?: Id | null; name?: string; quantity: number; priceMinor?: number }[];
  discountMinor?: number;
  deliveryMinor?: number;
  comment?: string;
}
export interface DealFields {
  title?: string;
  ownerId?: Id | null;
  amountMinor?: number | null;
  currency?: string;
  expectedOn?: string | null;
  probability?: number | null;
  comment?: string;
}
export interface StageInput {
  id?: Id;
  name: string;
  colour: LabelColour;
  required: DealField[];
  stuckAfterDays: number | null;
  script: string;
  checks: { id?: Id; text: string }[];
}
export interface ChannelHealth {
  ok: boolean;
  /** Our own side, when the vendor told. */
  account?: string;
  steps: { name: string; ok: boolean; detail?: string; milliseconds?: number }[];
}
export interface InboxInput {
  adapter: AdapterKind;
  name: string;
  settings: Record<string, unknown>;
  credentials?: Record<string, string | null>;
  policy?: Partial<InboxPolicy>;
  userIds?: Id[];
  enabled?: boolean;
  signature?: string;
}
export interface ApiTokenView {
  id: Id;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}

const slow = { timeoutMs: 60_000 };

export const api = {
  me: () => call<MeView>('GET', '/auth/me'),
  login: (body: { email: string; password: string }) => call<MeView>('POST', '/auth/login', body),
  logout: () => call<void>('POST', '/auth/logout'),
  updateMe: (body: { name?: string; locale?: Locale; theme?: MeView['theme']; phone?: string | null; onDuty?: boolean; signature?: string; deputyId?: Id | null; preferences?: Partial<MeView['preferences']> }) => call<MeView>('PATCH', '/auth/me', body),
  changePassword: (body: { current: string; next: string }) => call<void>('POST', '/auth/password', body),
  telegramLink: () => call<{ url: string; expiresAt: string }>('POST', '/auth/telegram-link'),
  telegramUnlink: () => call<void>('DELETE', '/auth/telegram-link'),
  forgot: (email: string) => call<void>('POST', '/auth/forgot', { email }),
  reset: (body: { token: string; password: string }) => call<MeView>('POST', '/auth/reset', body),
  checkSetup: (token: string) => call<{ valid: boolean }>('GET', '/setup', undefined, { query: { token } }),
  setup: (body: { token: string; company: Pick<CompanyView, 'name' | 'language' | 'currency' | 'country' | 'timeZone'>; user: { name: string; email: string; password: string } }) =>
    call<MeView>('POST', '/setup', body),
  invitation: (token: string) => call<{ email: string; role: Role; name?: string }>('GET', `/invitations/${encodeURIComponent(token)}`),
  acceptInvitation: (token: string, body: { name: string; password: string; locale: Locale }) => call<MeView>('POST', `/invitations/${encodeURIComponent(token)}`, body),
  invite: (body: { email: string; name: string; role: Role; inboxIds: Id[]; teamIds: Id[] }) => call<{ url: string }>('POST', '/invitations', body),
  invitations: () => call<{ id: string; email: string; name: string; role: Role; expiresAt: string }[]>('GET', '/invitations'),
  withdrawInvitation: (id: string) => call<void>('DELETE', `/invitations/${id}`),

  users: () => call<UserView[]>('GET', '/users'),
  updateUser: (id: Id, body: { name?: string; role?: Role; active?: boolean; phone?: string | null; capacity?: number | null; inboxIds?: Id[]; onDuty?: boolean; deputyId?: Id | null }) =>
    call<ChangedUserView>('PATCH', `/users/${id}`, body),
  resetLink: (id: Id) => call<{ url: string }>('POST', `/users/${id}/reset-link`),
  teams: () => call<TeamView[]>('GET', '/teams'),
  saveTeam: ({ id, ...body }: { id?: Id; name: string; memberIds: Id[]; timeZone?: string | null }) => (id ? call<TeamView>('PUT', `/teams/${id}`, body) : call<TeamView>('POST', '/teams', body)),
  removeTeam: (id: Id) => call<void>('DELETE', `/teams/${id}`),
  alarms: (query: { after?: string | null; limit?: number } = {}) => call<Page<AlarmView>>('GET', '/alarms', undefined, { query }),
  takeAlarm: (id: Id) => call<AlarmView>('POST', `/alarms/${id}/take`),
  handovers: (query: { userId?: Id; limit?: number } = {}) => call<Page<HandoverView>>('GET', '/handovers', undefined, { query }),
  beginHandover: (body: { id: Id; userId: Id; deputyId: Id }) => call<HandoverView>('POST', '/handovers', body, slow),
  endHandover: (id: Id) => call<HandoverView>('POST', `/handovers/${id}/end`, undefined, slow),
  handoverLog: (id: Id, query: { after?: string | null; limit?: number } = {}) => call<Page<HandoverItemView>>('GET', `/handovers/${id}/log`, undefined, { query }),
  alarmRules: () => call<AlarmRuleView[]>('GET', '/alarm-rules'),
  saveAlarmRule: (kind: AlarmKind, body: Omit<AlarmRuleView, 'kind'>) => call<AlarmRuleView>('PUT', `/alarm-rules/${kind}`, body),
  company: () => call<CompanyView>('GET', '/company'),
  updateCompany: (body: Partial<CompanyView>) => call<CompanyView>('PATCH', '/company', body),

  conversations: (query: ListFilter & { view: InboxListName; sort?: ListSort; after?: string | null; limit?: number }, signal?: AbortSignal) =>
    call<Page<ConversationRowView>>('GET', '/conversations', undefined, { query: { ...query }, ...(signal && { signal }) }),
  countChosen: ({ view, filter }: Pick<ListChoice, 'view' | 'filter'>) => call<ListCount>('GET', '/conversations/count', undefined, { query: { view, ...filter } }),
  counts: () => call<CountedViews>('GET', '/conversations/counts'),
  conversation: (id: Id) => call<ConversationRowView>('GET', `/conversations/${id}`),
  timeline: (id: Id, query: { after?: string | null; before?: string | null; around?: Id; limit?: number }) => call<TimelineView>('GET', `/conversations/${id}/messages`, undefined, { query }),
  reply: (conversationId: Id, body: ReplyInput) => call<MessageView>('POST', `/conversations/${conversationId}/messages`, body),
  start: (body: StartInput) => call<{ conversation: ConversationView; message: MessageView }>('POST', '/conversations', body),
  assign: (id: Id, body: { ownerId?: Id | null; teamId?: Id | null }) => call<ConversationView>('POST', `/conversations/${id}/assign`, body),
  setStatus: (id: Id, body: { status: ConversationStatus; snoozedUntil?: string }) => call<ConversationView>('POST', `/conversations/${id}/status`, body),
  noReplyNeeded: (id: Id) => call<ConversationView>('POST', `/conversations/${id}/no-reply-needed`),
  setLabels: (id: Id, body: { add?: Id[]; remove?: Id[] }) => call<ConversationView>('POST', `/conversations/${id}/labels`, body),
  setPriority: (id: Id, priority: Priority) => call<ConversationView>('POST', `/conversations/${id}/priority`, { priority }),
  setParticipants: (id: Id, body: { add?: Id[]; remove?: Id[] }) => call<ConversationView>('POST', `/conversations/${id}/participants`, body),
  undoAct: (id: Id) => call<ConversationView>('POST', `/conversations/${id}/undo`),
  markUnread: (id: Id) => call<void>('POST', `/conversations/${id}/unread`),
  labels: () => call<LabelView[]>('GET', '/labels'),
  saveLabel: ({ id, ...body }: { id?: Id; name: string; colour: LabelColour }) => (id ? call<LabelView>('PUT', `/labels/${id}`, body) : call<LabelView>('POST', '/labels', body)),
  removeLabel: (id: Id) => call<void>('DELETE', `/labels/${id}`),
  savedViews: () => call<SavedViewView[]>('GET', '/saved-views'),
  saveView: ({ id, ...body }: { id?: Id; name: string; shared: boolean; choice: ListChoice }) => (id ? call<SavedViewView>('PUT', `/saved-views/${id}`, body) : call<SavedViewView>('POST', '/saved-views', body)),
  removeView: (id: Id) => call<void>('DELETE', `/saved-views/${id}`),
  bulkJobs: () => call<BulkJobView[]>('GET', '/bulk-jobs'),
  startBulk: (body: { id: Id; action: BulkAction; chosen: { ids: readonly Id[] } | Pick<ListChoice, 'view' | 'filter'> }) => call<BulkJobView>('POST', '/bulk-jobs', body),
  cancelBulk: (id: Id) => call<BulkJobView>('POST', `/bulk-jobs/${id}/cancel`),
  undoBulk: (id: Id) => call<BulkJobView>('POST', `/bulk-jobs/${id}/undo`),
  markRead: (id: Id, readCount: number) => call<void>('POST', `/conversations/${id}/read`, { readCount }),
  setSpam: (id: Id, spam: boolean) => call<ConversationView>('POST', `/conversations/${id}/spam`, { spam }),
  callContact: (id: Id, body: { inboxId?: Id; to?: string }) => call<MessageView>('POST', `/conversations/${id}/call`, body),
  linkPreview: (messageId: Id) => call<{ preview: LinkPreviewView | null }>('GET', `/messages/${messageId}/link-preview`),
  letter: (conversationId: Id, query: { messageId?: Id; forward?: boolean }) => call<LetterView>('GET', `/conversations/${conversationId}/letter`, undefined, { query }),
  takeBack: (messageId: Id) => call<TakenBackView>('POST', `/messages/${messageId}/take-back`),
  sendNow: (messageId: Id) => call<MessageView>('POST', `/messages/${messageId}/send-now`),
  editMessage: (messageId: Id, text: string) => call<MessageView>('PATCH', `/messages/${messageId}`, { text }),
  removeMessage: (messageId: Id) => call<MessageView>('DELETE', `/messages/${messageId}`),
  versions: (messageId: Id) => call<MessageVersionView[]>('GET', `/messages/${messageId}/versions`),
  retry: (messageId: Id) => call<MessageView>('POST', `/messages/${messageId}/retry`),
  checkMessage: (messageId: Id) => call<MessageView>('POST', `/messages/${messageId}/check`, undefined, slow),
  settle: (messageId: Id, outcome: 'sent' | 'failed') => call<MessageView>('POST', `/messages/${messageId}/settle`, { outcome }),

  cannedReplies: () => call<CannedReplyView[]>('GET', '/canned-replies'),
  saveCannedReply: ({ id, ...body }: CannedInput) => (id ? call<CannedReplyView>('PUT', `/canned-replies/${id}`, body) : call<CannedReplyView>('POST', '/canned-replies', body)),
  removeCannedReply: (id: Id) => call<void>('DELETE', `/canned-replies/${id}`),
  useCannedReply: (id: Id) => call<{ files: AttachmentView[] }>('POST', `/canned-replies/${id}/use`),

  search: (query: { q: string; only?: 'people' | 'messages' | 'orders'; channel?: string | null; ownerId?: Id | null; from?: string | null; to?: string | null; spam?: true | null; limit?: number }, signal?: AbortSignal) =>
    call<SearchView>('GET', '/search', undefined, { query, ...(signal && { signal }) }),

  drafts: () => call<DraftView[]>('GET', '/drafts'),
  draftsOf: (conversationId: Id) => call<DraftView[]>('GET', `/conversations/${conversationId}/drafts`),
  saveDraft: (conversationId: Id, mode: DraftMode, body: { id: Id; text: string; beside: Record<string, unknown>; attachmentIds: Id[]; basedOn: number }, leaving = false) =>
    call<DraftView>('PUT', `/conversations/${conversationId}/drafts/${mode}`, body, { keepalive: leaving && body.text.length < 10_000 }),
  restoreDraft: (conversationId: Id, mode: DraftMode, otherId: Id) => call<DraftView>('POST', `/conversations/${conversationId}/drafts/${mode}/others/${otherId}/restore`),
  discardDraft: (conversationId: Id, mode: DraftMode, otherId: Id) => call<DraftView>('DELETE', `/conversations/${conversationId}/drafts/${mode}/others/${otherId}`),

  contacts: (search: string) => call<Page<ContactView>>('GET', '/contacts', undefined, { query: { search, limit: 20 } }),
  createContact: (body: { name: string; identities: AddressInput[] }) => call<ContactView>('POST', '/contacts', body),
  contact: (id: Id) => call<ContactDetailView>('GET', `/contacts/${id}`),
  updateContact: (id: Id, body: { name?: string; language?: string | null; blocked?: boolean; company?: string; fields?: Record<Id, FieldValue | null> }) => call<ContactView>('PATCH', `/contacts/${id}`, body),
  contactFields: () => call<ContactFieldView[]>('GET', '/contact-fields'),
  saveContactFields: (fields: { id?: Id; name: string; kind: FieldKind; choices?: string[] }[]) => call<ContactFieldView[]>('PUT', '/contact-fields', { fields }),
  duplicates: (after: string | null) => call<Page<DuplicatePairView>>('GET', '/duplicates', undefined, { query: { ...(after && { after }) } }),
  mergePreview: (id: Id, otherId: Id) => call<MergePreviewView>('GET', `/contacts/${id}/merge`, undefined, { query: { otherId } }),
  mergeContacts: (id: Id, body: { otherId: Id; take: Readonly<Record<string, 'contact' | 'other'>> }) => call<ContactView>('POST', `/contacts/${id}/merge`, body),
  undoMerge: (mergeId: Id) => call<ContactView>('POST', `/merges/${mergeId}/undo`),
  addIdentity: (id: Id, body: AddressInput) => call<ContactView>('POST', `/contacts/${id}/identities`, body),
  removeIdentity: (id: Id, identityId: Id) => call<ContactView>('DELETE', `/contacts/${id}/identities/${identityId}`),
  showPictures: (contactId: Id, shown: boolean) => call<void>('PUT', `/contacts/${contactId}/pictures`, { shown }),
  dismissDuplicate: (id: Id) => call<void>('POST', `/duplicates/${id}/dismiss`),
  updateLead: (id: Id, body: { status: LeadView['status']; junkReasonId?: Id }) => call<LeadView>('PATCH', `/leads/${id}`, body),

  qualifyLead: (id: Id, dealId: Id) => call<{ lead: LeadView; deal: DealView }>('POST', `/leads/${id}/qualify`, { id: dealId }),
  deals: (query: { stageId?: Id; status?: DealStatus; ownerId?: Id; marked?: DealMarkName; conversations?: boolean; limit?: number; after?: string | null }) => call<DealPageView>('GET', '/deals', undefined, { query }),
  board: (query: { pipelineId: Id; ownerId?: Id; marked?: DealMarkName }) => call<BoardView>('GET', '/deals/board', undefined, { query }),
  createDeal: (body: { id: Id; contactId?: Id; conversationId?: Id } & DealFields) => call<DealView>('POST', '/deals', body),
  updateDeal: (id: Id, body: DealFields) => call<DealView>('PATCH', `/deals/${id}`, body),
  dealMoves: (id: Id) => call<DealMoveView[]>('GET', `/deals/${id}/moves`),
  moveDeal: (id: Id, stageId: Id, fields: DealFields = {}) => call<DealView>('POST', `/deals/${id}/move`, { stageId, fields }),
  winDeal: (id: Id, fields: DealFields) => call<DealView>('POST', `/deals/${id}/win`, fields),
  loseDeal: (id: Id, body: { reasonId: Id; competitor: string | null; returnOn: string | null }) => call<DealView>('POST', `/deals/${id}/lose`, body),
  reopenDeal: (id: Id) => call<DealView>('POST', `/deals/${id}/reopen`),
  tickDeal: (id: Id, checkId: Id, ticked: boolean) => call<DealView>('PUT', `/deals/${id}/checks/${checkId}`, { ticked }),
  report: (name: ReportName, query: Readonly<Record<string, string | undefined>>, signal: AbortSignal) => call<ReportView>('GET', `/reports/${name}`, undefined, { query, signal }),
  reportThings: (name: ReportName, query: Readonly<Record<string, string | number | null | undefined>>) => call<Page<ReportThingView>>('GET', `/reports/${name}/things`, undefined, { query }),
  pipelines: () => call<PipelineView[]>('GET', '/pipelines'),
  savePipeline: ({ id, ...body }: { id?: Id; name: string; stages: StageInput[] }) => (id ? call<PipelineView>('PUT', `/pipelines/${id}`, body) : call<PipelineView>('POST', '/pipelines', body)),
  pipelineFromTemplate: (template: PipelineTemplate, locale: Locale) => call<PipelineView>('POST', '/pipelines/from-template', { template, locale }),
  orderPipelines: (ids: readonly Id[]) => call<PipelineView[]>('PUT', '/pipelines/order', { ids }),
  removePipeline: (id: Id) => call<void>('DELETE', `/pipelines/${id}`),
  reasons: () => call<ReasonView[]>('GET', '/reasons'),
  saveReasons: (kind: ReasonKind, reasons: { id?: Id; name: string }[]) => call<ReasonView[]>('PUT', '/reasons', { kind, reasons }),

  tasks: (query: { assigneeId?: Id; teamId?: Id; status?: TaskView['status']; contacts?: boolean; after?: string | null; limit?: number }) => call<TaskPageView>('GET', '/tasks', undefined, { query }),
  finishTask: (id: Id, body: { result?: string; next?: { title: string; dueAt: string } }) => call<FinishedTaskView>('POST', `/tasks/${id}/finish`, body),
  shareCalendar: () => call<{ url: string }>('POST', '/auth/calendar'),
  withdrawCalendar: () => call<void>('DELETE', '/auth/calendar'),
  createTask: (body: { title: string; dueAt: string; assigneeId?: Id | null; conversationId?: Id | null; contactId?: Id | null }) => call<TaskView>('POST', '/tasks', body),
  updateTask: (id: Id, body: { title?: string; dueAt?: string; assigneeId?: Id | null; status?: TaskView['status'] }) => call<TaskView>('PATCH', `/tasks/${id}`, body),
  createOrder: (body: OrderInput) => call<OrderView>('POST', '/orders', body),
  setOrderStatus: (id: Id, status: OrderStatus) => call<OrderView>('PATCH', `/orders/${id}`, { status }),
  draftOrder: (conversationId: Id, messageIds: readonly Id[]) => call<OrderDraftView>('POST', '/orders/draft', { conversationId, messageIds }),
  payOrder: (id: Id, body: { id: Id; amountMinor: number; paidOn: string; method: PaymentMethod; force?: boolean }) => call<OrderView>('POST', `/orders/${id}/payments`, body),
  removePayment: (id: Id, paymentId: Id) => call<OrderView>('DELETE', `/orders/${id}/payments/${paymentId}`),
  orderSummary: (id: Id, locale: Locale | null) => call<{ text: string }>('GET', `/orders/${id}/summary`, undefined, { query: { locale } }),
  printOrder: (id: Id, kind: 'invoice' | 'proposal', locale: Locale | null) => call<AttachmentView>('POST', `/orders/${id}/documents`, { kind, ...(locale && { locale }) }),
  documentSettings: () => call<DocumentSettingsView>('GET', '/company/documents'),
  saveDocumentSettings: (body: DocumentSettingsView) => call<DocumentSettingsView>('PUT', '/company/documents', body),
  importProducts: (file: File, confirmed: boolean) => {
    const form = new FormData();
    form.append('file', file, file.name);
    return call<ProductImportView>('POST', '/products/import', form, { query: { confirmed }, timeoutMs: 60_000 });
  },
  products: (query: { search?: string; all?: boolean; limit?: number; after?: string | null }, signal?: AbortSignal) =>
    call<Page<ProductView>>('GET', '/products', undefined, { query, ...(signal && { signal }) }),
  saveProduct: (body: { id?: Id; sku: string; name: string; unit?: string; priceMinor: number; currency?: string; active?: boolean; stock?: number | null }) => {
    const { id, ...rest } = body;
    return id ? call<ProductView>('PUT', `/products/${id}`, rest) : call<ProductView>('POST', '/products', rest);
  },

  inboxes: () => call<InboxView[]>('GET', '/inboxes'),
  inboxSettings: () => call<InboxSettingsView[]>('GET', '/inboxes/settings'),
  discover: (body: Record<string, unknown>) => call<Record<string, unknown>>('POST', '/inboxes/discover', body, slow),
  checkInbox: (body: { adapter: AdapterKind; settings: Record<string, unknown>; credentials: Record<string, string>; id?: Id }) => call<ChannelHealth>('POST', '/inboxes/check', body, slow),
  createInbox: (body: InboxInput) => call<InboxSettingsView>('POST', '/inboxes', body, slow),
  updateInbox: (id: Id, body: Partial<InboxInput>) => call<InboxSettingsView>('PATCH', `/inboxes/${id}`, body, slow),
  removeInbox: (id: Id) => call<void>('DELETE', `/inboxes/${id}`),
  recheckInbox: (id: Id) => call<ChannelHealth>('POST', `/inboxes/${id}/check`, undefined, slow),
  connectInbox: (id: Id) => call<InboxSettingsView>('POST', `/inboxes/${id}/connect`, undefined, slow),
  quarantine: (after?: string | null) => call<Page<QuarantineView>>('GET', '/quarantine', undefined, { query: { after } }),
  replay: (id: string) => call<{ status: string }>('POST', `/quarantine/${id}/replay`),

  notifications: (query: { unread?: boolean; limit: number; after?: string | null }) => call<Page<NotificationView>>('GET', '/notifications', undefined, { query }),
  /** These, or all. */
  markNotificationsRead: (ids?: readonly Id[]) => call<void>('POST', '/notifications/read', ids ? { ids } : {}),
  apiTokens: () => call<ApiTokenView[]>('GET', '/api-tokens'),
  createApiToken: (name: string) => call<{ id: Id; token: string }>('POST', '/api-tokens', { name }),
  revokeApiToken: (id: Id) => call<void>('DELETE', `/api-tokens/${id}`),

  webhooks: () => call<WebhookEndpointView[]>('GET', '/webhook-endpoints'),
  createWebhook: (body: { url: string; description: string; eventTypes: WebhookEventType[] }) => call<{ endpoint: WebhookEndpointView; secret: string }>('POST', '/webhook-endpoints', body),
  updateWebhook: (id: Id, body: { url?: string; description?: string; eventTypes?: WebhookEventType[]; enabled?: boolean }) => call<WebhookEndpointView>('PATCH', `/webhook-endpoints/${id}`, body),
  removeWebhook: (id: Id) => call<void>('DELETE', `/webhook-endpoints/${id}`),
  changeWebhookSecret: (id: Id) => call<{ secret: string }>('POST', `/webhook-endpoints/${id}/secret`),
  testWebhook: (id: Id) => call<WebhookDeliveryView>('POST', `/webhook-endpoints/${id}/test`),
  replayWebhook: (id: Id, since: string) => call<{ count: number }>('POST', `/webhook-endpoints/${id}/replay`, { since }),
  webhookDeliveries: (id: Id, query: { status?: WebhookDeliveryStatus; limit: number; after?: string | null }) => call<Page<WebhookDeliveryView>>('GET', `/webhook-endpoints/${id}/deliveries`, undefined, { query }),
  resendWebhook: (id: Id) => call<WebhookDeliveryView>('POST', `/webhook-deliveries/${id}/resend`),
};
