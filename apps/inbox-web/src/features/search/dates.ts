import type { MessageId } from '../../i18n/index.ts';

/** Stretches of time that are asked for most, in days before today. */
export const stretches: readonly { readonly label: MessageId; readonly days: number }[] = [
  { label: 'search.today', days: 0 },
  { label: 'search.week', days: 6 },
  { label: 'search.month', days: 29 },
  { label: 'search.year', days: 364 },
];

/** The local midnight so many days before today. */
export function daysAgo(days: number, now: number): string {
  const moment = new Date(now);
  moment.setHours(0, 0, 0, 0);
  moment.setDate(moment.getDate() - days);
  return moment.toISOString();
}

/** What a date field holds → the beginning of that day on this person's clock, or of the next one. Null for no date. */
export function momentOf(date: string, plusDays = 0): string | null {
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  if (!year || !month || !dayOfMonth) return null;
  const moment = new Date(year, month - 1, dayOfMonth + plusDays);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
