import { Plus } from 'lucide-react';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { setWindow } from '../../store/window-state.ts';
import { Button, IconButton } from '../../ui/controls.tsx';
import { OrderCard } from '../orders/order-card.tsx';

export function OrdersSection({ conversationId, contactId }: { conversationId: Id; contactId: Id }) {
  const orders = useDeskShallow((state) => Object.values(state.orders).filter((order) => order.contactId === contactId).sort((a, b) => b.number - a.number));
  const create = (): void => setWindow({ panelOpen: true, panelMode: 'order' });
  return (
    <section className="sec">
      <div className="sec-head"><span className="grow">{t('order.title')}</span><IconButton icon={Plus} size={16} small label={t('order.new')} keys="O" onClick={create} /></div>
      {orders.length === 0 && <Button size="s" keys="O" onClick={create}>{t('order.new')}</Button>}
      {orders.slice(0, 5).map((order, at) => <OrderCard key={order.id} order={order} conversationId={conversationId} newest={at === 0} />)}
    </section>
  );
}
