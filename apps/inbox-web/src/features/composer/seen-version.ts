import { useEffect, useRef } from 'react';
import type { ConversationView, Id, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { desk } from '../../store/desk.ts';

/** By conversation, what the server said its author knew: the screen may lag behind it. */
const known = new Map<Id, number>();

/** Words came back that were posted when their author knew this version. */
export function knewVersion(conversationId: Id, version: number): void {
  known.set(conversationId, Math.max(version, atLeastSeen(conversationId)));
}

export const atLeastSeen = (conversationId: Id): number => known.get(conversationId) ?? 0;

/**
 * Which version of the conversation the author has in view. A customer's further words are read as they come; a colleague's
 * answer that came while something was being written is not taken as seen: the server then asks «send anyway?».
 */
export function useSeenVersion(conversation: ConversationView, messages: readonly MessageView[], writing: boolean): { readonly current: number } {
  const seen = useRef(conversation.version);
  const last = messages.findLast((message) => message.direction === 'outbound');
  const newest = messages.findLast((message) => message.kind !== 'activity' && message.kind !== 'note');
  useEffect(() => {
    const foreign = newest !== undefined && newest === last && newest.authorId !== null && newest.authorId !== desk.getState().me?.id;
    if (!writing || !foreign) seen.current = conversation.version;
  }, [conversation.version, writing, newest, last]);
  return seen;
}
