import { Lock } from 'lucide-react';
import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Id, InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { ApiError, describeError } from '../../api/problem.ts';
import { late, t } from '../../i18n/index.ts';
import { alarmOf } from '../../store/alarms.ts';
import { desk, useDesk, useDeskShallow } from '../../store/desk.ts';
import { tellViewing } from '../../store/live.ts';
import { fetchNeighbours, isCached, left, opened } from '../../store/recent.ts';
import { loadAround, loadContact, loadConversation, loadTimeline } from '../../store/session.ts';
import { toast, useWindow, type MessageAct } from '../../store/window-state.ts';
import { Empty, Failed } from '../../ui/controls.tsx';
import { useKeys } from '../shell/keys.ts';
import { complain } from './actions.ts';
import { Composer } from '../composer/composer.tsx';
import { ColleaguesTyping } from './presence.tsx';
import { ThreadHead } from './thread-head.tsx';
import { ThreadSkeleton } from './skeletons.tsx';
import { isPutOff } from './put-off.ts';
import { TimelinePane } from './timeline-pane.tsx';
import { part } from '../../ui/part.ts';
import './thread.css';

const PutOffBar = part(async () => (await import('./put-off-bar.tsx')).PutOffBar);
const AlarmBar = part(async () => (await import('./alarm-bar.tsx')).AlarmBar);
const AGAIN_MS = 3_000;
const byKey = (id: Id, act: MessageAct['act']) => (): void => void late(() => import('./act-on-last.ts')).then(({ actOnLast }) => actOnLast(id, act));
const MessageActs = part(async () => (await import('./message-acts.tsx')).MessageActs);

/** Where it stands; when it is no longer there, the end of the conversation. */
async function loadShown(id: Id, messageId: Id): Promise<void> {
  try {
    await loadAround(id, messageId);
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.status !== 404) throw error;
    toast(t('search.gone'));
    await loadTimeline(id);
  }
}

/** The rows above and below this one, as they stand in the list. */
function neighboursOf(id: Id): Id[] {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].map((row) => row.dataset['row'] ?? '');
  const at = rows.indexOf(id);
  return at < 0 ? [] : [rows[at + 1], rows[at - 1]].filter((each) => each !== undefined);
}

/** One conversation: head, timeline, composer. */
export function ThreadPane({ id, view }: { id: Id; view: InboxListName }) {
  const conversation = useDesk((state) => state.conversations[id]);
  const [failure, setFailure] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  // A message that was asked for by the address, such as one that was found.
  const shown = useSearchParams()[0].get('message');
  const turn = useWindow((state) => state.shownTurn);
  const asked = useRef(shown);
  asked.current = shown;
  const load = useCallback(() => {
    setFailure(null);
    setRefused(false);
    opened(id);
    const wanted = [...(asked.current ? [loadShown(id, asked.current)] : isCached(id) ? [] : [loadTimeline(id)]), ...(desk.getState().conversations[id] ? [] : [loadConversation(id)])];
    Promise.all(wanted).catch((error: unknown) => {
      setRefused(error instanceof ApiError && (error.problem.status === 404 || error.problem.status === 403));
      setFailure(describeError(error));
    });
  }, [id]);
  useEffect(() => {
    load();
    tellViewing(id);
    const stop = fetchNeighbours(() => neighboursOf(id));
    return () => {
      stop();
      tellViewing(null);
      left(id);
    };
  }, [id, load]);

  useEffect(() => {
    if (shown) void loadShown(id, shown).catch(complain);
  }, [id, shown, turn]);

  const live = useWindow((state) => state.link === 'live');
  useEffect(() => {
    if (!live || !failure || refused) return;
    // What failed for want of a connection, or of a database behind it, is asked again.
    const again = setTimeout(load, AGAIN_MS);
    return () => clearTimeout(again);
  }, [live, failure, refused, load]);
  // The composer needs the person's addresses whether or not the panel is open.
  const contactId = conversation?.contactId;
  useEffect(() => {
    if (!contactId || desk.getState().extras[contactId]) return;
    let again: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const ask = (): void => void loadContact(contactId).catch(() => { if (!gone) again = setTimeout(ask, AGAIN_MS); });
    ask();
    return () => {
      gone = true;
      clearTimeout(again);
    };
  }, [contactId, live]);

  const act = useWindow((state) => state.messageAct);
  const putOff = useDeskShallow((state) => (state.timelines[id]?.tail ?? state.timelines[id]?.ids ?? []).flatMap((each) => { const message = state.messages[each]; return message && isPutOff(message) ? [message] : []; }));
  const alarm = useDesk((state) => alarmOf(state, id));
  useKeys({ KeyF: byKey(id, 'forward'), 'Shift+KeyE': byKey(id, 'edit'), 'Shift+Delete': byKey(id, 'delete') });

  const had = useRef(false);
  had.current ||= conversation !== undefined;
  if (!conversation) {
    return (
      <main className="pane thread" aria-label={t('thread.label')} data-region="thread">
        {had.current ? <Empty icon={Lock} title={t('thread.gone')} text={t('thread.goneText')} /> : refused ? <Empty icon={Lock} title={t('thread.notYours')} text={t('thread.notYoursText')} /> : failure ? <Failed title={t('thread.failed')} text={failure} onRetry={load} /> : <ThreadSkeleton />}
      </main>
    );
  }
  return (
    <main className="pane thread" aria-label={t('thread.label')} data-region="thread">
      <ThreadHead conversation={conversation} view={view} />
      {alarm && <Suspense fallback={null}><AlarmBar alarm={alarm} /></Suspense>}
      <TimelinePane id={id} shown={shown} failure={failure} onRetry={load} />
      <ColleaguesTyping conversationId={id} />
      {putOff.length > 0 && <Suspense fallback={null}><PutOffBar messages={putOff} /></Suspense>}
      <Composer key={id} conversation={conversation} view={view} />
      {act && <Suspense fallback={null}><MessageActs act={act} /></Suspense>}
    </main>
  );
}
