/** In which ways a contact can be answered: one for each of their addresses that an inbox of ours can write to. */
import type { CapabilitiesView, ChannelKind, ContactView, ConversationView, Id, InboxView, MessageView } from '../../../../../libs/crm-core/src/views.ts';

export interface Way {
  readonly inboxId: Id;
  readonly channel: ChannelKind;
  readonly to: { readonly kind: string; readonly value: string };
  readonly toLabel: string;
  /** Our own side: support@…, @bot, a number. */
  readonly from: string;
  readonly capabilities: CapabilitiesView;
  /** STOP or blocked: shown, but cannot be chosen. */
  readonly optedOut: boolean;
  /** Our side of it does not work: what is sent waits until it does. */
  readonly down: boolean;
}

export function waysToAnswer(conversation: Pick<ConversationView, 'inboxIds'>, contact: ContactView | undefined, inboxes: readonly InboxView[]): Way[] {
  const ways: Way[] = [];
  for (const inbox of inboxes) {
    if (!inbox.enabled) continue;
    for (const capabilities of inbox.capabilities) {
      if (capabilities.calls && capabilities.maxTextLength === 0) continue;
      if (!capabilities.startsConversation && !conversation.inboxIds.includes(inbox.id)) continue;
      for (const identity of contact?.identities ?? []) {
        if (identity.kind !== capabilities.addressKind) continue;
        ways.push({
          inboxId: inbox.id,
          channel: capabilities.channel,
          to: { kind: identity.kind, value: identity.value },
          toLabel: identity.label,
          from: inbox.address || inbox.name,
          capabilities,
          optedOut: identity.optedOutInboxIds.includes(inbox.id),
          down: inbox.health === 'broken',
        });
      }
    }
  }
  return ways;
}

/** Where the customer asked last, open or not; a call is answered on the same inbox in words. */
export function lastAsked(ways: readonly Way[], messages: readonly MessageView[]): Way | null {
  for (const message of messages.toReversed()) {
    if (message.direction !== 'inbound' || message.channel === null) continue;
    const same = ways.filter((way) => way.inboxId === message.inboxId);
    const way = same.find((each) => each.channel === message.channel) ?? (message.kind === 'call' ? same[0] : undefined);
    if (way) return way;
  }
  return null;
}

/** The same among those that are open, or the first of them. */
export function defaultWay(ways: readonly Way[], messages: readonly MessageView[]): Way | null {
  const open = ways.filter((way) => !way.optedOut);
  return lastAsked(open, messages) ?? open[0] ?? null;
}

/** Another way that works now, for when this one does not do. */
export const otherWay = (ways: readonly Way[], way: Way | null): Way | null => ways.find((each) => each !== way && !each.optedOut && !each.down) ?? null;

export const sameWay = (a: { inboxId: Id; channel: string; to: string }, b: Way): boolean => a.inboxId === b.inboxId && a.channel === b.channel && a.to === b.to.value;

/** «Re: …» once, whatever stood there before. */
export function replySubject(messages: readonly MessageView[], fallback: string | null): string {
  const last = messages.findLast((message) => message.channel === 'email' && message.subject)?.subject ?? fallback ?? '';
  return last && !/^\s*(re|ответ|відповідь|aw|sv)\s*:/i.test(last) ? `Re: ${last}` : last;
}
