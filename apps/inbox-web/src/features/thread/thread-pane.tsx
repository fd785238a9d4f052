import { Lock } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Id, InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { t } from '../../i18n/index.ts';
import { desk, useDesk } from '../../store/desk.ts';
import { tellViewing } from '../../store/live.ts';
import { loadContact, loadConversation, loadTimeline } from '../../store/session.ts';
import { Empty, Failed } from '../../ui/controls.tsx';
import { Composer } from '../composer/composer.tsx';
import { ThreadHead } from './thread-head.tsx';
import { TimelinePane } from './timeline-pane.tsx';
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
      <TimelinePane id={id} failure={failure} onRetry={load} />
      <Composer key={id} conversation={conversation} view={view} />
    </main>
  );
}
