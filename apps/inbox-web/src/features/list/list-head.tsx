import { ArrowDownWideNarrow, ListFilter as FilterIcon, PenSquare, Search } from 'lucide-react';
import { Suspense, useRef, useState } from 'react';
import type { InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { chooseList, useListState } from '../../store/list-state.ts';
import { setWindow } from '../../store/window-state.ts';
import { IconButton } from '../../ui/controls.tsx';
import { MeMenu } from '../shell/me-menu.tsx';
import { useKeys } from '../shell/keys.ts';
import { viewName } from './view-names.ts';
import { part } from '../../ui/part.ts';

const FilterPanel = part(async () => (await import('./filter-panel.tsx')).FilterPanel);

/** What the list is, who waits in it (null: not known yet), and the ways to look at it otherwise. */
export function ListHead({ view, waiting, searching, onSearching }: { view: InboxListName; waiting: number | null; searching: boolean; onSearching: (on: boolean) => void }) {
  const [filtering, setFiltering] = useState(false);
  const filterButton = useRef<HTMLButtonElement>(null);
  const savedView = useListState((state) => state.savedViewId);
  const saved = useDesk((state) => (savedView ? state.savedViews[savedView] : undefined));
  const narrowed = useListState((state) => Object.keys(state.filter).length > 0);
  const byMoney = useListState((state) => state.sort === 'money');
  const sorted = view === 'queue' || view === 'mine' || view === 'unassigned' || view === 'all';
  const turn = (): void => chooseList({ sort: byMoney ? 'wait' : 'money' });
  useKeys({ ...(searching ? {} : { 'Shift+KeyF': () => setFiltering(true), ...(sorted && { KeyS: turn }) }) });
  return (
    <header className="pane-head">
      <div className="grow">
        <h1 className="pane-title cut">{saved?.name ?? viewName(view)}</h1>
        <p className="pane-sub cut num">{waiting === null ? '\u00a0' : waiting > 0 ? t('list.waitingCount', { n: waiting }) : t('list.nobodyWaits')}</p>
      </div>
      <IconButton icon={Search} label={t('list.search')} keys="/" aria-pressed={searching} onClick={() => onSearching(!searching)} />
      {sorted && <IconButton icon={ArrowDownWideNarrow} label={byMoney ? t('list.byWait') : t('list.byMoney')} keys="S" aria-pressed={byMoney} onClick={turn} />}
      <IconButton ref={filterButton} icon={FilterIcon} label={t('list.filter')} keys="Shift F" aria-pressed={narrowed} aria-expanded={filtering} onClick={() => setFiltering(!filtering)} />
      {filtering && <Suspense fallback={null}><FilterPanel view={view} anchor={filterButton} onClose={() => setFiltering(false)} /></Suspense>}
      <IconButton icon={PenSquare} label={t('start.title')} keys="C" onClick={() => setWindow({ dialog: 'start', startWith: null })} />
      <span className="phone-only"><MeMenu /></span>
    </header>
  );
}
