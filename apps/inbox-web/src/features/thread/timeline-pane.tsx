import { ArrowDown, MessagesSquare } from 'lucide-react';
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type { Id, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { desk, useDesk, useDeskShallow } from '../../store/desk.ts';
import { loadNewer, loadOlder, loadTimeline } from '../../store/session.ts';
import { useWindow } from '../../store/window-state.ts';
import { Button, Empty, Failed, withKeys } from '../../ui/controls.tsx';
import { useAfterPaint } from '../../ui/use-after-paint.ts';
import { useKeys } from '../shell/keys.ts';
import { complain } from './actions.ts';
import { isPutOff } from './put-off.ts';
import { MessageItem } from './message-item.tsx';
import { buildTimeline, cameAfter, lastOf } from './timeline.ts';
import { TimelineSkeleton } from './skeletons.tsx';
import { useReading, useUnreadMark } from './use-reading.ts';
import { useTelling } from './use-telling.ts';
import { useShown } from './use-shown.ts';
import { useTimelineScroll } from './use-timeline-scroll.ts';

const none: readonly MessageView[] = [];
/** A message of one line with its gap. The dense look takes less, but head and composer have their part of the window too. */
const lowest = 36;

/** What was said and what happened, oldest first. */
export function TimelinePane({ id, shown, failure, onRetry }: { id: Id; /** A message that was asked for. */ shown: Id | null; failure: string | null; onRetry: () => void }) {
  const messages = useDeskShallow((state) => (state.timelines[id]?.ids ?? []).map((each) => state.messages[each]).filter((each): each is MessageView => each !== undefined && !isPutOff(each)));
  const older = useDesk((state) => state.timelines[id]?.older ?? null);
  const newer = useDesk((state) => state.timelines[id]?.newer ?? null);
  const inboundCount = useDesk((state) => state.conversations[id]?.inboundCount ?? 0);
  // Both are counted from the end of the conversation.
  const unread = useUnreadMark(id, newer === null ? messages : none, inboundCount);
  const built = useMemo(() => buildTimeline(messages, unread), [messages, unread]);
  // What is in view comes first; what stands above it a moment later, before anybody has scrolled there.
  const painted = useAfterPaint(messages.length > 0, false) || shown !== null;
  const items = useMemo(() => (painted ? built : lastOf(built, Math.ceil(innerHeight / lowest))), [built, painted]);
  const whole = items.length === built.length;
  const loading = useRef(false);
  const loadAbove = useCallback(() => {
    if (!whole || loading.current || !desk.getState().timelines[id]?.older) return;
    loading.current = true;
    void loadOlder(id).catch(() => undefined).finally(() => { loading.current = false; });
  }, [id, whole]);
  const loadingBelow = useRef(false);
  const loadBelow = useCallback(() => {
    if (loadingBelow.current) return;
    loadingBelow.current = true;
    void loadNewer(id).catch(() => undefined).finally(() => { loadingBelow.current = false; });
  }, [id]);
  const { scroller, column, onScroll, atEnd, away, toEnd, showMessage } = useTimelineScroll({ content: items, onNearTop: loadAbove, goesOn: newer !== null, onNearEnd: loadBelow });
  useShown(items, shown, showMessage, scroller);
  const toLast = useCallback(() => {
    if (desk.getState().timelines[id]?.newer) void loadTimeline(id).then(() => requestAnimationFrame(toEnd), complain);
    else toEnd();
  }, [id, toEnd]);

  // Opened where reading stopped, if that is above the last screen; else at the end.
  const opened = useRef(false);
  const firstUnread = unread?.id ?? null;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (opened.current || messages.length === 0 || !element) return;
    opened.current = true;
    if (shown) return;
    toEnd();
    const line = firstUnread && element.querySelector('.unread-line');
    if (line && line.getBoundingClientRect().top < element.getBoundingClientRect().top) showMessage(firstUnread, 'top');
  }, [messages.length, firstUnread, scroller, toEnd, showMessage]);

  const lastSeen = useRef<Id | null>(null);
  if (atEnd) lastSeen.current = messages.at(-1)?.id ?? null;
  const below = atEnd ? 0 : cameAfter(messages, lastSeen.current);

  useReading(id, newer === null ? inboundCount : 0);
  useKeys({ End: toLast });
  const customer = useWindow((state) => state.typing[id]?.customer ?? null);
  const loaded = useDesk((state) => state.timelines[id]?.fetched === true) || messages.length > 0;
  useTelling(messages, loaded && newer === null);
  return (
    <div className="thread-mid">
      <div
        ref={scroller} className="thread-scroll scrolls" role="group" aria-label={t('thread.messages')} tabIndex={0} onScroll={onScroll}
        // Whoever stands here reads: the arrows are for that, not for the list.
        onKeyDown={(event) => { if (event.target === event.currentTarget && /^Arrow(Up|Down)$/.test(event.code) && !event.shiftKey) event.stopPropagation(); }}
      >
        <div ref={column} className="col">
          {older && whole && <Button size="s" tone="ghost" className="more-older" onClick={loadAbove}>{t('thread.older')}</Button>}
          {failure && messages.length === 0 && <Failed title={t('thread.failed')} text={failure} onRetry={onRetry} />}
          {!loaded && !failure && <TimelineSkeleton />}
          {loaded && messages.length === 0 && !failure && <Empty icon={MessagesSquare} title={t('thread.empty')} text={t('thread.emptyText')} />}
          {items.map((item) => <MessageItem key={item.key} item={item} />)}
          {customer && (
            <div className="msg typing-now"><div className="bub t2"><span className="typing-dots" aria-hidden="true"><i /><i /><i /></span><span>{customer.preview || t('list.typing')}</span></div></div>
          )}
        </div>
      </div>
      {(away || below > 0 || newer !== null) && (
        <button type="button" className="to-bottom" aria-label={below > 0 ? t('thread.toEndNew', { n: below }) : t('thread.toEnd')} title={withKeys(t('thread.toEnd'), 'End')} onClick={toLast}>
          <ArrowDown size={18} aria-hidden="true" />
          {below > 0 && <span className="count">{below > 99 ? '99+' : below}</span>}
        </button>
      )}
    </div>
  );
}
