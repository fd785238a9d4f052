import { ArrowDown, Lock } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Id, InboxListName, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { t } from '../../i18n/index.ts';
import { change, desk, useDesk, useDeskShallow } from '../../store/desk.ts';
import { unreadOf } from '../../store/lists.ts';
import { tellViewing } from '../../store/live.ts';
import { loadContact, loadConversation, loadedTimelines, loadOlder, loadTimeline } from '../../store/session.ts';
import { useWindow } from '../../store/window-state.ts';
import { Button, Empty, Failed } from '../../ui/controls.tsx';
import { Composer } from '../composer/composer.tsx';
import { MessageItem } from './message-item.tsx';
import { ThreadHead } from './thread-head.tsx';
import { buildTimeline } from './timeline.ts';
import './thread.css';

/** One conversation: head, timeline, composer. */
export function ThreadPane({ id, view }: { id: Id; view: InboxListName }) {
  const conversation = useDesk((state) => state.conversations[id]);
  const [failure, setFailure] = useState<string | null>(null);
  const load = useCallback(() => {
    setFailure(null);
    const wanted = [loadTimeline(id), ...(desk.getState().conversations[id] ? [] : [loadConversation(id)])];
    Promise.all(wanted).catch((error: unknown) => setFailure(describeError(error)));
  }, [id]);
  useEffect(() => {
    load();
    tellViewing(id);
    return () => tellViewing(null);
  }, [id, load]);

  // The composer needs the person's addresses whether or not the panel is open.
  const contactId = conversation?.contactId;
  useEffect(() => {
    if (contactId && !desk.getState().extras[contactId]) void loadContact(contactId).catch(() => undefined);
  }, [contactId]);

  const had = useRef(false);
  had.current ||= conversation !== undefined;
  if (!conversation) {
    return (
      <section className="pane thread" aria-label={t('thread.label')}>
        {failure ? <Failed title={t('thread.failed')} text={failure} onRetry={load} /> : had.current && <Empty icon={Lock} title={t('thread.gone')} text={t('thread.goneText')} />}
      </section>
    );
  }
  return (
    <main className="pane thread" aria-label={t('thread.label')}>
      <ThreadHead conversation={conversation} view={view} />
      <Timeline id={id} failure={failure} onRetry={load} />
      <Composer key={id} conversation={conversation} view={view} />
    </main>
  );
}

function Timeline({ id, failure, onRetry }: { id: Id; failure: string | null; onRetry: () => void }) {
  const messages = useDeskShallow((state) => (state.timelines[id]?.ids ?? []).map((each) => state.messages[each]).filter((each): each is MessageView => each !== undefined));
  const older = useDesk((state) => state.timelines[id]?.older ?? null);
  const inboundCount = useDesk((state) => state.conversations[id]?.inboundCount ?? 0);
  const scroller = useRef<HTMLDivElement>(null);
  const column = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);
  // The unread rule stays where it stood when the conversation was opened.
  const [unreadAtOpen] = useState(() => {
    const conversation = desk.getState().conversations[id];
    return conversation ? unreadOf(desk.getState(), conversation) : 0;
  });
  const arrived = useRef(inboundCount);
  const items = useMemo(() => buildTimeline(messages, unreadAtOpen > 0 ? unreadAtOpen + Math.max(0, inboundCount - arrived.current) : 0), [messages, unreadAtOpen, inboundCount]);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);
  // Stay at the end while the person is there, whatever grows: a new message, an image, a mail that got its height.
  useLayoutEffect(() => {
    const element = column.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => {
      if (stuck.current) toEnd();
    });
    watcher.observe(element);
    if (scroller.current) watcher.observe(scroller.current);
    toEnd();
    return () => watcher.disconnect();
  }, [toEnd]);

  // Keep the place when older messages come in above.
  const height = useRef(0);
  const loading = useRef(false);
  const loadAbove = useCallback(() => {
    if (loading.current || !desk.getState().timelines[id]?.older) return;
    loading.current = true;
    height.current = scroller.current?.scrollHeight ?? 0;
    void loadOlder(id).catch(() => undefined).finally(() => {
      requestAnimationFrame(() => {
        const element = scroller.current;
        if (element) element.scrollTop += element.scrollHeight - height.current;
        loading.current = false;
      });
    });
  }, [id]);

  useReading(id, inboundCount);
  const typing = useWindow((state) => state.typing[id]);
  const loaded = loadedTimelines.has(id) || messages.length > 0;
  return (
    <div className="thread-mid">
      <div
        ref={scroller}
        className="thread-scroll scrolls"
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          stuck.current = scrollHeight - scrollTop - clientHeight < 60;
          setAway(scrollHeight - scrollTop - clientHeight > 400);
          if (scrollTop < 200) loadAbove();
        }}
      >
        <div ref={column} className="col">
          {older && <Button size="s" tone="ghost" className="more-older" onClick={loadAbove}>{t('thread.older')}</Button>}
          {failure && messages.length === 0 && <Failed title={t('thread.failed')} text={failure} onRetry={onRetry} />}
          {!loaded && !failure && <TimelineSkeleton />}
          {items.map((item) => <MessageItem key={item.key} item={item} />)}
          {typing?.who === 'customer' && (
            <div className="msg"><div className="bub t2"><span className="typing-dots" aria-hidden="true"><i /><i /><i /></span> {typing.preview ?? t('list.typing')}</div></div>
          )}
        </div>
      </div>
      <LastSaid messages={messages} />
      {away && <button type="button" className="icon-btn to-bottom" aria-label={t('thread.toEnd')} onClick={() => { stuck.current = true; toEnd(); }}><ArrowDown size={18} aria-hidden="true" /></button>}
    </div>
  );
}

/** Read is what was on the screen of a visible tab. */
function useReading(id: Id, inboundCount: number): void {
  const readCount = useDesk((state) => state.readCounts[id]);
  useEffect(() => {
    if (readCount === undefined || readCount >= inboundCount) return;
    const mark = (): void => {
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
      change((state) => ({ ...state, readCounts: { ...state.readCounts, [id]: inboundCount } }));
      void api.markRead(id, inboundCount).catch(() => undefined);
    };
    const timer = setTimeout(mark, 600);
    addEventListener('focus', mark);
    return () => {
      clearTimeout(timer);
      removeEventListener('focus', mark);
    };
  }, [id, inboundCount, readCount]);
}

/** New words of the customer for those who listen instead of looking. */
function LastSaid({ messages }: { messages: readonly MessageView[] }) {
  const last = messages.findLast((message) => message.direction === 'inbound' && message.kind === 'text');
  return <p className="hidden-text" aria-live="polite">{last?.text.slice(0, 200)}</p>;
}

function TimelineSkeleton() {
  return (
    <div aria-hidden="true" style={{ display: 'grid', gap: 12 }}>
      {[['44%', 'start'], ['58%', 'start'], ['36%', 'end'], ['50%', 'start']].map(([width, side], index) => (
        <span key={index} className="skeleton" style={{ width, height: 36, borderRadius: 10, justifySelf: side }} />
      ))}
    </div>
  );
}
