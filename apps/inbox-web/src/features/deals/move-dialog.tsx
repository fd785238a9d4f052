import { CircleCheck, CircleX } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { DealView, PipelineView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { setWindow } from '../../store/window-state.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { LabelDot } from '../acts/label-dot.tsx';
import { moveTo } from './deal-acts.ts';

interface Place {
  readonly id: string;
  readonly label: string;
  readonly mark: ReactNode;
  readonly here?: boolean;
  readonly go: () => void;
}

/** Where a deal goes: a digit, or arrows and Enter. */
export function MoveDialog({ deal, pipelines, onClose }: { deal: DealView; pipelines: readonly PipelineView[]; onClose: () => void }) {
  const [pipelineId, setPipelineId] = useState(deal.pipelineId);
  const pipeline = pipelines.find(({ id }) => id === pipelineId) ?? pipelines[0];
  const places: Place[] = [
    ...(pipeline?.stages ?? []).map((stage): Place => ({ id: stage.id, label: stage.name, mark: <LabelDot colour={stage.colour} />, here: stage.id === deal.stageId, go: () => { onClose(); void moveTo(deal.id, stage.id); } })),
    { id: 'won', label: t('deal.win'), mark: <CircleCheck size={14} aria-hidden="true" />, go: () => setWindow({ dealAct: { act: 'win', dealId: deal.id } }) },
    { id: 'lost', label: t('deal.lose'), mark: <CircleX size={14} aria-hidden="true" />, go: () => setWindow({ dealAct: { act: 'lose', dealId: deal.id } }) },
  ];
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const [, digit] = /^(?:Digit|Numpad)([1-9])$/.exec(event.code) ?? [];
    const place = digit ? places[Number(digit) - 1] : undefined;
    if (place && (event.target as HTMLElement).tagName !== 'SELECT') {
      event.preventDefault();
      if (!place.here) place.go();
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!step || (event.target as HTMLElement).tagName === 'SELECT') return;
    event.preventDefault();
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <Dialog title={t('deal.moveTo')} description={[deal.contactName, deal.title].filter(Boolean).join(', ')} onClose={onClose}>
      <div className="move-places" onKeyDown={onKeyDown}>
        {pipelines.length > 1 && (
          <select className="input" aria-label={t('deal.pipeline')} value={pipelineId} onChange={(event) => setPipelineId(event.target.value)}>
            {pipelines.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        )}
        {places.map((place, index) => (
          <button key={place.id} type="button" className="menu-item wide-item" data-place={place.id} disabled={place.here} autoFocus={index === 0 || (index === 1 && places[0]?.here)} onClick={place.go}>
            {place.mark}
            <span className="cut">{place.label}</span>
            <span className="end">{place.here ? '✓' : index < 9 && <kbd>{index + 1}</kbd>}</span>
          </button>
        ))}
      </div>
    </Dialog>
  );
}
