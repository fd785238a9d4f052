import { DateTime } from 'luxon';
import type { WorkingHours } from './views.ts';

/** When the company works, in its own time zone. */
export interface Calendar {
  readonly timeZone: string;
  readonly hours: WorkingHours;
  readonly holidays: readonly { readonly date: string }[];
}

/** A year without one working minute means that nobody set hours: then every minute counts. */
const HORIZON_DAYS = 366;

/** Working stretches of one local day, in order. Wall-clock minutes, so that a day of 23 or 25 hours begins and ends as on the door. */
function stretches(day: DateTime, calendar: Calendar): { from: DateTime; to: DateTime }[] {
  if (calendar.holidays.some((holiday) => holiday.date === day.toISODate())) return [];
  const at = (minutes: number): DateTime => (minutes >= 1440 ? day.plus({ days: 1 }) : day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }));
  return (calendar.hours.days[day.weekday - 1] ?? [])
    .filter((range) => range.to > range.from)
    .toSorted((a, b) => a.from - b.from)
    .map((range) => ({ from: at(range.from), to: at(range.to) }));
}

const localDay = (at: Date, calendar: Calendar): DateTime => {
  const local = DateTime.fromJSDate(at, { zone: calendar.timeZone });
  return (local.isValid ? local : DateTime.fromJSDate(at, { zone: 'utc' })).startOf('day');
};

export function isWorkingTime(at: Date, calendar: Calendar): boolean {
  return stretches(localDay(at, calendar), calendar).some(({ from, to }) => from.toMillis() <= at.getTime() && at.getTime() < to.toMillis());
}

/** What to tell a visitor: until when today somebody is there (null: no end in sight), or when somebody is back (null: not known). */
export type OfficeHours = { open: true; until: Date | null } | { open: false; opensAt: Date | null };

export function officeHours(at: Date, calendar: Calendar): OfficeHours {
  let day = localDay(at, calendar);
  const noEndInSight = day.plus({ days: 2 }).toMillis();
  let end = at.getTime();
  for (let passed = 0; passed < HORIZON_DAYS; passed++, day = day.plus({ days: 1 })) {
    for (const { from, to } of stretches(day, calendar)) {
      if (to.toMillis() <= end) continue;
      // Stretches that touch, over midnight too, are one.
      if (from.toMillis() > end) return end > at.getTime() ? { open: true, until: new Date(end) } : { open: false, opensAt: from.toJSDate() };
      end = to.toMillis();
      if (end > noEndInSight) return { open: true, until: null };
    }
  }
  return end > at.getTime() ? { open: true, until: new Date(end) } : { open: false, opensAt: null };
}

/** The moment at which `minutes` of working time have passed since `from`. */
export function addWorkingMinutes(from: Date, minutes: number, calendar: Calendar): Date {
  let left = minutes * 60_000;
  let day = localDay(from, calendar);
  for (let passed = 0; passed < HORIZON_DAYS; passed++, day = day.plus({ days: 1 })) {
    for (const stretch of stretches(day, calendar)) {
      const start = Math.max(stretch.from.toMillis(), from.getTime());
      const room = stretch.to.toMillis() - start;
      if (room <= 0) continue;
      if (left <= room) return new Date(start + left);
      left -= room;
    }
  }
  return new Date(from.getTime() + minutes * 60_000);
}

/** The latest moment from which `minutes` of working time have passed by `now`: {@link addWorkingMinutes} the other way round. */
export function subtractWorkingMinutes(now: Date, minutes: number, calendar: Calendar): Date {
  let left = minutes * 60_000;
  let day = localDay(now, calendar);
  for (let passed = 0; passed < HORIZON_DAYS; passed++, day = day.minus({ days: 1 })) {
    for (const stretch of stretches(day, calendar).toReversed()) {
      const [from, to] = [stretch.from.toMillis(), stretch.to.toMillis()];
      if (from > now.getTime()) continue;
      // Nothing has to pass, and still it is working time only before the door closes.
      if (left === 0) return new Date(Math.min(now.getTime(), to - 1));
      const end = Math.min(to, now.getTime());
      if (left <= end - from) return new Date(end - left);
      left -= end - from;
    }
  }
  return new Date(now.getTime() - minutes * 60_000);
}

/** How much working time, in milliseconds, passed between two moments. A company that set no hours works always, as above. */
export function workingTimeBetween(from: Date, to: Date, calendar: Calendar): number {
  if (to <= from) return 0;
  if (calendar.hours.days.every((ranges) => ranges.every((range) => range.to <= range.from))) return to.getTime() - from.getTime();
  let passed = 0;
  for (let day = localDay(from, calendar); day.toMillis() < to.getTime(); day = day.plus({ days: 1 })) {
    for (const stretch of stretches(day, calendar)) passed += Math.max(0, Math.min(stretch.to.toMillis(), to.getTime()) - Math.max(stretch.from.toMillis(), from.getTime()));
  }
  return passed;
}

/** The same time of day on the `days`-th working day after `from`, moved into the working hours of that day. */
export function addWorkingDays(from: Date, days: number, calendar: Calendar): Date {
  const zone = localDay(from, calendar).zone;
  const local = DateTime.fromJSDate(from, { zone });
  let day = local.startOf('day');
  let left = days;
  for (let passed = 0; passed < HORIZON_DAYS; passed++) {
    day = day.plus({ days: 1 });
    const open = stretches(day, calendar);
    if (!open.length || --left > 0) continue;
    const same = day.set({ hour: local.hour, minute: local.minute, second: local.second }).toMillis();
    return new Date(Math.min(Math.max(same, open[0]!.from.toMillis()), open.at(-1)!.to.toMillis()));
  }
  return local.plus({ days }).toJSDate();
}

/** Whether this machine's list of time zones holds the name. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
