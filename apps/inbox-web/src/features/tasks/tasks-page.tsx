import { CheckCheck } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import type { TaskView } from '../../../../../libs/crm-core/src/views.ts';
import { describeError } from '../../api/problem.ts';
import { t } from '../../i18n/index.ts';
import { useMoment } from '../../store/clock.ts';
import { desk, useDesk, useDeskShallow } from '../../store/desk.ts';
import { loadMoreTasks, loadTasks, taskListKey, tasksInList, type Whose } from '../../store/tasks.ts';
import { Button, Empty, Failed, Keys } from '../../ui/controls.tsx';
import { complain } from '../thread/actions.ts';
import { useKeys } from '../shell/keys.ts';
import { groupName, inGroups } from './groups.ts';
import { QuickTask } from './quick-task.tsx';
import { askAbout, handOver, openWhatItIsAbout, tick } from './task-acts.ts';
import { TaskRow } from './task-row.tsx';
import { useTaskCursor } from './use-task-cursor.ts';
import { readWhose } from './whose.ts';
import { WhoseChoice } from './whose-choice.tsx';
import './tasks.css';

/** Dated work of one person, of a team or of everybody: what is late first, what is done last. */
export function TasksPage() {
  const [search] = useSearchParams();
  const whose = useDeskShallow((state) => readWhose(search.get('of'), state));
  if (!whose) return null;
  return (
    <main className="shell-page tasks-page" aria-label={t('nav.tasks')} data-region="main">
      <header className="pane-head tasks-head">
        <h1 className="pane-title grow">{t('nav.tasks')}</h1>
        <WhoseChoice whose={whose} />
      </header>
      <TasksOf key={taskListKey(whose, 'open')} whose={whose} />
    </main>
  );
}

function TasksOf({ whose }: { whose: Whose }) {
  const [, go] = useLocation();
  const now = useMoment();
  const [failure, setFailure] = useState<string | null>(null);
  const open = useDeskShallow((state) => tasksInList(state, whose, 'open'));
  const done = useDeskShallow((state) => tasksInList(state, whose, 'done'));
  const openReach = useDesk((state) => state.taskLists[taskListKey(whose, 'open')]);
  const doneReach = useDesk((state) => state.taskLists[taskListKey(whose, 'done')]);
  const me = useDesk((state) => state.me?.id ?? null);
  const person = useDesk((state) => (whose.type === 'person' && whose.id !== me ? state.users[whose.id] : undefined));
  const asked = openReach !== undefined && doneReach !== undefined;
  const load = useCallback(() => {
    setFailure(null);
    Promise.all([loadTasks(whose, 'open'), loadTasks(whose, 'done')]).catch((error: unknown) => setFailure(describeError(error)));
  }, [whose]);
  useEffect(() => { if (!asked) load(); }, [asked, load]);

  const groups = useMemo(() => inGroups(open, now), [open, now]);
  const rows = useMemo(() => [...groups.flatMap(({ tasks }) => tasks), ...done], [groups, done]);
  const more = (status: 'open' | 'done'): void => void loadMoreTasks(whose, status).catch(complain);
  const { current, setCurrent, step } = useTaskCursor(rows, () => more(openReach ? 'open' : 'done'));
  const field = useRef<HTMLInputElement>(null);
  const onCurrent = (act: (task: TaskView) => void) => (): void => {
    const task = current ? desk.getState().tasks[current] : undefined;
    if (task) act(task);
  };
  const onOpen = (act: (task: TaskView) => void) => onCurrent((task) => { if (task.status === 'open') act(task); });
  useKeys({
    KeyJ: () => step(1), ArrowDown: () => step(1), KeyK: () => step(-1), ArrowUp: () => step(-1),
    KeyE: onCurrent(tick), KeyH: onOpen(({ id }) => askAbout(id, 'put-off')), KeyA: onOpen(({ id }) => askAbout(id, 'hand-over')), KeyI: onOpen(({ id, assigneeId }) => { if (me && assigneeId !== me) void handOver(id, me); }),
    Enter: onCurrent((task) => openWhatItIsAbout(task, go)),
    KeyT: () => field.current?.focus(),
  });
  const named = whose.type !== 'person';
  const listed = (tasks: readonly TaskView[]) => <ul className="card tasks-list">{tasks.map((task) => <TaskRow key={task.id} task={task} current={task.id === current} named={named} onCurrent={setCurrent} />)}</ul>;
  return (
    <>
      <div className="tasks-body scrolls">
        <div className="tasks-col">
          <QuickTask ref={field} {...(person && { assignee: person })} />
          {failure && rows.length > 0 && <div className="banner amber"><span className="grow">{failure}</span><button type="button" className="link" onClick={load}>{t('action.retry')}</button></div>}
          {failure && rows.length === 0 && <Failed title={t('task.failed')} text={failure} onRetry={load} />}
          {!asked && !failure && rows.length === 0 && <TaskSkeletons />}
          {asked && open.length === 0 && <Empty icon={CheckCheck} title={t('empty.tasks')} text={t('empty.tasksText')} />}
          {groups.map(({ group, tasks }, index) => (
            <section key={group} className="tasks-group" data-group={group}>
              <h2 className={group === 'overdue' ? 'late' : ''}>{groupName(group)}<span className="count quiet">{openReach && index === groups.length - 1 ? `${tasks.length}+` : tasks.length}</span></h2>
              {listed(tasks)}
            </section>
          ))}
          {openReach && <Button className="tasks-more" onClick={() => more('open')}>{t('task.more')}</Button>}
          {done.length > 0 && (
            <section className="tasks-group" data-group="done">
              <h2>{t('task.done')}</h2>
              {listed(done)}
            </section>
          )}
          {doneReach && <Button className="tasks-more" onClick={() => more('done')}>{t('task.moreDone')}</Button>}
        </div>
      </div>
      <footer className="tasks-foot t2 small">
        <span><Keys keys="J" /><Keys keys="K" /> {t('task.hintMove')}</span><span><Keys keys="E" /> {t('task.hintDone')}</span><span><Keys keys="H" /> {t('task.putOff')}</span><span><Keys keys="A" /> {t('acts.assign')}</span>
        <span><Keys keys="I" /> {t('task.hintToMe')}</span><span><kbd>↵</kbd> {t('task.hintOpen')}</span><span><Keys keys="T" /> {t('task.add')}</span><span><Keys keys="Shift F" /> {t('task.whose')}</span>
      </footer>
    </>
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
