import { currentLocale, t } from './index.ts';

const cache = new Map<string, unknown>();
function formatter<T>(key: string, make: (locale: string) => T): T {
  const full = `${currentLocale()} ${key}`;
  const found = cache.get(full) as T | undefined;
  if (found !== undefined) return found;
  const made = make(currentLocale());
  cache.set(full, made);
  return made;
}
const date = (key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => formatter(key, (locale) => new Intl.DateTimeFormat(locale, options));

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Local midnight of a moment. */
export function startOfDay(moment: number): number {
  const start = new Date(moment);
  start.setHours(0, 0, 0, 0);
  return start.getTime();
}

/** Whole days between two local dates; 1 = yesterday. */
export function daysBetween(earlier: number, later: number): number {
  return Math.round((startOfDay(later) - startOfDay(earlier)) / day);
}

/** `14:07` */
export function clockTime(iso: string): string {
  return date('clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso));
}

/** For a row of the list: the time today, «yesterday», a weekday, a date. */
export function rowTime(iso: string, now: number): string {
  const then = Date.parse(iso);
  const days = daysBetween(then, now);
  if (days <= 0) return clockTime(iso);
  if (days === 1) return t('time.yesterday');
  if (days < 7) return date('weekday', { weekday: 'short' }).format(then);
  return shortDate(iso, now);
}

/** `12 июн.` and with the year when it is another one. */
export function shortDate(iso: string, now: number): string {
  const then = new Date(iso);
  const sameYear = then.getFullYear() === new Date(now).getFullYear();
  return sameYear ? date('short', { day: 'numeric', month: 'short' }).format(then) : date('short-year', { day: 'numeric', month: 'short', year: 'numeric' }).format(then);
}

/** For the rule between two days of a timeline. */
export function dayHeading(iso: string, now: number): string {
  const days = daysBetween(Date.parse(iso), now);
  const long = date('long', { day: 'numeric', month: 'long' }).format(new Date(iso));
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterdayDate', { date: long });
  return new Date(iso).getFullYear() === new Date(now).getFullYear() ? long : date('long-year', { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(iso));
}

/** When something is due: «today 12:00», «tomorrow 10:00», «пт 9:00», a date. */
export function dueTime(iso: string, now: number): string {
  const days = daysBetween(now, Date.parse(iso));
  if (days === 0) return t('time.todayAt', { time: clockTime(iso) });
  if (days === 1) return t('time.tomorrowAt', { time: clockTime(iso) });
  if (days === -1) return t('time.yesterdayAt', { time: clockTime(iso) });
  if (days > 1 && days < 7) return `${date('weekday', { weekday: 'short' }).format(new Date(iso))} ${clockTime(iso)}`;
  return `${shortDate(iso, now)}, ${clockTime(iso)}`;
}

/** «18 мин», «1 ч 42 мин», «3 дн.»: for lists. */
export function roughDuration(ms: number): string {
  const total = Math.max(0, ms);
  if (total >= 2 * day) return t('time.days', { n: Math.floor(total / day) });
  if (total >= hour) {
    const minutes = Math.floor((total % hour) / minute);
    return minutes ? t('time.hoursMinutes', { h: Math.floor(total / hour), m: minutes }) : t('time.hours', { n: Math.floor(total / hour) });
  }
  return t('time.minutes', { n: Math.floor(total / minute) });
}

/** `18:24`, `1:42:05`: ticks. */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  return hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}

/** Digits after the comma of a currency: 2 for EUR, 0 for JPY. */
export function currencyDigits(currency: string): number {
  return formatter(`digits ${currency}`, (locale) => new Intl.NumberFormat(locale, { style: 'currency', currency })).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Whose sign means one currency here; the short sign of others («$» of a Canadian) could be taken for another. Ukrainian spells out even the euro otherwise. */
const ownSign: ReadonlySet<string> = new Set(['EUR', 'UAH', 'USD', 'GBP', 'PLN', 'CZK']);

/** `2 460 €`; cents only when there are any. */
export function money(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  const amount = minor / 10 ** digits;
  const shown = Number.isInteger(amount) ? 0 : digits;
  return formatter(`money ${currency} ${shown}`, (locale) => new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: ownSign.has(currency) ? 'narrowSymbol' : 'symbol', minimumFractionDigits: shown, maximumFractionDigits: shown })).format(amount);
}

/** Reads «1 200,50» or «1200.50» into minor units; null when it is no amount. */
export function parseMoney(text: string, currency: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f']/g, '').replace(',', '.');
  if (!/^\d+(\.\d*)?$/.test(plain)) return null;
  return Math.round(Number(plain) * 10 ** currencyDigits(currency));
}

/** Minor units as a person would type them. */
export function moneyInput(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  const amount = minor / 10 ** digits;
  return Number.isInteger(amount) ? String(amount) : amount.toFixed(digits);
}

export function bytes(size: number): string {
  if (size < 1024) return t('size.bytes', { n: size });
  if (size < 1024 * 1024) return t('size.kilobytes', { n: Math.round(size / 1024) });
  return t('size.megabytes', { n: Math.round(size / 1024 / 102.4) / 10 });
}
