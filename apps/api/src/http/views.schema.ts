/** Made from libs/crm-core/src/views.ts by `npm run schemas`; not to be edited. What the API answers, for its OpenAPI document. */
import { z, type ZodType } from 'zod';

const Id = z.string().meta({ id: 'Id', description: 'A UUID.' });
const Iso = z.string().meta({ id: 'Time', description: 'ISO 8601 in UTC.' });
export const ChannelKind = z.enum(['email', 'telegram', 'sms', 'voice', 'webchat', 'http']).meta({ id: 'ChannelKind' });
export const AdapterKind = z.enum(['email', 'telegram', 'twilio', 'webchat', 'http']).meta({ id: 'AdapterKind' });
export const AddressKind = z.enum(['email', 'phone', 'telegram', 'visitor', 'http']).meta({ id: 'AddressKind' });
export const Role = z.enum(['operator', 'manager', 'admin']).meta({ id: 'Role' });
export const Locale = z.enum(['ru', 'uk', 'en']).meta({ id: 'Locale' });
export const ConversationStatus = z.enum(['open', 'pending', 'snoozed', 'closed']).meta({ id: 'ConversationStatus' });
export const DeliveryStatus = z.enum(['queued', 'submitting', 'sent', 'delivered', 'read', 'failed', 'uncertain']).meta({ id: 'DeliveryStatus' });
export const MessageKind = z.enum(['text', 'note', 'call', 'activity']).meta({ id: 'MessageKind' });
export const MessageDirection = z.enum(['inbound', 'outbound', 'internal']).meta({ id: 'MessageDirection' });
export const OrderStatus = z.enum(['new', 'confirmed', 'paid', 'shipped', 'done', 'cancelled']).meta({ id: 'OrderStatus' });
export const TaskKind = z.enum(['answer', 'follow-up', 'call-back', 'manual', 'win-back']).meta({ id: 'TaskKind' });
export const TaskStatus = z.enum(['open', 'done', 'cancelled']).meta({ id: 'TaskStatus' });
export const LeadStatus = z.enum(['open', 'converted', 'junk']).meta({ id: 'LeadStatus' });
export const User = z.object({ id: Id, name: z.string(), email: z.string(), role: Role, active: z.boolean(), onDuty: z.boolean(), locale: Locale, phone: z.string().nullable(), capacity: z.number().nullable(), teamIds: z.array(Id), inboxIds: z.array(Id), deputyId: Id.optional() }).meta({ id: 'User' });
export const HandedBack = z.object({ conversations: z.number(), tasks: z.number() }).meta({ id: 'HandedBack' });
export const HandoverThing = z.enum(['conversation', 'task', 'deal', 'alarm']).meta({ id: 'HandoverThing' });
export const HandoverOutcome = z.enum(['returned', 'kept', 'over']).meta({ id: 'HandoverOutcome' });
export const HandoverCounts = z.object({ conversations: z.number(), tasks: z.number(), deals: z.number(), alarms: z.number() }).meta({ id: 'HandoverCounts' });
export const Handover = z.object({ id: Id, userId: Id, deputyId: Id, begunById: Id, begunAt: Iso, endedById: Id.nullable(), endedAt: Iso.nullable(), moved: HandoverCounts, returned: HandoverCounts }).meta({ id: 'Handover' });
export const HandoverItem = z.object({ kind: HandoverThing, thingId: Id, title: z.string(), toId: Id.nullable(), movedAt: Iso, outcome: HandoverOutcome.nullable(), settledAt: Iso.nullable() }).meta({ id: 'HandoverItem' });
export const ChangedUser = User.extend({ handedBack: HandedBack }).meta({ id: 'ChangedUser' });
export const Team = z.object({ id: Id, name: z.string(), memberIds: z.array(Id), timeZone: z.string().optional() }).meta({ id: 'Team' });
export const Preferences = z.object({ sendKey: z.enum(['auto', 'enter', 'mod-enter']), mailHoldSeconds: z.union([
  z.literal(0),
  z.literal(5),
  z.literal(10),
  z.literal(30),
]), sound: z.boolean(), soundVolume: z.number(), desktop: z.boolean(), desktopWords: z.boolean(), taskDesktop: z.boolean(), taskTelegram: z.boolean(), density: z.enum(['comfortable', 'compact']), letterKeys: z.boolean(), keys: z.record(z.string(), z.string()) }).meta({ id: 'Preferences' });
export const WorkingHours = z.object({ days: z.array(z.array(z.object({ from: z.number(), to: z.number() }))) }).meta({ id: 'WorkingHours' });
export const Company = z.object({ name: z.string(), language: Locale, currency: z.string(), country: z.string(), timeZone: z.string(), workingHours: WorkingHours, holidays: z.array(z.object({ date: z.string(), name: z.string() })), operatorsSeeOwnOnly: z.boolean(), linkPreviews: z.enum(['off', 'chats', 'all']), headOfSalesId: Id.nullable(), companyOwnerId: Id.nullable(), offDutyReturnMinutes: z.number().nullable(), silentReturnMinutes: z.number().nullable() }).meta({ id: 'Company' });
export const Me = User.extend({ theme: z.enum(['light', 'dark', 'system']), preferences: Preferences, telegramLinked: z.boolean(), calendarShared: z.boolean(), signature: z.string(), permissions: z.array(z.string()), company: Company, cursor: z.string() }).meta({ id: 'Me' });
export const ChangeLimit = z.object({ withinMs: z.number().nullable() }).meta({ id: 'ChangeLimit' });
export const Capabilities = z.object({ channel: ChannelKind, maxTextLength: z.number(), format: z.enum(['plain', 'html']), subject: z.boolean(), attachments: z.object({ maxCount: z.number(), maxBytes: z.number() }).nullable(), attachmentsWithText: z.boolean(), startsConversation: z.boolean(), addressKind: AddressKind, highestReceipt: z.enum(['sent', 'delivered', 'read']), cc: z.boolean(), calls: z.boolean(), segments: z.literal('gsm').optional(), canEdit: ChangeLimit.optional(), canDelete: ChangeLimit.optional() }).meta({ id: 'Capabilities' });
export const Inbox = z.object({ id: Id, adapter: AdapterKind, channels: z.array(ChannelKind), name: z.string(), address: z.string(), enabled: z.boolean(), health: z.enum(['ok', 'broken', 'unknown']), healthDetail: z.string().nullable(), lastInboundAt: Iso.nullable(), lastOutboundAt: Iso.nullable(), isPrivate: z.boolean(), capabilities: z.array(Capabilities), signature: z.string() }).meta({ id: 'Inbox' });
export const InboxPolicy = z.object({ assignment: z.enum(['round-robin', 'least-loaded', 'manual']), keepOwner: z.boolean(), threadMode: z.enum(['contact', 'thread']), reopenDays: z.number(), firstAnswerMinutes: z.number(), followUpDays: z.number(), teamId: Id.nullable(), isPrivate: z.boolean() }).meta({ id: 'InboxPolicy' });
export const InboxSettings = Inbox.extend({ settings: z.record(z.string(), z.unknown()), policy: InboxPolicy, credentialsSet: z.array(z.string()), userIds: z.array(Id), webhookUrl: z.string().nullable(), inboundToday: z.number(), outboundToday: z.number(), quarantined: z.number() }).meta({ id: 'InboxSettings' });
export const Identity = z.object({ id: Id, kind: AddressKind, value: z.string(), label: z.string(), verified: z.boolean(), optedOutInboxIds: z.array(Id) }).meta({ id: 'Identity' });
export const Source = z.object({ channel: ChannelKind, inboxId: Id.nullable(), utm: z.record(z.string(), z.string()), referrer: z.string().nullable(), landingPage: z.string().nullable(), startParameter: z.string().nullable(), calledNumber: z.string().nullable(), clickId: z.string().nullable() }).meta({ id: 'Source' });
export const Lead = z.object({ id: Id, contactId: Id, conversationId: Id.nullable(), status: LeadStatus, source: Source, ownerId: Id.nullable(), junkReason: z.string().nullable(), junkReasonId: Id.optional(), createdAt: Iso }).meta({ id: 'Lead' });
export const DuplicateHint = z.object({ id: Id, contactId: Id, name: z.string(), reason: z.string(), value: z.string() }).meta({ id: 'DuplicateHint' });
export const FieldValue = z.union([
  z.string(),
  z.number(),
]).meta({ id: 'FieldValue' });
export const Contact = z.object({ id: Id, kind: z.enum(['person', 'company', 'group']), name: z.string(), blocked: z.boolean(), language: z.string().nullable(), company: z.string(), fields: z.record(Id, FieldValue), createdAt: Iso, identities: z.array(Identity) }).meta({ id: 'Contact' });
export const FieldKind = z.enum(['text', 'number', 'date', 'choice']).meta({ id: 'FieldKind' });
export const ContactField = z.object({ id: Id, name: z.string(), kind: FieldKind, choices: z.array(z.string()) }).meta({ id: 'ContactField' });
export const Touch = z.object({ source: Source, at: Iso }).meta({ id: 'Touch' });
export const MergeField = z.string().meta({ id: 'MergeField' });
export const ContactMerge = z.object({ id: Id, contactId: Id, name: z.string(), intoId: Id, byId: Id.nullable(), at: Iso }).meta({ id: 'ContactMerge' });
export const MergePreview = z.object({ contact: Contact, other: Contact, fields: z.array(z.object({ field: MergeField, value: z.union([
  z.string(),
  z.number(),
  z.boolean(),
]).nullable(), otherValue: z.union([
  z.string(),
  z.number(),
  z.boolean(),
]).nullable(), take: z.enum(['contact', 'other']) })), moves: z.object({ conversations: z.number(), messages: z.number(), notes: z.number(), orders: z.number(), deals: z.number(), tasks: z.number(), leads: z.number(), files: z.number() }), reasons: z.array(z.object({ reason: z.string(), value: z.string() })) }).meta({ id: 'MergePreview' });
export const DuplicatePair = z.object({ id: Id, contact: Contact, other: Contact, reason: z.string(), value: z.string(), at: Iso }).meta({ id: 'DuplicatePair' });
export const Sum = z.object({ minor: z.number(), currency: z.string() }).meta({ id: 'Sum' });
export const Task = z.object({ id: Id, kind: TaskKind, title: z.string(), contactId: Id.nullable(), conversationId: Id.nullable(), orderId: Id.nullable(), dealId: Id.optional(), assigneeId: Id.nullable(), dueAt: Iso, status: TaskStatus, createdAt: Iso, doneAt: Iso.nullable(), result: z.string() }).meta({ id: 'Task' });
export const OrderLine = z.object({ productId: Id.nullable(), name: z.string(), quantity: z.number(), priceMinor: z.number(), totalMinor: z.number() }).meta({ id: 'OrderLine' });
export const PaymentMethod = z.enum(['cash', 'card', 'transfer', 'other']).meta({ id: 'PaymentMethod' });
export const Payment = z.object({ id: Id, amountMinor: z.number(), paidOn: z.string(), method: PaymentMethod, byId: Id.nullable() }).meta({ id: 'Payment' });
export const OrderStatusChange = z.object({ from: OrderStatus.nullable(), to: OrderStatus, byId: Id.nullable(), at: Iso }).meta({ id: 'OrderStatusChange' });
export const Order = z.object({ id: Id, number: z.number(), contactId: Id, conversationId: Id.nullable(), status: OrderStatus, currency: z.string(), lines: z.array(OrderLine), discountMinor: z.number(), deliveryMinor: z.number(), totalMinor: z.number(), comment: z.string(), payments: z.array(Payment), paidMinor: z.number(), history: z.array(OrderStatusChange), createdById: Id.nullable(), createdAt: Iso }).meta({ id: 'Order' });
export const DealStatus = z.enum(['open', 'won', 'lost']).meta({ id: 'DealStatus' });
export const DealFacts = z.object({ pipelineId: Id, stageId: Id, status: DealStatus, ownerId: Id.nullable(), amountMinor: z.number().nullable(), currency: z.string() }).meta({ id: 'DealFacts' });
export const Deal = DealFacts.extend({ id: Id, title: z.string(), contactId: Id, contactName: z.string(), conversationId: Id.nullable(), leadId: Id.nullable(), expectedOn: z.string().nullable(), probability: z.number().nullable(), comment: z.string(), lostReasonId: Id.nullable(), competitor: z.string().nullable(), returnOn: z.string().nullable(), stageSince: Iso, nextTask: z.object({ id: Id, kind: TaskKind, title: z.string(), dueAt: Iso }).nullable(), tickedIds: z.array(Id), createdAt: Iso, closedAt: Iso.nullable() }).meta({ id: 'Deal' });
export const AttachmentKind = z.enum(['image', 'audio', 'voice', 'video', 'sticker', 'file']).meta({ id: 'AttachmentKind' });
export const Attachment = z.object({ id: Id, messageId: Id.nullable(), kind: AttachmentKind, name: z.string(), mime: z.string(), size: z.number().nullable(), width: z.number().nullable(), height: z.number().nullable(), durationSeconds: z.number().nullable(), inlineCid: z.string().nullable(), state: z.enum(['ready', 'pending', 'failed']), url: z.string(), createdAt: Iso }).meta({ id: 'Attachment' });
export const ContactDetail = Contact.extend({ lead: Lead.nullable(), source: Source.nullable(), touches: z.array(Touch), bought: z.object({ orders: z.number(), sums: z.array(Sum) }), merges: z.array(ContactMerge), tasks: z.array(Task), orders: z.array(Order), deals: z.array(Deal), duplicates: z.array(DuplicateHint), files: z.array(Attachment), conversationIds: z.array(Id), picturesShown: z.boolean() }).meta({ id: 'ContactDetail' });
export const CallState = z.enum(['ringing', 'answered', 'completed', 'missed', 'voicemail', 'failed']).meta({ id: 'CallState' });
export const Preview = z.object({ kind: MessageKind, direction: MessageDirection, channel: ChannelKind.nullable(), text: z.string(), attachment: AttachmentKind.nullable(), authorId: Id.nullable(), delivery: DeliveryStatus.nullable(), callState: CallState.nullable(), at: Iso }).meta({ id: 'Preview' });
export const Priority = z.enum(['none', 'low', 'normal', 'high', 'urgent']).meta({ id: 'Priority' });
export const Conversation = z.object({ id: Id, contactId: Id, contactName: z.string(), contactKind: z.enum(['person', 'company', 'group']), status: ConversationStatus, ownerId: Id.nullable(), teamId: Id.nullable(), subject: z.string().nullable(), waitingSince: Iso.nullable(), answerDueAt: Iso.nullable(), snoozedUntil: Iso.nullable(), lastMessageAt: Iso, preview: Preview.nullable(), channels: z.array(ChannelKind), inboxIds: z.array(Id), inboundCount: z.number(), version: z.number(), spam: z.boolean(), openTaskDueAt: Iso.nullable(), orderTotal: z.object({ minor: z.number(), currency: z.string() }).nullable(), openTotal: z.object({ minor: z.number(), currency: z.string() }).nullable(), priority: Priority, labelIds: z.array(Id), participantIds: z.array(Id), createdAt: Iso }).meta({ id: 'Conversation' });
export const MentionState = z.object({ at: Iso, unseen: z.boolean() }).meta({ id: 'MentionState' });
export const ConversationRow = Conversation.extend({ readCount: z.number(), mention: MentionState.nullable() }).meta({ id: 'ConversationRow' });
export const Failure = z.object({ kind: z.string(), code: z.string().nullable(), message: z.string() }).meta({ id: 'Failure' });
export const Delivery = z.object({ id: Id, recipient: z.string(), status: DeliveryStatus, failure: Failure.nullable(), at: Iso }).meta({ id: 'Delivery' });
export const Activity = z.union([
  z.object({ type: z.literal('assigned'), fromId: Id.nullable(), toId: Id.nullable(), byId: Id.nullable(), reason: z.string() }),
  z.object({ type: z.literal('status'), from: ConversationStatus, to: ConversationStatus, byId: Id.nullable() }),
  z.object({ type: z.literal('order'), orderId: Id, number: z.number(), status: OrderStatus, totalMinor: z.number(), currency: z.string(), summary: z.string(), byId: Id.nullable() }),
  z.object({ type: z.literal('task'), taskId: Id, title: z.string(), byId: Id.nullable(), change: z.enum(['created', 'done']) }),
  z.object({ type: z.literal('lead'), leadId: Id, change: z.enum(['created', 'converted', 'junk']) }),
  z.object({ type: z.literal('deal'), dealId: Id, title: z.string(), change: z.enum(['created', 'moved', 'won', 'lost', 'reopened']), stage: z.string(), byId: Id.nullable() }),
  z.object({ type: z.literal('reachability'), address: z.string(), reachable: z.boolean(), reason: z.string() }),
  z.object({ type: z.literal('join-proposed'), conversationId: Id, reason: z.string() }),
  z.object({ type: z.literal('bounce'), recipient: z.string(), message: z.string() }),
]).meta({ id: 'Activity' });
export const Call = z.object({ state: CallState, direction: z.enum(['inbound', 'outbound']), operatorId: Id.nullable(), waitSeconds: z.number().nullable(), durationSeconds: z.number().nullable() }).meta({ id: 'Call' });
export const Hold = z.object({ until: Iso, kind: z.enum(['undo', 'put-off']), ifNews: z.enum(['send', 'keep']), inboundCount: z.number() }).meta({ id: 'Hold' });
export const Change = z.object({ kind: z.enum(['edit', 'delete']), failure: z.string().nullable() }).meta({ id: 'Change' });
export const Message = z.object({ id: Id, conversationId: Id, contactId: Id, inboxId: Id.nullable(), channel: ChannelKind.nullable(), kind: MessageKind, direction: MessageDirection, authorId: Id.nullable(), senderName: z.string().nullable(), subject: z.string().nullable(), text: z.string(), html: z.string().nullable(), quotedText: z.string().nullable(), quotedHtml: z.string().nullable(), to: z.array(z.string()), cc: z.array(z.string()), replyToId: Id.nullable(), albumId: z.string().nullable(), automatic: z.string().nullable(), unsupportedContent: z.string().nullable(), location: z.object({ latitude: z.number(), longitude: z.number(), title: z.string().optional(), address: z.string().optional() }).nullable(), contactCard: z.object({ name: z.string(), phone: z.string().optional(), email: z.string().optional(), telegramId: z.string().optional() }).nullable(), attachments: z.array(Attachment), call: Call.nullable(), activity: Activity.nullable(), delivery: DeliveryStatus.nullable(), failure: Failure.nullable(), deliveries: z.array(Delivery), occurredAt: Iso, editedAt: Iso.nullable(), deletedAt: Iso.nullable(), bcc: z.array(z.string()).optional(), forwardOf: Id.optional(), hold: Hold.optional(), change: Change.optional(), mentions: z.object({ userIds: z.array(Id), teamIds: z.array(Id) }).optional() }).meta({ id: 'Message' });
export const MessageVersion = z.object({ text: z.string(), html: z.string().nullable(), replacedAt: Iso, replacedById: Id.nullable() }).meta({ id: 'MessageVersion' });
export const TakenBack = z.object({ messageId: Id, conversationId: Id, inboxId: Id, channel: ChannelKind, text: z.string(), html: z.string().nullable(), subject: z.string().nullable(), to: z.array(z.string()), cc: z.array(z.string()), bcc: z.array(z.string()), attachments: z.array(Attachment), replyToId: Id.nullable(), quote: z.object({ messageId: Id, heading: z.string() }).nullable(), forwardOf: Id.nullable(), sendAt: Iso.nullable(), seenVersion: z.number() }).meta({ id: 'TakenBack' });
export const Mailbox = z.object({ address: z.string(), name: z.string().nullable() }).meta({ id: 'Mailbox' });
export const Letter = z.object({ inboxId: Id.nullable(), to: z.array(Mailbox), cc: z.array(Mailbox), subject: z.string(), about: z.object({ messageId: Id, from: Mailbox, to: z.array(z.string()), cc: z.array(z.string()), subject: z.string(), text: z.string(), html: z.string().nullable(), at: Iso, attachments: z.array(Attachment) }).nullable() }).meta({ id: 'Letter' });
export const LinkPreview = z.object({ url: z.string(), title: z.string(), description: z.string().nullable(), site: z.string(), imageUrl: z.string().nullable() }).meta({ id: 'LinkPreview' });
export const VisitorMessage = z.object({ id: Id, direction: z.enum(['inbound', 'outbound']), externalId: z.string().nullable(), authorName: z.string().nullable(), text: z.string(), attachments: z.array(Attachment.pick({ id: true, kind: true, name: true, mime: true, size: true, width: true, height: true, state: true })), deliveryId: Id.nullable(), at: Iso, editedAt: Iso.nullable(), deleted: z.boolean() }).meta({ id: 'VisitorMessage' });
export const TaskPage = z.object({ items: z.array(Task), next: z.string().nullable(), contacts: z.array(Contact) }).meta({ id: 'TaskPage' });
export const FinishedTask = z.object({ task: Task, next: Task.nullable() }).meta({ id: 'FinishedTask' });
export const DealField = z.enum(['amount', 'expectedOn', 'probability', 'owner']).meta({ id: 'DealField' });
export const ReasonKind = z.enum(['lead-junk', 'deal-lost']).meta({ id: 'ReasonKind' });
export const PipelineTemplate = z.enum(['retail', 'services', 'supply']).meta({ id: 'PipelineTemplate' });
export const LabelColour = z.enum(['grey', 'red', 'amber', 'green', 'teal', 'violet', 'pink', 'brown']).meta({ id: 'LabelColour' });
export const Stage = z.object({ id: Id, name: z.string(), colour: LabelColour, required: z.array(DealField), stuckAfterDays: z.number().nullable(), script: z.string(), checks: z.array(z.object({ id: Id, text: z.string() })) }).meta({ id: 'Stage' });
export const Pipeline = z.object({ id: Id, name: z.string(), stages: z.array(Stage) }).meta({ id: 'Pipeline' });
export const Reason = z.object({ id: Id, kind: ReasonKind, code: z.string().nullable(), name: z.string() }).meta({ id: 'Reason' });
export const DealPage = z.object({ items: z.array(Deal), next: z.string().nullable(), conversations: z.array(ConversationRow) }).meta({ id: 'DealPage' });
export const DealMarkName = z.enum(['stuck', 'no-task']).meta({ id: 'DealMarkName' });
export const Board = z.object({ pipelineId: Id, asOf: z.string(), columns: z.array(z.object({ stageId: Id, count: z.number(), sums: z.array(Sum) })), won: z.object({ count: z.number(), sums: z.array(Sum) }), lost: z.object({ count: z.number(), sums: z.array(Sum) }) }).meta({ id: 'Board' });
export const DealMove = z.object({ fromStageId: Id.nullable(), toStageId: Id, fromStatus: DealStatus.nullable(), toStatus: DealStatus, stoodSeconds: z.number(), byId: Id.nullable(), at: Iso }).meta({ id: 'DealMove' });
export const LeadCounts = z.object({ open: z.number(), converted: z.number(), junk: z.number(), junkReasons: z.array(z.object({ reasonId: Id.nullable(), count: z.number() })) }).meta({ id: 'LeadCounts' });
export const ReportName = z.enum(['answering', 'funnel', 'endings', 'sources', 'waiting']).meta({ id: 'ReportName' });
export const ReportBy = z.enum(['person', 'channel', 'day', 'hour']).meta({ id: 'ReportBy' });
export const ReportNumber = z.object({ count: z.number(), median: z.number().nullable(), p90: z.number().nullable(), sums: z.array(Sum) }).meta({ id: 'ReportNumber' });
export const ReportRow = z.object({ key: z.string().nullable(), name: z.string().nullable(), code: z.string().nullable(), numbers: z.record(z.string(), ReportNumber) }).meta({ id: 'ReportRow' });
export const Report = z.object({ report: ReportName, by: ReportBy.nullable(), pipelineId: Id.nullable(), firstDay: z.string(), lastDay: z.string(), timeZone: z.string(), measured: z.boolean(), rows: z.array(ReportRow), total: z.record(z.string(), ReportNumber) }).meta({ id: 'Report' });
export const ReportThing = z.object({ thing: z.enum(['conversation', 'deal', 'lead', 'order', 'contact']), id: Id, part: z.number(), name: z.string().nullable(), contactId: Id.nullable(), conversationId: Id.nullable(), personId: Id.nullable(), at: Iso, seconds: z.number().nullable(), sums: z.array(Sum) }).meta({ id: 'ReportThing' });
export const Product = z.object({ id: Id, sku: z.string(), name: z.string(), unit: z.string(), priceMinor: z.number(), currency: z.string(), active: z.boolean(), stock: z.number().nullable() }).meta({ id: 'Product' });
export const ProductField = z.enum(['sku', 'name', 'unit', 'price', 'currency', 'stock']).meta({ id: 'ProductField' });
export const ProductImport = z.object({ encoding: z.enum(['utf-8', 'windows-1251', 'utf-16']), separator: z.enum([';', ',', 'tab']), columns: z.array(z.object({ heading: z.string(), field: ProductField.nullable() })), toAdd: z.number(), toChange: z.number(), unchanged: z.number(), problems: z.array(z.object({ line: z.number(), reason: z.enum(['too-many-cells', 'no-sku', 'sku-twice', 'too-long', 'no-name', 'no-price', 'bad-price', 'bad-currency', 'bad-stock']), value: z.string() })), sample: z.array(z.object({ line: z.number(), change: z.enum(['add', 'change', 'same']), sku: z.string(), name: z.string(), unit: z.string(), priceMinor: z.number(), currency: z.string(), stock: z.number().nullable() })), written: z.boolean() }).meta({ id: 'ProductImport' });
export const OrderDraft = z.object({ lines: z.array(z.object({ product: Product, quantity: z.number(), sure: z.boolean(), words: z.string() })) }).meta({ id: 'OrderDraft' });
export const DocumentSettings = z.object({ legalName: z.string(), requisites: z.string(), footer: z.string() }).meta({ id: 'DocumentSettings' });
export const CannedReply = z.object({ id: Id, title: z.string(), code: z.string().nullable(), audience: z.enum(['personal', 'team', 'shared']), teamId: Id.nullable(), texts: z.object({ ru: z.string().optional(), uk: z.string().optional(), en: z.string().optional() }), files: z.array(z.object({ id: Id, name: z.string(), mime: z.string(), kind: AttachmentKind, size: z.number() })), usedCount: z.number(), usedByMe: z.number(), updatedAt: Iso }).meta({ id: 'CannedReply' });
export const Quarantine = z.object({ id: z.string(), inboxId: Id, providerKey: z.string(), reason: z.string(), status: z.enum(['quarantined', 'spam']), receivedAt: Iso, size: z.number() }).meta({ id: 'Quarantine' });
export const AlarmKind = z.enum(['first-answer', 'reply', 'unowned-lead', 'task-overdue', 'deal-stuck', 'no-next-step', 'channel-down', 'send-failed']).meta({ id: 'AlarmKind' });
export const AlarmWho = z.enum(['owner', 'head-of-sales', 'company-owner']).meta({ id: 'AlarmWho' });
export const ToldAlarm = z.object({ id: Id.nullable(), kind: AlarmKind, who: AlarmWho, count: z.number(), since: Iso, money: Sum.nullable(), desktop: z.boolean() }).meta({ id: 'ToldAlarm' });
export const Notification = z.object({ id: Id, type: z.enum(['new-inquiry', 'assigned', 'following', 'mention', 'delivery-failed', 'delivery-uncertain', 'missed-call', 'channel-broken', 'bulk-done', 'task-due', 'alarm']), conversationId: Id.nullable(), messageId: Id.nullable(), jobId: Id.nullable(), taskId: Id.nullable(), title: z.string(), createdAt: Iso, readAt: Iso.nullable(), alarm: ToldAlarm.optional() }).meta({ id: 'Notification' });
export const AlarmState = z.enum(['raised', 'taken', 'resolved']).meta({ id: 'AlarmState' });
export const AlarmWay = z.enum(['desktop', 'telegram', 'email', 'sms']).meta({ id: 'AlarmWay' });
export const AlarmStep = z.object({ who: AlarmWho, minutes: z.number(), clock: z.enum(['working', 'always']), ways: z.array(AlarmWay) }).meta({ id: 'AlarmStep' });
export const AlarmRule = z.object({ kind: AlarmKind, enabled: z.boolean(), steps: z.array(AlarmStep) }).meta({ id: 'AlarmRule' });
export const Alarm = z.object({ id: Id, kind: AlarmKind, state: AlarmState, title: z.string(), contactId: Id.nullable(), conversationId: Id.nullable(), taskId: Id.nullable(), dealId: Id.nullable(), inboxId: Id.nullable(), messageId: Id.nullable(), throughId: Id.nullable(), since: Iso, money: Sum.nullable(), raisedAt: Iso, told: z.array(z.object({ who: AlarmWho, userIds: z.array(Id), at: Iso })), next: z.object({ who: AlarmWho, at: Iso }).nullable(), takenById: Id.nullable(), takenAt: Iso.nullable() }).meta({ id: 'Alarm' });
export const WebhookEventType = z.enum(['order.created', 'order.updated', 'order.paid', 'payment.recorded', 'payment.removed', 'product.created', 'product.updated', 'contact.created', 'contact.updated', 'contact.merged', 'lead.created', 'lead.updated', 'deal.created', 'deal.updated', 'deal.moved', 'deal.won', 'deal.lost', 'task.created', 'task.updated', 'task.done', 'message.received', 'message.sent']).meta({ id: 'WebhookEventType' });
export const WebhookDeliveryStatus = z.enum(['pending', 'delivered', 'failed']).meta({ id: 'WebhookDeliveryStatus' });
export const WebhookFailure = z.enum(['address', 'timeout', 'unreachable', 'certificate', 'secret']).meta({ id: 'WebhookFailure' });
export const WebhookEndpoint = z.object({ id: Id, url: z.string(), description: z.string(), eventTypes: z.array(WebhookEventType), enabled: z.boolean(), disabledReason: z.enum(['by-person', 'gone']).nullable(), createdAt: Iso, pending: z.number(), failed: z.number() }).meta({ id: 'WebhookEndpoint' });
export const WebhookDelivery = z.object({ id: Id, endpointId: Id, eventId: Id, type: z.union([
  WebhookEventType,
  z.literal('webhook.test'),
]), thingId: Id, at: Iso, status: WebhookDeliveryStatus, attempts: z.number(), attemptedAt: Iso.nullable(), nextAttemptAt: Iso.nullable(), answerStatus: z.number().nullable(), answer: z.string().nullable(), failure: WebhookFailure.nullable() }).meta({ id: 'WebhookDelivery' });
export const DraftMode = z.enum(['reply', 'note']).meta({ id: 'DraftMode' });
export const Draft = z.object({ conversationId: Id, mode: DraftMode, id: Id.nullable(), text: z.string(), beside: z.record(z.string(), z.unknown()), others: z.array(z.object({ id: Id, text: z.string(), at: Iso })), version: z.number(), changedAt: Iso }).meta({ id: 'Draft' });
export const InboxListName = z.enum(['queue', 'mine', 'mentions', 'all', 'unassigned', 'snoozed', 'closed', 'spam']).meta({ id: 'InboxListName' });
export const ListSort = z.enum(['wait', 'money']).meta({ id: 'ListSort' });
export const ListFilter = z.object({ inboxId: Id.optional(), channel: ChannelKind.optional(), labelId: Id.optional(), owner: z.string().optional(), teamId: Id.optional(), hasOrder: z.boolean().optional(), overdue: z.boolean().optional(), priority: Priority.optional(), following: z.boolean().optional() }).meta({ id: 'ListFilter' });
export const ListChoice = z.object({ view: InboxListName, sort: ListSort, filter: ListFilter }).meta({ id: 'ListChoice' });
export const Label = z.object({ id: Id, name: z.string(), colour: LabelColour }).meta({ id: 'Label' });
export const SavedView = z.object({ id: Id, name: z.string(), ownerId: Id, shared: z.boolean(), choice: ListChoice }).meta({ id: 'SavedView' });
export const BulkAction = z.union([
  z.object({ type: z.literal('close') }),
  z.object({ type: z.literal('reopen') }),
  z.object({ type: z.literal('assign'), ownerId: Id.nullable().optional(), teamId: Id.nullable().optional() }),
  z.object({ type: z.literal('label'), add: z.array(Id), remove: z.array(Id) }),
  z.object({ type: z.literal('snooze'), until: Iso }),
  z.object({ type: z.literal('priority'), priority: Priority }),
  z.object({ type: z.literal('read') }),
]).meta({ id: 'BulkAction' });
export const BulkStatus = z.enum(['running', 'done', 'cancelled', 'undoing', 'undone']).meta({ id: 'BulkStatus' });
export const BulkJob = z.object({ id: Id, byId: Id, action: BulkAction, status: BulkStatus, total: z.number(), changed: z.number(), skipped: z.number(), undone: z.number(), kept: z.number(), createdAt: Iso, finishedAt: Iso.nullable() }).meta({ id: 'BulkJob' });
export const ListCount = z.object({ count: z.number(), more: z.boolean() }).meta({ id: 'ListCount' });
export const pageOf = <T extends ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
export const Timeline = z.object({ items: z.array(Message), next: z.string().nullable(), newer: z.string().nullable() }).meta({ id: 'Timeline' });
export const Mark = z.object({ from: z.number(), to: z.number() }).meta({ id: 'Mark' });
export const FoundPerson = z.object({ contactId: Id, name: z.string(), kind: z.enum(['person', 'company', 'group']), nameMarks: z.array(Mark), via: z.object({ label: z.string(), marks: z.array(Mark) }).nullable(), conversationId: Id.nullable(), channels: z.array(ChannelKind), lastMessageAt: Iso.nullable() }).meta({ id: 'FoundPerson' });
export const FoundMessage = z.object({ messageId: Id, conversationId: Id, contactId: Id, contactName: z.string(), contactKind: z.enum(['person', 'company', 'group']), channel: ChannelKind.nullable(), kind: MessageKind, direction: MessageDirection, authorId: Id.nullable(), place: z.enum(['text', 'subject', 'file']), excerpt: z.string(), marks: z.array(Mark), occurredAt: Iso }).meta({ id: 'FoundMessage' });
export const FoundOrder = z.object({ orderId: Id, number: z.number(), status: OrderStatus, totalMinor: z.number(), currency: z.string(), contactId: Id, contactName: z.string(), conversationId: Id.nullable(), createdAt: Iso }).meta({ id: 'FoundOrder' });
export const Search = z.object({ people: z.array(FoundPerson), morePeople: z.boolean(), orders: z.array(FoundOrder), messages: z.array(FoundMessage), moreMessages: z.boolean(), messagesBackTo: Iso.nullable() }).meta({ id: 'Search' });
export const ViewCounts = z.record(z.union([
  InboxListName,
  z.literal('forMe'),
]), z.number()).meta({ id: 'ViewCounts' });
export const CountedViews = z.intersection(ViewCounts, z.object({ asOf: z.string() })).meta({ id: 'CountedViews' });
export const ConversationFacts = z.object({ status: ConversationStatus, ownerId: Id.nullable(), waiting: z.boolean(), spam: z.boolean(), participantIds: z.array(Id).optional() }).meta({ id: 'ConversationFacts' });
export const SyncChange = z.union([
  z.object({ type: z.literal('conversation'), conversation: Conversation, before: ConversationFacts.nullable() }),
  z.object({ type: z.literal('conversation-hidden'), conversationId: Id, before: ConversationFacts }),
  z.object({ type: z.literal('message'), message: Message }),
  z.object({ type: z.literal('message-removed'), messageId: Id, conversationId: Id }),
  z.object({ type: z.literal('read'), conversationId: Id, userId: Id, readCount: z.number() }),
  z.object({ type: z.literal('contact'), contact: Contact }),
  z.object({ type: z.literal('contact-merged'), contactId: Id, intoId: Id }),
  z.object({ type: z.literal('contact-parted'), contactId: Id, fromId: Id }),
  z.object({ type: z.literal('conversation-moved'), conversationId: Id, contactId: Id }),
  z.object({ type: z.literal('contact-fields'), fields: z.array(ContactField) }),
  z.object({ type: z.literal('lead'), lead: Lead }),
  z.object({ type: z.literal('task'), task: Task }),
  z.object({ type: z.literal('order'), order: Order }),
  z.object({ type: z.literal('deal'), deal: Deal, before: DealFacts.nullable() }),
  z.object({ type: z.literal('pipeline'), pipeline: Pipeline }),
  z.object({ type: z.literal('pipeline-removed'), pipelineId: Id }),
  z.object({ type: z.literal('pipeline-order'), pipelineIds: z.array(Id) }),
  z.object({ type: z.literal('reasons'), kind: ReasonKind, reasons: z.array(Reason) }),
  z.object({ type: z.literal('product'), product: Product }),
  z.object({ type: z.literal('products') }),
  z.object({ type: z.literal('inbox'), inbox: Inbox }),
  z.object({ type: z.literal('inbox-removed'), inboxId: Id }),
  z.object({ type: z.literal('user'), user: User }),
  z.object({ type: z.literal('team'), team: Team }),
  z.object({ type: z.literal('team-removed'), teamId: Id }),
  z.object({ type: z.literal('notification'), notification: Notification }),
  z.object({ type: z.literal('alarm'), alarm: Alarm }),
  z.object({ type: z.literal('alarm-rules'), rules: z.array(AlarmRule) }),
  z.object({ type: z.literal('preferences'), userId: Id, preferences: Preferences }),
  z.object({ type: z.literal('company'), company: Company }),
  z.object({ type: z.literal('label'), label: Label }),
  z.object({ type: z.literal('label-removed'), labelId: Id }),
  z.object({ type: z.literal('saved-view'), view: SavedView }),
  z.object({ type: z.literal('saved-view-removed'), viewId: Id }),
  z.object({ type: z.literal('mention'), conversationId: Id, userId: Id, mention: MentionState, wasUnseen: z.boolean() }),
  z.object({ type: z.literal('bulk-job'), job: BulkJob }),
  z.object({ type: z.literal('canned-replies') }),
  z.object({ type: z.literal('draft'), conversationId: Id, mode: DraftMode, id: Id.nullable(), version: z.number() }),
  z.object({ type: z.literal('rights'), userId: Id }),
]).meta({ id: 'SyncChange' });
export const SyncEvent = z.intersection(z.object({ cursor: z.string(), at: Iso, writer: z.number() }), SyncChange).meta({ id: 'SyncEvent' });
export const EphemeralEvent = z.union([
  z.object({ type: z.literal('typing'), conversationId: Id, who: z.enum(['customer', 'operator']), userId: Id.nullable(), preview: z.string().optional() }),
  z.object({ type: z.literal('viewing'), conversationId: Id, userIds: z.array(Id) }),
  z.object({ type: z.literal('ringing'), conversationId: Id, messageId: Id, contactId: Id, contactName: z.string(), number: z.string(), operatorIds: z.array(Id) }),
]).meta({ id: 'EphemeralEvent' });
export const Problem = z.object({ type: z.literal('about:blank'), title: z.string(), status: z.number(), code: z.string(), detail: z.string().optional(), errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(), news: z.array(Message).optional(), version: z.number().optional() }).meta({ id: 'Problem' });
