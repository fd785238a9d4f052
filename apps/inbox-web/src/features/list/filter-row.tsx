import { X } from 'lucide-react';
import type { ListFilter } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { chooseList, useListState } from '../../store/list-state.ts';
import { filterWords } from './view-names.ts';

/** What narrows the list, each to be taken away by itself. */
export function FilterRow() {
  const filter = useListState((state) => state.filter);
  const narrowed = Object.keys(filter).length > 0;
  // Whoever filters nothing need not hear of everything.
  const state = useDesk((all) => (narrowed ? all : null));
  if (!state) return null;
  const chips = filterWords(filter, state);
  const without = (key: keyof ListFilter): void => {
    const { [key]: _gone, ...rest } = filter;
    chooseList({ filter: rest });
  };
  return (
    <div className="filter-row">
      {chips.map(({ key, text }) => (
        <button key={key} type="button" className="chip accent" aria-label={t('filter.remove', { name: text })} onClick={() => without(key)}><span className="cut">{text}</span><X size={12} aria-hidden="true" /></button>
      ))}
      {chips.length > 1 && <button type="button" className="link small" onClick={() => chooseList({ filter: {} })}>{t('filter.clear')}</button>}
    </div>
  );
}
