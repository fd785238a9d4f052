import { ChevronLeft, TriangleAlert, X } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { Id, OrderDraftView, ProductView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { daysBetween, money, moneyInput, parseMoney } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { change, useDesk, useDeskShallow } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { newId } from '../../store/new-id.ts';
import { setWindow, toast } from '../../store/window-state.ts';
import { Button, Field, IconButton, Wrong, withKeys } from '../../ui/controls.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { useDoing } from '../shell/commands.ts';
import { OrderFromMessages } from './order-from-messages.tsx';
import { ProductSearch } from './product-search.tsx';
import { lineTotal, orderTotals, readQuantity, type DraftLine } from './totals.ts';
import './order.css';

interface Line extends DraftLine {
  readonly quantityText: string;
  readonly priceText: string;
}

/** A new order in the panel: search, quantity, done. Totals are pinned to the bottom and never jump. */
export function OrderForm({ conversationId, contactId }: { conversationId: Id; contactId: Id }) {
  const contactName = useDesk((state) => state.conversations[conversationId]?.contactName ?? '');
  const currency = useDesk((state) => state.company?.currency ?? 'EUR');
  const today = useDeskShallow((state) => Object.values(state.orders).filter((order) => order.contactId === contactId && order.status !== 'cancelled' && daysBetween(Date.parse(order.createdAt), Date.now()) === 0));
  const [id] = useState(newId);
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [discount, setDiscount] = useState({ text: '', percent: false });
  const [delivery, setDelivery] = useState('');
  const [comment, setComment] = useState('');
  const { busy, wrong, ask } = useAsking();
  const [drafting, setDrafting] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  useDoing('order-draft', () => setDrafting(true));

  const discountMinor = discount.text.trim() === '' ? 0 : discount.percent ? Number(discount.text.replace(',', '.')) : parseMoney(discount.text, currency);
  const deliveryMinor = delivery.trim() === '' ? 0 : parseMoney(delivery, currency);
  const amountsHold = discountMinor !== null && Number.isFinite(discountMinor) && deliveryMinor !== null;
  const totals = orderTotals(lines, { amount: amountsHold ? discountMinor : 0, percent: discount.percent }, deliveryMinor ?? 0);
  const linesHold = lines.length > 0 && lines.every((line) => readQuantity(line.quantityText) !== null && parseMoney(line.priceText, currency) !== null);
  const back = (): void => setWindow({ panelMode: 'person' });

  const add = (line: Omit<Line, 'key' | 'quantity' | 'quantityText' | 'priceText'>): void => {
    const same = lines.find((each) => line.productId !== null && each.productId === line.productId);
    if (same) {
      edit(same.key, { quantityText: String(same.quantity + 1) });
      return;
    }
    const key = newId();
    setLines([...lines, { ...line, key, quantity: 1, quantityText: '1', priceText: moneyInput(line.priceMinor, currency) }]);
    // The quantity is what comes next; a free line first needs its price.
    requestAnimationFrame(() => body.current?.querySelector<HTMLInputElement>(`[data-line="${key}"] ${line.productId ? '.quantity' : '.price'}`)?.select());
  };
  /** Goods found in messages: what is there already takes their number. */
  const addFound = (found: OrderDraftView['lines']): void => {
    const fresh = found.filter(({ product }) => !lines.some((line) => line.productId === product.id));
    setLines([
      ...lines.map((line): Line => {
        const again = found.find(({ product }) => product.id === line.productId);
        return again ? { ...line, quantity: again.quantity, quantityText: String(again.quantity) } : line;
      }),
      ...fresh.map(({ product, quantity }): Line => ({ key: newId(), productId: product.id, name: product.name, sku: product.sku, priceMinor: product.priceMinor, quantity, quantityText: String(quantity), priceText: moneyInput(product.priceMinor, currency) })),
    ]);
    setDrafting(false);
    requestAnimationFrame(() => body.current?.querySelector<HTMLInputElement>('[role="combobox"]')?.focus());
  };
  const edit = (key: string, part: { quantityText?: string; priceText?: string }): void =>
    setLines((current) =>
      current.map((line) => {
        if (line.key !== key) return line;
        const next = { ...line, ...part };
        return { ...next, quantity: readQuantity(next.quantityText) ?? 0, priceMinor: parseMoney(next.priceText, currency) ?? 0 };
      }),
    );

  const create = (): void => {
    if (!linesHold || !amountsHold || busy) return;
    void ask(async () => {
      const order = await api.createOrder({
        id,
        contactId,
        conversationId,
        currency,
        lines: lines.map((line) => ({ ...(line.productId && { productId: line.productId }), name: line.name, quantity: line.quantity, priceMinor: line.priceMinor })),
        discountMinor: totals.discountMinor,
        deliveryMinor: totals.deliveryMinor,
        comment: comment.trim(),
      });
      change((state) => foldOwn.order(state, order));
      toast(t('order.created', { n: order.number }));
      back();
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && (event.code === 'Enter' || event.code === 'NumpadEnter')) {
      event.preventDefault();
      create();
    } else if (event.key === 'Escape' && !event.defaultPrevented) back();
  };

  return (
    <aside className="pane side" aria-label={t('order.new')} data-region="panel" onKeyDown={onKeyDown}>
      <header className="pane-head">
        <IconButton icon={ChevronLeft} label={t('order.back')} keys="Esc" onClick={back} />
        <div className="grow"><h2 className="pane-title">{t('order.new')}</h2><p className="pane-sub cut">{contactName}</p></div>
        <kbd>Esc</kbd>
      </header>
      <div ref={body} className="order-form scrolls">
        <Wrong text={wrong} />
        {today[0] && <div className="banner amber small"><TriangleAlert size={16} aria-hidden="true" /><span className="grow">{t('order.similar', { n: today[0].number })}</span><Button size="s" onClick={back}>{t('action.open')}</Button></div>}
        {lines.length > 0 && (
          <div className="field">
            <span className="label">{t('order.lines')}</span>
            <div className="order-lines">
              {lines.map((line) => (
                <div key={line.key} className="order-line" data-line={line.key}>
                  <div>
                    <div className="name cut" title={line.name}>{line.name}</div>
                    <div className="sku num cut">{line.productId ? [line.sku, money(line.priceMinor, currency)].filter(Boolean).join(', ') : t('order.freeLine')}</div>
                  </div>
                  <input className="quantity" inputMode="decimal" aria-label={t('order.quantity', { name: line.name })} aria-invalid={readQuantity(line.quantityText) === null} value={line.quantityText} onChange={(event) => edit(line.key, { quantityText: event.target.value })} onKeyDown={(event) => { if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) { event.preventDefault(); body.current?.querySelector<HTMLInputElement>('[role="combobox"]')?.focus(); } }} />
                  {line.productId ? <span className="total">{money(lineTotal(line), currency)}</span> : <input className="price" inputMode="decimal" aria-label={t('order.price', { name: line.name })} aria-invalid={parseMoney(line.priceText, currency) === null} value={line.priceText} onChange={(event) => edit(line.key, { priceText: event.target.value })} />}
                  <IconButton icon={X} size={14} small label={t('order.removeLine', { name: line.name })} onClick={() => setLines(lines.filter((each) => each.key !== line.key))} />
                </div>
              ))}
            </div>
          </div>
        )}
        <ProductSearch currency={currency} onProduct={(product: ProductView) => add({ productId: product.id, name: product.name, sku: product.sku, priceMinor: product.priceMinor })} onFree={(name) => add({ productId: null, name, sku: '', priceMinor: 0 })} />
        {drafting ? <OrderFromMessages conversationId={conversationId} onLines={(found) => addFound([...found])} onClose={() => setDrafting(false)} /> : <button type="button" className="link small from-messages" title={withKeys(t('draft.open'), 'Shift O')} onClick={() => setDrafting(true)}>{t('draft.open')}</button>}
        <div className="order-two">
          <Field label={t('order.discount')}>
            {(field) => (
              <span className={`input ${amountsHold ? '' : 'wrong'}`}>
                <input id={field} inputMode="decimal" placeholder="0" value={discount.text} onChange={(event) => setDiscount({ ...discount, text: event.target.value })} />
                <span className="seg">
                  <button type="button" aria-pressed={discount.percent} onClick={() => setDiscount({ ...discount, percent: true })}>%</button>
                  <button type="button" aria-pressed={!discount.percent} onClick={() => setDiscount({ ...discount, percent: false })}>{currencySign(currency)}</button>
                </span>
              </span>
            )}
          </Field>
          <Field label={t('order.delivery')}>
            {(field) => <span className={`input ${deliveryMinor === null ? 'wrong' : ''}`}><input id={field} inputMode="decimal" placeholder={t('order.freeDelivery')} value={delivery} onChange={(event) => setDelivery(event.target.value)} /></span>}
          </Field>
        </div>
        <Field label={t('order.comment')}>{(field) => <textarea id={field} className="input" rows={2} value={comment} onChange={(event) => setComment(event.target.value)} />}</Field>
      </div>
      <footer className="order-foot">
        <div className="sums">
          <div><span className="t2">{t('order.positions', { n: totals.pieces })}</span><span className="p">{money(totals.linesMinor, currency)}</span></div>
          {totals.discountMinor > 0 && <div><span className="t2">{t('order.discount')}</span><span className="p">−{money(totals.discountMinor, currency)}</span></div>}
          {totals.deliveryMinor > 0 && <div><span className="t2">{t('order.delivery')}</span><span className="p">{money(totals.deliveryMinor, currency)}</span></div>}
          <div className="total"><span>{t('order.total')}</span><span className="p">{money(totals.totalMinor, currency)}</span></div>
        </div>
        <Button tone="primary" size="l" className="wide" keys="Mod Enter" busy={busy} disabled={!linesHold || !amountsHold} onClick={create}>{t('order.create')}</Button>
      </footer>
    </aside>
  );
}

const currencySign = (currency: string): string => new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
