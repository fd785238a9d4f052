/**
 * Answers of the server folded into the state. Each takes the tick at which the request began: what an event changed since
 * then is newer than the answer and stays.
 */
import type {
  TimelineView, ContactDetailView, ContactView, ConversationRowView, ConversationView, Id, DealView, LeadView, ListChoice, MessageView, OrderView, Page, TaskView,
} from '../../../../libs/crm-core/src/views.ts';
import { listKey } from './lists.ts';
import type { DeskState, Timeline } from './state.ts';

/** Tables of rows that carry their own id. */
type Table = 'conversations' | 'messages' | 'contacts' | 'leads' | 'tasks' | 'orders' | 'deals' | 'products' | 'inboxes' | 'users' | 'teams' | 'notifications' | 'labels' | 'savedViews' | 'bulkJobs' | 'alarms';
type RowOf<T extends Table> = DeskState[T][string];

/** Puts rows into a table, keeping those that an event changed after `since`; what says nothing new stays as it is, so that nobody draws it again. */
export function foldRows<T extends Table>(state: DeskState, table: T, rows: readonly RowOf<T>[], since: number): DeskState {
  const known = state[table] as Readonly<Record<Id, RowOf<T>>>;
  const news = rows.filter((row) => (state.stamps[row.id] ?? 0) <= since && !same(known[row.id], row));
  if (news.length === 0) return state;
  return { ...state, [table]: { ...known, ...Object.fromEntries(news.map((row) => [row.id, row])) } };
}

const same = (a: unknown, b: unknown): boolean => a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b));

/** The answer to what this person did just now: newer than everything seen before and than every fetch under way. */
export function foldNewest<T extends Table>(state: DeskState, table: T, row: RowOf<T>): DeskState {
  const tick = state.tick + 1;
  return foldRows({ ...state, tick, stamps: { ...state.stamps, [row.id]: tick } }, table, [row], Infinity);
}

export const foldOwn = {
  conversation: (state: DeskState, row: ConversationView): DeskState => foldNewest(state, 'conversations', withoutReadCount(row)),
  task: (state: DeskState, row: TaskView): DeskState => foldNewest(state, 'tasks', row),
  order: (state: DeskState, row: OrderView): DeskState => foldNewest(state, 'orders', row),
  deal: (state: DeskState, row: DealView): DeskState => foldNewest(state, 'deals', row),
  lead: (state: DeskState, row: LeadView): DeskState => foldNewest(state, 'leads', row),
  contact: (state: DeskState, row: ContactView): DeskState => foldNewest(state, 'contacts', row),
  message: (state: DeskState, row: MessageView): DeskState => placeMessage(foldNewest(state, 'messages', row), row),
};

/** A row as the list answers it is a conversation and, beside it, how far this person has read. */
function withoutReadCount(row: ConversationView | ConversationRowView): ConversationView {
  if (!('readCount' in row)) return row;
  const { readCount: _readCount, mention: _mention, ...conversation } = row;
  return conversation;
}

export function foldConversationRows(state: DeskState, rows: readonly ConversationRowView[], since: number): DeskState {
  const read = rows.filter((row) => (state.stamps[`read ${row.id}`] ?? 0) <= since && state.readCounts[row.id] !== row.readCount);
  const named = rows.filter((row) => (state.stamps[`mention ${row.id}`] ?? 0) <= since && !same(state.mentions[row.id] ?? null, row.mention));
  const readCounts = read.length === 0 ? state.readCounts : { ...state.readCounts, ...Object.fromEntries(read.map((row) => [row.id, row.readCount])) };
  const mentions = named.length === 0 ? state.mentions : withMentions(state.mentions, named);
  return foldRows({ ...state, readCounts, mentions }, 'conversations', rows.map(withoutReadCount), since);
}

function withMentions(mentions: DeskState['mentions'], rows: readonly ConversationRowView[]): DeskState['mentions'] {
  const next = { ...mentions };
  for (const { id, mention } of rows) {
    if (mention) next[id] = mention;
    else delete next[id];
  }
  return next;
}

/** A page of a list. */
export function foldList(state: DeskState, choice: ListChoice, page: Page<ConversationRowView>, since: number): DeskState {
  return { ...foldConversationRows(state, page.items, since), lists: { ...state.lists, [listKey(choice)]: { next: page.next } } };
}

