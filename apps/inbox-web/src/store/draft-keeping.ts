/**
 * Keeps drafts: in the browser's store with each letter, on the server within a second, in the other tabs at once. The browser's
 * store is what its tabs share, so that only one of them saves a draft at a time and each knows which version it goes on from.
 */
import type { DraftView, Id, SyncEvent } from '../../../../libs/crm-core/src/views.ts';
import { ApiError } from '../api/problem.ts';
import { api } from '../api/routes.ts';
import { browserStore, inTurn, of } from './browser-store.ts';
import { besideOf, uploadsOf, type ComposerMode } from './draft.ts';
import { noEntry, saved, told, toldGone, type DraftEntry } from './draft-entry.ts';
import { allEntries, entryOf, forgetEntries, keepDraftsBy, keyOf, putEntry, type DraftKey } from './drafts.ts';
import { newId } from './new-id.ts';

const saveAfter = 800;
const againAfter = 5_000;
/** Another tab's words are saved by that tab; if it is gone, by this one. */
const takeOverAfter = 4_000;
const week = 7 * 24 * 3_600_000;

let person: Id | null = null;
let channel: BroadcastChannel | null = null;
const timers = new Map<DraftKey, ReturnType<typeof setTimeout>>();

/** Reads what this person had typed on this machine and keeps whatever they type from now on. */
export async function startKeeping(userId: Id): Promise<void> {
  stopKeeping();
  person = userId;
  keepDraftsBy((key, entry) => {
    void remember(key, entry);
    saveLater(key, saveAfter);
  });
  if (typeof BroadcastChannel === 'function') {
    channel = new BroadcastChannel(`okno.drafts.${userId}`);
    channel.onmessage = ({ data }: MessageEvent<{ key: DraftKey; entry: DraftEntry }>) => {
      if (data.entry.stamp < entryOf(data.key).stamp || (data.entry.stamp === entryOf(data.key).stamp && data.entry.base < entryOf(data.key).base)) return;
      putEntry(data.key, data.entry);
      if (data.entry.dirty) saveLater(data.key, takeOverAfter);
    };
  }
  document.addEventListener('visibilitychange', saveWhenHidden);
  const store = await browserStore();
  const kept = (await store?.getAll('drafts', of(userId)).catch(() => [])) ?? [];
  if (person !== userId) return;
  for (const { key, entry } of kept) {
    if (isOver(entry)) void store?.delete('drafts', [userId, key]).catch(() => undefined);
    // What was typed while the store opened is newer.
    else if (entryOf(key) === noEntry) putEntry(key, entry);
    if (entry.dirty) saveLater(key, saveAfter);
  }
}

export function stopKeeping(): void {
  person = null;
  channel?.close();
  channel = null;
  keepDraftsBy(() => undefined);
  document.removeEventListener('visibilitychange', saveWhenHidden);
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  forgetEntries();
}

const isOver = (entry: DraftEntry): boolean => entry.draft.id === null && !entry.dirty && entry.others.length === 0 && entry.stamp < Date.now() - week;

/** Into the browser's store, and to the other tabs. */
async function remember(key: DraftKey, entry: DraftEntry): Promise<void> {
  const userId = person;
  if (!userId) return;
  channel?.postMessage({ key, entry });
  const store = await browserStore();
  await store?.put('drafts', { userId, key, entry }).catch(() => undefined);
}

async function put(key: DraftKey, entry: DraftEntry): Promise<void> {
  if (entry === entryOf(key)) return;
  putEntry(key, entry);
  await remember(key, entry);
}

function saveLater(key: DraftKey, after: number): void {
  if (timers.has(key)) return;
  timers.set(key, setTimeout(() => {
    timers.delete(key);
    void save(key);
  }, after));
}

function saveWhenHidden(): void {
  if (document.visibilityState === 'hidden') void saveDrafts(true);
}

/** Everything that the server has not got yet: when the connection is back, before the window goes. */
export async function saveDrafts(leaving = false): Promise<void> {
  await Promise.all(allEntries().filter(([, entry]) => entry.dirty).map(([key]) => save(key, leaving)));
}

