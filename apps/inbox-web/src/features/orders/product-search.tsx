import { Plus, Search } from 'lucide-react';
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { ProductView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { money } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';

/** Finds goods while typing: ↓ ↵ adds one, ⇧ ↵ makes a free line of the words. */
export function ProductSearch({ currency, onProduct, onFree }: { currency: string; onProduct: (product: ProductView) => void; onFree: (name: string) => void }) {
  const list = useId();
  const [words, setWords] = useState('');
  const [found, setFound] = useState<readonly ProductView[]>([]);
  const [at, setAt] = useState(0);
  const wanted = words.trim();

  useEffect(() => {
    if (!wanted) {
      setFound([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api.products({ search: wanted, limit: 6 }, abort.signal).then((page) => { setFound(page.items.filter((product) => product.active)); setAt(0); }, () => undefined);
    }, 120);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [wanted]);

  const take = (index: number): void => {
    const product = found[index];
    if (product) onProduct(product);
    else if (wanted) onFree(wanted);
    setWords('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown') setAt(Math.min(found.length, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter' && wanted) take(event.shiftKey ? found.length : at);
    else if (event.key === 'Escape' && words) setWords('');
    else return;
    event.preventDefault();
  };
  return (
    <div className="order-search">
      <span className="input">
        <Search size={16} aria-hidden="true" />
        <input role="combobox" aria-expanded={wanted !== ''} aria-controls={list} aria-activedescendant={wanted ? `${list}-${at}` : undefined} aria-label={t('order.search')} placeholder={t('order.searchHint')} autoFocus value={words} onChange={(event) => setWords(event.target.value)} onKeyDown={onKeyDown} />
        {wanted && <span><kbd>↓</kbd><kbd>↵</kbd></span>}
      </span>
      {wanted && (
        <div id={list} className="pop order-options" role="listbox">
          {found.map((product, index) => (
            <div key={product.id} id={`${list}-${index}`} className="option" role="option" aria-selected={index === at} onPointerMove={() => setAt(index)} onPointerDown={(event) => { event.preventDefault(); take(index); }}>
              <span>{marked(product.name, wanted)}</span>
              <span className="p">{money(product.priceMinor, product.currency || currency)}</span>
              <small>{product.sku}</small>
              <small>{index === at ? t('order.addHint') : ''}</small>
            </div>
          ))}
          <div id={`${list}-${found.length}`} className="option-free" role="option" aria-selected={at === found.length} onPointerMove={() => setAt(found.length)} onPointerDown={(event) => { event.preventDefault(); take(found.length); }}>
            <Plus size={14} aria-hidden="true" />
            <span className="cut">{t('order.free', { name: wanted })}</span>
            <span className="grow" />
            <span><kbd>⇧</kbd><kbd>↵</kbd></span>
          </div>
        </div>
      )}
    </div>
  );
}

function marked(name: string, words: string): ReactNode {
  const at = name.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return name;
  return <>{name.slice(0, at)}<mark>{name.slice(at, at + words.length)}</mark>{name.slice(at + words.length)}</>;
}
