import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { DealField, LabelColour, PipelineView } from '../../../../../libs/crm-core/src/views.ts';
import { api, type StageInput } from '../../api/routes.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { newId } from '../../store/new-id.ts';
import { Button, Field, IconButton, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { LabelDot } from '../acts/label-dot.tsx';

const colours: Record<LabelColour, MessageId> = {
  grey: 'label.colour.grey', red: 'label.colour.red', amber: 'label.colour.amber', green: 'label.colour.green', teal: 'label.colour.teal', violet: 'label.colour.violet', pink: 'label.colour.pink', brown: 'label.colour.brown',
};
const fields: Record<DealField, MessageId> = { amount: 'pipeline.field.amount', expectedOn: 'pipeline.field.expectedOn', probability: 'pipeline.field.probability', owner: 'pipeline.field.owner' };

/** A stage as it is being written. */
type Draft = Omit<StageInput, 'checks'> & { readonly key: string; readonly lines: string; readonly known: StageInput['checks'] };

const fresh = (): Draft => ({ key: newId(), name: '', colour: 'grey', required: [], stuckAfterDays: null, script: '', lines: '', known: [] });

/** A line that was there, or stands where one was, stays the same line with its ticks. */
function checksOf({ lines, known }: Draft): StageInput['checks'] {
  const texts = lines.split('\n').map((line) => line.trim()).filter(Boolean);
  const same = texts.map((text) => known.find((check) => check.text === text)?.id);
  return texts.map((text, index) => {
    const at = known[index]?.id;
    const id = same[index] ?? (at && !same.includes(at) ? at : undefined);
    return { text, ...(id && { id }) };
  });
}

export function PipelineDialog({ pipeline, onSaved, onClose }: { pipeline: PipelineView | null; onSaved: (pipeline: PipelineView) => void; onClose: () => void }) {
  const [name, setName] = useState(pipeline?.name ?? '');
  const [stages, setStages] = useState<readonly Draft[]>(() => pipeline?.stages.map(({ checks, ...stage }) => ({ ...stage, key: stage.id, known: checks, lines: checks.map(({ text }) => text).join('\n') })) ?? [fresh()]);
  const { busy, wrong, ask } = useAsking();
  const edit = (key: string, part: Partial<Draft>): void => setStages(stages.map((stage) => (stage.key === key ? { ...stage, ...part } : stage)));
  const shift = (index: number, by: 1 | -1): void => {
    const next = [...stages];
    const [taken] = next.splice(index, 1);
    if (taken) next.splice(index + by, 0, taken);
    setStages(next);
  };
  const during = (work: () => Promise<void>): Promise<void> => ask(async () => {
    await work();
    onClose();
  });
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void during(async () => {
      const inputs = stages.map(({ key: _key, lines: _lines, known: _known, ...stage }, index): StageInput => ({ ...stage, name: stage.name.trim(), checks: checksOf(stages[index] as Draft) }));
      onSaved(await api.savePipeline({ ...(pipeline && { id: pipeline.id }), name: name.trim(), stages: inputs }));
    });
  };
  const foot = (
    <>
      {pipeline && <Button tone="ghost" icon={Trash2} disabled={busy} onClick={() => void during(() => api.removePipeline(pipeline.id))}>{t('pipeline.remove')}</Button>}
      <span className="grow" />
      <Button onClick={onClose}>{t('action.cancel')}</Button>
      <Button tone="primary" type="submit" form="pipeline" busy={busy}>{t('action.save')}</Button>
    </>
  );
  return (
    <Dialog wide title={pipeline ? pipeline.name : t('pipeline.new')} onClose={onClose} foot={foot}>
      <form id="pipeline" className="settings-block" onSubmit={save}>
        <Wrong text={wrong} />
        <Field label={t('pipeline.name')}>{(id) => <input id={id} className="input" required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <div className="card">
          {stages.map((stage, index) => {
            const called = stage.name || t('pipeline.stage', { n: index + 1 });
            return (
              <fieldset key={stage.key} className="stage-edit" aria-label={called}>
                <div className="flex">
                  <LabelDot colour={stage.colour} />
                  <input className="input" required maxLength={100} aria-label={t('pipeline.stage', { n: index + 1 })} value={stage.name} onChange={(event) => edit(stage.key, { name: event.target.value })} />
                  <IconButton icon={ArrowUp} size={16} label={t('pipeline.up', { name: called })} disabled={index === 0} onClick={() => shift(index, -1)} />
                  <IconButton icon={ArrowDown} size={16} label={t('pipeline.down', { name: called })} disabled={index === stages.length - 1} onClick={() => shift(index, 1)} />
                  <IconButton icon={Trash2} size={16} label={t('pipeline.removeStage', { name: called })} disabled={stages.length === 1} onClick={() => setStages(stages.filter(({ key }) => key !== stage.key))} />
                </div>
                <div className="two">
                  <Field label={t('pipeline.colour')}>{(id) => <select id={id} className="input" value={stage.colour} onChange={(event) => edit(stage.key, { colour: event.target.value as LabelColour })}>{(Object.keys(colours) as LabelColour[]).map((colour) => <option key={colour} value={colour}>{t(colours[colour])}</option>)}</select>}</Field>
                  <Field label={t('pipeline.stuckAfter')}>{(id) => <input id={id} className="input" type="number" min={1} max={3650} value={stage.stuckAfterDays ?? ''} onChange={(event) => edit(stage.key, { stuckAfterDays: event.target.value ? Number(event.target.value) : null })} />}</Field>
                </div>
                <div className="field">
                  <span className="label">{t('pipeline.required')}</span>
                  <div className="stage-required">
                    {(Object.keys(fields) as DealField[]).map((field) => (
                      <label key={field} className="check-row"><input type="checkbox" className="check" checked={stage.required.includes(field)} onChange={(event) => edit(stage.key, { required: event.target.checked ? [...stage.required, field] : stage.required.filter((each) => each !== field) })} />{t(fields[field])}</label>
                    ))}
                  </div>
                </div>
                <Field label={t('pipeline.script')}>{(id) => <textarea id={id} className="input" rows={2} maxLength={5000} value={stage.script} onChange={(event) => edit(stage.key, { script: event.target.value })} />}</Field>
                <Field label={t('pipeline.checks')}>{(id) => <textarea id={id} className="input" rows={3} value={stage.lines} onChange={(event) => edit(stage.key, { lines: event.target.value })} />}</Field>
              </fieldset>
            );
          })}
        </div>
        <Button icon={Plus} onClick={() => setStages([...stages, fresh()])}>{t('pipeline.addStage')}</Button>
      </form>
    </Dialog>
  );
}
