import { isTypingChannel, type Typing } from '#channels';
import type { Crm } from '#crm-core';
import type { LiveAdapters } from '../channels/live-adapters.ts';
import type { Log } from '../log.ts';
import type { Realtime } from './realtime.ts';

/** Vendors show "typing" for some five seconds after each call. */
const EVERY_MS = 4_000;

/** Who types is shown to the other side, and kept nowhere. Best effort throughout. */
export interface TypingRelay {
  customer(inboxId: string, event: Typing): void;
  operator(conversationId: string): void;
}

export function createTypingRelay(parts: { crm: Crm; adapters: LiveAdapters; realtime: Pick<Realtime, 'showTyping'>; log: Log; now: () => Date }): TypingRelay {
  const { crm, adapters, realtime, log, now } = parts;
  const told = new Map<string, number>();

  async function showCustomer(inboxId: string, { externalThreadId, preview }: Typing): Promise<void> {
    const thread = await crm.visitor.state(inboxId, externalThreadId);
    if (!thread) return;
    const { conversationId, isPrivate } = thread;
    await realtime.showTyping({ type: 'typing', conversationId, who: 'customer', userId: null, ...(preview === undefined || isPrivate ? {} : { preview }) }, isPrivate ? { inboxId } : {});
  }
  async function tellVendors(conversationId: string): Promise<void> {
    for (const { inboxId, externalThreadId } of await crm.visitor.threads(conversationId)) {
      const { adapter } = await adapters.get(inboxId);
      if (isTypingChannel(adapter)) await adapter.typing(externalThreadId);
    }
  }
  return {
    customer(inboxId, event) {
      showCustomer(inboxId, event).catch((error: unknown) => log.debug({ err: error, inboxId }, 'typing not shown'));
    },
    operator(conversationId) {
      const at = now().getTime();
      if (at - (told.get(conversationId) ?? 0) < EVERY_MS) return;
      for (const [id, last] of told) if (at - last > EVERY_MS) told.delete(id);
      told.set(conversationId, at);
      tellVendors(conversationId).catch((error: unknown) => log.debug({ err: error, conversationId }, 'typing not told'));
    },
  };
}
