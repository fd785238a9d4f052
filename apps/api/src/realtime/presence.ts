import { randomUUID } from 'node:crypto';

/** What one process says to the others: who looks at these conversations on its screens. */
export interface Looking {
  readonly process: string;
  readonly conversations: readonly (readonly [conversationId: string, userIds: readonly string[]])[];
}

/** Who looks at which conversation, on the screens of all processes. Kept in memory; nothing of it is stored. */
export interface Presence {
  /** This screen looks at this conversation now, or at none. */
  look(screen: string, userId: string, conversationId: string | null): void;
  /** What another process said. */
  hear(said: Looking): void;
  viewers(conversationId: string): string[];
  /** Every REPEAT_MS: says everything again and forgets processes that fell silent. */
  repeat(): void;
}

export const REPEAT_MS = 15_000;
/** A process that was killed says nothing any more: its people are gone after three silent rounds. */
const SILENT_MS = 3 * REPEAT_MS + 5_000;
/** One message between processes holds so many, well below what NOTIFY carries. */
const AT_ONCE = 30;

interface Parts {
  /** Tells the screens of this process that look at the conversation. */
  readonly tellHere: (conversationId: string, userIds: string[]) => void;
  readonly tellOthers: (said: Looking) => void;
  readonly now: () => Date;
}

export function createPresence({ tellHere, tellOthers, now }: Parts): Presence {
  const process = randomUUID();
  const here = new Map<string, { readonly userId: string; readonly conversationId: string }>();
  /** By conversation, then by process. */
  const elsewhere = new Map<string, Map<string, { readonly userIds: readonly string[]; readonly at: number }>>();

  const lookingHere = (conversationId: string): string[] => [...new Set([...here.values()].filter((one) => one.conversationId === conversationId).map((one) => one.userId))];
  const viewers = (conversationId: string): string[] =>
    [...new Set([...lookingHere(conversationId), ...[...(elsewhere.get(conversationId)?.values() ?? [])].flatMap(({ userIds }) => userIds)])].sort();

  function changed(conversationId: string): void {
    tellHere(conversationId, viewers(conversationId));
    tellOthers({ process, conversations: [[conversationId, lookingHere(conversationId)]] });
  }

  return {
    viewers,
    look(screen, userId, conversationId) {
      const before = here.get(screen)?.conversationId ?? null;
      if (before === conversationId) return;
      if (conversationId) here.set(screen, { userId, conversationId });
      else here.delete(screen);
      for (const each of [before, conversationId]) if (each) changed(each);
    },
    hear(said) {
      if (said.process === process) return;
      for (const [conversationId, userIds] of said.conversations) {
        const before = viewers(conversationId).join();
        const of = elsewhere.get(conversationId) ?? new Map<string, { userIds: readonly string[]; at: number }>();
        if (userIds.length) elsewhere.set(conversationId, of.set(said.process, { userIds, at: now().getTime() }));
        else if (of.delete(said.process) && !of.size) elsewhere.delete(conversationId);
        if (viewers(conversationId).join() !== before) tellHere(conversationId, viewers(conversationId));
      }
    },
    repeat() {
      const conversations = [...new Set([...here.values()].map((one) => one.conversationId))].map((id) => [id, lookingHere(id)] as const);
      for (let at = 0; at < conversations.length; at += AT_ONCE) tellOthers({ process, conversations: conversations.slice(at, at + AT_ONCE) });
      const silent = now().getTime() - SILENT_MS;
      for (const [conversationId, of] of elsewhere) {
        const gone = [...of].filter(([, { at }]) => at < silent);
        gone.forEach(([each]) => of.delete(each));
        if (!of.size) elsewhere.delete(conversationId);
        if (gone.length) tellHere(conversationId, viewers(conversationId));
      }
    },
  };
}
