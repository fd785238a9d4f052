import { MessagesSquare } from 'lucide-react';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { Redirect, useLocation } from 'wouter';
import type { Id, InboxListName } from '../../../../libs/crm-core/src/views.ts';
import { late, t } from '../i18n/index.ts';
import { desk, useDesk } from '../store/desk.ts';
import { choiceOf, putDown, useListState } from '../store/list-state.ts';
import { listNames } from '../store/lists.ts';
import { setWindow, useWindow } from '../store/window-state.ts';
import { Empty } from '../ui/controls.tsx';
import { askToMerge } from './person/merge/ask.ts';
import { PickerHost } from './acts/picker-host.tsx';
import { ListPane } from './list/list-pane.tsx';
import { rowsOnScreen, showRow, useListKeys } from './list/use-list-keys.ts';
import { askFor, useDoing } from './shell/commands.ts';
import { useKeys } from './shell/keys.ts';
import { ThreadPane } from './thread/thread-pane.tsx';
import { part } from '../ui/part.ts';
import { useAfterPaint } from '../ui/use-after-paint.ts';
import './desk.css';

/** The right pane comes after the first screen; it is on its way as soon as the list stands. */
const loadPanel = () => late(() => import('./person/person-panel.tsx'));
const loadOrder = () => late(() => import('./orders/order-form.tsx'));
const Separators = part(async () => (await import('./panes/separator.tsx')).Separators);
const PersonPanel = part(async () => (await loadPanel()).PersonPanel);
const OrderForm = part(async () => (await loadOrder()).OrderForm);

/** List, conversation, person: three panes of one window; on a phone one at a time. */
export function InboxPage({ view, id }: { view: string; id: Id | null }) {
  const list = listNames.find((name) => name === view);
  if (!list) return <Redirect to="/inbox/queue" replace />;
  return <Desk view={list} id={id} />;
}

function Desk({ view, id }: { view: InboxListName; id: Id | null }) {
  const [, go] = useLocation();
  const [searching, setSearching] = useState(false);
  const sort = useListState((state) => state.sort);
  const filter = useListState((state) => state.filter);
  const choice = useMemo(() => choiceOf(view, { sort, filter }), [view, sort, filter]);
  // What was picked in another view is put down.
  useEffect(putDown, [view]);
  const panelOpen = useWindow((state) => state.panelOpen);
  const panelMode = useWindow((state) => state.panelMode);
  const contactId = useDesk((state) => (id ? state.conversations[id]?.contactId : undefined));
  const open = (next: Id | undefined): void => {
    if (!next) return;
    go(`/inbox/${view}/${next}`);
    showRow(next);
  };
  const stepped = useRef(0);
  const step = (by: 1 | -1, held = false): void => {
    // A key that is held repeats faster than conversations can be drawn.
    const now = performance.now();
    if (held && now - stepped.current < 90) return;
    stepped.current = now;
    const rows = rowsOnScreen();
    const at = id ? rows.indexOf(id) : -1;
    open(at < 0 ? rows[by === 1 ? 0 : rows.length - 1] : rows[at + by]);
  };
  const leave = (): void => {
    if (panelMode === 'order') setWindow({ panelMode: 'person' });
    else if (id) go(`/inbox/${view}`);
  };
  useDoing('search', () => setSearching(true));
  useListKeys(choice, id, searching, () => go(`/inbox/${view}`));
  useKeys({
    // What was found has its own steps and its own way out.
    ...(searching ? {} : { KeyJ: ({ repeat }) => step(1, repeat), ArrowDown: ({ repeat }) => step(1, repeat), KeyK: ({ repeat }) => step(-1, repeat), ArrowUp: ({ repeat }) => step(-1, repeat), Slash: () => setSearching(true) }),
    KeyD: () => { if (id) void late(() => import('./deals/deal-acts.ts')).then(({ dealByKey }) => dealByKey(id)); },
    'Shift+KeyM': () => { if (contactId) askToMerge(contactId); },
    BracketRight: () => setWindow({ panelOpen: !panelOpen, panelMode: 'person' }),
    KeyO: () => { if (id && desk.getState().conversations[id]) setWindow({ panelOpen: true, panelMode: 'order' }); },
    'Shift+KeyO': () => { if (id && desk.getState().conversations[id]) { setWindow({ panelOpen: true, panelMode: 'order' }); askFor('order-draft'); } },
    KeyM: () => { if (id && desk.getState().conversations[id]) { setWindow({ panelOpen: true, panelMode: 'person' }); askFor('order-menu'); } },
    ...(searching ? {} : { Escape: leave }),
  });
  useEffect(() => {
    setWindow({ panelMode: 'person' });
    if (matchMedia('(max-width: 1279px)').matches) setWindow({ panelOpen: false });
  }, [id]);

  useEffect(() => {
    const timer = setTimeout(() => void Promise.all([loadPanel(), loadOrder()]).catch(() => undefined), 400);
    return () => clearTimeout(timer);
  }, []);
  const withPanel = panelOpen && id !== null && contactId !== undefined;
  // The words first, a moment later who says them.
  const beside = useAfterPaint(id);
  const personId = useDesk((state) => (beside ? state.conversations[beside]?.contactId : undefined));
  return (
    <div className={`desk ${withPanel ? 'with-panel' : ''} ${id ? 'has-thread' : ''}`}>
      <ListPane choice={choice} selectedId={id} searching={searching} onSearching={setSearching} />
      {id ? <ThreadPane key={`thread ${id}`} id={id} view={view} /> : <main className="no-thread" aria-label={t('thread.label')} data-region="thread"><Empty icon={MessagesSquare} title={t('empty.choose')} text={t('empty.chooseText')} /></main>}
      <Suspense fallback={null}><Separators withPanel={withPanel} /></Suspense>
      <PickerHost />
      {withPanel && (
        <Suspense fallback={<NoPanel />}>
          {panelMode === 'order' ? <OrderForm key={`order ${id}`} conversationId={id} contactId={contactId} /> : beside && personId ? <PersonPanel key={`person ${personId}`} conversationId={beside} contactId={personId} /> : <NoPanel />}
        </Suspense>
      )}
    </div>
  );
}

const NoPanel = () => <aside className="pane side" aria-busy="true" />;
