/** What a person does with a task; what has to be asked first is asked in a dialog. */
import type { Id, TaskView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { change, desk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { setWindow, toast, type TaskAct } from '../../store/window-state.ts';
import { complain } from '../thread/actions.ts';

export const askAbout = (taskId: Id, act: TaskAct['act']): void => setWindow({ taskAct: { act, taskId } });
export const showTask = (task: TaskView): void => change((state) => foldOwn.task(state, task));

/** Done asks what came of it; what was done opens again at once. */
export function tick(task: TaskView): void {
  if (task.status === 'open') askAbout(task.id, 'finish');
  // What made itself opens again by itself, when the customer waits again.
  else if (task.kind === 'manual') void api.updateTask(task.id, { status: 'open' }).then(showTask, complain);
}

export const putOff = (taskId: Id, dueAt: Date): Promise<void> =>
  api.updateTask(taskId, { dueAt: dueAt.toISOString() }).then((task) => {
    showTask(task);
    toast(t('task.putOffTo', { when: dueTime(task.dueAt, Date.now()) }));
  }, complain);

export const handOver = (taskId: Id, assigneeId: Id | null): Promise<void> =>
  api.updateTask(taskId, { assigneeId }).then((task) => {
    showTask(task);
    toast(t('acts.handedOver'));
  }, complain);

/** The way to what the task is about: its conversation, else its deal, else the first words to its contact. */
export function openWhatItIsAbout(task: TaskView, go: (path: string) => void): void {
  const deal = task.dealId ? desk.getState().deals[task.dealId] : undefined;
  const conversationId = task.conversationId ?? deal?.conversationId;
  if (conversationId) go(`/inbox/all/${conversationId}`);
  else if (task.dealId) go('/deals');
  else if (task.contactId) setWindow({ dialog: 'start', startWith: { contactId: task.contactId } });
}
export const isAboutSomething = ({ conversationId, dealId, contactId }: TaskView): boolean => Boolean(conversationId ?? dealId ?? contactId);
