import { edge, end, words, type Text } from './text.ts';
import { addDays, daysIn, weekday, type Wall } from './zone.ts';

/** A day of the calendar; `hour` where the words name its end. */
export interface SaidDay {
  readonly wall: Wall;
  readonly today: boolean;
  readonly hour?: number;
}

const BY = '(?:на|до|к|ко|від|from|by|for|on|until|till|before|due) +';
const IN = `(?:${BY}|(?:в|во|у|цей|цієї|this) +)?`;

/** Sunday first, as Date counts: every case that answers «when». Short English ones only where they cannot be another word. */
const WEEKDAYS: readonly string[] = [
  "воскресень[ею]|воскресенья|вс|нд|неділ[юіяе]|sunday|(?:on|by|next|this) sun",
  'понедельник[ау]?|пн|понеділ(?:ок|ка|ку)|monday|mon',
  'вторник[ау]?|вт|вівтор(?:ок|ка|ку)|tuesday|tues?',
  'сред[уые]|ср|серед[уиі]|wednesday|(?:on|by|next|this) wed',
  'четверг[ау]?|чт|четвер(?:га|гу)?|thursday|thur?s?',
  "пятниц[уые]|пт|п'ятниц[юіи]|пятниц[юі]|friday|fri",
  'суббот[уые]|сб|субот[уиі]|saturday|(?:on|by|next|this) sat',
];
const NEXT = '(?:следующ(?:ий|ую|ее|ей|его|ему)|наступн(?:ий|у|ого|ої|ій|ому)|next)';
const THIS = '(?:эт(?:от|у|о|ой|ого|ому)|ц(?:ей|ю|ього|ієї|ій)|ближайш(?:ий|ую|ее|его|ей)|найближч(?:ий|у|ого|ої)|this|coming)';
const onWeekday = WEEKDAYS.map((forms) => new RegExp(`${edge}${IN}(?:(${NEXT})|${THIS})? *(?:${forms})${end}\\.?`, 'iu'));

const MONTHS: readonly string[] = [
  'янв(?:аря)?|січ(?:ня)?|jan(?:uary)?', 'фев(?:р|раля)?|лют(?:ого)?|feb(?:ruary)?', 'мар(?:та)?|бер(?:езня)?|mar(?:ch)?', 'апр(?:еля)?|кві(?:т|тня)?|apr(?:il)?', 'мая|трав(?:ня)?|may',
  'июн(?:я)?|черв(?:ня)?|jun(?:e)?', 'июл(?:я)?|лип(?:ня)?|jul(?:y)?', 'авг(?:уста)?|серп(?:ня)?|aug(?:ust)?', 'сен(?:т|тября)?|вер(?:есня)?|sept?(?:ember)?', 'окт(?:ября)?|жовт(?:ня)?|oct(?:ober)?',
  'ноя(?:б|бря)?|лист(?:опада)?|nov(?:ember)?', 'дек(?:абря)?|груд(?:ня)?|dec(?:ember)?',
];
const MONTH = `(?:${MONTHS.map((forms) => `(${forms})`).join('|')})`;
const YEAR = '(?:,? +(20\\d\\d)(?: *(?:г|года|р|року)\\.?)?)?';
const WHEN = `(?:${BY}|the +)*`;
const dayMonth = new RegExp(`${edge}${WHEN}(\\d{1,2})(?:-?(?:го|е|ого|st|nd|rd|th))?(?: +of)? +${MONTH}\\.?${end}${YEAR}`, 'iu');
const monthDay = new RegExp(`${edge}${WHEN}${MONTH}\\.? +(\\d{1,2})(?:st|nd|rd|th)?(?![\\p{L}\\p{N}:])${YEAR}`, 'iu');
const iso = new RegExp(`${edge}${WHEN}(20\\d\\d)-(\\d\\d)-(\\d\\d)${end}`, 'iu');
/** Not a version, a price or an hour: the month has two digits, nothing that is counted follows, and no «at» stands before. */
const dotted = new RegExp(`(?<![\\p{L}\\p{N}.,])(?<!(?:^| )(?:в|о|об|at|@) *)${WHEN}(\\d{1,2})\\.(\\d{2})(?:\\.(\\d{4}|\\d{2}))?(?![\\p{N}]|[.,]\\p{N}| *(?:%|€|\\$|₴|₽|грн|руб|eur|usd|kg|кг|мм|см|м|шт|т)(?!\\p{L}))`, 'iu');
const ofMonth = new RegExp(`${edge}${WHEN}(\\d{1,2})(?:-?(?:го|е|ого))? +числ[аоу]${end}|${edge}(?:on|by) +the +(\\d{1,2})(?:st|nd|rd|th)${end}`, 'iu');

