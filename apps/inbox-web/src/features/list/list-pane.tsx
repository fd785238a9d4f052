import { ArrowUp, ChevronDown, ListFilter, PenSquare, Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { VList, type VListHandle } from 'virtua';
import { Link, useLocation } from 'wouter';
import type { Id, InboxListName, ListChoice } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { t } from '../../i18n/index.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { useMoment } from '../../store/clock.ts';
import { listKey, selectList, waits } from '../../store/lists.ts';
import { loadList, loadMore } from '../../store/session.ts';
import { setWindow } from '../../store/window-state.ts';
import { Empty, Failed, IconButton } from '../../ui/controls.tsx';
import { ChannelGlyph } from '../../ui/glyphs.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { SearchPane } from '../search/search-pane.tsx';
import { MeMenu } from '../shell/me-menu.tsx';
import { ConversationRow } from './conversation-row.tsx';
import { useSteadyOrder } from './steady-order.ts';
import './list.css';

const firstViews: readonly InboxListName[] = ['queue', 'mine', 'all'];
const moreViews: readonly InboxListName[] = ['mentions', 'unassigned', 'snoozed', 'closed', 'spam'];

export function viewName(view: InboxListName): string {
  switch (view) {
    case 'queue':
      return t('view.queue');
    case 'mine':
      return t('view.mine');
    case 'mentions':
      return t('view.mentions');
    case 'all':
      return t('view.all');
    case 'unassigned':
      return t('view.unassigned');
    case 'snoozed':
      return t('view.snoozed');
    case 'closed':
      return t('view.closed');
    case 'spam':
      return t('view.spam');
  }
}

type Item = { readonly type: 'group'; readonly key: string; readonly title: string; readonly count: number | null; readonly hint: string } | { readonly type: 'row'; readonly key: Id };

export function ListPane({ view, selectedId, searching, onSearching }: { view: InboxListName; selectedId: Id | null; searching: boolean; onSearching: (on: boolean) => void }) {
  const [inboxId, setInboxId] = useState<Id | null>(null);
  const counts = useDesk((state) => state.counts);
  const now = useMoment();
  const choice = useMemo((): ListChoice => ({ view, sort: 'wait', filter: inboxId ? { inboxId } : {} }), [view, inboxId]);
  const progress = useDesk((state) => state.lists[listKey(choice)]);
  const ids = useDeskShallow((state) => selectList(state, choice, now).map((row) => row.id));
  const waiting = useDesk((state) => ids.filter((id) => state.conversations[id] && waits(state.conversations[id])).length);
  const [failure, setFailure] = useState<string | null>(null);
  const [scrolled, setScrolled] = useState(false);
  const [pointed, setPointed] = useState(false);
  const list = useRef<VListHandle>(null);
  const steady = useSteadyOrder(ids, scrolled || pointed, `${view} ${inboxId ?? ''}`);

  const load = (): void => {
    setFailure(null);
    loadList(choice).catch((error: unknown) => setFailure(describeError(error)));
  };
  useEffect(load, [choice]);
  useEffect(() => {
    list.current?.scrollTo(0);
    setScrolled(false);
  }, [view, inboxId]);

  const items = useMemo<readonly Item[]>(() => {
    const rows: Item[] = steady.order.map((key) => ({ type: 'row', key }));
    const grouped = view === 'mine' || view === 'all' || view === 'unassigned' || view === 'queue';
    if (!grouped || rows.length === 0) return rows;
    const head: Item[] = waiting > 0 ? [{ type: 'group', key: 'waiting', title: t('list.waiting'), count: waiting, hint: t('list.longestFirst') }] : [];
    const rest: Item[] = rows.length > waiting ? [{ type: 'group', key: 'answered', title: t('list.answered'), count: null, hint: '' }] : [];
    return [...head, ...rows.slice(0, waiting), ...rest, ...rows.slice(waiting)];
  }, [steady.order, waiting, view]);

  const firstLoad = !progress && ids.length === 0 && !failure;
  const render = (item: Item): ReactElement =>
    item.type === 'group' ? (
      <div key={item.key} className="group" role="presentation">
        <span>{item.title}</span>
        {item.count !== null && <span className="t3 num">{item.count}</span>}
        <span className="grow" />
        <span className="t3">{item.hint}</span>
      </div>
    ) : (
      <ConversationRow key={item.key} id={item.key} selected={item.key === selectedId} href={`/inbox/${view}/${item.key}`} />
    );

  return (
    <section className="pane list" aria-label={t('list.label')}>
      <ListHead view={view} waiting={waiting} inboxId={inboxId} onInbox={setInboxId} searching={searching} onSearching={onSearching} />
      {searching ? <SearchPane view={view} onClose={() => onSearching(false)} /> : (
        <>
          <Views view={view} counts={counts} />
          <div className="rows" onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
            {steady.fresh > 0 && (
              <button type="button" className="new-pill" onClick={() => { steady.show(); list.current?.scrollTo(0); setPointed(false); }}>
                <ArrowUp size={14} aria-hidden="true" />
                {t('list.newAbove', { n: steady.fresh })}
              </button>
            )}
            {failure && ids.length === 0 ? (
              <Failed title={t('list.failed')} text={failure} onRetry={load} />
            ) : firstLoad ? (
              <RowSkeletons />
            ) : items.length === 0 ? (
              <NothingHere view={view} />
            ) : (
              <VList
                ref={list}
                className="scrolls"
                data={items}
                bufferSize={400}
                aria-label={t('list.label')}
                onScroll={(offset) => {
                  setScrolled(offset > 8);
                  const handle = list.current;
                  if (handle && offset + handle.viewportSize > handle.scrollSize - 600) void loadMore(choice).catch(() => undefined);
                }}
              >
                {render}
              </VList>
            )}
          </div>
        </>
      )}
    </section>
  );
}

function ListHead({ view, waiting, inboxId, onInbox, searching, onSearching }: { view: InboxListName; waiting: number; inboxId: Id | null; onInbox: (id: Id | null) => void; searching: boolean; onSearching: (on: boolean) => void }) {
  const inboxes = useDeskShallow((state) => Object.values(state.inboxes));
  const chosen = inboxes.find((inbox) => inbox.id === inboxId);
  return (
    <header className="pane-head">
      <div className="grow">
        <h1 className="pane-title cut">{viewName(view)}</h1>
        <p className="pane-sub cut num">{chosen ? chosen.name : waiting > 0 ? t('list.waitingCount', { n: waiting }) : t('list.nobodyWaits')}</p>
      </div>
      <IconButton icon={Search} label={t('list.search')} keys="/" aria-pressed={searching} onClick={() => onSearching(!searching)} />
      <Menu trigger={<button type="button" className="icon-btn" aria-label={t('list.filter')} aria-pressed={inboxId !== null}><ListFilter size={18} aria-hidden="true" /></button>}>
        <MenuItem checked={inboxId === null} onSelect={() => onInbox(null)}>{t('list.allInboxes')}</MenuItem>
        {inboxes.map((inbox) => (
          <MenuItem key={inbox.id} checked={inbox.id === inboxId} lead={inbox.channels[0] && <ChannelGlyph channel={inbox.channels[0]} size={14} />} onSelect={() => onInbox(inbox.id)}>{inbox.name}</MenuItem>
        ))}
      </Menu>
      <IconButton icon={PenSquare} label={t('start.title')} keys="C" onClick={() => setWindow({ dialog: 'start', startWith: null })} />
      <span className="phone-only"><MeMenu /></span>
    </header>
  );
}

function Views({ view, counts }: { view: InboxListName; counts: Record<InboxListName, number> | null }) {
  const [, go] = useLocation();
  const other = moreViews.includes(view) ? view : null;
  const visible = other ? [...firstViews, other] : firstViews;
  return (
    <nav className="views" aria-label={t('list.views')}>
      {visible.map((name) => (
        <Link key={name} href={`/inbox/${name}`} {...(name === view && { 'aria-current': 'true' as const })}>
          {viewName(name)}
          {counts && counts[name] > 0 && <span className="n">{counts[name]}</span>}
        </Link>
      ))}
      <Menu trigger={<button type="button" aria-label={t('list.moreViews')}><ChevronDown size={14} aria-hidden="true" /></button>}>
        {moreViews.map((name) => (
          <MenuItem key={name} checked={name === view} end={counts && counts[name] > 0 ? <span className="num">{counts[name]}</span> : undefined} onSelect={() => go(`/inbox/${name}`)}>{viewName(name)}</MenuItem>
        ))}
      </Menu>
    </nav>
  );
}

function NothingHere({ view }: { view: InboxListName }) {
  const noInboxes = useDesk((state) => Object.keys(state.inboxes).length === 0);
  const admin = useDesk((state) => state.me?.role === 'admin');
  if (noInboxes && admin) return <Empty title={t('empty.noChannels')} text={t('empty.noChannelsText')}><Link href="/settings/channels" className="btn primary">{t('empty.connect')}</Link></Empty>;
  if (view === 'queue') return <Empty title={t('empty.queue')} text={t('empty.queueText')}><Link href="/tasks" className="btn">{t('empty.openTasks')}</Link></Empty>;
  return <Empty title={t('empty.list')} text={t('empty.listText')} />;
}

function RowSkeletons() {
  return (
    <div aria-hidden="true">
      {[44, 31, 52, 38, 47, 35].map((width) => (
        <div key={width} className="row row-skeleton">
          <span className="skeleton" style={{ width: 32, height: 32, borderRadius: '50%', alignSelf: 'start' }} />
          <div className="row-b">
            <span className="skeleton" style={{ width: `${width}%` }} />
            <span className="skeleton" style={{ width: `${width + 36}%` }} />
            <span className="skeleton" style={{ width: '30%' }} />
          </div>
        </div>
      ))}
    </div>
  );
}
