import { UsersRound } from 'lucide-react';
import { t } from '../../../i18n/index.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import type { Suggesting } from './use-suggest.ts';

export const SUGGEST_ID = 'composer-suggestions';
export const optionId = (index: number): string => `${SUGGEST_ID}-${index}`;

/** What fits what is being typed, above the words. The field keeps the focus; ↑ ↓ move, Enter or Tab takes, Esc sends it away. */
export function SuggestList({ suggesting: { items, active, loading, title } }: { suggesting: Suggesting }) {
  if (items.length === 0 && !loading) return null;
  return (
    <div className="pop suggest" id={SUGGEST_ID} role="listbox" aria-label={title}>
      <div className="menu-label" aria-hidden="true">{title}</div>
      {loading && items.length === 0 && <div className="suggest-item t3">{t('suggest.loading')}</div>}
      {items.map((item, index) => (
        // The field must not lose its caret to a click.
        <div key={item.key} id={optionId(index)} role="option" aria-selected={index === active} className="suggest-item" onMouseDown={(event) => { event.preventDefault(); item.pick(); }}>
          {item.sign && <span className="sign" aria-hidden="true">{item.sign}</span>}
          {item.face && (item.face.kind === 'user' ? <Avatar id={item.face.id} name={item.face.name} size="s" /> : <UsersRound size={16} aria-hidden="true" />)}
          <span className="cut title">{item.title}</span>
          {item.hint && <span className="cut hint">{item.hint}</span>}
          {item.end && <span className="end">{item.end}</span>}
        </div>
      ))}
    </div>
  );
}
