/**
 * Which conversations keep their messages here. The last ones opened stay, kept up to date by events, and open at once; of the
 * rest the messages are forgotten, so that a day of work does not fill the browser's memory.
 */
import type { Id } from '../../../../libs/crm-core/src/views.ts';
import { change, desk } from './desk.ts';
import { loadTimeline } from './session.ts';
import type { DeskState } from './state.ts';
import { unsentConversations } from './unsent.ts';

const kept = 30;
/** One that was scrolled far back begins anew at its end when it is opened again: thousands of messages are slow to draw. */
const longest = 150;
/** Last opened first. */
let recent: readonly Id[] = [];

/** The same without the messages of these conversations, and without what was remembered of them. */
export function forgetTimelines(state: DeskState, ids: ReadonlySet<Id>): DeskState {
  const gone = [...ids].filter((id) => state.timelines[id]);
  if (gone.length === 0) return state;
  const forgotten = new Set<Id>();
  for (const message of Object.values(state.messages)) if (ids.has(message.conversationId)) forgotten.add(message.id);
  const without = <T>(table: Readonly<Record<Id, T>>, keys: ReadonlySet<Id>): Record<Id, T> => Object.fromEntries(Object.entries(table).filter(([key]) => !keys.has(key)));
  return { ...state, timelines: without(state.timelines, ids), messages: without(state.messages, forgotten), stamps: without(state.stamps, forgotten) };
}

function forget(ids: readonly Id[]): void {
  const unsent = unsentConversations();
  const gone = new Set(ids.filter((id) => !unsent.has(id)));
  if (gone.size === 0) return;
  recent = recent.filter((id) => !gone.has(id));
  change((state) => forgetTimelines(state, gone));
}

/** This conversation is open now; too many others are forgotten. */
export function opened(id: Id): void {
  recent = [id, ...recent.filter((each) => each !== id)];
  forget(Object.keys(desk.getState().timelines).filter((each) => !recent.slice(0, kept).includes(each)));
}

/** It was left: what makes it slow to draw, or shows a stretch of the past, is fetched anew. */
export function left(id: Id): void {
  const timeline = desk.getState().timelines[id];
  if (timeline && (timeline.ids.length > longest || timeline.newer !== null)) forget([id]);
}

/** Events were missed: everything but these is fetched when it is opened again. Gives the last ones opened. */
export function keepOnlyRecent(count: number): readonly Id[] {
  const stay = recent.slice(0, count).filter((id) => desk.getState().timelines[id]);
  forget(Object.keys(desk.getState().timelines).filter((id) => !stay.includes(id)));
  return stay;
}

/** Is all here that opening it needs? */
export function isCached(id: Id): boolean {
  const timeline = desk.getState().timelines[id];
  return timeline?.fetched === true && timeline.newer === null;
}

const whenIdle = (run: () => void): (() => void) => {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(run, 300);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run, { timeout: 2_000 });
  return () => cancelIdleCallback(handle);
};

/** Fetches the conversations beside the open one while nothing else is to be done. Gives how to stop. */
export function fetchNeighbours(neighbours: () => readonly Id[]): () => void {
  return whenIdle(() => {
    for (const id of neighbours()) {
      if (isCached(id) || desk.getState().timelines[id]) continue;
      // Behind the one at hand, before what was left long ago.
      recent = [...recent.slice(0, 1), id, ...recent.slice(1)];
      loadTimeline(id).catch(() => undefined);
    }
  });
}
