import { Banknote, Ellipsis, FileText, MessageSquareText, ScrollText, X } from 'lucide-react';
import { useState } from 'react';
import type { Id, Locale, OrderStatus, OrderView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { money, shortDate } from '../../i18n/format.ts';
import { currentLocale, localeNames, locales, t } from '../../i18n/index.ts';
import { paymentMethodName } from '../../i18n/payments.ts';
import { orderStatuses, orderStatusName, orderTone } from '../../i18n/words.ts';
import { change, useDesk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { toast } from '../../store/window-state.ts';
import { IconButton, withKeys } from '../../ui/controls.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { putFileIntoReply, putWordsIntoReply } from '../composer/put-into-reply.ts';
import { useDoing } from '../shell/commands.ts';
import { complain } from '../thread/actions.ts';
import { PaymentDialog } from './payment-dialog.tsx';
import './order-card.css';

/** An order beside the conversation: what is in it, what was paid, how it went, and what the customer can be given of it. */
export function OrderCard({ order, conversationId, newest = false }: { order: OrderView; conversationId: Id; /** Its menu has a key. */ newest?: boolean }) {
  const [paying, setPaying] = useState(false);
  const fold = (saved: OrderView): void => change((state) => foldOwn.order(state, saved));
  const set = (status: OrderStatus): void => void api.setOrderStatus(order.id, status).then(fold, complain);
  const strike = (paymentId: Id): void => void api.removePayment(order.id, paymentId).then(fold, complain);
  const sum = (minor: number): string => money(minor, order.currency);
  return (
    <div className="order-sec" data-order-number={order.number}>
      <div className="flex">
        <span className="med">{t('order.number', { n: order.number })}</span>
        <Menu align="start" trigger={<button type="button" className={`chip ${orderTone(order.status)}`} aria-label={t('order.changeStatus', { status: orderStatusName(order.status) })}>{orderStatusName(order.status)}</button>}>
          {orderStatuses.map((status) => <MenuItem key={status} checked={status === order.status} onSelect={() => set(status)}>{orderStatusName(status)}</MenuItem>)}
        </Menu>
        <span className="grow" />
        <span className="strong num">{sum(order.totalMinor)}</span>
        <Acts order={order} conversationId={conversationId} newest={newest} onPay={() => setPaying(true)} />
      </div>
      <div className="lines">
        {order.lines.map((line, index) => (
          <div key={index}>
            <span className="q">{line.quantity.toLocaleString(currentLocale())}×</span>
            <span>{line.name}</span>
            <span className="p">{sum(line.totalMinor)}</span>
          </div>
        ))}
        {order.discountMinor > 0 && <div><span className="q" /><span>{t('order.discount')}</span><span className="p">−{sum(order.discountMinor)}</span></div>}
        {order.deliveryMinor > 0 && <div><span className="q" /><span>{t('order.delivery')}</span><span className="p">{sum(order.deliveryMinor)}</span></div>}
        {order.comment && <div className="t2"><span className="q" /><span>{order.comment}</span></div>}
      </div>
      {order.payments.length > 0 && (
        <div className="lines order-payments">
          {order.payments.map((payment) => (
            <div key={payment.id} data-payment={payment.id}>
              <span className="cut">{`${paymentMethodName(payment.method)}, ${new Date(`${payment.paidOn}T12:00:00`).toLocaleDateString(currentLocale(), { day: 'numeric', month: 'short' })}`}</span>
              <span className="p">{sum(payment.amountMinor)}</span>
              <IconButton icon={X} size={14} small label={t('payment.remove', { sum: sum(payment.amountMinor) })} onClick={() => strike(payment.id)} />
            </div>
          ))}
          <div className="strong">
            <span>{order.paidMinor < order.totalMinor ? t('order.due') : t('order.paid')}</span>
            <span className="p">{sum(order.paidMinor < order.totalMinor ? order.totalMinor - order.paidMinor : order.paidMinor)}</span>
          </div>
        </div>
      )}
      {order.history.length > 1 && <History order={order} />}
      {paying && <PaymentDialog order={order} onClose={() => setPaying(false)} />}
    </div>
  );
}

function History({ order }: { order: OrderView }) {
  const users = useDesk((state) => state.users);
  return (
    <details className="order-history">
      <summary>{t('order.history')}</summary>
      <ol>
        {order.history.map((step, index) => (
          <li key={index}><span>{orderStatusName(step.to)}</span><span className="t3 cut">{[step.byId && users[step.byId]?.name, shortDate(step.at, Date.now())].filter(Boolean).join(', ')}</span></li>
        ))}
      </ol>
    </details>
  );
}

/** What the customer can be given: it comes into the reply, the person looks at it and sends it. */
function Acts({ order, conversationId, newest, onPay }: { order: OrderView; conversationId: Id; newest: boolean; onPay: () => void }) {
  const [open, setOpen] = useState(false);
  useDoing(newest ? 'order-menu' : null, () => setOpen(true));
  const [locale, setLocale] = useState<Locale | null>(null);
  const summarise = (): void => void api.orderSummary(order.id, locale).then(({ text }) => putWordsIntoReply(conversationId, text), complain);
  const print = (kind: 'invoice' | 'proposal'): void =>
    void api.printOrder(order.id, kind, locale).then((file) => {
      putFileIntoReply(conversationId, file);
      toast(t('order.attached', { name: file.name }));
    }, complain);
  return (
    <Menu open={open} onOpenChange={setOpen} trigger={<button type="button" className="icon-btn small" aria-label={t('order.acts', { n: order.number })} {...(newest && { title: withKeys(t('keys.orderMenu'), 'M') })}><Ellipsis size={16} aria-hidden="true" /></button>}>
      <MenuItem icon={MessageSquareText} onSelect={summarise}>{t('order.putSummary')}</MenuItem>
      <MenuItem icon={FileText} onSelect={() => print('invoice')}>{t('order.invoice')}</MenuItem>
      <MenuItem icon={ScrollText} onSelect={() => print('proposal')}>{t('order.proposal')}</MenuItem>
      <MenuItem icon={Banknote} disabled={order.status === 'cancelled'} onSelect={onPay}>{t('payment.add')}</MenuItem>
      <MenuLine />
      <MenuLabel>{t('order.language')}</MenuLabel>
      <MenuItem checked={locale === null} onSelect={() => setLocale(null)}>{t('order.customersLanguage')}</MenuItem>
      {locales.map((each) => <MenuItem key={each} checked={locale === each} onSelect={() => setLocale(each)}>{localeNames[each]}</MenuItem>)}
    </Menu>
  );
}
