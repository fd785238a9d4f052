import { forwardRef, useState, type FormEvent } from 'react';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { change, desk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { complain } from '../thread/actions.ts';
import { readWhen } from './when.ts';

/** A task in one line: the time is read from the words while they are typed. */
export const QuickTask = forwardRef<HTMLInputElement, { conversationId?: Id; contactId?: Id }>(function QuickTask({ conversationId, contactId }, ref) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const when = text.trim() ? readWhen(text, new Date()) : null;
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!when || busy) return;
    setBusy(true);
    try {
      const me = desk.getState().me;
      const task = await api.createTask({
        title: when.title || text.trim(),
        dueAt: when.dueAt.toISOString(),
        ...(me && { assigneeId: me.id }),
        ...(conversationId && { conversationId }),
        ...(contactId && { contactId }),
      });
      change((state) => foldOwn.task(state, task));
      setText('');
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="quick" onSubmit={(event) => void add(event)}>
      <span className="input">
        <input ref={ref} value={text} placeholder={t('task.quick')} aria-label={t('task.add')} onChange={(event) => setText(event.target.value)} onKeyDown={(event) => { if (event.key === 'Escape') { setText(''); event.currentTarget.blur(); } }} />
        {when && <span className="when num">{dueTime(when.dueAt.toISOString(), Date.now())}</span>}
      </span>
    </form>
  );
});
