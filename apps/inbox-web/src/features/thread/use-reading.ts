import { useEffect, useRef } from 'react';
import type { Id, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { useDesk } from '../../store/desk.ts';
import { markRead } from '../../store/read-marks.ts';
import { unreadMark, type UnreadMark } from './timeline.ts';

/** Read is what was on the screen of a visible tab. */
export function useReading(id: Id, inboundCount: number): void {
  const readCount = useDesk((state) => state.readCounts[id]);
  useEffect(() => {
    if (readCount === undefined || readCount >= inboundCount) return;
    const mark = (): void => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
      markRead(id, inboundCount);
    };
    const timer = setTimeout(mark, 600);
    addEventListener('focus', mark);
    return () => {
      clearTimeout(timer);
      removeEventListener('focus', mark);
    };
  }, [id, inboundCount, readCount]);
}

/**
 * The first message that this person had not read when they opened the conversation; it stays where it is however much they read
 * after that. Null while it is not among what is loaded, or when there was none.
 */
export function useUnreadMark(id: Id, messages: readonly MessageView[], inboundCount: number): UnreadMark | null {
  const readCount = useDesk((state) => state.readCounts[id]);
  const atOpen = useRef<{ readonly read: number; readonly unread: number } | null>(null);
  const mark = useRef<UnreadMark | null>(null);
  if (readCount !== undefined) atOpen.current ??= { read: readCount, unread: inboundCount - readCount };
  // Counted from the end, which moves on while the page with the first of them is on its way.
  if (atOpen.current && atOpen.current.unread > 0) mark.current ??= unreadMark(messages, inboundCount - atOpen.current.read);
  return mark.current;
}
