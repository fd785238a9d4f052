/** Who types where, as far as this window has heard. Nobody says that they stopped: it fades, or their message comes. */
import type { EphemeralEvent, Id, MessageView } from '../../../../libs/crm-core/src/views.ts';

export interface Typing {
  readonly customer: { readonly until: number; readonly preview: string | null } | null;
  /** Colleagues, and until when each counts as typing. */
  readonly colleagues: Readonly<Record<Id, number>>;
}
export type TypingByConversation = Readonly<Record<Id, Typing>>;

/** People are told of every three seconds. */
const lasts = 6_000;
const nobody: Typing = { customer: null, colleagues: {} };

export function heardTyping(all: TypingByConversation, event: Extract<EphemeralEvent, { type: 'typing' }>, now: number): TypingByConversation {
  const before = all[event.conversationId] ?? nobody;
  const until = now + lasts;
  if (event.who === 'customer') return { ...all, [event.conversationId]: { ...before, customer: { until, preview: event.preview ?? null } } };
  if (event.userId === null) return all;
  return { ...all, [event.conversationId]: { ...before, colleagues: { ...before.colleagues, [event.userId]: until } } };
}

/** The same without whoever was not heard of for a while; the very same when nobody fades. */
export function stillTyping(all: TypingByConversation, now: number): TypingByConversation {
  return keep(all, (typing) => ({ customer: typing.customer && typing.customer.until > now ? typing.customer : null, colleagues: Object.fromEntries(Object.entries(typing.colleagues).filter(([, until]) => until > now)) }));
}

/** What somebody typed has come: they type no more. */
export function wrote(all: TypingByConversation, message: MessageView): TypingByConversation {
  const typing = all[message.conversationId];
  if (!typing || message.kind === 'activity') return all;
  return keep(all, (each) => {
    if (each !== typing) return each;
    if (message.direction === 'inbound') return { ...each, customer: null };
    const { [message.authorId ?? '']: _done, ...colleagues } = each.colleagues;
    return { ...each, colleagues };
  });
}

function keep(all: TypingByConversation, step: (typing: Typing) => Typing): TypingByConversation {
  let changed = false;
  const kept: Record<Id, Typing> = {};
  for (const [id, typing] of Object.entries(all)) {
    const next = step(typing);
    const same = next.customer === typing.customer && Object.keys(next.colleagues).length === Object.keys(typing.colleagues).length;
    changed ||= !same;
    if (next.customer || Object.keys(next.colleagues).length > 0) kept[id] = same ? typing : next;
  }
  return changed ? kept : all;
}
