import { DateTime } from 'luxon';
import { Invalid } from '../errors.ts';

/** Longer ago people look at another report. */
const LONGEST_DAYS = 731;
const USUAL_DAYS = 30;

export interface Period {
  /** Days of the company, both counted. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly from: Date;
  readonly to: Date;
}

/** Whole days by the company's clock; the last thirty when none are named. Throws Invalid. */
export function periodOf(asked: { from?: string; to?: string }, timeZone: string, now: Date): Period {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
  const last = asked.to ? dayOf(asked.to, timeZone, 'to') : today;
  const first = asked.from ? dayOf(asked.from, timeZone, 'from') : last.minus({ days: USUAL_DAYS - 1 });
  if (first > last) throw new Invalid('bad-period', 'The period ends before it begins.', 'from');
  if (first.plus({ days: LONGEST_DAYS }) <= last) throw new Invalid('long-period', `A report covers at most ${LONGEST_DAYS} days.`, 'from');
  return { firstDay: first.toISODate()!, lastDay: last.toISODate()!, from: first.toJSDate(), to: last.plus({ days: 1 }).toJSDate() };
}

function dayOf(text: string, zone: string, path: string): DateTime {
  const day = DateTime.fromFormat(text, 'yyyy-MM-dd', { zone }).startOf('day');
  if (!day.isValid) throw new Invalid('bad-day', 'A day is written YYYY-MM-DD.', path);
  return day;
}
