import { t } from '../../i18n/index.ts';

const at = (from: Date, days: number, hour: number): Date => {
  const moment = new Date(from);
  moment.setDate(moment.getDate() + days);
  moment.setHours(hour, 0, 0, 0);
  return moment;
};

/** Until when: in some hours, tomorrow morning, next Monday. All on this person's clock; none stands there twice. */
export function snoozePresets(now: Date): { label: string; until: Date }[] {
  const inThreeHours = new Date(now.getTime() + 3 * 3_600_000);
  const toMonday = ((8 - (now.getDay() || 7)) % 7) || 7;
  return [
    { label: t('snooze.threeHours'), until: inThreeHours },
    { label: t('snooze.tomorrow'), until: at(now, 1, 9) },
    ...(toMonday === 1 || toMonday === 7 ? [] : [{ label: t('snooze.monday'), until: at(now, toMonday, 9) }]),
    { label: t('snooze.week'), until: at(now, 7, 9) },
  ];
}
