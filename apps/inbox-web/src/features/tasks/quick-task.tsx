import { forwardRef, useEffect, useState, type FormEvent } from 'react';
import type { Id, UserView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { change, desk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { useAsking } from '../../ui/use-asking.ts';
import { complain } from '../thread/actions.ts';
import './quick-task.css';

type Reader = typeof import('./when.ts')['readWhen'];
/** Fetched with the first word. */
let reader: Reader | null = null;
const fetchReader = async (): Promise<Reader> => (reader = (await import('./when.ts')).readWhen);

/** As a field of date and time has it: this person's own clock. */
const local = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** A task in one line: the time is read from the words while they are typed, shown beside them, and corrected there. */
export const QuickTask = forwardRef<HTMLInputElement, { conversationId?: Id; contactId?: Id; /** Whose it will be; else this person's. */ assignee?: UserView }>(function QuickTask({ conversationId, contactId, assignee }, ref) {
  const [text, setText] = useState('');
  const { busy, ask } = useAsking(complain);
  const [, setReady] = useState(reader !== null);
  /** What the person put instead of what was read; null: what was read. */
  const [corrected, setCorrected] = useState<Date | null>(null);
  const [correcting, setCorrecting] = useState(false);
  const typed = text.trim() !== '';
  useEffect(() => {
    if (typed && !reader) void fetchReader().then(() => setReady(true), () => undefined);
  }, [typed]);
  const when = typed && reader ? reader(text, new Date()) : null;
  const due = corrected ?? when?.dueAt ?? null;
  const clear = (): void => {
    setText('');
    setCorrected(null);
    setCorrecting(false);
  };
  const add = (event: FormEvent): void => {
    event.preventDefault();
    if (!typed || busy) return;
    void ask(async () => {
      const read = (reader ?? (await fetchReader()))(text, new Date());
      const whose = assignee ?? desk.getState().me;
      const task = await api.createTask({
        title: read.title || text.trim(),
        dueAt: (corrected ?? read.dueAt).toISOString(),
        ...(whose && { assigneeId: whose.id }),
        ...(conversationId && { conversationId }),
        ...(contactId && { contactId }),
      });
      change((state) => foldOwn.task(state, task));
      clear();
    });
  };
  return (
    <form className="quick" onSubmit={add}>
      <span className="input">
        <input ref={ref} value={text} placeholder={assignee ? t('task.addFor', { name: assignee.name }) : t('task.quick')} aria-label={assignee ? t('task.addFor', { name: assignee.name }) : t('task.add')} onChange={(event) => setText(event.target.value)} onKeyDown={(event) => { if (event.key === 'Escape') { clear(); event.currentTarget.blur(); } }} />
        {due && !correcting && <button type="button" className={`when num ${when?.said || corrected ? '' : 'guess'}`} title={t('task.correctWhen')} aria-label={t('task.correctWhenAt', { when: dueTime(due.toISOString(), Date.now()) })} onClick={() => setCorrecting(true)}>{dueTime(due.toISOString(), Date.now())}</button>}
      </span>
      {due && correcting && (
        <input type="datetime-local" className="quick-when num" autoFocus required aria-label={t('task.when')} value={local(due)} onChange={(event) => { const at = new Date(event.target.value); if (!Number.isNaN(at.getTime())) setCorrected(at); }} onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); setCorrected(null); setCorrecting(false); } }} />
      )}
    </form>
  );
});
