import { useState, type FormEvent, type ReactNode } from 'react';
import type { DealField, DealView, Id, StageView } from '../../../../../libs/crm-core/src/views.ts';
import { api, type DealFields } from '../../api/routes.ts';
import { moneyInput, parseMoney } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { newId } from '../../store/new-id.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { saveFields, showDeal, stageOf } from './deal-acts.ts';

/** What is known of a deal: all of it, or what a stage asks for before the deal gets there. */
export function FieldsDialog({ deal, stage, onClose }: { deal: DealView; stage: StageView | null; onClose: () => void }) {
  const asked = stage?.required.filter((field) => valueOf(deal, field) === null) ?? null;
  const save = async (fields: DealFields): Promise<void> => {
    if (!stage) return saveFields(deal.id, fields);
    showDeal(await api.moveDeal(deal.id, stage.id, fields));
    toast(t('deal.moved', { stage: stage.name }));
  };
  return <DealForm title={stage ? t('deal.moveTo') : t('deal.edit')} lead={stage ? t('deal.missing', { stage: stage.name }) : null} deal={deal} asked={asked} onSave={save} onClose={onClose} />;
}

export function NewDealDialog({ conversationId, contactId, onClose }: { conversationId: Id | null; contactId: Id; onClose: () => void }) {
  const [id] = useState(newId);
  const create = async (fields: DealFields): Promise<void> => {
    const deal = await api.createDeal({ id, ...(conversationId ? { conversationId } : { contactId }), ...fields });
    showDeal(deal);
    toast(t('deal.made', { stage: stageOf(deal)?.name ?? t('deal.untitled') }));
  };
  return <DealForm title={t('deal.new')} lead={null} deal={null} asked={null} onSave={create} onClose={onClose} />;
}

function valueOf(deal: DealView, field: DealField): unknown {
  switch (field) {
    case 'amount':
      return deal.amountMinor;
    case 'expectedOn':
      return deal.expectedOn;
    case 'probability':
      return deal.probability;
    case 'owner':
      return deal.ownerId;
  }
}

function DealForm({ title, lead, deal, asked, onSave, onClose }: { title: string; lead: string | null; deal: DealView | null; asked: readonly DealField[] | null; onSave: (fields: DealFields) => Promise<void>; onClose: () => void }) {
  const company = useDesk((state) => state.company?.currency ?? 'EUR');
  const me = useDesk((state) => state.me?.id ?? null);
  const people = useDeskShallow((state) => Object.values(state.users).filter((user) => user.active).sort((a, b) => a.name.localeCompare(b.name)));
  const currency = deal?.currency ?? company;
  const [name, setName] = useState(deal?.title ?? '');
  const [amount, setAmount] = useState(!deal || deal.amountMinor === null ? '' : moneyInput(deal.amountMinor, currency));
  const [expectedOn, setExpectedOn] = useState(deal?.expectedOn ?? '');
  const [probability, setProbability] = useState(!deal || deal.probability === null ? '' : String(deal.probability));
  const [ownerId, setOwnerId] = useState(deal ? (deal.ownerId ?? '') : (me ?? ''));
  const [comment, setComment] = useState(deal?.comment ?? '');
  const { busy, wrong, ask } = useAsking();
  const amountMinor = amount.trim() ? parseMoney(amount, currency) : null;
  const amountHolds = !amount.trim() || amountMinor !== null;
  const shows = (field: DealField): boolean => asked === null || asked.includes(field);
  const needed = asked !== null;
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (!amountHolds || busy) return;
    void ask(async () => {
      await onSave({
        ...(asked === null && { title: name.trim(), comment: comment.trim() }),
        ...(shows('amount') && { amountMinor, currency }),
        ...(shows('expectedOn') && { expectedOn: expectedOn || null }),
        ...(shows('probability') && { probability: probability === '' ? null : Number(probability) }),
        ...(shows('owner') && { ownerId: ownerId || null }),
      });
      onClose();
    });
  };
  const field = (label: string, control: (id: string) => ReactNode, problem: string | null = null): ReactNode => <Field label={label} wrong={problem}>{control}</Field>;
  return (
    <Dialog title={title} {...(lead && { description: lead })} onClose={onClose} foot={<><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="deal" busy={busy} disabled={!amountHolds}>{t('action.save')}</Button></>}>
      <form id="deal" className="form deal-form" onSubmit={save}>
        <Wrong text={wrong} />
        {asked === null && field(t('deal.name'), (id) => <input id={id} className="input" maxLength={300} value={name} onChange={(event) => setName(event.target.value)} />)}
        {shows('amount') && field(t('deal.amount', { currency }), (id) => <input id={id} className="input" name="amount" inputMode="decimal" required={needed} value={amount} onChange={(event) => setAmount(event.target.value)} />, amountHolds ? null : t('product.notPrice'))}
        {shows('expectedOn') && field(t('deal.expectedOn'), (id) => <input id={id} className="input" type="date" name="expectedOn" required={needed} value={expectedOn} onChange={(event) => setExpectedOn(event.target.value)} />)}
        {shows('probability') && field(t('deal.probability'), (id) => <input id={id} className="input" type="number" min={0} max={100} required={needed} value={probability} onChange={(event) => setProbability(event.target.value)} />)}
        {shows('owner') && field(t('deal.owner'), (id) => (
          <select id={id} className="input" required={needed} value={ownerId} onChange={(event) => setOwnerId(event.target.value)}>
            <option value="">{t('deal.nobody')}</option>
            {people.map((user) => <option key={user.id} value={user.id}>{user.name}</option>)}
          </select>
        ))}
        {asked === null && field(t('deal.comment'), (id) => <textarea id={id} className="input" rows={2} value={comment} onChange={(event) => setComment(event.target.value)} />)}
      </form>
    </Dialog>
  );
}
