import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Package, Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { ProductView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { money, moneyInput, parseMoney } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { Button, Empty, Field } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Loaded, PageFrame } from './page-frame.tsx';

export function ProductsPage() {
  const [editing, setEditing] = useState<ProductView | 'new' | null>(null);
  const query = useQuery({ queryKey: ['products'], queryFn: () => api.products({ all: true, limit: 200 }) });
  return (
    <PageFrame title={t('settings.products')} actions={<Button tone="primary" icon={Plus} onClick={() => setEditing('new')}>{t('product.new')}</Button>}>
      <Loaded query={query}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon={Package} title={t('product.empty')} text={t('product.emptyText')} />
          ) : (
            <div className="card table-wrap">
              <table className="table">
                <thead><tr><th>{t('product.name')}</th><th>{t('product.sku')}</th><th className="right">{t('product.price')}</th><th /></tr></thead>
                <tbody>
                  {page.items.map((product) => (
                    <tr key={product.id} style={product.active ? undefined : { opacity: 0.6 }}>
                      <td><button type="button" className="link" onClick={() => setEditing(product)}>{product.name}</button></td>
                      <td className="t2 num">{product.sku}</td>
                      <td className="right num">{money(product.priceMinor, product.currency)}</td>
                      <td className="right">{!product.active && <span className="chip">{t('product.hidden')}</span>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {editing && <ProductDialog product={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}

function ProductDialog({ product, onClose }: { product: ProductView | null; onClose: () => void }) {
  const client = useQueryClient();
  const company = useDesk((state) => state.company?.currency ?? 'EUR');
  const currency = product?.currency ?? company;
  const [name, setName] = useState(product?.name ?? '');
  const [sku, setSku] = useState(product?.sku ?? '');
  const [price, setPrice] = useState(product ? moneyInput(product.priceMinor, currency) : '');
  const [active, setActive] = useState(product?.active ?? true);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const priceMinor = parseMoney(price, currency);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (priceMinor === null) return;
    setBusy(true);
    try {
      await api.saveProduct({ ...(product && { id: product.id }), name: name.trim(), sku: sku.trim(), priceMinor, currency, active });
      await client.invalidateQueries({ queryKey: ['products'] });
      onClose();
    } catch (error) {
      setWrong(describeError(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={product ? product.name : t('product.new')} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="product" busy={busy}>{t('action.save')}</Button></>}>
      <form id="product" className="settings-block" onSubmit={(event) => void save(event)}>
        {wrong && <div className="banner red" role="alert">{wrong}</div>}
        <Field label={t('product.name')}>{(id) => <input id={id} className="input" required autoFocus value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <div className="two">
          <Field label={t('product.sku')}>{(id) => <input id={id} className="input" required value={sku} onChange={(event) => setSku(event.target.value)} />}</Field>
          <Field label={t('product.priceIn', { currency })} wrong={price && priceMinor === null ? t('product.notPrice') : null}>{(id) => <input id={id} className="input" required inputMode="decimal" value={price} onChange={(event) => setPrice(event.target.value)} />}</Field>
        </div>
        <label className="check-row"><input type="checkbox" className="check" checked={active} onChange={(event) => setActive(event.target.checked)} />{t('product.active')}</label>
      </form>
    </Dialog>
  );
}
