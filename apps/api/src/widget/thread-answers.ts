import type { VisitorChannel } from '#channels';
import type { Crm, VisitorMessageView } from '#crm-core';

/** A message as the visitor's page gets it: with the id the page itself gave it, if it did. */
export type PageMessage = Omit<VisitorMessageView, 'externalId'> & { readonly clientId: string | null };

export interface PageHistory {
  readonly items: readonly PageMessage[];
  readonly next: string | null;
  /** Up to when our side has read what the visitor wrote. */
  readonly readUpTo: string | null;
  /** Who answers, once somebody does. */
  readonly agent: string | null;
}

export function pageMessage(adapter: VisitorChannel, { externalId, ...message }: VisitorMessageView): PageMessage {
  return { ...message, clientId: externalId === null ? null : adapter.clientId(externalId) };
}

/** The newest page of a thread, or the one before `after`; with what stands beside it, and the conversation for whoever follows it. */
export async function threadOf(crm: Crm, adapter: VisitorChannel, inboxId: string, visitorId: string, after: string | null): Promise<PageHistory & { readonly conversationId: string | null }> {
  const [page, state] = await Promise.all([crm.visitor.history(inboxId, visitorId, { limit: 50, after }), crm.visitor.state(inboxId, visitorId)]);
  return {
    items: page.items.map((message) => pageMessage(adapter, message)),
    next: page.next,
    readUpTo: state?.readUpTo ?? null,
    agent: state?.ownerName ?? null,
    conversationId: state?.conversationId ?? null,
  };
}
