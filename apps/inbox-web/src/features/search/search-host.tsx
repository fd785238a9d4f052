import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { InboxListName } from '../../../../../libs/crm-core/src/views.ts';
import { late, t } from '../../i18n/index.ts';
import type { EarlySearch } from './early.ts';
import type { SearchPane as Pane } from './search-pane.tsx';

/** Fetched a moment after the start, so that it is drawn at the key that asks for it. */
let SearchPane: typeof Pane | null = null;
async function importSearch(): Promise<void> {
  SearchPane ??= (await late(() => import('./search-pane.tsx'))).SearchPane;
}
/** Gives how to stop. */
export function fetchSearchSoon(): () => void {
  const timer = setTimeout(() => void importSearch().catch(() => undefined), 600);
  return () => clearTimeout(timer);
}

/** The search in place of the list. Until it is here its field stands there alone: whoever is quicker than the network loses no letter. */
export function SearchHost({ view, onClose }: { view: InboxListName; onClose: () => void }) {
  const [here, setHere] = useState(SearchPane !== null);
  const early = useRef<EarlySearch>({ words: '', enter: false });
  useEffect(() => { if (!here) importSearch().then(() => setHere(true), onClose); }, [here]);
  if (here && SearchPane) return <SearchPane view={view} onClose={onClose} early={early.current} />;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.code === 'Enter' || event.code === 'NumpadEnter') early.current.enter = true;
    else if (event.code === 'Escape') onClose();
  };
  return (
    <div className="list-search">
      <div className="input">
        <Search size={16} aria-hidden="true" />
        <input type="search" autoFocus autoComplete="off" spellCheck={false} placeholder={t('list.searchHint')} aria-label={t('list.search')} onChange={(event) => { early.current = { words: event.target.value, enter: false }; }} onKeyDown={onKeyDown} />
        <span className="spin" />
      </div>
    </div>
  );
}
