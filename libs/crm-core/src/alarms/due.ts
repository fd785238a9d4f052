import type { AlarmStepView, Id } from '../views.ts';
import { addWorkingMinutes, type Calendar } from '../working-time.ts';

/** The company's clock and the two people at the upper end of the ladder. */
export interface CompanyClock extends Calendar {
  readonly headOfSalesId: Id | null;
  readonly companyOwnerId: Id | null;
}

/** When a step of the ladder is due for a wait that began `since`, by the calendar's own time zone. */
export function stepDue(since: Date, step: Pick<AlarmStepView, 'minutes' | 'clock'>, calendar: Calendar): Date {
  return step.clock === 'always' ? new Date(since.getTime() + step.minutes * 60_000) : addWorkingMinutes(since, step.minutes, calendar);
}

/**
 * The latest beginning of a wait for which the step is due at `now`: what began by then is looked for by an index, without asking of
 * each when it is due. To the millisecond; found by halving, because the due moment never goes back when the beginning goes on.
 */
export function latestDue(now: Date, step: Pick<AlarmStepView, 'minutes' | 'clock'>, calendar: Calendar): Date {
  if (step.clock === 'always') return new Date(now.getTime() - step.minutes * 60_000);
  const due = (at: number): boolean => stepDue(new Date(at), step, calendar) <= now;
  let no = now.getTime() + 1;
  let yes = now.getTime() - step.minutes * 60_000;
  for (let back = 86_400_000; !due(yes); back *= 2) {
    no = yes;
    yes -= back;
  }
  while (no - yes > 1) {
    const middle = Math.floor((yes + no) / 2);
    if (due(middle)) yes = middle;
    else no = middle;
  }
  return new Date(yes);
}
