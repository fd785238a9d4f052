/**
 * Reads «перезвонить завтра 10», «call back tomorrow at 15:30», «зателефонувати через 2 години» into words and a time. All
 * three languages are understood whatever the window speaks. Without a time of day it is nine in the morning; without a day
 * it is today, or tomorrow when that hour has passed.
 */
export interface When {
  readonly title: string;
  readonly dueAt: Date;
  /** Whether anything about time was said. */
  readonly said: boolean;
}

const edge = '(?<![\\p{L}\\d])';
const end = '(?![\\p{L}\\d])';
const word = (...forms: string[]): RegExp => new RegExp(`${edge}(?:${forms.join('|')})${end}`, 'iu');

const days: readonly (readonly [RegExp, number])[] = [
  [word('сегодня', 'сьогодні', 'today'), 0],
  [word('послезавтра', 'післязавтра', 'day after tomorrow'), 2],
  [word('завтра', 'tomorrow'), 1],
];
/** Sunday first, as Date counts. */
const weekdays: readonly RegExp[] = [
  word('(?:в |во |у )?(?:воскресенье|вс)', '(?:в |у )?(?:неділю|нд)', '(?:on )?(?:sunday|sun)'),
  word('(?:в )?(?:понедельник|пн)', '(?:в |у )?понеділок', '(?:on )?(?:monday|mon)'),
  word('(?:во |в )?(?:вторник|вт)', '(?:в |у )?вівторок', '(?:on )?(?:tuesday|tue)'),
  word('(?:в )?(?:среду|ср)', '(?:в |у )?середу', '(?:on )?(?:wednesday|wed)'),
  word('(?:в )?(?:четверг|чт)', '(?:в |у )?четвер', '(?:on )?(?:thursday|thu)'),
  word('(?:в )?(?:пятницу|пт)', "(?:в |у )?п['’]ятницю", '(?:on )?(?:friday|fri)'),
  word('(?:в )?(?:субботу|сб)', '(?:в |у )?суботу', '(?:on )?(?:saturday|sat)'),
];
const inTime = new RegExp(`${edge}(?:через|за|in)\\s+(\\d+)?\\s*(минут[уы]?|мин|хвилин[уи]?|хв|minutes?|min|час(?:а|ов)?|ч|годин[уи]?|год|hours?|h|д(?:ень|ня|ней)|дн(?:і|ів|я)|days?|недел[юиь]|тиждень|тижні|weeks?)${end}`, 'iu');
const clock = new RegExp(`${edge}(?:в |о |об |at )?([01]?\\d|2[0-3])[:.]([0-5]\\d)${end}`, 'iu');
const hourAlone = new RegExp(`(?:${edge}(?:в|о|об|at)\\s+|\\s)([01]?\\d|2[0-3])(?:\\s*(?:ч|час(?:а|ов)?|годин[уі]?|год|am|pm))?\\s*$`, 'iu');

export function readWhen(text: string, now: Date): When {
  let rest = ` ${text.trim()}`;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest);
    if (match) rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
    return match;
  };
  const finish = (dueAt: Date, said: boolean): When => ({ title: rest.replace(/\s+/g, ' ').trim(), dueAt, said });

  const later = take(inTime);
  if (later) {
    const amount = later[1] ? Number(later[1]) : 1;
    const unit = (later[2] as string).toLowerCase();
    const due = new Date(now);
    if (/^(м|х|min)/.test(unit)) due.setMinutes(due.getMinutes() + amount);
    else if (/^(ч|год|h)/.test(unit)) due.setHours(due.getHours() + amount);
    else {
      due.setDate(due.getDate() + amount * (/^(нед|тиж|week)/.test(unit) ? 7 : 1));
      due.setHours(9, 0, 0, 0);
    }
    return finish(due, true);
  }

  let offset: number | null = null;
  for (const [pattern, by] of days) {
    if (offset === null && take(pattern)) offset = by;
  }
  if (offset === null) {
    for (const [weekday, pattern] of weekdays.entries()) {
      if (take(pattern)) {
        offset = (weekday - now.getDay() + 7) % 7 || 7;
        break;
      }
    }
  }
  const exact = take(clock);
  // A bare number is an hour only at the end: «купить 10 труб» is not ten o'clock.
  const hour = exact ? null : take(hourAlone);
  const due = new Date(now);
  due.setHours(exact ? Number(exact[1]) : hour ? Number(hour[1]) : 9, exact ? Number(exact[2]) : 0, 0, 0);
  if (offset !== null) due.setDate(due.getDate() + offset);
  else if (due <= now) due.setDate(due.getDate() + 1);
  // Today, no hour, and nine has passed: an hour from now.
  if (offset === 0 && !exact && !hour && due <= now) due.setTime(now.getTime() + 3_600_000);
  return finish(due, offset !== null || exact !== null || hour !== null);
}