/** Order in a timeline: when it happened; ids settle a tie. */
export function compareMessages(a: MessageView, b: MessageView): number {
  return Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Puts a message into its timeline if that is loaded and reaches that far back. */
export function placeMessage(state: DeskState, message: MessageView): DeskState {
  const timeline = state.timelines[message.conversationId];
  if (!timeline) return state;
  const end = state.messages[timeline.ids.at(-1) ?? ''];
  if (timeline.newer !== null && (!end || compareMessages(end, message) < 0)) return placeBeyond(state, timeline, message);
  const others = timeline.ids.filter((id) => id !== message.id);
  let at = others.length;
  while (at > 0) {
    const before = state.messages[others[at - 1] as Id];
    if (!before || compareMessages(before, message) <= 0) break;
    at -= 1;
  }
  // Older than everything fetched so far: it comes with the page it belongs to.
  if (at === 0 && timeline.older !== null && others.length > 0) return others.length === timeline.ids.length ? state : withTimeline(state, message.conversationId, { ...timeline, ids: others });
  return withTimeline(state, message.conversationId, { ...timeline, ids: [...others.slice(0, at), message.id, ...others.slice(at)] });
}

/** A stretch of the past has an end of its own: what is newer comes with its page, and meanwhile stands in the tail. */
function placeBeyond(state: DeskState, timeline: Timeline, message: MessageView): DeskState {
  if (timeline.tail?.includes(message.id)) return state;
  const tail = [...(timeline.tail ?? []), message.id].sort((a, b) => compareMessages(state.messages[a] as MessageView, state.messages[b] as MessageView));
  return withTimeline(state, message.conversationId, { ...timeline, tail });
}

const withTimeline = (state: DeskState, id: Id, timeline: Timeline): DeskState => ({ ...state, timelines: { ...state.timelines, [id]: timeline } });

/**
 * Which page of a timeline it is: the `newest` and the one `around` a message begin it anew; `older` and `newer` ones go on from the
 * position they were asked with.
 */
export type PageOfTimeline = 'newest' | 'around' | { readonly older: string } | { readonly newer: string };

/**
 * A page of a timeline, newest first as the server answers it. `older` pages are put before what is there, `newer` ones behind it, unless
 * the timeline was begun anew or forgotten while they were on their way; what begins anew takes in what came by event meanwhile.
 */
export function foldTimeline(state: DeskState, conversationId: Id, page: Page<MessageView> & Partial<Pick<TimelineView, 'newer'>>, since: number, which: PageOfTimeline): DeskState {
  const before = state.timelines[conversationId];
  const goesOn = typeof which === 'object';
  const older = goesOn && 'older' in which;
  if (goesOn && (older ? before?.older !== which.older : before?.newer !== which.newer)) return state;
  const known = foldRows(state, 'messages', page.items.filter((message) => !state.stamps[`gone ${message.id}`]), since);
  const newer = older ? (before?.newer ?? null) : (page.newer ?? null);
  const present = goesOn ? (before?.ids ?? []) : [];
  const pending = older || newer !== null ? [] : pendingOf(state, conversationId, since);
  const ids = new Set([...present, ...pending, ...page.items.map((message) => message.id).filter((id) => known.messages[id] && !state.stamps[`gone ${id}`])]);
  const tail = newer === null ? null : (before?.tail ?? null);
  return withTimeline(known, conversationId, { fetched: true, ids: inOrder(known, ids), older: goesOn && !older ? (before?.older ?? null) : page.next, newer, tail });
}

/** The last messages of a conversation of which a stretch of the past is shown. */
export function foldTail(state: DeskState, conversationId: Id, page: Page<MessageView>, since: number): DeskState {
  const known = foldRows(state, 'messages', page.items, since);
  const timeline = known.timelines[conversationId];
  if (!timeline || timeline.newer === null) return known;
  return withTimeline(known, conversationId, { ...timeline, tail: inOrder(known, new Set([...(timeline.tail ?? []), ...page.items.map((message) => message.id)])) });
}

const inOrder = (state: DeskState, ids: ReadonlySet<Id>): Id[] => [...ids].sort((a, b) => compareMessages(state.messages[a] as MessageView, state.messages[b] as MessageView));

/** Messages that came by event while the page was on its way. */
function pendingOf(state: DeskState, conversationId: Id, since: number): Id[] {
  const timeline = state.timelines[conversationId];
  return [...(timeline?.ids ?? []), ...(timeline?.tail ?? [])].filter((id) => (state.stamps[id] ?? 0) > since && state.messages[id] !== undefined);
}

/** The person panel's answer, taken apart into its tables. */
export function foldContactDetail(state: DeskState, detail: ContactDetailView, since: number): DeskState {
  const { lead, source, tasks, orders, deals, duplicates, files, picturesShown, touches, bought, merges, conversationIds: _conversationIds, ...contact } = detail;
  let next = foldRows(state, 'contacts', [contact], since);
  next = foldRows(next, 'tasks', tasks, since);
  next = foldRows(next, 'orders', orders, since);
  next = foldRows(next, 'deals', deals, since);
  if (lead) next = foldRows(next, 'leads', [lead], since);
  const leadId = (state.stamps[`lead ${contact.id}`] ?? 0) > since ? (state.extras[contact.id]?.leadId ?? lead?.id ?? null) : (lead?.id ?? null);
  return { ...next, extras: { ...next.extras, [contact.id]: { leadId, source, duplicates, files, picturesShown, touches, bought, merges } } };
}
