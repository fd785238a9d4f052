import { AtSign, Bookmark, ChevronDown, Users } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import type { InboxListName, SavedViewView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { chooseList, useListState } from '../../store/list-state.ts';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { countWords, viewName } from './view-names.ts';

const moreViews: readonly InboxListName[] = ['mentions', 'unassigned', 'snoozed', 'closed', 'spam'];

/** The views with how many stand in each, as the server counts; behind the arrow the rest and what people saved. */
export function ViewsStrip({ view }: { view: InboxListName }) {
  const [, go] = useLocation();
  const counts = useDesk((state) => state.counts);
  const savedViewId = useListState((state) => state.savedViewId);
  const savedViews = useDeskShallow((state) => Object.values(state.savedViews).sort((a, b) => a.name.localeCompare(b.name)));
  const saved = savedViews.find((each) => each.id === savedViewId);
  const named = (counts?.mentions ?? 0) > 0;
  const other = !saved && moreViews.includes(view) && !(named && view === 'mentions') ? view : null;
  // What was chosen behind the arrow stands last and is seen whole; the arrow itself never leaves.
  const tabs = useRef<HTMLDivElement>(null);
  const counted = counts !== null;
  useEffect(() => { if (tabs.current && (other || saved)) tabs.current.scrollLeft = tabs.current.scrollWidth; }, [other, saved, named, counted]);
  const current = (name: InboxListName): boolean => !saved && name === view;
  // A view is itself: what a saved one narrowed stays with that.
  const leave = (): void => { if (saved) chooseList({ filter: {}, sort: 'wait' }); };
  const choose = ({ id, choice }: SavedViewView): void => {
    chooseList({ filter: choice.filter, sort: choice.sort, savedViewId: id });
    go(`/inbox/${choice.view}`);
  };
  const tab = (name: InboxListName, icon = false) => (
    <Link key={name} href={`/inbox/${name}`} onClick={leave} {...(current(name) && { 'aria-current': 'true' as const })} {...(icon && { 'aria-label': counts && counts[name] > 0 ? `${viewName(name)}, ${countWords(counts[name])}` : viewName(name), title: viewName(name) })}>
      {icon ? <AtSign size={14} aria-hidden="true" /> : viewName(name)}
      {counts && counts[name] > 0 && <span className="n">{countWords(counts[name])}</span>}
    </Link>
  );
  return (
    <nav className="views" aria-label={t('list.views')}>
      <div ref={tabs} className="views-tabs">
        {tab('queue')}
        {tab('mine')}
        {named && tab('mentions', true)}
        {tab('all')}
        {other && tab(other)}
        {saved && <a href={`/inbox/${saved.choice.view}`} aria-current="true" onClick={(event) => { event.preventDefault(); choose(saved); }}><Bookmark size={14} aria-hidden="true" /><span className="cut">{saved.name}</span></a>}
      </div>
      <Menu trigger={<button type="button" aria-label={t('list.moreViews')}><ChevronDown size={14} aria-hidden="true" /></button>}>
        {moreViews.map((name) => (
          <MenuItem key={name} checked={current(name)} end={counts && counts[name] > 0 ? <span className="num">{countWords(counts[name])}</span> : undefined} onSelect={() => { leave(); go(`/inbox/${name}`); }}>{viewName(name)}</MenuItem>
        ))}
        {savedViews.length > 0 && <><MenuLine /><MenuLabel>{t('savedView.title')}</MenuLabel></>}
        {savedViews.map((each) => (
          <MenuItem key={each.id} checked={each.id === savedViewId} lead={each.shared ? <Users size={16} aria-hidden="true" /> : <Bookmark size={16} aria-hidden="true" />} onSelect={() => choose(each)}>{each.name}</MenuItem>
        ))}
      </Menu>
    </nav>
  );
}
