import type { AlarmStepView, Id } from '../views.ts';
import { addWorkingMinutes, subtractWorkingMinutes, type Calendar } from '../working-time.ts';

/** The company's clock and the two people at the upper end of the ladder. */
export interface CompanyClock extends Calendar {
  readonly headOfSalesId: Id | null;
  readonly companyOwnerId: Id | null;
}

/** When a step of the ladder is due for a wait that began `since`, by the calendar's own time zone. */
export function stepDue(since: Date, step: Pick<AlarmStepView, 'minutes' | 'clock'>, calendar: Calendar): Date {
  return step.clock === 'always' ? new Date(since.getTime() + step.minutes * 60_000) : addWorkingMinutes(since, step.minutes, calendar);
}

/** The latest beginning of a wait for which the step is due at `now`: what began by then is found by an index, without asking of each when it is due. */
export function latestDue(now: Date, step: Pick<AlarmStepView, 'minutes' | 'clock'>, calendar: Calendar): Date {
  return step.clock === 'always' ? new Date(now.getTime() - step.minutes * 60_000) : subtractWorkingMinutes(now, step.minutes, calendar);
}