const OFFSETS: readonly (readonly [RegExp, number, number?])[] = [
  [words(`(?:${BY})?(?:послезавтра|післязавтра|(?:the +)?day +after +tomorrow)`), 2],
  [words('tonight'), 0, 20],
  [words(`(?:${BY})?(?:сегодня|сьогодні|today)`), 0],
  [words(`(?:${BY})?(?:завтра|tomorrow|tmrw)`), 1],
];
const nextWeek = words(`(?:${BY})?(?:(?:на +)?следующ(?:ей|ую) +недел[еюи]|(?:на +)?наступн(?:ого|ому|ий) +тижн(?:я|і)|(?:на +)?наступний +тиждень|next +week)`);
const endOfWeek = words('(?:в|к|до|на|у) +конц[еау] +недели', '(?:до|наприкінці|під|в|у) *(?:кінця|кінець|кінці)? *тижня', '(?:by +|at +)?(?:the +)?end +of +(?:the +|this +)?week', '(?:by +)?eow');
const weekend = words('(?:на|в) +выходн(?:ых|ые)', '(?:на|у) +вихідн(?:их|і)', '(?:on +|at +|over +)?(?:the +|this +)weekend');
const endOfMonth = words('(?:в|к|до) +конц[еау] +месяца', '(?:до +кінця|наприкінці|під +кінець|в +кінці|у +кінці) +місяця', '(?:by +|at +)?(?:the +)?end +of +(?:the +|this +)?month', '(?:by +)?eom');

/** The day that was said, if any. `workEnds`: the hour at which a day of work ends. */
export function takeDay(text: Text, now: Wall, workEnds: number): SaidDay | null {
  return takeDate(text, now) ?? takeOffset(text, now) ?? takeStretch(text, now, workEnds) ?? takeWeekday(text, now);
}

function takeOffset(text: Text, now: Wall): SaidDay | null {
  for (const [pattern, days, hour] of OFFSETS) {
    if (text.take(pattern)) return { wall: addDays(now, days), today: days === 0, ...(hour !== undefined && { hour }) };
  }
  return null;
}

function takeStretch(text: Text, now: Wall, workEnds: number): SaidDay | null {
  const today = weekday(now);
  if (text.take(endOfMonth)) {
    const last = { ...now, day: daysIn(now.year, now.month) };
    return { wall: last, today: last.day === now.day, hour: workEnds };
  }
  if (text.take(endOfWeek)) {
    const days = (5 - today + 7) % 7;
    return days === 0 && now.hour >= workEnds ? { wall: addDays(now, 7), today: false, hour: workEnds } : { wall: addDays(now, days), today: days === 0, hour: workEnds };
  }
  if (text.take(weekend)) return { wall: addDays(now, (6 - today + 7) % 7 || 7), today: false };
  if (text.take(nextWeek)) {
    // «next week on Tuesday»: the week was named, the day of it may follow.
    const monday = addDays(now, (8 - (today || 7)) % 7 || 7);
    const day = takeWeekday(text, addDays(monday, -1));
    return day ?? { wall: monday, today: false };
  }
  return null;
}

/** The next day of that name after today; with «next» the one of the week that begins on Monday. */
function takeWeekday(text: Text, now: Wall): SaidDay | null {
  for (const [index, pattern] of onWeekday.entries()) {
    const match = text.take(pattern);
    if (!match) continue;
    const today = weekday(now);
    const nextMonday = (8 - (today || 7)) % 7 || 7;
    return { wall: addDays(now, match[1] || /next/i.test(match[0]) ? nextMonday + ((index + 6) % 7) : (index - today + 7) % 7 || 7), today: false };
  }
  return null;
}

function takeDate(text: Text, now: Wall): SaidDay | null {
  let found: SaidDay | null = null;
  const fits = (day: number, month: number, year: string | undefined): boolean => {
    found = dateOf(now, day, month, year === undefined ? null : Number(year.length === 2 ? `20${year}` : year));
    return found !== null;
  };
  const monthIn = (groups: readonly (string | undefined)[]): number => groups.findIndex((group) => group !== undefined) + 1;
  if (
    text.take(iso, ([, year, month, day]) => fits(Number(day), Number(month), year)) ??
    text.take(dotted, ([, day, month, year]) => fits(Number(day), Number(month), year)) ??
    text.take(dayMonth, (match) => fits(Number(match[1]), monthIn(match.slice(2, 14)), match[14])) ??
    text.take(monthDay, (match) => fits(Number(match[13]), monthIn(match.slice(1, 13)), match[14])) ??
    text.take(ofMonth, (match) => ofThisMonth(Number(match[1] ?? match[2])))
  ) return found;
  return null;

  function ofThisMonth(day: number): boolean {
    const next = now.month === 12 ? { year: now.year + 1, month: 1 } : { year: now.year, month: now.month + 1 };
    const at = day >= now.day ? now : { ...now, ...next };
    return fits(day, at.month, String(at.year));
  }
}

/** Null: no such day, or one that is over. Without a year it is the next one. */
function dateOf(now: Wall, day: number, month: number, year: number | null): SaidDay | null {
  if (month < 1 || month > 12 || day < 1) return null;
  const past = month < now.month || (month === now.month && day < now.day);
  const inYear = year ?? (past ? now.year + 1 : now.year);
  if (inYear > now.year + 10 || day > daysIn(inYear, month) || inYear < now.year || (inYear === now.year && past)) return null;
  return { wall: { ...now, year: inYear, month, day }, today: inYear === now.year && month === now.month && day === now.day };
}
