import type { ConversationFacts, ConversationView, Id, InboxListName, ListChoice, ListFilter, ListSort, Priority, ViewCounts } from '../../../../libs/crm-core/src/views.ts';
import type { DeskState } from './state.ts';

export const listNames: readonly InboxListName[] = ['queue', 'mine', 'mentions', 'all', 'unassigned', 'snoozed', 'closed', 'spam'];
/** The server counts no further: behind this number stands a plus. */
export const countedUpTo = 1000;

/** Whose lists they are. */
export interface Viewer {
  readonly id: Id | null;
  /** Sees their own, the unassigned and what they follow. */
  readonly ownOnly: boolean;
}
export const viewerOf = ({ me, company }: Pick<DeskState, 'me' | 'company'>): Viewer => ({ id: me?.id ?? null, ownOnly: me?.role === 'operator' && company?.operatorsSeeOwnOnly === true });

export const factsOf = (conversation: ConversationView): ConversationFacts => ({
  status: conversation.status,
  ownerId: conversation.ownerId,
  waiting: conversation.waitingSince !== null,
  spam: conversation.spam,
  ...(conversation.participantIds.length > 0 && { participantIds: conversation.participantIds }),
});

const sees = ({ ownerId, participantIds = [] }: ConversationFacts, viewer: Viewer): boolean =>
  !viewer.ownOnly || ownerId === null || ownerId === viewer.id || (viewer.id !== null && participantIds.includes(viewer.id));

/**
 * Does a conversation with these facts stand in this list of this user? The server counts by the same rule (IN_VIEW); both are held together
 * by e2e/lists-agree.spec.ts. `mentioned`: this user was named in a note of it.
 */
