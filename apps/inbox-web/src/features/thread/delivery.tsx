import { Check, CheckCheck, Clock, Info, TriangleAlert } from 'lucide-react';
import { Suspense } from 'react';
import type { DeliveryStatus, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { late, t, type MessageId } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { onMessage } from './actions.ts';
import { part } from '../../ui/part.ts';
import { useAsking } from '../../ui/use-asking.ts';

/** A clock until the vendor accepted, one tick then, two when delivered, in accent when read; never a tick for the unknown. */
export function DeliveryTick({ delivery }: { delivery: DeliveryStatus }) {
  switch (delivery) {
    case 'queued':
    case 'submitting':
      return <span className="tick" role="img" aria-label={t('delivery.queued')} title={t('delivery.queued')} data-delivery={delivery}><Clock size={13} /></span>;
    case 'sent':
      return <span className="tick" role="img" aria-label={t('delivery.sent')} title={t('delivery.sent')} data-delivery={delivery}><Check size={14} /></span>;
    case 'delivered':
      return <span className="tick" role="img" aria-label={t('delivery.delivered')} title={t('delivery.delivered')} data-delivery={delivery}><CheckCheck size={14} /></span>;
    case 'read':
      return <span className="tick read" role="img" aria-label={t('delivery.read')} title={t('delivery.read')} data-delivery={delivery}><CheckCheck size={14} /></span>;
    case 'failed':
      return <span className="tick" role="img" aria-label={t('delivery.failed')} title={t('delivery.failed')} data-delivery={delivery}><TriangleAlert size={14} /></span>;
    case 'uncertain':
      return <span className="tick" role="img" aria-label={t('delivery.uncertain')} title={t('delivery.uncertain')} data-delivery={delivery}><Info size={14} /></span>;
  }
}

const FailedActions = part(async () => (await import('./failed-actions.tsx')).FailedActions);

const reasons: Record<string, MessageId> = {
  config: 'failure.config',
  invalid: 'failure.invalid',
  unsupported: 'failure.unsupported',
  recipient: 'failure.recipient',
  'opted-out': 'failure.optedOut',
  'rate-limited': 'failure.unavailable',
  unavailable: 'failure.unavailable',
  outdated: 'failure.outdated',
};

/** Under a message that waits because its channel does not work or was not there: nobody has to do anything about the message. */
export function DeliveryWaits({ message }: { message: MessageView }) {
  const broken = useDesk((state) => message.inboxId !== null && state.inboxes[message.inboxId]?.health === 'broken');
  const callOff = <button type="button" className="link" onClick={() => void late(() => import('../letter/take-back.ts')).then(({ takeIntoComposer }) => takeIntoComposer(message))}>{t('delivery.callOff')}</button>;
  if (message.delivery === 'queued' && message.hold?.kind === 'undo') return <div className="why held" role="status"><span>{t('delivery.held')}</span>{callOff}</div>;
  if (message.delivery !== 'queued' || !(broken || message.failure)) return null;
  return <div className="why unsure" role="status"><span title={message.failure?.message}>{t(broken || message.failure?.kind === 'config' ? 'delivery.waits' : 'delivery.triesAgain')}</span>{callOff}</div>;
}

/** Under a message that failed or may have arrived: why, in words, and what can be done. */
export function DeliveryTrouble({ message }: { message: MessageView }) {
  const { busy, ask } = useAsking();
  const act = (label: MessageId, action: () => Promise<MessageView>) => <button key={label} type="button" className="link" disabled={busy} onClick={() => void ask(() => onMessage(action))}>{t(label)}</button>;
  if (message.delivery === 'uncertain') {
    return (
      <div className="why unsure" role="status">
        <span>{t('delivery.unsure')}</span>
        {act('delivery.check', () => api.checkMessage(message.id))}
        {act('delivery.arrived', () => api.settle(message.id, 'sent'))}
        {act('delivery.sendAgain', () => api.retry(message.id))}
        {act('delivery.giveUp', () => api.settle(message.id, 'failed'))}
      </div>
    );
  }
  const known = message.failure && reasons[message.failure.kind];
  return (
    <div className="why" role="status">
      <span title={message.failure?.message}>{known ? t(known) : (message.failure?.message ?? t('delivery.failed'))}</span>
      <Suspense fallback={null}><FailedActions message={message} /></Suspense>
    </div>
  );
}
