/**
 * The border between a vendor and Okno. An adapter turns vendor traffic into plain {@link ChannelEvent}s and plain
 * {@link OutboundMessage}s into vendor calls. It knows no database, no framework and no other channel.
 * This file imports nothing, so that everything may import it.
 */

/** The medium of one message. */
export type ChannelKind = 'email' | 'telegram' | 'sms' | 'voice' | 'webchat' | 'http';

/** The adapter behind one inbox. A Twilio number is one inbox that carries the channels sms and voice. */
export type AdapterKind = 'email' | 'telegram' | 'twilio' | 'webchat' | 'http';

/** An id minted by a vendor: stored and compared, never parsed outside the adapter that made it. */
export type ExternalId = string;

export type AddressKind = 'email' | 'phone' | 'telegram' | 'visitor' | 'http';

/** One address, normalised: e-mail lower-cased, phone in E.164 (`+35799000142`), Telegram user or group id in decimal. */
export interface Address {
  readonly kind: AddressKind;
  readonly value: string;
}

/** What the vendor handed over, byte for byte, with the key under which it is kept once per inbox. */
export interface RawInbound {
  readonly providerKey: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAt: Date;
}

/** Somebody who wrote, called or is written to. */
export interface Party {
  readonly address: Address;
  /** True only where the channel proves the address (caller id, Telegram user id, signed web-chat identity, DMARC evidence). */
  readonly verified: boolean;
  readonly displayName?: string;
  /** Handle shown beside the name, such as a Telegram username without the @. */
  readonly handle?: string;
  readonly language?: string;
  /** A group is a contact too. */
  readonly group?: boolean;
  /** In a group: the person who wrote; `displayName` is then the group's title. */
  readonly memberName?: string;
}

/** A further address the sender stated or shared. `verified` claims become identities, others only hint at duplicates. */
export interface AddressClaim {
  readonly address: Address;
  readonly verified: boolean;
  /** Where it was stated, e.g. `telegram-contact`, `prechat-form`, `signed-identity`. */
  readonly origin: string;
}

/** Where a first contact came from. Every key optional; kept as it came, never overwritten. */
export interface SourceHint {
  readonly utm?: Readonly<Record<string, string>>;
  readonly referrer?: string;
  readonly landingPage?: string;
  readonly page?: string;
  readonly startParameter?: string;
  readonly calledNumber?: string;
  readonly clickId?: string;
}

/** Names vendor media to be fetched after the commit. JSON; meaningful only to the adapter that made it. */
export interface MediaRef {
  readonly [key: string]: string | number | boolean;
}

export type AttachmentKind = 'image' | 'audio' | 'voice' | 'video' | 'sticker' | 'file';

export interface InboundAttachment {
  readonly kind: AttachmentKind;
  /** As the sender named it; never used as a path. */
  readonly name: string;
  readonly mime: string;
  /** Bytes, when the vendor tells. */
  readonly size?: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationSeconds?: number;
  /** Content-ID without brackets: the image stands inside the HTML as `cid:…`. */
  readonly inlineCid?: string;
  /** `bytes`: came with the message. `ref`: fetch by {@link ChannelAdapter.openMedia}. `stored`: already in our file store. */
  readonly content:
    | { readonly type: 'bytes'; readonly bytes: Buffer }
    | { readonly type: 'ref'; readonly ref: MediaRef }
    | { readonly type: 'stored'; readonly sha256: string }
    /** Exists at the vendor but cannot be had (too big, expired). */
    | { readonly type: 'unavailable'; readonly reason: string };
}

/** Why no human wrote this. Automatic mail makes no lead, owner, task or answer. */
export type Automatic = 'auto-reply' | 'bounce' | 'report' | 'bulk';

