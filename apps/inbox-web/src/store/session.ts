/** From «who is signed in» to a filled store, and the fetches that fill what is missing. */
import type { Id, ListChoice, MeView, SyncEvent } from '../../../../libs/crm-core/src/views.ts';
import { ApiError } from '../api/problem.ts';
import { api } from '../api/routes.ts';
import { switchLocale } from '../i18n/index.ts';
import { browserStore } from './browser-store.ts';
import { change, desk } from './desk.ts';
import { fetchDrafts, startKeeping, stopKeeping } from './draft-keeping.ts';
import { firstChoice } from './first-list.ts';
import { foldContactDetail, foldConversationRows, foldList, foldRows, foldTail, foldTimeline } from './fold.ts';
import { listKey, queue } from './lists.ts';
import { applyDensity, applyTheme } from './looks.ts';
import { emptyState, type DeskState } from './state.ts';
import { closeUnsent, openUnsent } from './unsent.ts';

const rowsAtOnce = 60;
const messagesAtOnce = 50;
const atOnce = 10;
/** A list that takes longer is drawn as bars until it is there. */
const listPatience = 250;

const pause = (ms: number): Promise<null> => new Promise((go) => setTimeout(() => go(null), ms));

/** A list and the answer that is on its way. */
interface FirstList {
  readonly choice: ListChoice;
  readonly page: ReturnType<typeof ask>;
}
let first: FirstList | null = null;

/** As the window opens: who is there and, beside it, the list that the address opens with. Throws like {@link api.me}. */
export async function begin(): Promise<void> {
  // Needed as soon as it is known who is there; opening takes as long as asking.
  void browserStore();
  const nobody = new AbortController();
  const choice = firstChoice(location.pathname);
  first = choice && { choice, page: ask(choice, null, nobody.signal) };
  first?.page.catch(() => undefined);
  try {
    await enter(await api.me());
  } catch (error) {
    first = null;
    nobody.abort();
    throw error;
  }
}

/** Takes over the answer of login, set-up or «who am I». */
export async function enter(me: MeView): Promise<void> {
  applyTheme(me.theme);
  applyDensity(me.preferences.density);
  const early = first;
  // What was typed here stands in the composer from the first moment; a browser that does not answer is not waited for.
  const [page] = await Promise.all([
    early && Promise.race([early.page.catch(() => null), pause(listPatience)]),
    switchLocale(me.locale),
    Promise.race([Promise.all([startKeeping(me.id), openUnsent(me.id)]), pause(1000)]),
  ]);
  change(() => {
    const entered = { ...emptyState, me, company: me.company, cursor: me.cursor };
    return early && page ? foldList(entered, early.choice, page, entered.tick) : entered;
  });
}

export function leave(): void {
  first = null;
  stopKeeping();
  closeUnsent();
  change(() => emptyState);
}

let listInView: ListChoice = queue;

const ask = ({ view, sort, filter }: ListChoice, after: string | null = null, signal?: AbortSignal) => api.conversations({ view, sort, ...filter, after, limit: rowsAtOnce }, signal);

const asked = new Map<string, { readonly since: number; readonly page: ReturnType<typeof ask> }>();
/** The top of a list. Who wants it while it is on its way, and nothing happened since it was asked for, gets the same answer. */
function askTop(choice: ListChoice): ReturnType<typeof ask> {
  const key = listKey(choice);
  const since = desk.getState().tick;
  const before = asked.get(key);
  if (before?.since === since) return before.page;
  const page = ask(choice).finally(() => { if (asked.get(key)?.page === page) asked.delete(key); });
  asked.set(key, { since, page });
  return page;
}

