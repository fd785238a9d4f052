import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { useWindow } from '../../store/window-state.ts';
import type { TimelineItem } from './timeline.ts';

/** So long it is marked. */
const markedMs = 2_400;

/** Brings the message that was asked for into view as soon as it is loaded, and marks it for a moment; each time it is asked for. */
export function useShown(items: readonly TimelineItem[], shown: Id | null, show: (id: Id) => boolean, scroller: RefObject<HTMLElement | null>): void {
  const turn = useWindow((state) => state.shownTurn);
  const done = useRef('');
  const wanted = shown === null ? '' : `${shown} ${turn}`;
  useLayoutEffect(() => {
    if (shown === null || done.current === wanted) return;
    // An album is one bubble, named by its first message.
    const item = items.find((each) => each.type === 'message' && each.messages.some((message) => message.id === shown));
    if (!item || !show(item.key)) return;
    done.current = wanted;
    const element = scroller.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(item.key)}"]`);
    if (!element) return;
    element.classList.remove('found');
    requestAnimationFrame(() => element.classList.add('found'));
    setTimeout(() => element.classList.remove('found'), markedMs);
  }, [items, shown, wanted, show, scroller]);
}
