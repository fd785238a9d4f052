import { useEffect, useState, type FormEvent } from 'react';
import type { DealView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { moneyInput, parseMoney } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { reasonName } from '../../i18n/reasons.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { loadReasons } from '../../store/reasons.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { complain } from '../thread/actions.ts';
import { showDeal } from './deal-acts.ts';

/** How a deal ended: won with its sum, or lost with the reason, who got it instead, and when to ask again. */
export function EndDialog({ deal, end, onClose }: { deal: DealView; end: 'win' | 'lose'; onClose: () => void }) {
  const { busy, wrong, ask } = useAsking();
  const [amount, setAmount] = useState(deal.amountMinor === null ? '' : moneyInput(deal.amountMinor, deal.currency));
  const [reasonId, setReasonId] = useState<Id | null>(null);
  const [competitor, setCompetitor] = useState('');
  const [returnOn, setReturnOn] = useState('');
  const amountMinor = amount.trim() ? parseMoney(amount, deal.currency) : null;
  const ready = end === 'win' ? !amount.trim() || amountMinor !== null : reasonId !== null;
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || busy) return;
    void ask(async () => {
      showDeal(end === 'win' ? await api.winDeal(deal.id, { amountMinor }) : await api.loseDeal(deal.id, { reasonId: reasonId ?? '', competitor: competitor.trim() || null, returnOn: returnOn || null }));
      toast(end === 'win' ? t('deal.winTitle') : t('deal.loseTitle'));
      onClose();
    });
  };
  return (
    <Dialog title={end === 'win' ? t('deal.winTitle') : t('deal.loseTitle')} description={[deal.contactName, deal.title].filter(Boolean).join(', ')} onClose={onClose}
      foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="deal-end" busy={busy} disabled={!ready}>{end === 'win' ? t('deal.win') : t('deal.lose')}</Button></>}>
      <form id="deal-end" className="form deal-form" onSubmit={save}>
        <Wrong text={wrong} />
        {end === 'win' ? (
          <Field label={t('deal.amount', { currency: deal.currency })} wrong={ready ? null : t('product.notPrice')}>{(id) => <input id={id} className="input" inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value)} />}</Field>
        ) : (
          <>
            <Reasons chosen={reasonId} onChoose={setReasonId} />
            <Field label={t('deal.competitor')}>{(id) => <input id={id} className="input" maxLength={200} value={competitor} onChange={(event) => setCompetitor(event.target.value)} />}</Field>
            <Field label={t('deal.returnOn')} hint={t('deal.returnHint')}>{(id) => <input id={id} className="input" type="date" name="returnOn" value={returnOn} onChange={(event) => setReturnOn(event.target.value)} />}</Field>
          </>
        )}
      </form>
    </Dialog>
  );
}

function Reasons({ chosen, onChoose }: { chosen: Id | null; onChoose: (id: Id) => void }) {
  const reasons = useDeskShallow((state) => (state.reasons ?? []).filter(({ kind }) => kind === 'deal-lost'));
  const asked = useDesk((state) => state.reasons === null);
  useEffect(() => { if (asked) void loadReasons().catch(complain); }, [asked]);
  return (
    <div className="field">
      <span className="label">{t('deal.why')}</span>
      <div className="reason-chips" role="radiogroup" aria-label={t('deal.why')}>
        {reasons.map((reason) => (
          <label key={reason.id} className={`label-colour ${reason.id === chosen ? 'chosen' : ''}`} data-reason={reason.code ?? reason.id}>
            <input type="radio" name="reason" className="hidden-text" checked={reason.id === chosen} onChange={() => onChoose(reason.id)} />{reasonName(reason)}
          </label>
        ))}
      </div>
    </div>
  );
}
