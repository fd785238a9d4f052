import { edge, end, type Text } from './text.ts';

/** «через 2 часа», «за годину», "in half an hour", "2 weeks from now". */
export interface Span {
  readonly unit: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
  readonly amount: number;
}

const NUMBERS: readonly (readonly [string, number])[] = [
  ['an?|one|один|одну|одна|одне', 1], ['two|two|два|две|дві|a +couple(?: +of)?|пару|пара', 2], ['three|три', 3], ['four|четыре|чотири', 4], ["five|пять|п'ять", 5], ['six|шесть|шість', 6],
  ['seven|семь|сім', 7], ['eight|восемь|вісім', 8], ["nine|девять|дев'ять", 9], ['ten|десять', 10], ['fifteen|пятнадцать|пʼятнадцять', 15], ['twenty|двадцать|двадцять', 20], ['thirty|тридцать|тридцять', 30],
  ['полтора|полторы|півтора|півтори', 1.5], ['half +an|half +a|half', 0.5],
];
const UNITS: readonly (readonly [Span['unit'], string])[] = [
  ['minute', 'минут(?:у|ы|ку|ок|очек)?|мин|хвилин(?:у|и|ку|ок)?|хв|minutes?|mins?|m'],
  ['year', '(?:год|рік|year)(?!\\p{L})'],
  ['hour', 'час(?:а|ов|ик|ика|иков)?|ч|годин(?:у|и|ку)?|год|hours?|hrs?|h'],
  ['day', 'д(?:ень|ня|ней)|дн(?:і|ів|я)|діб|days?|d'],
  ['week', 'недел(?:ю|и|ь|ьки|ьку)|тиж(?:день|ні|нів|ня)|weeks?|w'],
  ['month', 'месяц(?:а|ев)?|місяц(?:ь|і|ів|я)|months?'],
];
const UNIT = UNITS.map(([unit, forms]) => `(?<${unit}>${forms})`).join('|');
const NUMBER = `\\d{1,6}(?:[.,]\\d)?|${NUMBERS.map(([forms]) => forms).join('|')}`;
/** «за» says «within» in Russian, so it counts only with Ukrainian units. */
const UK_UNITS = '(?=(?:\\d+ +|\\p{L}+ +)?(?:хвилин|хв|годин|пів|тиж|місяц|дні|діб))';

const half = new RegExp(`${edge}(?:через +(?:пол ?часа|полчасика|пів ?години)|за +пів ?години)${end}`, 'iu');
const halfPast = new RegExp(`${edge}in +an +hour +and +a +half${end}`, 'iu');
const ahead = new RegExp(`${edge}(?:через|in|за +${UK_UNITS}) *(?:(${NUMBER}) *)?(?:${UNIT})${end}\\.?(?: +time${end})?`, 'iu');
const fromNow = new RegExp(`${edge}(${NUMBER}) +(?:${UNIT}) +(?:from +now|later)${end}`, 'iu');

/** Further away than anybody plans. */
const MOST: Readonly<Record<Span['unit'], number>> = { minute: 60 * 24 * 31, hour: 24 * 366, day: 3_660, week: 520, month: 120, year: 10 };

export function takeSpan(text: Text): Span | null {
  if (text.take(half)) return { unit: 'minute', amount: 30 };
  if (text.take(halfPast)) return { unit: 'minute', amount: 90 };
  let span: Span | null = null;
  const fits = (match: RegExpExecArray): boolean => {
    span = spanOf(match);
    return span !== null;
  };
  return text.take(ahead, fits) ?? text.take(fromNow, fits) ? span : null;
}

function spanOf(match: RegExpExecArray): Span | null {
  const amount = numberOf(match[1]);
  let [unit] = UNITS.find(([name]) => match.groups?.[name] !== undefined) ?? [];
  // «через 2 год» are hours, shortened in Ukrainian: two years would be «года».
  if (unit === 'year' && amount > 1 && /год$/iu.test(match[0])) unit = 'hour';
  return unit === undefined || amount <= 0 || amount > MOST[unit] ? null : { unit, amount };
}

function numberOf(said: string | undefined): number {
  if (said === undefined) return 1;
  if (/^\d/.test(said)) return Number(said.replace(',', '.'));
  return NUMBERS.find(([forms]) => new RegExp(`^(?:${forms})$`, 'iu').test(said))?.[1] ?? 0;
}
