import type { ConversationStatus, ConversationView, Id, InboxListName, ViewCounts } from '../../../../libs/crm-core/src/views.ts';
import type { DeskState } from './state.ts';

/** What decides in which lists a conversation stands. A sync event carries the same four facts of the time before. */
export interface ListFacts {
  readonly status: ConversationStatus;
  readonly ownerId: Id | null;
  readonly waiting: boolean;
  readonly spam: boolean;
}

export const listNames: readonly InboxListName[] = ['queue', 'mine', 'all', 'unassigned', 'snoozed', 'closed', 'spam'];

export const factsOf = (conversation: ConversationView): ListFacts => ({
  status: conversation.status,
  ownerId: conversation.ownerId,
  waiting: conversation.waitingSince !== null,
  spam: conversation.spam,
});

/** Does a conversation with these facts stand in this list of this user? The server counts by the same rule. */
export function inList(list: InboxListName, facts: ListFacts, meId: Id | null): boolean {
  if (facts.spam) return list === 'spam';
  const live = facts.status === 'open' || facts.status === 'pending';
  switch (list) {
    case 'queue':
      return facts.status === 'open' && facts.waiting;
    case 'mine':
      return live && facts.ownerId === meId;
    case 'all':
      return facts.status !== 'closed';
    case 'unassigned':
      return live && facts.ownerId === null;
    case 'snoozed':
      return facts.status === 'snoozed';
    case 'closed':
      return facts.status === 'closed';
    case 'spam':
      return false;
  }
}

/** Moves the counters from what was to what is, without asking the server. */
export function moveCounts(counts: ViewCounts, before: ListFacts | null, after: ListFacts | null, meId: Id | null): ViewCounts {
  const moved = { ...counts };
  for (const list of listNames) {
    const was = before !== null && inList(list, before, meId);
    const is = after !== null && inList(list, after, meId);
    if (was !== is) moved[list] = Math.max(0, moved[list] + (is ? 1 : -1));
  }
  return moved;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Waiting first, longest wait on top; then the answered, latest on top. Ids settle a tie, so that order never flickers. */
export function compareRows(a: ConversationView, b: ConversationView): number {
  if (a.waitingSince && b.waitingSince) return byText(a.waitingSince, b.waitingSince) || byText(a.id, b.id);
  if (a.waitingSince) return -1;
  if (b.waitingSince) return 1;
  return byText(b.lastMessageAt, a.lastMessageAt) || byText(a.id, b.id);
}

const compareSnoozed = (a: ConversationView, b: ConversationView): number => byText(a.snoozedUntil ?? '', b.snoozedUntil ?? '') || byText(a.id, b.id);
const compareLatest = (a: ConversationView, b: ConversationView): number => byText(b.lastMessageAt, a.lastMessageAt) || byText(a.id, b.id);

/** The rows of a list, in order. */
export function selectList(state: DeskState, list: InboxListName, inboxId: Id | null = null): ConversationView[] {
  const meId = state.me?.id ?? null;
  const rows: ConversationView[] = [];
  for (const conversation of Object.values(state.conversations)) {
    if (inboxId !== null && !conversation.inboxIds.includes(inboxId)) continue;
    if (inList(list, factsOf(conversation), meId)) rows.push(conversation);
  }
  return rows.sort(list === 'snoozed' ? compareSnoozed : list === 'closed' || list === 'spam' ? compareLatest : compareRows);
}

/** The conversation that waits longest for this person: theirs or nobody's, other than the one at hand. */
export function nextWaiting(state: DeskState, exceptId: Id | null): Id | null {
  const meId = state.me?.id ?? null;
  return selectList(state, 'queue').find((row) => row.id !== exceptId && (row.ownerId === null || row.ownerId === meId))?.id ?? null;
}

export const unreadOf = (state: DeskState, conversation: ConversationView): number => {
  const read = state.readCounts[conversation.id];
  return read === undefined ? 0 : Math.max(0, conversation.inboundCount - read);
};