export interface MessageReceived {
  readonly type: 'message-received';
  readonly channel: ChannelKind;
  /** Unique inside the inbox and the same at every redelivery. Telegram: `chatId/messageId`. Mail: a hash of the raw mail. */
  readonly externalId: ExternalId;
  /** Chat, number pair or mail thread this belongs to at the vendor. */
  readonly externalThreadId: ExternalId;
  /** `outbound`: written by our side elsewhere (the owner's phone, a copy in Sent). */
  readonly direction: 'inbound' | 'outbound';
  readonly sender: Party;
  readonly claims: readonly AddressClaim[];
  /** Mail only: everybody in To and Cc. */
  readonly to?: readonly Party[];
  readonly cc?: readonly Party[];
  readonly occurredAt: Date;
  readonly subject?: string;
  /** The new words, without the quote; may be empty when there are attachments. */
  readonly text: string;
  /** Sanitised; may point to inline images by `cid:`. */
  readonly html?: string;
  /** The folded rest: quoted text and signature. `text` + `quotedText` lose nothing. */
  readonly quotedText?: string;
  readonly quotedHtml?: string;
  readonly attachments: readonly InboundAttachment[];
  readonly replyTo?: ExternalId;
  /** Mail: the Message-ID of this mail, and of In-Reply-To and References, nearest first, with their brackets stripped. */
  readonly mailId?: string;
  readonly references?: readonly string[];
  /** Our own message this answers, proven by the HMAC in the id we minted. */
  readonly answersMessageId?: string;
  /** Several items that are one bubble. */
  readonly albumId?: ExternalId;
  readonly automatic?: Automatic;
  readonly location?: { readonly latitude: number; readonly longitude: number; readonly title?: string; readonly address?: string };
  readonly contactCard?: { readonly name: string; readonly phone?: string; readonly email?: string; readonly telegramId?: string };
  /** The vendor's name of a content kind we cannot show yet; the bubble says so, nothing is dropped. */
  readonly unsupportedContent?: string;
  readonly source?: SourceHint;
  /** Came from a backfill: makes history, but no lead, task, owner or waiting. */
  readonly history?: boolean;
}

export interface MessageEdited {
  readonly type: 'message-edited';
  readonly externalId: ExternalId;
  readonly editedAt: Date;
  readonly text: string;
  readonly html?: string;
  /** The message with its new words, where the vendor tells it whole and it may still be on its way: an edit that comes first brings it. */
  readonly original?: MessageReceived;
}

export interface MessageDeleted {
  readonly type: 'message-deleted';
  readonly externalIds: readonly ExternalId[];
  readonly deletedAt: Date;
}

export interface DeliveryFailure {
  readonly kind: SendFailure;
  /** The vendor's own code, e.g. `30003`, `550 5.1.1`. */
  readonly code?: string;
  /** In words an operator understands; no secrets, no tokens. */
  readonly message: string;
}

export interface DeliveryUpdated {
  readonly type: 'delivery-updated';
  /** Our delivery id, when it came back in the callback URL, envelope or Message-ID. At least one of the two ids is set. */
  readonly deliveryId?: string;
  /** Our message id (a bounce names the message; `recipient` then picks the delivery). */
  readonly messageId?: string;
  readonly externalId?: ExternalId;
  readonly recipient?: Address;
  readonly status: 'sent' | 'delivered' | 'read' | 'failed';
  readonly failure?: DeliveryFailure;
  readonly occurredAt: Date;
}

export type CallState = 'ringing' | 'answered' | 'completed' | 'missed' | 'voicemail' | 'failed';

export interface CallUpdated {
  readonly type: 'call-updated';
  /** The parent leg. All updates of one call carry the same id. */
  readonly externalId: ExternalId;
  readonly externalThreadId: ExternalId;
  readonly direction: 'inbound' | 'outbound';
  readonly customer: Party;
  readonly line: Address;
  readonly state?: CallState;
  /** The operator's number: the one that answered, or the one from which a call of ours is placed. */
  readonly answeredBy?: Address;
  readonly durationSeconds?: number;
  /** How long it rang before it was answered or given up. */
  readonly waitSeconds?: number;
  readonly recording?: InboundAttachment;
  readonly occurredAt: Date;
  readonly source?: SourceHint;
}

/** Somebody filled in an order form on the company's site. Who they are is known by what they typed alone: it proves nothing. */
export interface OrderPlaced {
  readonly type: 'order-placed';
  readonly channel: ChannelKind;
  /** The site's own id of the order, unique inside the inbox: the same again is the same order. */
  readonly externalId: ExternalId;
  readonly name: string;
  /** At least one of the two. */
  readonly phone?: string;
  readonly email?: string;
  readonly title: string;
  readonly comment: string;
  /** In minor units of the currency; the company's when none is named. */
  readonly amountMinor?: number;
  readonly currency?: string;
  readonly occurredAt: Date;
  readonly source?: SourceHint;
}

export interface ReachabilityChanged {
  readonly type: 'reachability-changed';
  readonly address: Address;
  readonly reachable: boolean;
  readonly reason: 'stop' | 'start' | 'blocked' | 'unblocked' | 'deactivated';
  readonly occurredAt: Date;
}

