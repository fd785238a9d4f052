import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { TaskView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { taskTitle } from '../../i18n/words.ts';
import { useDesk } from '../../store/desk.ts';
import { toast } from '../../store/window-state.ts';
import { Button, Field, Wrong } from '../../ui/controls.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAsking } from '../../ui/use-asking.ts';
import { showTask } from './task-acts.ts';
import { readWhen } from './when.ts';

/** What came of it and what comes next: Enter goes on from each, also from an empty one. */
export function FinishDialog({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const [result, setResult] = useState(task.result);
  const [words, setWords] = useState('');
  const { busy, wrong, ask } = useAsking();
  const nextField = useRef<HTMLInputElement>(null);
  const about = useDesk((state) => (task.contactId ? state.contacts[task.contactId]?.name : undefined));
  const lastOfDeal = useDesk((state) => { const deal = task.dealId ? state.deals[task.dealId] : undefined; return deal?.status === 'open' && deal.nextTask?.id === task.id && !Object.values(state.tasks).some((other) => other.dealId === deal.id && other.id !== task.id && other.status === 'open'); });
  const step = words.trim() ? readWhen(words, new Date()) : null;
  // Done elsewhere meanwhile: there is nothing left to ask.
  const over = task.status !== 'open' && !busy;
  useEffect(() => { if (over) onClose(); }, [over, onClose]);
  const save = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (busy) return;
    void ask(async () => {
      const next = words.trim() ? readWhen(words, new Date()) : null;
      const finished = await api.finishTask(task.id, { ...(result.trim() && { result: result.trim() }), ...(next && { next: { title: next.title || words.trim(), dueAt: next.dueAt.toISOString() } }) });
      onClose();
      showTask(finished.task);
      if (finished.next) showTask(finished.next);
      toast(finished.next ? t('task.finishedNext', { title: finished.next.title, when: dueTime(finished.next.dueAt, Date.now()) }) : t('task.finished'));
    });
  };
  const onward = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    nextField.current?.focus();
  };
  return (
    <Dialog title={t('task.finishTitle')} description={[taskTitle(task), about].filter(Boolean).join(' · ')} onClose={onClose}
      foot={<><span className="t3 small grow finish-hint">{t('task.finishHint')}</span><Button onClick={onClose}>{t('action.cancel')}</Button><Button tone="primary" type="submit" form="finish-task" busy={busy} keys="Mod Enter">{t('task.done')}</Button></>}>
      <form id="finish-task" className="form finish-form" onSubmit={save} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(event); }}>
        <Wrong text={wrong} />
        <Field label={t('task.result')}>{(id) => <input id={id} name="result" className="input" maxLength={2000} value={result} placeholder={t('task.resultExample')} autoComplete="off" onChange={(event) => setResult(event.target.value)} onKeyDown={onward} />}</Field>
        <Field label={t('task.next')} hint={step ? t('task.nextAt', { title: step.title || words.trim(), when: dueTime(step.dueAt.toISOString(), Date.now()) }) : t(lastOfDeal ? 'task.nextDeal' : 'task.nextHint')}>
          {(id) => <input ref={nextField} id={id} name="next" className="input" maxLength={500} value={words} placeholder={t('task.quick')} autoComplete="off" onChange={(event) => setWords(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