const placeOf = (key: DraftKey): [Id, ComposerMode] => key.split(' ') as [Id, ComposerMode];
const turnOf = (key: DraftKey): string => `okno.draft ${person} ${key}`;

async function save(key: DraftKey, leaving = false): Promise<void> {
  const userId = person;
  if (!userId) return;
  await inTurn(turnOf(key), async () => {
    await catchUpWithTabs(userId, key);
    const entry = entryOf(key);
    if (!entry.dirty || person !== userId) return;
    const id = entry.draft.id ?? entry.discarded;
    if (id === null || (entry.draft.id === null && entry.base === 0)) return put(key, { ...entry, dirty: false });
    const [conversationId, mode] = placeOf(key);
    try {
      const answer = await api.saveDraft(conversationId, mode, { id, text: entry.draft.text, beside: besideOf(entry.draft), attachmentIds: uploadsOf(entry.draft), basedOn: entry.base }, leaving);
      if (person !== userId) return;
      await put(key, saved(entryOf(key), { id, stamp: entry.stamp }, answer, newId));
      if (entryOf(key).dirty) saveLater(key, saveAfter);
    } catch (error) {
      // Refused: the words stay here; asked again when they change.
      if (error instanceof ApiError && error.problem.status < 500) return;
      saveLater(key, againAfter);
    }
  });
}

/** Another tab may have saved since this one last heard of it. */
async function catchUpWithTabs(userId: Id, key: DraftKey): Promise<void> {
  const kept = (await (await browserStore())?.get('drafts', [userId, key]).catch(() => undefined))?.entry;
  const entry = entryOf(key);
  if (!kept || kept.base <= entry.base) return;
  if (kept.stamp >= entry.stamp) putEntry(key, kept);
  else putEntry(key, { ...entry, base: kept.base, others: kept.others });
}

/** What the feed says of drafts: asked for only where this machine has not got it. */
export function noticeDrafts(events: readonly SyncEvent[]): void {
  const news = new Map<DraftKey, Extract<SyncEvent, { type: 'draft' }>>();
  for (const event of events) if (event.type === 'draft') news.set(keyOf(event.conversationId, event.mode), event);
  for (const [key, event] of news) void notice(key, event);
}

async function notice(key: DraftKey, event: Extract<SyncEvent, { type: 'draft' }>): Promise<void> {
  const userId = person;
  if (!userId || event.version <= entryOf(key).base) return;
  // Our own saving may be on its way: its answer comes first.
  await inTurn(turnOf(key), async () => {
    await catchUpWithTabs(userId, key);
    const entry = entryOf(key);
    if (event.version <= entry.base || person !== userId) return;
    if (event.id === null) return put(key, toldGone(entry, event.version));
    if (entry.gone.includes(event.id)) return put(key, { ...entry, base: event.version });
    for (const view of await api.draftsOf(event.conversationId).catch(() => [])) await hear(view);
  });
}

const hear = (view: DraftView): Promise<void> => put(keyOf(view.conversationId, view.mode), told(entryOf(keyOf(view.conversationId, view.mode)), view));

/** At the start and whenever too much was missed: how all drafts stand. */
export async function fetchDrafts(): Promise<void> {
  const userId = person;
  if (!userId) return;
  const before = new Map(allEntries());
  const views = await api.drafts();
  if (person !== userId) return;
  await Promise.all(views.map(hear));
  if (views.length >= 500) return;
  const there = new Set(views.map((view) => keyOf(view.conversationId, view.mode)));
  // Sent or discarded elsewhere while nobody listened here.
  for (const [key, entry] of before) if (!there.has(key) && !entry.dirty && entry.draft.id !== null && entryOf(key) === entry) await put(key, { ...noEntry, base: entry.base, gone: entry.gone, stamp: entry.stamp + 1 });
}

export async function restoreVersion(conversationId: Id, mode: ComposerMode, otherId: Id): Promise<void> {
  await save(keyOf(conversationId, mode));
  await hear(await api.restoreDraft(conversationId, mode, otherId));
}
export async function discardVersion(conversationId: Id, mode: ComposerMode, otherId: Id): Promise<void> {
  await hear(await api.discardDraft(conversationId, mode, otherId));
}
