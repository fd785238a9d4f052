import type { ChannelKind, ReportName, ReportNumberView, ReportRowView, ReportView } from '../../../../../libs/crm-core/src/views.ts';
import { roughDuration, shortDate } from '../../i18n/format.ts';
import { currentLocale, t } from '../../i18n/index.ts';
import { reasonName } from '../../i18n/reasons.ts';
import { channelName } from '../../ui/glyphs.tsx';

export const countInWords = (count: number): string => new Intl.NumberFormat(currentLocale()).format(count);
export const percent = (share: number): string => new Intl.NumberFormat(currentLocale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** Working time has no days: «52 ч 10 мин». Deals and who waits now are measured by the calendar. */
export function timeInWords(seconds: number, report: ReportName): string {
  if (report !== 'answering') return roughDuration(seconds * 1000);
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return t('report.underMinute');
  if (minutes < 60) return t('time.minutes', { n: minutes });
  return minutes % 60 ? t('time.hoursMinutes', { h: Math.floor(minutes / 60), m: minutes % 60 }) : t('time.hours', { n: minutes / 60 });
}

export const none: ReportNumberView = { count: 0, median: null, p90: null, sums: [] };

/** How a row is called by its reader. */
export function rowName({ report, by }: Pick<ReportView, 'report' | 'by'>, { key, name, code }: Pick<ReportRowView, 'key' | 'name' | 'code'>, now: number): string {
  if (name !== null) return report === 'endings' ? reasonName({ code, name }) : name;
  if (key === null) return report === 'endings' ? t('report.noReason') : t('report.nobody');
  if (report === 'sources') {
    const [channel = '', ...came] = key.split('|');
    return t('report.sourceOf', { channel: channelName(channel as ChannelKind), came: came.join('|') || t('report.direct') });
  }
  if (by === 'channel') return channelName(key as ChannelKind);
  if (by === 'day') return shortDate(`${key}T12:00:00`, now);
  return by === 'hour' ? `${key}:00` : key;
}
