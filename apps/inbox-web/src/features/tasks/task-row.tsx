import { ArrowUpRight, Clock, UserPlus } from 'lucide-react';
import { memo } from 'react';
import { useLocation } from 'wouter';
import type { Id, TaskView } from '../../../../../libs/crm-core/src/views.ts';
import { t } from '../../i18n/index.ts';
import { taskTitle } from '../../i18n/words.ts';
import { useDesk } from '../../store/desk.ts';
import { IconButton } from '../../ui/controls.tsx';
import { TaskLine } from '../person/tasks-section.tsx';
import { askAbout, isAboutSomething, openWhatItIsAbout } from './task-acts.ts';

/** A task of a list: what, whom it is about, whose it is, what came of it, and what can be done with it. */
export const TaskRow = memo(function TaskRow({ task, current, named, onCurrent }: { task: TaskView; current: boolean; /** Whether the assignee has to be said. */ named: boolean; onCurrent: (id: Id) => void }) {
  const [, go] = useLocation();
  const about = useDesk((state) => (task.contactId ? state.contacts[task.contactId]?.name : undefined) ?? (task.conversationId ? state.conversations[task.conversationId]?.contactName : undefined));
  const assignee = useDesk((state) => (!named ? undefined : task.assigneeId ? state.users[task.assigneeId]?.name : t('thread.unassign')));
  const title = taskTitle(task);
  return (
    <li className={current ? 'current' : ''} data-task-row={task.id} tabIndex={current ? 0 : -1} aria-label={title} {...(current && { 'aria-current': true as const })} onFocus={() => onCurrent(task.id)}>
      <div className="what">
        <TaskLine task={task} />
        {(about ?? assignee) && <div className="whom">{about && <span className="cut">{about}</span>}{assignee && <span className="cut t3">{assignee}</span>}</div>}
        {task.status === 'done' && task.result && <p className="result">{task.result}</p>}
      </div>
      <span className="acts">
        {task.status === 'open' && <IconButton small icon={Clock} size={16} label={t('task.putOffThis', { title })} keys="H" onClick={() => askAbout(task.id, 'put-off')} />}
        {task.status === 'open' && <IconButton small icon={UserPlus} size={16} label={t('task.handOverThis', { title })} keys="A" onClick={() => askAbout(task.id, 'hand-over')} />}
        {isAboutSomething(task) && <IconButton small icon={ArrowUpRight} size={16} label={t('task.openThis', { title })} keys="Enter" onClick={() => openWhatItIsAbout(task, go)} />}
      </span>
    </li>
  );
});
