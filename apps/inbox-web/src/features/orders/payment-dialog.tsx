import { useState, type FormEvent } from 'react';
import type { OrderView, PaymentMethod } from '../../../../../libs/crm-core/src/views.ts';
import { ApiError, describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { moneyInput, parseMoney } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { paymentMethodName, paymentMethods } from '../../i18n/payments.ts';
import { change } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { newId } from '../../store/new-id.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** What was paid of an order: offered is what is still due, today. More than that only when a person insists. */
export function PaymentDialog({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const [id] = useState(newId);
  const [amount, setAmount] = useState(() => (order.totalMinor > order.paidMinor ? moneyInput(order.totalMinor - order.paidMinor, order.currency) : ''));
  const [paidOn, setPaidOn] = useState(localDay);
  const [method, setMethod] = useState<PaymentMethod>('transfer');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<unknown>(null);
  const amountMinor = parseMoney(amount, order.currency);
  const insists = wrong instanceof ApiError && wrong.problem.code === 'overpaid';
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!amountMinor || !paidOn) return;
    setBusy(true);
    try {
      const saved = await api.payOrder(order.id, { id, amountMinor, paidOn, method, ...(insists && { force: true }) });
      change((state) => foldOwn.order(state, saved));
      onClose();
    } catch (error) {
      setWrong(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('payment.title', { n: order.number })} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="payment" busy={busy} disabled={!amountMinor || !paidOn}>{insists ? t('payment.anyway') : t('payment.save')}</Button></>}>
      <form id="payment" className="settings-block" onSubmit={(event) => void save(event)}>
        <Wrong text={wrong === null ? null : describeError(wrong)} />
        <Field label={t('payment.amount', { currency: order.currency })} wrong={amount && amountMinor === null ? t('product.notPrice') : null}>{(field) => <input id={field} className="input num" name="amount" required inputMode="decimal" value={amount} onChange={(event) => { setAmount(event.target.value); setWrong(null); }} />}</Field>
        <div className="two">
          <Field label={t('payment.date')}>{(field) => <input id={field} type="date" className="input" required value={paidOn} onChange={(event) => setPaidOn(event.target.value)} />}</Field>
          <Field label={t('payment.method')}>{(field) => <select id={field} className="input" value={method} onChange={(event) => setMethod(event.target.value as PaymentMethod)}>{paymentMethods.map((each) => <option key={each} value={each}>{paymentMethodName(each)}</option>)}</select>}</Field>
        </div>
      </form>
    </Dialog>
  );
}

function localDay(): string {
  const now = new Date();
  return [now.getFullYear(), String(now.getMonth() + 1).padStart(2, '0'), String(now.getDate()).padStart(2, '0')].join('-');
}
