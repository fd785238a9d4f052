import { Clock } from 'lucide-react';
import type { MessageView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { useDesk } from '../../store/desk.ts';
import { discard, takeIntoComposer } from '../letter/take-back.ts';
import { onMessage } from './actions.ts';

/** What goes later in this conversation, and what can still be done about it. */
export function PutOffBar({ messages }: { messages: readonly MessageView[] }) {
  return (
    <ul className="put-off-bar" aria-label={t('later.waiting')}>
      {messages.map((message) => <PutOff key={message.id} message={message} />)}
    </ul>
  );
}

function PutOff({ message }: { message: MessageView }) {
  const now = useMoment();
  const wrote = useDesk((state) => (state.conversations[message.conversationId]?.inboundCount ?? 0) > (message.hold?.inboundCount ?? 0));
  const author = useDesk((state) => (message.authorId && message.authorId !== state.me?.id ? state.users[message.authorId]?.name : undefined));
  const { hold } = message;
  if (!hold) return null;
  return (
    <li data-put-off={message.id}>
      <Clock size={14} aria-hidden="true" />
      <span className="grow cut" title={message.text}>
        <b>{t('later.goes', { when: dueTime(hold.until, now) })}</b> {[author, message.subject, message.text].filter(Boolean).join(' · ')}
      </span>
      {wrote && <span className="chip amber">{t(hold.ifNews === 'keep' ? 'later.willStay' : 'later.wrote')}</span>}
      <button type="button" className="link" onClick={() => void onMessage(() => api.sendNow(message.id))}>{t('later.now')}</button>
      <button type="button" className="link" onClick={() => void takeIntoComposer(message)}>{t('delivery.edit')}</button>
      <button type="button" className="link" onClick={() => void discard(message, t('later.off'))}>{t('action.cancel')}</button>
    </li>
  );
}
