import { ListChecks, Plus, Pencil } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { DealMoveView, DealView, Id, StageView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { dueTime, money, roughDuration, shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { taskTitle } from '../../i18n/words.ts';
import { useMoment } from '../../store/clock.ts';
import { loadPipelines } from '../../store/deals.ts';
import { useDesk, useDeskShallow } from '../../store/desk.ts';
import { setWindow } from '../../store/window-state.ts';
import { Button, IconButton } from '../../ui/controls.tsx';
import { LabelDot } from '../acts/label-dot.tsx';
import { complain } from '../thread/actions.ts';
import { reopen, showDeal } from './deal-acts.ts';
import { DealMark } from './deal-mark.tsx';
import './deals.css';

/** The deals of the person one speaks with: where they stand, what is next, and what to say and do at that stage. */
export function DealSection({ conversationId, contactId }: { conversationId: Id; contactId: Id }) {
  const deals = useDeskShallow((state) => Object.values(state.deals).filter((deal) => deal.contactId === contactId).sort((a, b) => Number(b.status === 'open') - Number(a.status === 'open') || (a.createdAt < b.createdAt ? 1 : -1)));
  const asked = useDesk((state) => state.pipelines === null);
  useEffect(() => { if (asked) void loadPipelines().catch(() => undefined); }, [asked]);
  const make = (): void => setWindow({ dealAct: { act: 'new', conversationId, contactId } });
  return (
    <section className="sec" aria-label={t('deal.title')}>
      <div className="sec-head"><span className="grow">{t('deal.title')}</span><IconButton icon={Plus} size={16} small label={t('deal.new')} onClick={make} /></div>
      {deals.length === 0 && <Button size="s" onClick={make}>{t('deal.new')}</Button>}
      {deals.slice(0, 5).map((deal) => <Deal key={deal.id} deal={deal} />)}
    </section>
  );
}

function Deal({ deal }: { deal: DealView }) {
  const pipeline = useDesk((state) => state.pipelines?.find(({ id }) => id === deal.pipelineId));
  const stage = pipeline?.stages.find(({ id }) => id === deal.stageId);
  const now = useMoment();
  const open = deal.status === 'open';
  const ask = (act: 'move' | 'win' | 'lose' | 'edit'): void => setWindow({ dealAct: { act, dealId: deal.id } });
  return (
    <div className="deal-sec" data-deal={deal.id}>
      <div className="flex">
        <span className="med cut grow">{deal.title || t('deal.untitled')}</span>
        <span className="strong num">{deal.amountMinor === null ? <span className="t3">{t('deal.noAmount')}</span> : money(deal.amountMinor, deal.currency)}</span>
        <IconButton icon={Pencil} size={14} small label={t('deal.edit')} onClick={() => ask('edit')} />
      </div>
      {open && pipeline && <Steps stages={pipeline.stages} at={deal.stageId} />}
      <div className="flex deal-facts">
        {open ? <button type="button" className="chip line" aria-label={`${t('deal.moveTo')} ${stage?.name ?? ''}`} onClick={() => ask('move')}>{stage && <LabelDot colour={stage.colour} />}{stage?.name ?? '…'}</button> : <span className={`chip ${deal.status === 'won' ? 'green' : 'red'}`}>{deal.status === 'won' ? t('deal.win') : t('deal.lose')}</span>}
        {deal.expectedOn && <span className="t2 small num">{t('deal.expected', { date: shortDate(`${deal.expectedOn}T12:00:00`, now) })}</span>}
        {deal.probability !== null && <span className="t2 small num">{deal.probability} %</span>}
      </div>
      {open && <div className="deal-mark-line"><DealMark deal={deal} stage={stage} /></div>}
      {!open && deal.nextTask && <p className="t2 small">{t('deal.nextTask', { title: taskTitle(deal.nextTask), time: dueTime(deal.nextTask.dueAt, now) })}</p>}
      {open && stage && <Playbook deal={deal} stage={stage} />}
      <div className="flex deal-ends">
        {open ? <><Button size="s" onClick={() => ask('win')}>{t('deal.win')}</Button><Button size="s" tone="ghost" onClick={() => ask('lose')}>{t('deal.lose')}</Button></> : <Button size="s" onClick={() => void reopen(deal.id)}>{t('deal.reopen')}</Button>}
        <History deal={deal} />
      </div>
    </div>
  );
}

/** Past pale, now solid, next grey. */
function Steps({ stages, at }: { stages: readonly StageView[]; at: Id }) {
  const now = stages.findIndex(({ id }) => id === at);
  return <div className="deal-steps" aria-hidden="true">{stages.map(({ id }, index) => <i key={id} className={index < now ? 'past' : index === now ? 'now' : ''} />)}</div>;
}

function Playbook({ deal, stage }: { deal: DealView; stage: StageView }) {
  if (!stage.script && stage.checks.length === 0) return null;
  const done = stage.checks.filter(({ id }) => deal.tickedIds.includes(id)).length;
  const tick = (id: Id, ticked: boolean): void => void api.tickDeal(deal.id, id, ticked).then(showDeal, complain);
  return (
    <div className="playbook">
      <div className="flex small t2"><ListChecks size={14} aria-hidden="true" /><span className="grow">{t('deal.playbook')}</span>{stage.checks.length > 0 && <span className="num">{t('deal.done', { done, all: stage.checks.length })}</span>}</div>
      {stage.script && <p className="script">{stage.script}</p>}
      {stage.checks.map((check) => {
        const ticked = deal.tickedIds.includes(check.id);
        return <label key={check.id} className="check-row"><input type="checkbox" className="check" checked={ticked} onChange={() => tick(check.id, !ticked)} /><span className={ticked ? 't3' : ''}>{check.text}</span></label>;
      })}
    </div>
  );
}

/** Asked for when somebody wants to see it. */
function History({ deal }: { deal: DealView }) {
  const [moves, setMoves] = useState<readonly DealMoveView[] | null>(null);
  const names = useDeskShallow((state) => Object.fromEntries((state.pipelines ?? []).flatMap(({ stages }) => stages.map(({ id, name }) => [id, name]))));
  const [open, setOpen] = useState(false);
  useEffect(() => { if (open) void api.dealMoves(deal.id).then(setMoves, complain); }, [open, deal.id, deal.stageSince, deal.status]);
  return (
    <>
      <button type="button" className="link small" aria-expanded={open} onClick={() => setOpen(!open)}>{t('deal.history')}</button>
      {open && moves && (
        <ul className="deal-moves small t2">
          {moves.filter(({ fromStageId }) => fromStageId !== null).map((move) => <li key={move.at}>{t('deal.stood', { stage: names[move.fromStageId ?? ''] ?? '…', time: roughDuration(move.stoodSeconds * 1000) })}</li>)}
        </ul>
      )}
    </>
  );
}
