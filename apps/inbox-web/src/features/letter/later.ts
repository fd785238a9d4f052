import { t } from '../../i18n/index.ts';
import { readWhen } from '../tasks/when.ts';

const at = (from: Date, days: number, hour: number): Date => {
  const moment = new Date(from);
  moment.setDate(moment.getDate() + days);
  moment.setHours(hour, 0, 0, 0);
  return moment;
};

/** When a message is usually put off to. All on this person's clock; what has passed is not offered. */
export function sendPresets(now: Date): { label: string; at: Date }[] {
  const toMonday = (8 - (now.getDay() || 7)) % 7 || 7;
  return [
    { label: t('later.hour'), at: new Date(now.getTime() + 3_600_000) },
    ...(now.getHours() < 17 ? [{ label: t('later.evening'), at: at(now, 0, 18) }] : []),
    { label: t('later.tomorrow'), at: at(now, 1, 9) },
    ...(toMonday > 1 ? [{ label: t('later.monday'), at: at(now, toMonday, 9) }] : []),
  ];
}

/** «завтра в 9:30», «in 2 hours»: the time that was said, or null when nothing about time was. */
export function readLater(words: string, now: Date): Date | null {
  const { dueAt, said } = readWhen(words, now);
  return said && dueAt.getTime() > now.getTime() + 60_000 ? dueAt : null;
}
