import { Plus } from 'lucide-react';
import type { Id, OrderStatus, OrderView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { money } from '../../i18n/format.ts';
import { currentLocale, t } from '../../i18n/index.ts';
import { orderStatuses, orderStatusName, orderTone } from '../../i18n/words.ts';
import { change, useDeskShallow } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { setWindow } from '../../store/window-state.ts';
import { Button, IconButton } from '../../ui/controls.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { complain } from '../thread/actions.ts';

export function OrdersSection({ contactId }: { contactId: Id }) {
  const orders = useDeskShallow((state) => Object.values(state.orders).filter((order) => order.contactId === contactId).sort((a, b) => b.number - a.number));
  const create = (): void => setWindow({ panelOpen: true, panelMode: 'order' });
  return (
    <section className="sec">
      <div className="sec-head"><span className="grow">{t('order.title')}</span><IconButton icon={Plus} size={16} small label={t('order.new')} keys="O" onClick={create} /></div>
      {orders.length === 0 && <Button size="s" keys="O" onClick={create}>{t('order.new')}</Button>}
      {orders.slice(0, 5).map((order) => <Order key={order.id} order={order} />)}
    </section>
  );
}

function Order({ order }: { order: OrderView }) {
  const set = (status: OrderStatus): void => {
    api.setOrderStatus(order.id, status).then((saved) => change((state) => foldOwn.order(state, saved)), complain);
  };
  return (
    <div className="order-sec" data-order-number={order.number}>
      <div className="flex">
        <span className="med">{t('order.number', { n: order.number })}</span>
        <Menu align="start" trigger={<button type="button" className={`chip ${orderTone(order.status)}`} aria-label={t('order.changeStatus', { status: orderStatusName(order.status) })}>{orderStatusName(order.status)}</button>}>
          {orderStatuses.map((status) => <MenuItem key={status} checked={status === order.status} onSelect={() => set(status)}>{orderStatusName(status)}</MenuItem>)}
        </Menu>
        <span className="grow" />
        <span className="strong num">{money(order.totalMinor, order.currency)}</span>
      </div>
      <div className="lines">
        {order.lines.map((line, index) => (
          <div key={index}>
            <span className="q">{line.quantity.toLocaleString(currentLocale())}×</span>
            <span>{line.name}</span>
            <span className="p">{money(line.totalMinor, order.currency)}</span>
          </div>
        ))}
        {order.discountMinor > 0 && <div><span className="q" /><span>{t('order.discount')}</span><span className="p">−{money(order.discountMinor, order.currency)}</span></div>}
        {order.deliveryMinor > 0 && <div><span className="q" /><span>{t('order.delivery')}</span><span className="p">{money(order.deliveryMinor, order.currency)}</span></div>}
        {order.comment && <div className="t2"><span className="q" /><span>{order.comment}</span></div>}
      </div>
    </div>
  );
}
