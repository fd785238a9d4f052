import { edge, end, GAP, words, type Text } from './text.ts';

export interface SaidHour {
  readonly hour: number;
  readonly minute: number;
}

const AT = '(?:в|во|о|об|at|@)';
const BY = '(?:к|до|на|у|by|till?|until|before|after|после|після|около|близько|around)';
const MORNING = 'утра|ранку|a\\.?m\\.?|in +the +morning';
const EVENING = 'вечера|вечора|дня|p\\.?m\\.?|in +the +(?:evening|afternoon)';
const NIGHT = 'ночи|ночі';
const HALF = `(?: *(?:(${MORNING})|(${EVENING})|(${NIGHT})))`;
const HOUR_WORD = "(?: *(?:часов|часа|час|ч|годин[уиі]?|год|o'clock|h))";

const clock = new RegExp(`(?<![\\p{L}\\p{N}:.,])(?:(${AT}|${BY}) +)?([01]?\\d|2[0-4]):([0-5]\\d)(?![\\p{N}:])${HALF}?${HOUR_WORD}?(?!\\p{L})`, 'iu');
const dottedClock = new RegExp(`${edge}(?:(${AT}|${BY}) +)?([01]?\\d|2[0-3])\\.([0-5]\\d)(?![\\p{N}]|[.,]\\p{N})${HALF}?(?!\\p{L})`, 'iu');
const withHalf = new RegExp(`${edge}(?:(${AT}|${BY}) *)?(1[0-2]|0?[1-9])${HOUR_WORD}?${HALF}(?!\\p{L})`, 'iu');
const hourOnly = new RegExp(`${edge}(?:(${AT}|${BY}) *)?([01]?\\d|2[0-3])(${HOUR_WORD})?${end}(?! *(?:%|€|\\$|₴|₽|[-–—./:]\\p{N}))`, 'iu');

/** Of the afternoon, as people say them. */
const NAMED: readonly string[] = [
  'час(?:у)?|перш(?:ій|у|ої)|one', 'два|двух|друг(?:ій|у|ої)|two', 'три|трех|трет(?:ій|ю|ьої)|three', 'четыре|четырех|четверт(?:ій|у|ої)|four', "пять|пяти|п'ят(?:ій|у|ої)|five", 'шесть|шести|шост(?:ій|у|ої)|six',
  'семь|семи|сьом(?:ій|у|ої)|seven', 'восемь|восьми|восьм(?:ій|у|ої)|eight', "девять|девяти|дев'ят(?:ій|у|ої)|nine", 'десять|десяти|десят(?:ій|у|ої)|ten', 'одиннадцать|одиннадцати|одинадцят(?:ій|у|ої)|eleven', 'двенадцать|двенадцати|дванадцят(?:ій|у|ої)|twelve',
];
const named = new RegExp(`${edge}(?:${AT}|к|до|by) +(?:${NAMED.map((forms) => `(${forms})`).join('|')})(?: +(?:часа|часов|годині|години|o'clock))?${HALF}?${end}(?= *(?:[,.;!]|$|${GAP}))`, 'iu');

const PARTS: readonly (readonly [RegExp, number])[] = [
  [words('(?:к|до|по|в|под) +конц[еау] +(?:рабочего +)?дня', '(?:до +кінця|під +кінець|наприкінці|в +кінці|у +кінці) +(?:робочого +)?дня', '(?:by +|at +|before +|until +)?(?:the +)?end +of +(?:the +)?(?:business +|working +|work +)?day', '(?:by +)?(?:eod|cob)'), -1],
  [words('до +обеда', 'к +обеду', 'до +обіду', 'перед +обедом', 'перед +обідом', '(?:before|by|until) +lunch', 'до +полудня', 'by +noon', '(?:at +)?noon', '(?:в +)?полдень', 'опівдні', '(?:at +)?midday'), 12],
  [words('в +обед', 'в +обід', 'у +обід', '(?:at|over|during) +lunch(?:time)?'), 13],
  [words('после +обеда', 'після +обіду', 'по +обіді', 'пополудні', 'после +полудня', 'after +lunch', '(?:(?:in +the|this) +)?afternoon', 'днем', 'вдень'), 14],
  [words('(?:с|с +самого) +утра', 'утром', 'утречком', 'вранці', 'уранці', 'зранку', 'з +самого +ранку', '(?:(?:in +the|this|first +thing +in +the) +)?morning'), 9],
  [words('вечером', 'ввечері', 'увечері', 'к +вечеру', 'до +вечера', 'до +вечора', 'під +вечір', '(?:(?:in +the|this|by) +)?evening'), 18],
  [words('(?:at +)?midnight', '(?:в +)?полночь', 'опівночі'), 24],
];

