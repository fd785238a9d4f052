import { useRef } from 'react';
import type { Id, TaskView } from '../../../../../libs/crm-core/src/views.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { taskTitle } from '../../i18n/words.ts';
import { useMoment } from '../../store/clock.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { Keys } from '../../ui/controls.tsx';
import { useDoing } from '../shell/commands.ts';
import { useKeys } from '../shell/keys.ts';
import { QuickTask } from '../tasks/quick-task.tsx';
import { tick } from '../tasks/task-acts.ts';
import './task-line.css';

export function TasksSection({ conversationId, contactId }: { conversationId: Id; contactId: Id }) {
  const tasks = useDeskShallow((state) =>
    Object.values(state.tasks).filter((task) => (task.contactId === contactId || task.conversationId === conversationId) && task.status === 'open').sort((a, b) => a.dueAt.localeCompare(b.dueAt)),
  );
  const field = useRef<HTMLInputElement>(null);
  useKeys({ KeyT: () => field.current?.focus() });
  useDoing('task', () => field.current?.focus());
  return (
    <section className="sec" aria-label={t('task.title')}>
      <div className="sec-head"><span className="grow">{t('task.title')}</span><Keys keys="T" /></div>
      {tasks.map((task) => <TaskLine key={task.id} task={task} />)}
      <QuickTask ref={field} conversationId={conversationId} contactId={contactId} />
    </section>
  );
}

export function TaskLine({ task }: { task: TaskView }) {
  const now = useMoment();
  const late = task.status === 'open' && Date.parse(task.dueAt) < now;
  return (
    <label className={`task ${task.status === 'done' ? 'done' : ''}`} data-task={task.id}>
      <input type="checkbox" className="check round" checked={task.status === 'done'} disabled={task.status !== 'open' && task.kind !== 'manual'} onChange={() => tick(task)} aria-label={t(task.status === 'open' ? 'task.finish' : 'task.openAgain', { title: taskTitle(task) })} />
      <span>{taskTitle(task)}</span>
      <span className={`due num ${late ? 'late' : ''}`}>{dueTime(task.dueAt, now)}</span>
    </label>
  );
}