/** All that the first screen needs; also what a lost cursor or changed rights ask for. */
export async function loadEverything(turn: 'first' | 'anew'): Promise<void> {
  const since = desk.getState().tick;
  const me = desk.getState().me;
  const openTimelines = Object.keys(desk.getState().timelines);
  const wanted = listInView.view === 'queue' ? [listInView] : [listInView, queue];
  const [pages, inboxes, users, teams, tasks, notifications, labels, savedViews, bulkJobs] = await Promise.all([
    Promise.all(wanted.map(async (each) => ({ each, page: await askTop(each) }))),
    api.inboxes(),
    api.users(),
    api.teams(),
    api.tasks({ ...(me && { assigneeId: me.id }), status: 'open', limit: 200 }),
    api.notifications({ unread: true, limit: 100 }),
    api.labels(),
    api.savedViews(),
    api.bulkJobs(),
  ]);
  change((state) => {
    // What stands on the screen and comes again is not drawn again.
    const here = new Set(pages.flatMap(({ page }) => page.items.map(({ id }) => id)));
    const cleared = {
      ...state,
      conversations: keepStamped(state.conversations, state.stamps, since, here),
      filled: true,
      lists: {},
      // At first nothing but the first list can be older than the cursor: what a page has asked for meanwhile stays where it stands.
      ...(turn === 'anew' && withoutStale(state, since)),
    };
    let next = pages.reduce<DeskState>((folded, { each, page }) => foldList(folded, each, page, since), cleared);
    next = foldRows(next, 'inboxes', inboxes, since);
    next = foldRows(next, 'users', users, since);
    next = foldRows(next, 'teams', teams, since);
    next = foldRows(next, 'tasks', tasks.items, since);
    next = foldRows(next, 'labels', labels, since);
    next = foldRows(next, 'savedViews', savedViews, since);
    next = foldRows(next, 'bulkJobs', bulkJobs, since);
    return foldRows(next, 'notifications', notifications.items, since);
  });
  await Promise.all([loadCounts(), loadAlarms(), fetchDrafts(), ...openTimelines.slice(-3).map(async (id) => Promise.all([loadConversation(id), loadTimeline(id)]).catch(unlessRefused))]);
}

/** What was fetched before events were missed, and of which nothing was heard since. */
function withoutStale({ inboxes, tasks, labels, savedViews, notifications, stamps }: DeskState, since: number): Partial<DeskState> {
  return {
    inboxes: keepStamped(inboxes, stamps, since), tasks: keepStamped(tasks, stamps, since), labels: keepStamped(labels, stamps, since), savedViews: keepStamped(savedViews, stamps, since),
    notifications: keepStamped(notifications, stamps, since), taskLists: {}, pipelines: null, reasons: null, contactFields: null, board: null,
  };
}

/** A conversation that may not be seen says so where it stands; everything else is here. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof ApiError) || (error.problem.status !== 403 && error.problem.status !== 404)) throw error;
}

function keepStamped<T>(rows: Readonly<Record<Id, T>>, stamps: Readonly<Record<string, number>>, since: number, here: ReadonlySet<Id> = new Set()): Record<Id, T> {
  return Object.fromEntries(Object.entries(rows).filter(([id]) => here.has(id) || (stamps[id] ?? 0) > since));
}

/** Of the longest waits; later ones come by events. */
async function loadAlarms(): Promise<void> {
  const since = desk.getState().tick;
  const { items } = await api.alarms({ limit: 200 });
  change((state) => foldRows({ ...state, alarms: keepStamped(state.alarms, state.stamps, since) }, 'alarms', items, since));
}

/** Counters from the server; asked again when one of them moved meanwhile. */
export async function loadCounts(): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const since = desk.getState().tick;
    const { asOf, ...counts } = await api.counts();
    if (desk.getState().tick === since || attempt === 2) {
      change((state) => ({ ...state, counts, countsAsOf: asOf }));
      return;
    }
  }
}

/** A list from its top, shown as soon as it is there. */
export async function loadList(choice: ListChoice): Promise<void> {
  listInView = choice;
  const since = desk.getState().tick;
  const early = takeFirst(choice);
  if (early && desk.getState().lists[listKey(choice)]) return;
  const page = await (early?.catch(() => askTop(choice)) ?? askTop(choice));
  change((state) => foldList(state, choice, page, since));
}

/**
 * The list that was asked for before it was known who is there, once. It may be older than the cursor from which events come: whoever
 * takes it fetches everything anew besides (fetchAnew).
 */
