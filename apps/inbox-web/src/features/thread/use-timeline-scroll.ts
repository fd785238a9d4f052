/**
 * Where the reader stands in the timeline. At the end they stay at the end whatever grows; anywhere else what they look at keeps
 * its place: older messages that come in above, a picture that loads, a letter that gets its height move nothing on the screen.
 * One mechanism for all of it: a ResizeObserver runs after the layout and before the paint.
 */
import { useCallback, useLayoutEffect, useRef, useState, type RefObject, type UIEvent } from 'react';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';

interface Edges {
  /** The beginning of what is loaded comes near: older messages are wanted. May be called again while they are on their way. */
  readonly onNearTop: () => void;
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

export function useTimelineScroll({ onNearTop }: Edges): TimelineScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const column = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const anchors = useRef<readonly Anchor[]>([]);
  const [atEnd, setAtEnd] = useState(true);
  const [away, setAway] = useState(false);
  const nearTop = useRef(onNearTop);
  nearTop.current = onNearTop;

  const toEnd = useCallback(() => {
    const element = scroller.current;
    stuck.current = true;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    stuck.current = below < close;
    setAtEnd(stuck.current);
    setAway(below > 400);
    anchors.current = stuck.current ? [] : inView(element, column.current);
    if (element.scrollTop < ahead && element.scrollHeight > element.clientHeight) nearTop.current();
  }, []);

  useLayoutEffect(() => {
    const [element, content] = [scroller.current, column.current];
    if (!element || !content) return;
    const keepPlace = (): void => {
      if (stuck.current) {
        element.scrollTop = element.scrollHeight;
        return;
      }
      // A day's rule moves up when the rest of its day comes in, an event may join a group: whatever still stands counts.
      const kept = anchors.current.find(({ element: each }) => content.contains(each));
      if (!kept) return;
      const moved = topIn(element, kept.element) - kept.offset;
      if (Math.abs(moved) >= 1) element.scrollTop += moved;
    };
    const watcher = new ResizeObserver(keepPlace);
    watcher.observe(content);
    watcher.observe(element);
    keepPlace();
    return () => watcher.disconnect();
  }, []);

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
