import type { Message, Outgoing } from './protocol.ts';

/** Every message once, by its id, in the order of the thread; a later copy (edited, deleted) replaces an earlier one. */
export function merge(known: readonly Message[], news: readonly Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of news) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
}

/** Does a page of history reach down to what we already have? If not, the page before it is needed too. */
export function leavesGap(known: readonly Message[], page: { items: readonly Message[]; next: string | null }): boolean {
  if (!known.length || !page.next) return false;
  const ids = new Set(known.map((message) => message.id));
  return !page.items.some((message) => ids.has(message.id));
}

/** What is in the thread needs no waiting copy. */
export const stillOut = (outbox: readonly Outgoing[], thread: readonly Message[]): Outgoing[] =>
  outbox.filter((outgoing) => !thread.some((message) => message.clientId === outgoing.id));

export const unreadSince = (thread: readonly Message[], lastSeen: string): number =>
  thread.filter((message) => message.direction === 'outbound' && !message.deleted && message.at > lastSeen).length;
