import { Flag, Hourglass, ListTodo } from 'lucide-react';
import type { DealView, StageView } from '../../../../../libs/crm-core/src/views.ts';
import { dueTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { taskTitle } from '../../i18n/words.ts';
import { isStuck } from '../../store/board.ts';
import { useMoment } from '../../store/clock.ts';

const DAY = 86_400_000;

/** Exactly one thing: overdue, then stuck, then no next step, then what is next. */
export function DealMark({ deal, stage }: { deal: DealView; stage: StageView | undefined }) {
  const now = useMoment();
  const task = deal.nextTask;
  const next = task && t('deal.nextTask', { title: taskTitle(task), time: dueTime(task.dueAt, now) });
  const days = Math.floor((now - Date.parse(deal.stageSince)) / DAY);
  if (task && Date.parse(task.dueAt) < now) return <span className="deal-mark late"><ListTodo size={14} aria-hidden="true" /><span className="cut">{next}</span></span>;
  if (isStuck(deal, stage, now)) return <span className="deal-mark warn" data-stuck=""><Hourglass size={14} aria-hidden="true" /><span className="cut">{t('deal.stuck', { n: days })}</span></span>;
  if (!task) return <span className="deal-mark warn" data-no-task=""><Flag size={14} aria-hidden="true" /><span className="cut">{t('deal.noTask')}</span></span>;
  return <span className="deal-mark"><ListTodo size={14} aria-hidden="true" /><span className="cut">{next}</span></span>;
}
