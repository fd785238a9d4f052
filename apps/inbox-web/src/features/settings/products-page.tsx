import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { FileUp, Package, Plus, Search, SearchX } from 'lucide-react';
import { useDeferredValue, useEffect, useState } from 'react';
import type { ProductView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { money } from '../../i18n/format.ts';
import { currentLocale, t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { Button, Empty } from '../../ui/controls.tsx';
import { Loaded, PageFrame } from './page-frame.tsx';
import { ProductDialog } from './product-dialog.tsx';
import { ProductImport } from './product-import.tsx';

/** The catalogue: found, paged, changed by hand and from a file. */
export function ProductsPage() {
  const client = useQueryClient();
  const leads = useDesk((state) => state.me?.role !== 'operator');
  const changed = useDesk((state) => state.products);
  const [editing, setEditing] = useState<ProductView | 'new' | 'import' | null>(null);
  const [words, setWords] = useState('');
  const search = useDeferredValue(words.trim());
  const query = useInfiniteQuery({
    queryKey: ['products', search],
    queryFn: ({ pageParam, signal }) => api.products({ search, all: true, limit: 50, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  useEffect(() => void client.invalidateQueries({ queryKey: ['products'] }), [client, changed]);
  const add = leads && <Button tone="primary" icon={Plus} onClick={() => setEditing('new')}>{t('product.new')}</Button>;
  const bring = leads && <Button icon={FileUp} className="narrow-bare" onClick={() => setEditing('import')}>{t('import.open')}</Button>;
  return (
    <PageFrame title={t('settings.products')} actions={<>{bring}{add}</>}>
      <span className="input product-search">
        <Search size={16} aria-hidden="true" />
        <input type="search" aria-label={t('order.search')} placeholder={t('order.searchHint')} value={words} onChange={(event) => setWords(event.target.value)} />
      </span>
      <Loaded query={query}>
        {({ pages }) => {
          const products = pages.flatMap((page) => page.items);
          if (products.length === 0) return search ? <Empty icon={SearchX} title={t('product.notFound')} text={t('product.notFoundText')} /> : <Empty icon={Package} title={t('product.empty')} text={t('product.emptyText')} />;
          return (
            <>
              <div className="card table-wrap">
                <table className="table products">
                  <thead><tr><th>{t('product.name')}</th><th className="wide-only">{t('product.sku')}</th><th className="right">{t('product.stock')}</th><th className="right">{t('product.price')}</th></tr></thead>
                  <tbody>{products.map((product) => <Row key={product.id} product={product} onEdit={leads ? () => setEditing(product) : null} />)}</tbody>
                </table>
              </div>
              {query.hasNextPage && <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('product.more')}</Button>}
            </>
          );
        }}
      </Loaded>
      {editing === 'import' && <ProductImport onClose={() => setEditing(null)} />}
      {editing && editing !== 'import' && <ProductDialog product={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}

function Row({ product, onEdit }: { product: ProductView; onEdit: (() => void) | null }) {
  return (
    <tr className={product.active ? undefined : 'archived'}>
      <td className="wide">
        {onEdit ? <button type="button" className="link" onClick={onEdit}>{product.name}</button> : product.name}
        {!product.active && <span className="chip">{t('product.archived')}</span>}
      </td>
      <td className="t2 num wide-only">{product.sku}</td>
      <td className="right num">{product.stock === null ? <span className="t3">—</span> : `${product.stock.toLocaleString(currentLocale())}\u00a0${product.unit}`}</td>
      <td className="right num">{money(product.priceMinor, product.currency)}</td>
    </tr>
  );
}
