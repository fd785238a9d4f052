/**
 * Where the reader stands in the timeline. At the end they stay at the end whatever grows; anywhere else what they look at keeps
 * its place: older messages that come in above, a picture that loads, a letter that gets its height move nothing on the screen.
 * It is put right with each commit, and by a ResizeObserver, which runs after the layout and before the paint.
 */
import { useCallback, useLayoutEffect, useRef, useState, type RefObject, type UIEvent } from 'react';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';

interface Watched {
  /** What stands in the column: another one means that it is about to change. */
  readonly content: unknown;
  /** The beginning of what is loaded comes near: older messages are wanted. May be called again while they are on their way. */
  readonly onNearTop: () => void;
  /** Newer messages than those loaded are there: the end of these is not the end. */
  readonly goesOn: boolean;
  /** The same at the end, while it goes on. */
  readonly onNearEnd: () => void;
}

export interface TimelineScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly column: RefObject<HTMLDivElement | null>;
  readonly onScroll: (event: UIEvent<HTMLDivElement>) => void;
  /** The end is in view: what comes in is seen. */
  readonly atEnd: boolean;
  /** So far from the end that a way back is offered. */
  readonly away: boolean;
  readonly toEnd: () => void;
  /** Brings a message into view, `center` or `top`, and rests there. False: it is not in what is loaded. */
  readonly showMessage: (id: Id, where?: 'center' | 'top') => boolean;
}

/** Something on the screen and how far below the upper edge it stands. */
interface Anchor {
  readonly element: Element;
  readonly offset: number;
}

/** So near to the end is at the end. */
const close = 60;
/** From here on older messages are fetched: a screen ahead, so that the reader seldom meets the edge. */
const ahead = 900;
const anchorsKept = 8;

export function useTimelineScroll({ content, onNearTop, goesOn, onNearEnd }: Watched): TimelineScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const column = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const anchors = useRef<readonly Anchor[]>([]);
  const lastTop = useRef(0);
  const [atEnd, setAtEnd] = useState(true);
  const [away, setAway] = useState(false);
  const nearTop = useRef(onNearTop);
  nearTop.current = onNearTop;
  const beyond = useRef({ goesOn, onNearEnd });
  beyond.current = { goesOn, onNearEnd };

  const toEnd = useCallback(() => {
    const element = scroller.current;
    stuck.current = true;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, []);

  /** How far the end is, and what stands where. */
  const remember = (element: Element): number => {
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    stuck.current = below < close && !beyond.current.goesOn;
    anchors.current = stuck.current ? [] : inView(element, column.current);
    lastTop.current = element.scrollTop;
    return below;
  };
  // Before the change: the news of a scroll may come a frame later than the scroll itself.
  const shown = useRef(content);
  if (shown.current !== content) {
    shown.current = content;
    if (scroller.current && scroller.current.scrollTop !== lastTop.current) remember(scroller.current);
  }

  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const below = remember(element);
    setAtEnd(stuck.current);
    setAway(below > 240);
    if (element.scrollTop < ahead && element.scrollHeight > element.clientHeight) nearTop.current();
    if (below < ahead && beyond.current.goesOn) beyond.current.onNearEnd();
  }, []);

  const keepPlace = useCallback(() => {
    const element = scroller.current;
    if (stuck.current || !element) return toEnd();
    // A day's rule moves up when the rest of its day comes in, an event may join a group: whatever still stands counts.
    const kept = anchors.current.find((anchor) => element.contains(anchor.element));
    const moved = kept ? topIn(element, kept.element) - kept.offset : 0;
    if (Math.abs(moved) < 1) return;
    element.scrollTop += moved;
    lastTop.current = element.scrollTop;
  }, [toEnd]);
  useLayoutEffect(keepPlace, [keepPlace, content]);
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(keepPlace);
    for (const each of [column.current, scroller.current]) if (each) watcher.observe(each);
    return () => watcher.disconnect();
  }, [keepPlace]);

  const showMessage = useCallback((id: Id, where: 'center' | 'top' = 'center'): boolean => {
    const element = scroller.current;
    const found = element?.querySelector(`[data-message="${CSS.escape(id)}"]`);
    if (!element || !found) return false;
    const room = where === 'top' ? 48 : Math.max(48, (element.clientHeight - found.getBoundingClientRect().height) / 2);
    element.scrollTop += topIn(element, found) - room;
    look();
    return true;
  }, [look]);

  return { scroller, column, onScroll: look, atEnd, away, toEnd, showMessage };
}

const topIn = (scroller: Element, element: Element): number => element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;

/** The first things in view; found by halving, for a long conversation has thousands. */
function inView(scroller: Element, column: Element | null): Anchor[] {
  const children = column?.children;
  if (!children) return [];
  let [low, high] = [0, children.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = children[middle] as Element;
    if (topIn(scroller, element) + element.getBoundingClientRect().height > 0) high = middle;
    else low = middle + 1;
  }
  const found: Anchor[] = [];
  for (let at = low; at < children.length && found.length < anchorsKept; at += 1) {
    const element = children[at] as Element;
    if (!element.classList.contains('day')) found.push({ element, offset: topIn(scroller, element) });
  }
  return found;
}
