import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { ProductView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { moneyInput, parseMoney } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { currencies } from '../../i18n/places.ts';
import { useDesk } from '../../store/desk.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { readQuantity } from '../orders/totals.ts';

const readStock = (text: string): number | null | undefined => (text.trim() === '' ? null : /^0+([.,]0*)?$/.test(text.trim()) ? 0 : (readQuantity(text) ?? undefined));

/** A product, new or changed. Archived it stays in the orders it is in and is offered in no new one. */
export function ProductDialog({ product, onClose }: { product: ProductView | null; onClose: () => void }) {
  const client = useQueryClient();
  const company = useDesk((state) => state.company?.currency ?? 'EUR');
  const [currency, setCurrency] = useState(product?.currency ?? company);
  const [name, setName] = useState(product?.name ?? '');
  const [sku, setSku] = useState(product?.sku ?? '');
  const [unit, setUnit] = useState(product?.unit ?? t('product.usualUnit'));
  const [price, setPrice] = useState(product ? moneyInput(product.priceMinor, currency) : '');
  const [stock, setStock] = useState(product?.stock === null || !product ? '' : String(product.stock));
  const [active, setActive] = useState(product?.active ?? true);
  const { busy, wrong, ask } = useAsking();
  const priceMinor = parseMoney(price, currency);
  const left = readStock(stock);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (priceMinor === null || left === undefined) return;
    void ask(async () => {
      await api.saveProduct({ ...(product && { id: product.id }), name: name.trim(), sku: sku.trim(), unit: unit.trim() || t('product.usualUnit'), priceMinor, currency, active, stock: left });
      await client.invalidateQueries({ queryKey: ['products'] });
      onClose();
    });
  };
  return (
    <Dialog title={product ? product.name : t('product.new')} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="product" busy={busy}>{t('action.save')}</Button></>}>
      <form id="product" className="settings-block" onSubmit={save}>
        <Wrong text={wrong} />
        <Field label={t('product.name')}>{(id) => <input id={id} className="input" required maxLength={500} autoFocus value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <div className="two">
          <Field label={t('product.sku')}>{(id) => <input id={id} className="input" required maxLength={100} value={sku} onChange={(event) => setSku(event.target.value)} />}</Field>
          <Field label={t('product.unit')}>{(id) => <input id={id} className="input" maxLength={30} value={unit} onChange={(event) => setUnit(event.target.value)} />}</Field>
          <Field label={t('product.price')} wrong={price && priceMinor === null ? t('product.notPrice') : null}>{(id) => <input id={id} className="input" required inputMode="decimal" value={price} onChange={(event) => setPrice(event.target.value)} />}</Field>
          <Field label={t('setup.currency')}>{(id) => <select id={id} className="input" value={currency} onChange={(event) => setCurrency(event.target.value)}>{[...new Set([currency, company, ...currencies()])].map((code) => <option key={code} value={code}>{code}</option>)}</select>}</Field>
          <Field label={t('product.stock')} hint={t('product.stockHint')} wrong={left === undefined ? t('product.notStock') : null}>{(id) => <input id={id} className="input" inputMode="decimal" value={stock} onChange={(event) => setStock(event.target.value)} />}</Field>
        </div>
        <label className="check-row"><input type="checkbox" className="check" checked={active} onChange={(event) => setActive(event.target.checked)} />{t('product.active')}</label>
      </form>
    </Dialog>
  );
}
