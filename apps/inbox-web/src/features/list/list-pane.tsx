import { ArrowUp } from 'lucide-react';
import { Suspense, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { VList, type VListHandle } from 'virtua';
import type { Id, ListChoice } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { useDesk } from '../../store/desk.ts';
import { listKey, standingOf } from '../../store/lists.ts';
import { useListState } from '../../store/list-state.ts';
import { loadList, loadMore } from '../../store/session.ts';
import { Failed } from '../../ui/controls.tsx';
import { fetchSearchSoon, SearchHost } from '../search/search-host.tsx';
import { ConversationRow } from './conversation-row.tsx';
import { FilterRow } from './filter-row.tsx';
import { ListHead } from './list-head.tsx';
import { NothingHere, RowSkeletons } from './list-states.tsx';
import { useSteadyOrder } from './steady-order.ts';
import { ViewsStrip } from './views-strip.tsx';
import { part } from '../../ui/part.ts';
import './list.css';

const BulkBar = part(async () => (await import('./bulk-bar.tsx')).BulkBar);

/** As the tokens give it: with a wrong guess the list draws too many rows, and all of them again. */
const measureRow = (): number => Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row-h')) || 72;

type Item = { readonly type: 'group'; readonly key: string; readonly title: string; readonly count: number | null; readonly hint: string } | { readonly type: 'row'; readonly key: Id };

/** The list of conversations: derived from what is known, in the order of the server, fetched further as it is scrolled. */
export function ListPane({ choice, selectedId, searching, onSearching }: { choice: ListChoice; selectedId: Id | null; searching: boolean; onSearching: (on: boolean) => void }) {
  const { view } = choice;
  const now = useMoment();
  const progress = useDesk((state) => state.lists[listKey(choice)]);
  const { ids, waiting } = useDesk((state) => standingOf(state, choice, now));
  const queued = useDesk((state) => state.counts?.queue ?? 0);
  const picking = useListState((state) => state.picked.length > 0 || state.everything !== null);
  const narrowed = Object.keys(choice.filter).length > 0;
  const [failure, setFailure] = useState<string | null>(null);
  const [scrolled, setScrolled] = useState(false);
  const [pointed, setPointed] = useState(false);
  const list = useRef<VListHandle>(null);
  const [rowHeight] = useState(measureRow);
  const steady = useSteadyOrder(ids, scrolled || pointed, listKey(choice));

  const load = (): void => {
    setFailure(null);
    loadList(choice).catch((error: unknown) => setFailure(describeError(error)));
  };
  useEffect(load, [choice]);
  useEffect(fetchSearchSoon, []);
  useEffect(() => {
    // Asked for the place, the browser lays out the whole window at once: only whoever is away from the top is brought there.
    if (list.current && list.current.scrollOffset > 0) list.current.scrollTo(0);
    setScrolled(false);
  }, [choice]);

  const items = useMemo<readonly Item[]>(() => {
    const rows: Item[] = steady.order.map((key) => ({ type: 'row', key }));
    const grouped = view === 'mine' || view === 'all' || view === 'unassigned' || view === 'queue';
    if (!grouped || rows.length === 0) return rows;
    const head: Item[] = waiting > 0 ? [{ type: 'group', key: 'waiting', title: t('list.waiting'), count: waiting, hint: choice.sort === 'money' ? t('list.mostMoneyFirst') : t('list.longestFirst') }] : [];
    const rest: Item[] = rows.length > waiting ? [{ type: 'group', key: 'answered', title: t('list.answered'), count: null, hint: '' }] : [];
    return [...head, ...rows.slice(0, waiting), ...rest, ...rows.slice(waiting)];
  }, [steady.order, waiting, view, choice.sort]);

  // Opened by a link, a notice, the palette: its row comes into view, once. From then on the list stays where the person put it.
  const brought = useRef<Id | null>(null);
  useEffect(() => {
    if (selectedId === brought.current || !progress || items.length === 0) return;
    const first = brought.current === null;
    brought.current = selectedId;
    const at = items.findIndex((item) => item.key === selectedId);
    if (at < 0 || !list.current) return;
    const { scrollOffset, viewportSize } = list.current;
    const top = list.current.getItemOffset(at);
    if (top >= scrollOffset && top + rowHeight <= scrollOffset + viewportSize) return;
    // By the keys it goes row by row, which the list follows; a leap ends in the middle.
    const far = first || top < scrollOffset - 2 * rowHeight || top > scrollOffset + viewportSize + rowHeight;
    list.current.scrollToIndex(at, { align: far ? 'center' : 'nearest' });
  }, [selectedId, items, progress]);

  const rows = steady.order;
  const places = useMemo(() => new Map(rows.map((key, index) => [key, index + 1])), [rows]);
  // As long as there is more than was fetched, nobody knows how many there are.
  const counted = progress?.next ? -1 : rows.length;
  const entrance = selectedId !== null && places.has(selectedId) ? selectedId : rows[0];
  const firstLoad = !progress && ids.length === 0 && !failure;
  /** Home and End go all the way, unless a conversation is open, whose they are; the arrows and J, K are everybody's (inbox-page.tsx). */
  const onListKey = (event: KeyboardEvent): void => {
    if (selectedId !== null || (event.code !== 'Home' && event.code !== 'End') || !(event.target as Element).matches('[data-row]') || event.shiftKey || event.ctrlKey) return;
    event.preventDefault();
    const target = event.code === 'Home' ? rows[0] : rows.at(-1);
    list.current?.scrollToIndex(event.code === 'Home' ? 0 : items.length - 1);
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-row="${target}"]`)?.focus()));
  };
  const render = (item: Item): ReactElement =>
    item.type === 'group' ? (
      <div key={item.key} className="group" role="listitem">
        <span>{item.title}</span>
        {item.count !== null && <span className="t3 num">{item.count}</span>}
        <span className="grow" />
        <span className="t3">{item.hint}</span>
      </div>
    ) : (
      <ConversationRow key={item.key} id={item.key} selected={item.key === selectedId} entrance={item.key === entrance} place={places.get(item.key) ?? 1} of={counted} href={`/inbox/${view}/${item.key}`} byMoney={choice.sort === 'money'} />
    );

  return (
    <section className="pane list" aria-label={t('list.label')} data-region="list" {...(picking && { 'data-picking': '' })}>
      <ListHead view={view} waiting={!progress && ids.length === 0 ? null : view === 'queue' && !narrowed ? Math.max(waiting, queued) : waiting} searching={searching} onSearching={onSearching} />
      {searching ? <SearchHost view={view} onClose={() => onSearching(false)} /> : (
        <>
          <ViewsStrip view={view} />
          <FilterRow />
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
                className="scrolls virtual"
                data={items}
                bufferSize={400}
                itemSize={rowHeight}
                role="list"
                aria-label={t('list.label')}
                onKeyDown={onListKey}
                onScroll={(offset) => {
                  setScrolled(offset > 8);
                  const handle = list.current;
                  if (handle && offset + handle.viewportSize > handle.scrollSize - 600) void loadMore(choice).catch(() => undefined);
                }}
              >
                {render}
              </VList>
            )}
            {failure && ids.length > 0 && <div className="list-stale banner"><span className="grow">{failure}</span><button type="button" className="link" onClick={load}>{t('action.retry')}</button></div>}
          </div>
          {/* Below, so that no row moves under the pointer that picked it. */}
          {picking && <Suspense fallback={null}><BulkBar choice={choice} /></Suspense>}
        </>
      )}
    </section>
  );
}