export interface ReadByCustomer {
  readonly type: 'read-by-customer';
  readonly externalThreadId: ExternalId;
  /** Everything of ours up to this moment is read; or the named message and what came before it. */
  readonly upTo: Date;
  readonly externalId?: ExternalId;
  /** Web chat: `delivered` says it reached the page, `read` that the chat was open. */
  readonly status: 'delivered' | 'read';
}

/** Not stored. */
export interface Typing {
  readonly type: 'typing';
  readonly externalThreadId: ExternalId;
  readonly sender: Address;
  readonly preview?: string;
}

/** Understood well enough to know that nothing of it is for us. The raw event stays. */
export interface Unsupported {
  readonly type: 'unsupported';
  readonly reason: string;
}

export type ChannelEvent =
  | MessageReceived
  | MessageEdited
  | MessageDeleted
  | DeliveryUpdated
  | CallUpdated
  | OrderPlaced
  | ReachabilityChanged
  | ReadByCustomer
  | Typing
  | Unsupported;

/** What one channel of an adapter can do; data, not code. */
export interface ChannelCapabilities {
  readonly channel: ChannelKind;
  /** Longest text of one vendor call in UTF-16 units; longer texts are split into several deliveries. */
  readonly maxTextLength: number;
  readonly format: 'plain' | 'html';
  readonly subject: boolean;
  readonly attachments: { readonly maxCount: number; readonly maxBytes: number } | null;
  /** Text and attachments travel in one vendor call (mail, MMS), or one call each (Telegram documents). */
  readonly attachmentsWithText: boolean;
  /** May an operator write first to a given address (mail, SMS), or must the customer begin (Telegram, web chat)? */
  readonly startsConversation: boolean;
  readonly addressKind: AddressKind;
  /** The highest delivery state the vendor ever reports. */
  readonly highestReceipt: 'sent' | 'delivered' | 'read';
  readonly cc: boolean;
  readonly calls: boolean;
  /** The text is carried, and paid for, in segments of the GSM 03.38 alphabet (140 octets each); absent: in one piece. */
  readonly segments?: 'gsm';
  /** Words of ours can be changed where the customer sees them; absent: what was sent stays as it is. Goes with {@link EditingChannel}. */
  readonly canEdit?: ChangeLimit;
  /** A message of ours can be taken away from the customer; absent: it cannot. Goes with {@link DeletingChannel}. */
  readonly canDelete?: ChangeLimit;
}

export interface ChangeLimit {
  /** For so long after it was sent; null: for as long as the vendor keeps it. */
  readonly withinMs: number | null;
}

export interface OutboundAttachment {
  readonly name: string;
  readonly mime: string;
  readonly kind: AttachmentKind;
  readonly size: number;
  readonly inlineCid?: string;
  open(): Promise<NodeJS.ReadableStream>;
}

/** One delivery: one vendor call to one recipient. */
export interface OutboundMessage {
  /** Ours, a UUID; goes into callback URLs. The same for every attempt. */
  readonly deliveryId: string;
  /** Ours, a UUID; goes into the Message-ID. The same for all deliveries of one message. */
  readonly messageId: string;
  readonly channel: ChannelKind;
  readonly recipient: Address;
  readonly externalThreadId: ExternalId | null;
  /** Mail headers: everybody the operator wrote to. `recipient` is the envelope. */
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: readonly OutboundAttachment[];
  readonly replyTo: ExternalId | null;
  /** Mail: ids to put into In-Reply-To (first) and References, nearest first, without brackets. */
  readonly references: readonly string[];
  readonly senderName: string | null;
  /** When the operator pressed send; used wherever a date must be the same at every attempt. */
  readonly queuedAt: Date;
}

export interface SendReceipt {
  readonly externalId: ExternalId;
  /** Further ids under which the vendor will speak of it (the Message-ID a server minted itself). */
  readonly aliases: readonly ExternalId[];
  readonly status: 'sent' | 'delivered';
}

/** Who must act: config → admin; invalid, unsupported, recipient, opted-out → operator; the others → the machine or nobody. */
export type SendFailure =
  | 'config'
  | 'invalid'
  | 'unsupported'
  | 'recipient'
  | 'opted-out'
  | 'rate-limited'
  | 'unavailable'
  | 'unknown-outcome';

export interface ChannelHealth {
  readonly ok: boolean;
  /** Who we are at the vendor: address, @bot, number. */
  readonly account?: string;
  /** What was tried, in order, for the settings page. */
  readonly steps: readonly { readonly name: string; readonly ok: boolean; readonly detail?: string; readonly milliseconds: number }[];
}

