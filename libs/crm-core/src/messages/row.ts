import type { AttachmentKind, ChannelKind, DeliveryStatus, Id, MessageDirection, MessageKind, MessageView } from '../views.ts';

/** What a message keeps beside its text; shapes of views.ts. */
export interface MessagePayload {
  readonly location?: MessageView['location'];
  readonly contactCard?: MessageView['contactCard'];
  readonly unsupportedContent?: string | null;
  readonly call?: MessageView['call'];
  readonly activity?: MessageView['activity'];
  readonly reply?: ReplyMemory;
  readonly mentions?: { readonly userIds: readonly Id[]; readonly teamIds: readonly Id[] };
  /** Put off to a later time and not sent yet; goes when it is its turn. */
  readonly putOff?: PutOff;
  readonly forwardOf?: Id;
  readonly bcc?: readonly string[];
  /** Which message is quoted below, and the line above the quote. */
  readonly quote?: { readonly messageId: Id; readonly heading: string };
  readonly change?: MessageView['change'];
  /** Came from a backfill: asked nothing of anybody, and answered nobody. */
  readonly history?: true;
}

/** What its author had seen when they put it off, and what they want when there is more. */
export interface PutOff {
  readonly ifNews: 'send' | 'keep';
  readonly version: number;
  readonly inboundCount: number;
}

/** What a public reply changed, so that it can be taken back when the customer did not get it; never leaves the server. */
export interface ReplyMemory {
  /** Hash of what its author posted: the same id with another content is refused. */
  readonly fingerprint: string;
  /** Since when the customer waited, and until when they were to be answered. */
  readonly waitedSince: string | null;
  readonly answerDueAt: string | null;
  /** The task it did, and the one it set. */
  readonly answerTaskId: Id | null;
  readonly followUpTaskId: Id | null;
}

/** Of what is no answer: nothing to take back. */
export const NO_MEMORY: Omit<ReplyMemory, 'fingerprint'> = { waitedSince: null, answerDueAt: null, answerTaskId: null, followUpTaskId: null };

/** A row of `message`, in the names of its columns. */
export interface MessageRow {
  readonly id: Id;
  readonly conversation_id: Id;
  readonly contact_id: Id;
  readonly inbox_id: Id | null;
  readonly channel: ChannelKind | null;
  readonly kind: MessageKind;
  readonly direction: MessageDirection;
  readonly author_id: Id | null;
  readonly sender_identity_id: Id | null;
  readonly sender_name: string | null;
  readonly external_id: string | null;
  readonly external_thread_id: string | null;
  readonly mail_id: string | null;
  readonly mail_references: readonly string[];
  readonly album_id: string | null;
  readonly reply_to_id: Id | null;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly quoted_text: string | null;
  readonly quoted_html: string | null;
  readonly mail_to: readonly string[];
  readonly mail_cc: readonly string[];
  readonly automatic: string | null;
  readonly payload: MessagePayload;
  readonly delivery_status: DeliveryStatus | null;
  readonly raw_event_id: string | null;
  readonly occurred_at: Date;
  readonly created_at: Date;
  readonly edited_at: Date | null;
  readonly deleted_at: Date | null;
}

/** A row of `attachment` as views need it; times may be strings where they come out of JSON. */
export interface AttachmentRow {
  readonly id: Id;
  readonly message_id: Id | null;
  readonly position: number;
  readonly kind: AttachmentKind;
  readonly name: string;
  readonly mime: string;
  readonly size: number | string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly duration_seconds: number | null;
  readonly inline_cid: string | null;
  readonly sha256: string | null;
  readonly state: 'ready' | 'pending' | 'failed';
  readonly created_at: Date | string;
}

export interface DeliveryRow {
  readonly id: Id;
  readonly recipient_value: string;
  readonly status: DeliveryStatus;
  readonly failure_kind: string | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly changed_at: Date | string;
  readonly not_before?: Date | string | null;
}

const BLANK: Omit<MessageRow, 'id' | 'conversation_id' | 'contact_id' | 'kind' | 'direction' | 'occurred_at' | 'created_at'> = {
  inbox_id: null, channel: null, author_id: null, sender_identity_id: null, sender_name: null, external_id: null, external_thread_id: null, mail_id: null,
  mail_references: [], album_id: null, reply_to_id: null, subject: null, text: '', html: null, quoted_text: null, quoted_html: null, mail_to: [], mail_cc: [],
  automatic: null, payload: {}, delivery_status: null, raw_event_id: null, edited_at: null, deleted_at: null,
};

/** A row with everything optional left empty. */
export function messageRow(given: Pick<MessageRow, 'id' | 'conversation_id' | 'contact_id' | 'kind' | 'direction' | 'occurred_at' | 'created_at'> & Partial<MessageRow>): MessageRow {
  return { ...BLANK, ...given };
}
