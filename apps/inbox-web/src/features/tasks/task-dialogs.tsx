import { useDesk } from '../../store/desk.ts';
import { setWindow, type TaskAct } from '../../store/window-state.ts';
import { FinishDialog } from './finish-dialog.tsx';
import { HandOverDialog, PutOffDialog } from './task-choice.tsx';
import './tasks.css';

const close = (): void => setWindow({ taskAct: null });

/** What is being asked about a task, wherever it stands. */
export function TaskDialogs({ act: { act, taskId } }: { act: TaskAct }) {
  const task = useDesk((state) => state.tasks[taskId]);
  if (!task) return null;
  switch (act) {
    case 'finish':
      return <FinishDialog task={task} onClose={close} />;
    case 'put-off':
      return <PutOffDialog task={task} onClose={close} />;
    case 'hand-over':
      return <HandOverDialog task={task} onClose={close} />;
  }
}