export function inList(list: InboxListName, facts: ConversationFacts, viewer: Viewer, mentioned = false): boolean {
  if (!sees(facts, viewer)) return false;
  if (facts.spam) return list === 'spam';
  const live = facts.status === 'open' || facts.status === 'pending';
  switch (list) {
    case 'queue':
      return facts.status === 'open' && facts.waiting;
    case 'mine':
      return live && facts.ownerId === viewer.id;
    case 'mentions':
      return mentioned;
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

/** In the queue, and nobody else's to answer. */
export const waitsForMe = (facts: ConversationFacts, viewer: Viewer): boolean => inList('queue', facts, viewer) && (facts.ownerId === null || facts.ownerId === viewer.id);

const step = (count: number, by: number): number => (count >= countedUpTo ? count : Math.max(0, count + by));

/** Moves the counters from what was to what is, without asking the server. Mentions move by events of their own. */
export function moveCounts(counts: ViewCounts, before: ConversationFacts | null, after: ConversationFacts | null, viewer: Viewer): ViewCounts {
  const moved = { ...counts };
  for (const list of listNames) {
    const was = before !== null && inList(list, before, viewer);
    const is = after !== null && inList(list, after, viewer);
    if (was !== is) moved[list] = step(moved[list], is ? 1 : -1);
  }
  const was = before !== null && waitsForMe(before, viewer);
  const is = after !== null && waitsForMe(after, viewer);
  if (was !== is) moved.forMe = step(moved.forMe, is ? 1 : -1);
  return moved;
}

export const moveMentions = (counts: ViewCounts, was: boolean, is: boolean): ViewCounts => (was === is ? counts : { ...counts, mentions: step(counts.mentions, is ? 1 : -1) });

const priorities: readonly Priority[] = ['none', 'low', 'normal', 'high', 'urgent'];

/** Does it pass the filter? The server's conditionsOf says the same. */
export function matches(conversation: ConversationView, filter: ListFilter, meId: Id | null, now: number): boolean {
  const { inboxId, channel, labelId, owner, teamId, hasOrder, overdue, priority, following } = filter;
  if (inboxId && !conversation.inboxIds.includes(inboxId)) return false;
  if (channel && !conversation.channels.includes(channel)) return false;
  if (labelId && !conversation.labelIds.includes(labelId)) return false;
  if (owner && conversation.ownerId !== (owner === 'nobody' ? null : owner === 'me' ? meId : owner)) return false;
  if (teamId && conversation.teamId !== teamId) return false;
  if (hasOrder !== undefined && (conversation.orderTotal !== null) !== hasOrder) return false;
  if (overdue !== undefined && (conversation.answerDueAt !== null && Date.parse(conversation.answerDueAt) <= now) !== overdue) return false;
  if (priority && priorities.indexOf(conversation.priority) < priorities.indexOf(priority)) return false;
  return following === undefined || (meId !== null && conversation.participantIds.includes(meId)) === following;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Stands among those who wait: whoever was put off waits elsewhere. */
export const waits = (conversation: ConversationView): boolean => conversation.status === 'open' && conversation.waitingSince !== null;

const compareLatest = (a: ConversationView, b: ConversationView): number => byText(b.lastMessageAt, a.lastMessageAt) || byText(b.id, a.id);
const compareSnoozed = (a: ConversationView, b: ConversationView): number => byText(a.snoozedUntil ?? '', b.snoozedUntil ?? '') || byText(a.id, b.id);
/** Waiting first, longest wait (or most money) on top; then the answered, latest on top. Ids settle a tie, so that order never flickers. */
const compareWaiting = (sort: ListSort) => (a: ConversationView, b: ConversationView): number => {
  if (waits(a) !== waits(b)) return waits(a) ? -1 : 1;
  if (!waits(a)) return compareLatest(a, b);
  const richer = sort === 'money' ? (b.openTotal?.minor ?? 0) - (a.openTotal?.minor ?? 0) : 0;
  return richer || byText(a.waitingSince ?? '', b.waitingSince ?? '') || byText(a.id, b.id);
};

function compareIn({ view, sort }: Pick<ListChoice, 'view' | 'sort'>): (a: ConversationView, b: ConversationView) => number {
  switch (view) {
    case 'queue':
    case 'mine':
    case 'unassigned':
    case 'all':
      return compareWaiting(sort);
    case 'snoozed':
      return compareSnoozed;
    case 'mentions':
    case 'closed':
    case 'spam':
      return compareLatest;
  }
}

/** The rows of a list, in order. */
export function selectList(state: DeskState, choice: ListChoice, now: number): ConversationView[] {
  const viewer = viewerOf(state);
  const rows: ConversationView[] = [];
  for (const conversation of Object.values(state.conversations)) {
    if (inList(choice.view, factsOf(conversation), viewer, state.mentions[conversation.id] !== undefined) && matches(conversation, choice.filter, viewer.id, now)) rows.push(conversation);
  }
  return rows.sort(compareIn(choice));
}

/** A list as it stands on the screen: who is in it, in order, and how many of them wait. */
export interface Standing {
  readonly ids: readonly Id[];
  readonly waiting: number;
}
interface Derived {
  readonly of: readonly unknown[];
  readonly standing: Standing;
}
const derived = new WeakMap<ListChoice, Derived>();

/** The same object while it stands as it stood: most of what happens is about messages, tasks and counters, and moves no row. */
export function standingOf(state: DeskState, choice: ListChoice, now: number): Standing {
  const of = [state.conversations, state.mentions, state.me, state.company, now];
  const before = derived.get(choice);
  if (before?.of.every((part, index) => part === of[index])) return before.standing;
  const rows = selectList(state, choice, now);
  const waiting = rows.filter(waits).length;
  const stood = before?.standing;
  const stands = stood?.waiting === waiting && stood.ids.length === rows.length && rows.every(({ id }, index) => id === stood.ids[index]);
  const standing = stood && stands ? stood : { ids: rows.map(({ id }) => id), waiting };
  derived.set(choice, { of, standing });
  return standing;
}

export const queue: ListChoice = { view: 'queue', sort: 'wait', filter: {} };

/** Under which a list's progress is kept. */
export const listKey = ({ view, sort, filter }: ListChoice): string => `${view} ${sort} ${JSON.stringify(Object.entries(filter).sort(([a], [b]) => byText(a, b)))}`;

/** The conversation that waits longest for this person: theirs or nobody's, other than the one at hand. */
export function nextWaiting(state: DeskState, exceptId: Id | null): Id | null {
  const meId = state.me?.id ?? null;
  return selectList(state, queue, 0).find((row) => row.id !== exceptId && (row.ownerId === null || row.ownerId === meId))?.id ?? null;
}

export const unreadOf = (state: DeskState, conversation: ConversationView): number => {
  const read = state.readCounts[conversation.id];
  return read === undefined ? 0 : Math.max(0, conversation.inboundCount - read);
};