/** The required part. `parse` is pure: no I/O, no clock, the same answer at every replay. */
export interface ChannelAdapter {
  readonly kind: AdapterKind;
  readonly capabilities: readonly ChannelCapabilities[];
  /** What it throws quarantines the raw event and no more. */
  parse(raw: RawInbound): Promise<readonly ChannelEvent[]>;
  /** One vendor call. Rejects only with SendError. Must settle promptly when `signal` aborts (then unknown-outcome once bytes left). */
  send(message: OutboundMessage, signal: AbortSignal): Promise<SendReceipt>;
  /** Streams vendor media, from the vendor's own hosts only. Rejects with MediaError. */
  openMedia(ref: MediaRef): Promise<NodeJS.ReadableStream>;
  /** The settings page's "test". Never rejects. */
  check(): Promise<ChannelHealth>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface WebhookRequest {
  readonly method: string;
  /** The public URL as the vendor requested it: configured origin + original path and query. */
  readonly url: string;
  /** What follows the inbox's webhook root, without slashes at the ends: '', 'status', 'voice', … */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Buffer;
  readonly receivedAt: Date;
}

export interface WebhookReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whom to ring for an incoming call; decided by the core in the same transaction that logged it. */
export type CallRouting =
  | { readonly action: 'dial'; readonly operators: readonly Address[]; readonly timeoutSeconds: number; readonly record: boolean }
  | { readonly action: 'voicemail'; readonly record: true };

export interface IngestOutcome {
  readonly status: 'committed' | 'duplicate' | 'quarantined';
  readonly callRouting?: CallRouting;
}

export interface WebhookChannel extends ChannelAdapter {
  /**
   * Verifies the request and says what to keep. No I/O; its only clock is `request.receivedAt`.
   * Throws WebhookRejected for forged or malformed requests. `reply` is asked after the commit.
   */
  receive(request: WebhookRequest): { readonly raw: readonly RawInbound[]; reply(outcomes: readonly IngestOutcome[]): WebhookReply };
}

/** Where a listener stands at the vendor. JSON; meaningful only to the adapter that made it. */
export interface Cursor {
  readonly [key: string]: string | number | boolean | null;
}

export interface ListeningChannel extends ChannelAdapter {
  /** False when this inbox needs no listener (a bot with a webhook). */
  readonly listens: boolean;
  /**
   * Runs until `signal` aborts. `deliver` commits the raw event and the next cursor together, in the order of the calls. The
   * next few may be delivered before the last resolves; once one rejects, those behind it reject too: deliver nothing more
   * until all have settled, and begin again behind the last that resolved.
   * Rejects with ListenError when only a person can mend it (credentials); heals everything else by itself.
   */
  listen(
    from: Cursor | null,
    deliver: (raw: RawInbound | null, next: Cursor) => Promise<void>,
    signal: AbortSignal,
    /** Told at each change of health, so that the settings page shows it. */
    report?: (health: { ok: boolean; detail?: string }) => void,
  ): Promise<void>;
}

/** Lists what the vendor holds, to bring back what never reached our webhook. Keys equal those of the webhook. */
export interface RecoveringChannel extends ChannelAdapter {
  recover(since: Date, signal: AbortSignal): AsyncIterable<RawInbound>;
}

/** Asks the vendor whether an uncertain delivery was accepted. */
export interface SettlingChannel extends ChannelAdapter {
  /** `claimed` are external ids that already belong to other deliveries. More than one match is `unknown`. */
  settle(
    message: OutboundMessage,
    attemptedAt: Date,
    claimed: ReadonlySet<ExternalId>,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: 'sent'; readonly receipt: SendReceipt } | { readonly outcome: 'not-sent' } | { readonly outcome: 'unknown' }>;
}

/** Registers our public URL at the vendor. */
export interface ConnectingChannel extends ChannelAdapter {
  /** `webhookUrl` null: no public address; fall back to listening. Rejects with SendError('config' | 'unavailable'). */
  connect(webhookUrl: string | null): Promise<void>;
}

export interface CallingChannel extends ChannelAdapter {
  /** Rings the operator first, then the customer. Rejects only with SendError. */
  call(legs: { line: Address; operator: Address; customer: Address; record: boolean }, signal: AbortSignal): Promise<ExternalId>;
}

/** Somebody who opens a link of it comes to us with a parameter: it is then `source.startParameter` of the message they begin with. */
export interface LinkingChannel extends ChannelAdapter {
  /** `parameter`: up to 64 of `A–Z a–z 0–9 _ -`. Rejects with SendError('config' | 'unavailable'). */
  startLink(parameter: string, signal: AbortSignal): Promise<string>;
}

/** Shows the customer that somebody is typing. Best effort. */
export interface TypingChannel extends ChannelAdapter {
  typing(externalThreadId: ExternalId): Promise<void>;
}

/** A delivery of ours that the vendor accepted, to be changed or taken back there. */
export interface AcceptedMessage {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly channel: ChannelKind;
  readonly recipient: Address;
  readonly externalThreadId: ExternalId | null;
  /** The id the vendor gave it. */
  readonly externalId: ExternalId;
  /** It carries a file, and the words stand under it. */
  readonly captioned: boolean;
  readonly sentAt: Date;
}

/** Both are asked again after a silence: the same change twice is one change. A message that is gone already is taken back. */
export interface EditingChannel extends ChannelAdapter {
  /** `changeId` is the same at every attempt. Rejects only with SendError; unknown-outcome may be asked again. */
  edit(message: AcceptedMessage, text: string, changeId: string, signal: AbortSignal): Promise<void>;
}
export interface DeletingChannel extends ChannelAdapter {
  /** For the customer too. Rejects only with SendError; unknown-outcome may be asked again. */
  remove(message: AcceptedMessage, changeId: string, signal: AbortSignal): Promise<void>;
}

/** How the page of a web chat is set up. Public: anybody may read it. */
export interface VisitorPage {
  /** Origins whose pages may show the chat; empty = any. */
  readonly allowedOrigins: readonly string[];
  readonly language: 'ru' | 'uk' | 'en' | 'browser';
  readonly accent: string | null;
  readonly greeting: string | null;
  readonly prechat: { readonly name: 'no' | 'optional' | 'required'; readonly phone: 'no' | 'optional' | 'required'; readonly email: 'no' | 'optional' | 'required' };
  readonly files: { readonly maxBytes: number; readonly maxCount: number; readonly types: readonly string[] } | null;
  /** May operators see what is being typed before it is sent? */
  readonly typingPreview: boolean;
  /** `https://t.me/…`, offered as another way to go on. */
  readonly telegramUrl: string | null;
}

/** A channel whose customers sit on a page served by us (web chat). What they write comes in by `receive`, as everywhere. */
export interface VisitorChannel extends WebhookChannel {
  readonly page: VisitorPage;
  /**
   * Opens a session, or renews the one whose `token` is shown. `identity` is what the customer's own server signed.
   * `fresh`: 16 random bytes for a new visitor. Throws WebhookRejected: 400 malformed, 403 forged identity or foreign site.
   */
  admit(request: { token: string | null; identity: unknown; site: string | null; fresh: Buffer }): { readonly visitorId: string; readonly token: string };
  /** The visitor whose token this is, which is also the external thread id; null when it is not ours. */
  visitor(token: string): string | null;
  /** A voucher for an uploaded file: only this visitor can put it into a message. Stateless. */
  ticket(visitorId: string, file: { readonly sha256: string; readonly name: string; readonly mime: string; readonly size: number; readonly kind: AttachmentKind }): string;
  /** The id the page itself gave to a message of this visitor. */
  clientId(externalId: ExternalId): string | null;
}

export const isVisitorChannel = (a: ChannelAdapter): a is VisitorChannel => 'admit' in a;
export const isWebhookChannel = (a: ChannelAdapter): a is WebhookChannel => 'receive' in a;
export const isListeningChannel = (a: ChannelAdapter): a is ListeningChannel => 'listen' in a && (a as ListeningChannel).listens;
export const isRecoveringChannel = (a: ChannelAdapter): a is RecoveringChannel => 'recover' in a;
export const isSettlingChannel = (a: ChannelAdapter): a is SettlingChannel => 'settle' in a;
export const isConnectingChannel = (a: ChannelAdapter): a is ConnectingChannel => 'connect' in a;
export const isCallingChannel = (a: ChannelAdapter): a is CallingChannel => 'call' in a;
export const isLinkingChannel = (a: ChannelAdapter): a is LinkingChannel => 'startLink' in a;
export const isTypingChannel = (a: ChannelAdapter): a is TypingChannel => 'typing' in a;
/** Told by what it says it can: an http inbox edits only where its own side knows how. */
export const isEditingChannel = (a: ChannelAdapter): a is EditingChannel => 'edit' in a && a.capabilities.some((capability) => capability.canEdit !== undefined);
export const isDeletingChannel = (a: ChannelAdapter): a is DeletingChannel => 'remove' in a && a.capabilities.some((capability) => capability.canDelete !== undefined);