function takeFirst(choice: ListChoice): FirstList['page'] | null {
  const taken = first;
  first = null;
  return taken && listKey(taken.choice) === listKey(choice) ? taken.page : null;
}

const loadingMore = new Set<string>();
export async function loadMore(choice: ListChoice): Promise<void> {
  const key = listKey(choice);
  const reach = desk.getState().lists[key];
  if (!reach?.next || loadingMore.has(key)) return;
  loadingMore.add(key);
  try {
    const since = desk.getState().tick;
    const page = await ask(choice, reach.next);
    // Begun anew meanwhile: this page may not be the next one any more.
    change((state) => (state.lists[key] === reach ? foldList(state, choice, page, since) : state));
  } finally {
    loadingMore.delete(key);
  }
}

export async function loadConversation(id: Id): Promise<void> {
  const since = desk.getState().tick;
  const row = await api.conversation(id);
  change((state) => foldConversationRows(state, [row], since));
}

/** The newest page of a timeline. */
export async function loadTimeline(id: Id): Promise<void> {
  const since = desk.getState().tick;
  // A timeline that exists takes events; make it exist before asking, so that nothing falls between.
  if (!desk.getState().timelines[id]) change((state) => ({ ...state, timelines: { ...state.timelines, [id]: { fetched: false, ids: [], older: null, newer: null, tail: null } } }));
  try {
    const page = await api.timeline(id, { limit: messagesAtOnce });
    // Forgotten meanwhile: what happened since was not kept.
    if (!desk.getState().timelines[id]) return;
    change((state) => foldTimeline(state, id, page, since, 'newest'));
  } catch (error) {
    if (!desk.getState().timelines[id]?.fetched) change((state) => ({ ...state, timelines: Object.fromEntries(Object.entries(state.timelines).filter(([key]) => key !== id)) }));
    throw error;
  }
}

export async function loadOlder(id: Id): Promise<void> {
  const after = desk.getState().timelines[id]?.older;
  if (!after) return;
  const since = desk.getState().tick;
  const page = await api.timeline(id, { after, limit: messagesAtOnce });
  change((state) => foldTimeline(state, id, page, since, { older: after }));
}

/** The stretch of a timeline around one message, unless that is here already; and the last messages, which decide how to answer. */
export async function loadAround(id: Id, messageId: Id): Promise<void> {
  if (desk.getState().timelines[id]?.ids.includes(messageId)) return;
  const since = desk.getState().tick;
  const [page, last] = await Promise.all([api.timeline(id, { around: messageId, limit: messagesAtOnce }), api.timeline(id, { limit: 20 })]);
  change((state) => foldTail(foldTimeline(state, id, page, since, 'around'), id, last, since));
}

export async function loadNewer(id: Id): Promise<void> {
  const before = desk.getState().timelines[id]?.newer;
  if (!before) return;
  const since = desk.getState().tick;
  const page = await api.timeline(id, { before, limit: messagesAtOnce });
  change((state) => foldTimeline(state, id, page, since, { newer: before }));
}

const contactsAsked = new Map<Id, Promise<void>>();

/** The thread and the panel beside it ask for the same person at the same moment: one question serves both. */
export function loadContact(id: Id): Promise<void> {
  const since = desk.getState().tick;
  const asked = contactsAsked.get(id) ?? api.contact(id)
    .then((detail) => change((state) => foldContactDetail(state, detail, since)))
    .finally(() => contactsAsked.delete(id));
  contactsAsked.set(id, asked);
  return asked;
}

/** Rows that an event mentioned but that were never fetched: how far they were read is not in the event. */
export async function fillGaps(events: readonly SyncEvent[]): Promise<void> {
  const state = desk.getState();
  const missing = new Set<Id>();
  for (const event of events) {
    if (event.type === 'conversation' && state.readCounts[event.conversation.id] === undefined) missing.add(event.conversation.id);
  }
  const ids = [...missing];
  for (let at = 0; at < ids.length; at += atOnce) await Promise.all(ids.slice(at, at + atOnce).map((id) => loadConversation(id).catch(() => undefined)));
}
