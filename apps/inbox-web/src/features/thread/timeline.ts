/** Messages into what stands on the screen: days, the unread rule, albums as one bubble, one author in a row drawn close. */
import type { ChannelKind, Id, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { startOfDay } from '../../i18n/format.ts';

export type TimelineItem =
  | { readonly type: 'day'; readonly key: string; readonly at: string }
  | { readonly type: 'unread'; readonly key: string; readonly count: number }
  | { readonly type: 'events'; readonly key: string; readonly messages: readonly MessageView[] }
  | {
      readonly type: 'message';
      readonly key: Id;
      /** Several for an album: they make one bubble, the first one with words carries the text. */
      readonly messages: readonly MessageView[];
      /** Same author right before: the gap is small, nothing is repeated. */
      readonly tight: boolean;
      /** The channel differs from the one before: its name is said. */
      readonly newChannel: boolean;
    };

const isEvent = (message: MessageView): boolean => message.kind === 'activity' && message.activity?.type !== 'order';
const authorOf = (message: MessageView): string => `${message.direction} ${message.authorId ?? ''} ${message.senderName ?? ''} ${message.channel ?? ''}`;
const closeBy = 5 * 60_000;

/** Where reading stopped: the first message that was not read, and how many there were. */
export interface UnreadMark {
  readonly id: Id;
  readonly count: number;
}

/** What counts as unread: a customer's words and calls. */
const comesIn = (message: MessageView): boolean => message.direction === 'inbound' && message.kind !== 'activity';

/** The mark `unread` messages before the end; null when there are none, or when the first of them is older than what is loaded. */
export function unreadMark(messages: readonly MessageView[], unread: number): UnreadMark | null {
  if (unread <= 0) return null;
  const first = messages.filter(comesIn).at(-unread);
  return first ? { id: first.id, count: unread } : null;
}

/** How many of the customer's messages stand below this one. */
export function cameAfter(messages: readonly MessageView[], id: Id | null): number {
  const at = messages.findIndex((message) => message.id === id);
  return at < 0 ? 0 : messages.slice(at + 1).filter(comesIn).length;
}

/** The last `count` of them; more, if what was not read begins above. */
export function lastOf(items: readonly TimelineItem[], count: number): readonly TimelineItem[] {
  const unread = items.findIndex((item) => item.type === 'unread');
  const from = items.length - count;
  return items.slice(Math.max(0, unread < 0 ? from : Math.min(from, unread - 1)));
}

export function buildTimeline(messages: readonly MessageView[], unread: UnreadMark | null): TimelineItem[] {
  const items: TimelineItem[] = [];
  let day: number | null = null;
  let previous: MessageView | null = null;
  let channel: ChannelKind | null = null;

  for (const message of messages) {
    const itsDay = startOfDay(Date.parse(message.occurredAt));
    if (itsDay !== day) {
      day = itsDay;
      previous = null;
      items.push({ type: 'day', key: `day ${itsDay}`, at: message.occurredAt });
    }
    if (message.id === unread?.id) {
      previous = null;
      items.push({ type: 'unread', key: 'unread', count: unread.count });
    }
    const last = items.at(-1);
    if (isEvent(message)) {
      previous = null;
      if (last?.type === 'events') items[items.length - 1] = { ...last, messages: [...last.messages, message] };
      else items.push({ type: 'events', key: `events ${message.id}`, messages: [message] });
      continue;
    }
    if (message.albumId !== null && last?.type === 'message' && last.messages[0]?.albumId === message.albumId) {
      items[items.length - 1] = { ...last, messages: [...last.messages, message] };
      previous = message;
      continue;
    }
    const tight = previous !== null && message.kind === 'text' && previous.kind === 'text' && authorOf(previous) === authorOf(message) && Date.parse(message.occurredAt) - Date.parse(previous.occurredAt) < closeBy;
    const newChannel = message.channel !== null && message.channel !== channel;
    if (message.channel !== null) channel = message.channel;
    items.push({ type: 'message', key: message.id, messages: [message], tight, newChannel });
    previous = message;
  }
  return items;
}
