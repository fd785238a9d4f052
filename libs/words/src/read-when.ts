import { takeDay } from './days.ts';
import { takeHour } from './hours.ts';
import { takeSpan, type Span } from './spans.ts';
import { openText } from './text.ts';
import { addDays, daysIn, knownZone, momentOf, wallAt, type Wall } from './zone.ts';

/** Words in which a time was said. */
export interface When {
  /** What was not about time, in its own letters. */
  readonly title: string;
  readonly dueAt: Date;
  /** Whether anything about time was said; else `dueAt` is the next morning. */
  readonly said: boolean;
}

/** Whose clock: the time zone, and the hour at which their day of work ends. */
export interface Clock {
  readonly now: Date;
  readonly zone: string;
  readonly workEnds?: number;
}

const MORNING = 9;

/**
 * Reads «перезвонить завтра в 10», «передзвонити у понеділок о 9», «call back in 2 hours» into words and a moment. All three languages are
 * understood whatever the window speaks. Without an hour it is nine in the morning; without a day it is today, or tomorrow when that hour
 * has passed. Hours of the wall stay hours of the wall across a clock change; «in 2 hours» is two hours later by any clock. Never throws:
 * what is no time stays in the title.
 */
export function readWhen(words: string, { now, zone: wished, workEnds = 18 }: Clock): When {
  const zone = knownZone(wished);
  const wall = wallAt(now, zone);
  const text = openText(words);
  const done = (dueAt: Date, said: boolean): When => ({ title: text.rest(), dueAt, said });
  const at = (day: Wall, hour: number, minute: number): Date => momentOf({ ...(hour === 24 ? addDays(day, 1) : day), hour: hour % 24, minute }, zone);

  const span = takeSpan(text);
  if (span && isShort(span)) return done(new Date(now.getTime() + span.amount * (span.unit === 'minute' ? 60_000 : 3_600_000)), true);
  const day = span ? { wall: later(wall, span), today: false } : takeDay(text, wall, workEnds);
  const hour = takeHour(text, day !== null, workEnds);
  if (day) {
    const due = at(day.wall, hour?.hour ?? day.hour ?? MORNING, hour?.minute ?? 0);
    // Today, no hour, and nine has passed: an hour from now.
    return done(day.today && !hour && due <= now ? new Date(now.getTime() + 3_600_000) : due, true);
  }
  const due = at(wall, hour?.hour ?? MORNING, hour?.minute ?? 0);
  return done(due <= now ? at(addDays(wall, 1), hour?.hour ?? MORNING, hour?.minute ?? 0) : due, hour !== null);
}

const isShort = ({ unit }: Span): boolean => unit === 'minute' || unit === 'hour';

/** So many days, weeks or months of the calendar; a month without such a day ends earlier. */
function later(wall: Wall, { unit, amount }: Span): Wall {
  if (unit === 'day' || unit === 'week') return addDays(wall, Math.round(amount * (unit === 'week' ? 7 : 1)));
  if (amount < 1) return addDays(wall, 15);
  const months = wall.month - 1 + Math.round(amount * (unit === 'year' ? 12 : 1));
  const [year, month] = [wall.year + Math.floor(months / 12), (months % 12) + 1];
  return { ...wall, year, month, day: Math.min(wall.day, daysIn(year, month)) };
}
