import { CheckCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { TaskView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { api } from '../../api/routes.ts';
import { daysBetween } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { change, desk, useDesk, useDeskShallow } from '../../store/desk.ts';
import { foldRows } from '../../store/fold.ts';
import { Empty, Failed } from '../../ui/controls.tsx';
import { TaskLine } from '../person/tasks-section.tsx';
import { QuickTask } from './quick-task.tsx';
import './tasks.css';

type Group = 'overdue' | 'today' | 'tomorrow' | 'later' | 'done';
const groups: readonly Group[] = ['overdue', 'today', 'tomorrow', 'later', 'done'];

function groupOf(task: TaskView, now: number): Group {
  if (task.status !== 'open') return 'done';
  const due = Date.parse(task.dueAt);
  if (due < now) return 'overdue';
  const days = daysBetween(now, due);
  return days <= 0 ? 'today' : days === 1 ? 'tomorrow' : 'later';
}

function groupName(group: Group): string {
  switch (group) {
    case 'overdue':
      return t('task.overdue');
    case 'today':
      return t('time.today');
    case 'tomorrow':
      return t('time.tomorrow');
    case 'later':
      return t('task.later');
    case 'done':
      return t('task.done');
  }
}

/** Dated work of this person, the late first; managers may look at everybody's. */
export function TasksPage() {
  const me = useDesk((state) => state.me);
  const [whose, setWhose] = useState<'mine' | 'all'>('mine');
  const [failure, setFailure] = useState<string | null>(null);
  const [asking, setAsking] = useState(true);
  const now = useMoment();
  const tasks = useDeskShallow((state) =>
    Object.values(state.tasks)
      .filter((task) => (whose === 'all' || task.assigneeId === state.me?.id) && (task.status === 'open' || (task.status === 'done' && task.doneAt !== null && now - Date.parse(task.doneAt) < 12 * 3_600_000)))
      .sort((a, b) => a.dueAt.localeCompare(b.dueAt)),
  );
  const load = (): void => {
    setFailure(null);
    setAsking(true);
    const since = desk.getState().tick;
    void api.tasks({ ...(whose === 'mine' && me && { assigneeId: me.id }), status: 'open', limit: 200 }).then((page) => change((state) => foldRows(state, 'tasks', page.items, since)), (error: unknown) => setFailure(describeError(error))).finally(() => setAsking(false));
  };
  useEffect(load, [whose, me?.id]);
  return (
    <main className="shell-page" aria-label={t('nav.tasks')} data-region="main">
      <header className="pane-head" style={{ padding: '0 24px' }}>
        <h1 className="pane-title grow">{t('nav.tasks')}</h1>
        <span className="seg" role="tablist">
          <button type="button" role="tab" aria-selected={whose === 'mine'} onClick={() => setWhose('mine')}>{t('task.mine')}</button>
          <button type="button" role="tab" aria-selected={whose === 'all'} onClick={() => setWhose('all')}>{t('task.everybody')}</button>
        </span>
      </header>
      <div className="tasks-body scrolls">
        <div className="tasks-col">
          <QuickTask />
          {failure && tasks.length > 0 && <div className="banner amber"><span className="grow">{failure}</span><button type="button" className="link" onClick={load}>{t('action.retry')}</button></div>}
          {failure && tasks.length === 0 && <Failed title={t('task.failed')} text={failure} onRetry={load} />}
          {tasks.length === 0 && asking && <TaskSkeletons />}
          {tasks.length === 0 && !failure && !asking && <Empty icon={CheckCheck} title={t('empty.tasks')} text={t('empty.tasksText')} />}
          {groups.map((group) => {
            const own = tasks.filter((task) => groupOf(task, now) === group);
            if (own.length === 0) return null;
            return (
              <section key={group} className="tasks-group">
                <h2 className={group === 'overdue' ? 'late' : ''}>{groupName(group)}<span className="count quiet">{own.length}</span></h2>
                <ul className="card tasks-list">{own.map((task) => <TaskRow key={task.id} task={task} />)}</ul>
              </section>
            );
          })}
        </div>
      </div>
    </main>
  );
}

function TaskRow({ task }: { task: TaskView }) {
  const conversation = useDesk((state) => (task.conversationId ? state.conversations[task.conversationId] : undefined));
  const assignee = useDesk((state) => (task.assigneeId && task.assigneeId !== state.me?.id ? state.users[task.assigneeId]?.name : undefined));
  return (
    <li>
      <div>
        <TaskLine task={task} />
        {(conversation || assignee) && <div className="whom">{[conversation?.contactName, assignee].filter(Boolean).join(' · ')}</div>}
      </div>
      {task.conversationId && <Link className="btn s" href={`/inbox/all/${task.conversationId}`}>{t('call.openConversation')}</Link>}
    </li>
  );
}

/** Lines as high as a task; they come after 150 ms, so that a quick answer shows none. */
function TaskSkeletons() {
  return (
    <div className="card" aria-busy="true">
      <span className="hidden-text">{t('state.loading')}</span>
      {[58, 72, 46].map((width) => <div key={width} className="task-waits"><span className="skeleton" style={{ width: `${width}%` }} /></div>)}
    </div>
  );
}
