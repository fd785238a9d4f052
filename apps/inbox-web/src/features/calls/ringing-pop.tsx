import { PhoneIncoming } from 'lucide-react';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { t } from '../../i18n/index.ts';
import { useDesk } from '../../store/desk.ts';
import { setWindow, useWindow } from '../../store/window-state.ts';
import { Button } from '../../ui/controls.tsx';

/** A call rings: who it is, on the screen of everybody it rings for. Gone when the call is answered or given up. */
export function RingingPop() {
  const [, go] = useLocation();
  const ringing = useWindow((state) => state.ringing);
  const mine = useDesk((state) => ringing !== null && (ringing.operatorIds.length === 0 || ringing.operatorIds.includes(state.me?.id ?? '')));
  const audible = useWindow((state) => state.sound === 'ready');

  useEffect(() => {
    if (!ringing) return;
    const gone = setTimeout(() => setWindow({ ringing: null }), 60_000);
    const ended = new AbortController();
    // A tab that may not sound leaves it to one that may.
    if (mine && audible) void import('../alerts/ring-call.ts').then(({ ringFor }) => ringFor(ringing.messageId, ended.signal)).catch(() => undefined);
    return () => {
      clearTimeout(gone);
      ended.abort();
    };
  }, [ringing, mine, audible]);

  if (!ringing || !mine) return null;
  return (
    <section className="pop ring" role="alert" aria-label={t('call.incoming')}>
      <div className="ring-head">
        <span className="ring-ico"><PhoneIncoming size={20} aria-hidden="true" /></span>
        <div className="grow">
          <p className="t2 small">{t('call.incoming')}</p>
          <p className="ring-name cut">{ringing.contactName}</p>
          {ringing.number !== ringing.contactName && <p className="t2 small num">{ringing.number}</p>}
        </div>
      </div>
      <p className="t2 small">{t('call.pickUpPhone')}</p>
      <div className="flex">
        <Button tone="primary" className="grow" onClick={() => { go(`/inbox/all/${ringing.conversationId}`); setWindow({ ringing: null }); }}>{t('call.openConversation')}</Button>
        <Button onClick={() => setWindow({ ringing: null })}>{t('action.hide')}</Button>
      </div>
    </section>
  );
}