/**
 * The time of day that was said. `day`: a day was said, so that a number beside it, or at the end, is an hour; without it «купить 10 труб»
 * stays what it is. `workEnds` is the end of the day.
 */
export function takeHour(text: Text, day: boolean, workEnds: number): SaidHour | null {
  return takeClock(text, day) ?? takeNamed(text) ?? takePart(text, workEnds);
}

function takeClock(text: Text, day: boolean): SaidHour | null {
  let found: SaidHour | null = null;
  const means = (hour: string | undefined, minute: number, half: readonly (string | undefined)[]): boolean => {
    found = hourOf(String(hour), minute, half);
    return found !== null;
  };
  if (text.take(clock, ([, , hour, minute, ...half]) => means(hour, Number(minute), half))) return found;
  if (text.take(dottedClock, ([, preposition, hour, minute, ...half]) => (preposition !== undefined || day) && means(hour, Number(minute), half))) return found;
  // «3 дня» are three days, «в 3 дня» is a time.
  if (text.take(withHalf, ([all, preposition, hour, ...half]) => (preposition !== undefined || !/^(?:\d+) *дня$/iu.test(all)) && means(hour, 0, half))) return found;
  text.take(hourOnly, (match) => isHour(match, day) && means(match[2], 0, []));
  return found;
}

const sayingAt = new RegExp(`^${AT}$`, 'iu');
const gapAfter = new RegExp(`^[\\s,]*${GAP}`, 'u');
const gapBefore = new RegExp(`${GAP}[\\s,]*$`, 'u');

/** Whether a bare number is an hour and not so many of something: by what stands before it, by the day beside it, by being the last. */
function isHour(match: RegExpExecArray, day: boolean): boolean {
  const [all, preposition, , hourWord] = match;
  const after = match.input.slice(match.index + all.length);
  const named = hourWord !== undefined;
  const last = /^[\s,.;!]*$/.test(after);
  const dayFollows = gapAfter.test(after);
  const dayBeside = dayFollows || gapBefore.test(match.input.slice(0, match.index));
  if (preposition === undefined) return day && (last || dayFollows || (dayBeside && named));
  if (sayingAt.test(preposition)) return day || last || named;
  return day && (last || named || dayBeside);
}

function takeNamed(text: Text): SaidHour | null {
  const match = text.take(named);
  if (!match) return null;
  const hour = match.slice(1, 13).findIndex((group) => group !== undefined) + 1;
  return hourOf(String(hour), 0, match.slice(13, 16));
}

function takePart(text: Text, workEnds: number): SaidHour | null {
  for (const [pattern, hour] of PARTS) {
    if (text.take(pattern)) return { hour: hour === -1 ? workEnds : hour, minute: 0 };
  }
  return null;
}

/** From one to six without a zero before it is the afternoon: nobody works in the night, and who does writes 03:00 or «3 ночи». */
function hourOf(said: string, minute: number, [morning, evening, night]: readonly (string | undefined)[]): SaidHour | null {
  const hour = Number(said);
  if (hour > 24 || (hour === 24 && minute > 0)) return null;
  if (morning ?? night) return hour > 12 ? null : { hour: hour === 12 ? 0 : hour, minute };
  if (evening) return { hour: hour < 12 ? hour + 12 : hour, minute };
  return { hour: hour >= 1 && hour <= 6 && said.length === 1 ? hour + 12 : hour, minute };
}
