import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { BulkJobView, Id } from '../../../../../libs/crm-core/src/views.ts';
import { t, type MessageId } from '../../i18n/index.ts';
import { useDeskShallow } from '../../store/desk.ts';
import { say } from '../../store/window-state.ts';
import { IconButton, Keys } from '../../ui/controls.tsx';
import { cancelJob, undoJob } from './acts.ts';
import { followedJobs, isActive } from './followed-jobs.ts';
import './acts.css';

const doing: Record<BulkJobView['action']['type'], MessageId> = {
  close: 'bulk.close', reopen: 'bulk.reopen', assign: 'bulk.assign', label: 'bulk.label', snooze: 'bulk.snooze', priority: 'bulk.priority', read: 'bulk.read',
};
/** Long enough to read it and to press Z. */
const staysMs = 12_000;

/** How far the acts on many are; what is over stays a moment, with the way back. What ended before this window opened is not told. */
export function BulkToasts() {
  const jobs = useDeskShallow((state) => Object.values(state.bulkJobs));
  const [, tick] = useState(0);
  for (const job of jobs) if (isActive(job)) followedJobs.set(job.id, null);
  const now = Date.now();
  for (const job of jobs) if (!isActive(job) && followedJobs.get(job.id) === null) followedJobs.set(job.id, now + staysMs);
  const shown = jobs.filter((job) => followedJobs.has(job.id) && (isActive(job) || (followedJobs.get(job.id) ?? 0) > now)).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).slice(-3);
  const next = Math.min(...shown.map((job) => (isActive(job) ? Infinity : (followedJobs.get(job.id) ?? Infinity))));
  useEffect(() => {
    if (next === Infinity) return;
    const timer = setTimeout(() => tick((turn) => turn + 1), Math.max(0, next - Date.now()) + 20);
    return () => clearTimeout(timer);
  }, [next]);
  const dismiss = (id: Id): void => {
    followedJobs.delete(id);
    tick((turn) => turn + 1);
  };
  return <>{shown.map((job) => <BulkToast key={job.id} job={job} onClose={() => dismiss(job.id)} />)}</>;
}

function BulkToast({ job, onClose }: { job: BulkJobView; onClose: () => void }) {
  const active = isActive(job);
  const undoing = job.status === 'undoing';
  // Told when it is over, not at every step.
  useEffect(() => { if (!active) say(outcome(job)); }, [active]);
  const [done, total] = undoing ? [job.undone + job.kept, job.undone + job.kept + job.changed] : [job.changed + job.skipped, job.total];
  return (
    <div className="pop bulk-toast" data-job={job.status}>
      <div>
        <span className="grow">
          {active ? t(undoing ? 'bulk.undoing' : doing[job.action.type]) : outcome(job)}
          {active && <span className="t2 num"> {t('bulk.progress', { done, total })}</span>}
        </span>
        {job.status === 'running' && <button type="button" className="link" onClick={() => void cancelJob(job.id)}>{t('action.cancel')}</button>}
        {(job.status === 'done' || job.status === 'cancelled') && job.changed > 0 && <button type="button" className="link" onClick={() => void undoJob(job.id)}>{t('action.undo')} <Keys keys="Z" /></button>}
        {!active && <IconButton icon={X} size={14} small label={t('action.close')} onClick={onClose} />}
      </div>
      {active && <div className="bulk-meter" role="progressbar" aria-label={t(undoing ? 'bulk.undoing' : doing[job.action.type])} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done}><i style={{ width: `${total > 0 ? (100 * done) / total : 0}%` }} /></div>}
    </div>
  );
}

/** What came of it, and what was left alone. */
function outcome(job: BulkJobView): string {
  if (job.status === 'undone') return job.kept > 0 ? t('bulk.undoneKept', { n: job.undone, kept: job.kept }) : t('bulk.undone', { n: job.undone });
  const words = job.status === 'cancelled' ? t('bulk.stopped', { n: job.changed }) : t('bulk.done', { n: job.changed });
  return job.skipped > 0 ? `${words} ${t('bulk.skipped', { n: job.skipped })}` : words;
}
