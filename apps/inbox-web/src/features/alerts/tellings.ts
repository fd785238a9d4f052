/** What of the feed is worth a sound or a word from the desktop, and for whom. Pure. */
import type { ConversationView, Id, NotificationView, SyncEvent } from '../../../../../libs/crm-core/src/views.ts';
import type { DeskState } from '../../store/state.ts';

export interface Telling {
  /** The same in every tab of every browser, so that one of them tells it. */
  readonly key: string;
  readonly tone: 'message' | 'alarm';
  readonly conversationId: Id | null;
  readonly about: { readonly message: ConversationView } | { readonly notification: NotificationView };
}

/** A conversation never seen here before tells only of what is new by the server's own clock. */
const freshMs = 120_000;

const tones: Readonly<Record<NotificationView['type'], Telling['tone'] | null>> = {
  'new-inquiry': 'message', assigned: 'message', following: 'message', mention: 'message', 'task-due': 'message',
  'delivery-failed': 'alarm', 'delivery-uncertain': 'alarm', 'missed-call': 'alarm', 'channel-broken': 'alarm', alarm: 'alarm',
  // Whoever started it looks for its end by themselves.
  'bulk-done': null,
};

/**
 * In the order in which it happened. `before`, `after`: what the window held around these events. Nothing but alarms while the person is off duty: the ladder reaches those who answer no customers;
 * of customers' words those that are theirs or nobody's to answer.
 */
export function tellingsOf(before: DeskState, after: DeskState, events: readonly SyncEvent[]): Telling[] {
  const me = after.me;
  if (!me) return [];
  const told: Telling[] = [];
  const counted = new Map<Id, number>();
  const forMe = (conversation: Pick<ConversationView, 'ownerId'>): boolean => conversation.ownerId === null || conversation.ownerId === me.id;
  for (const event of events) {
    if (!me.onDuty && !(event.type === 'notification' && event.notification.type === 'alarm')) continue;
    if (event.type === 'conversation') {
      const { conversation } = event;
      const known = counted.get(conversation.id) ?? before.conversations[conversation.id]?.inboundCount;
      counted.set(conversation.id, conversation.inboundCount);
      const wrote = known === undefined ? isFresh(event) : conversation.inboundCount > known;
      if (wrote && conversation.waitingSince !== null && !conversation.spam && forMe(conversation)) {
        told.push({ key: `${conversation.id} ${conversation.inboundCount}`, tone: 'message', conversationId: conversation.id, about: { message: conversation } });
      }
    }
    if (event.type === 'notification') {
      const { notification } = event;
      const tone = tones[notification.type];
      if (!tone || notification.readAt !== null || before.notifications[notification.id]) continue;
      if (notification.type === 'new-inquiry' && !followed(after, notification, forMe)) continue;
      told.push({ key: notification.id, tone, conversationId: notification.conversationId, about: { notification } });
    }
  }
  return told;
}

/** The customer's words in a conversation of somebody else, who is not alone with it. What is mine or nobody's is told by the conversation itself. */
function followed(after: DeskState, { conversationId }: NotificationView, forMe: (conversation: ConversationView) => boolean): boolean {
  const conversation = conversationId ? after.conversations[conversationId] : undefined;
  return conversation !== undefined && !forMe(conversation);
}

function isFresh({ conversation, before, at }: Extract<SyncEvent, { type: 'conversation' }>): boolean {
  if (before === null) return true;
  const { preview } = conversation;
  return preview?.direction === 'inbound' && Date.parse(at) - Date.parse(preview.at) < freshMs;
}
