import { ENGLISH_VERBS, infinitiveOf } from './promise-verbs.ts';
import { readWhen, type Clock } from './read-when.ts';
import { edge, end, words } from './text.ts';

/** What somebody said they would do, written as a task, and by when. */
export interface Promised {
  readonly title: string;
  readonly dueAt: Date;
}

const LONGEST = 4_000;

/** What hangs on somebody else, or on luck, is no promise; nor is what is told of one. */
const UNSURE = words(
  'если', 'якщо', 'якби', 'if', 'unless', 'provided', 'in +case', '(?:после|по) +оплат[ыеі]', 'після +(?:оплати|передоплати)', 'после +предоплаты', 'after +(?:the +|your +)?payment',
  'может(?: +быть)?', 'возможно', 'наверное', 'наверно', 'вероятно', 'скорее +всего', 'може(?: +бути)?', 'можливо', 'мабуть', 'напевно', 'ймовірно', 'maybe', 'perhaps', 'possibly', 'probably', 'might',
);
const TOLD = new RegExp(`^(?:что|чтобы|що|щоб|that|как +только|когда|пока|коли|щойно|поки|when|once|as +soon +as|until|till|after|before +(?:i|we|you))${end}`, 'iu');
const NEGATION = /^(?:не|ни|ні)$/iu;
/** «Постараюсь выслать»: the word that promises, before the one that says what. */
const ENGAGES = /^(?:постараюсь|постараемся|обещаю|обещаем|обязуюсь|постараюся|постараємось|постараємося|спробую|спробуємо|обіцяю|обіцяємо)$/iu;
const INFINITIVE = /^\p{L}{2,}(?:ть|ти|тись|тися|ться)$/iu;

const ADVERBS = '(?:(?:definitely|certainly|also|then|just|personally|gladly|be +sure +to|make +sure +to|try +to) +)*';
const english = new RegExp(`${edge}(?:i|we)(?:['’ʼ]ll| +will| +shall|['’ʼ]m +going +to|['’ʼ]re +going +to| +am +going +to| +are +going +to| +promise +to) +${ADVERBS}(?=${ENGLISH_VERBS}${end})`, 'iu');

/** Said before the thing itself: greetings, «ok», who it is that promises. */
const BEFORE = new RegExp(`^(?:(?:я|мы|ми|тогда|тоді|значит|отже|итак|да|так|хорошо|добре|гаразд|ок|окей|ok|okay|yes|sure|so|then|and|и|а|і|й|та|но|але|but|обязательно|обов['’ʼ]язково|конечно|звичайно|сам|сама|сами|потом|потім)${end}[\\s,:—–-]*)+`, 'iu');
/** For whom: the task stands beside them. */
const FOR_YOU = new RegExp(`\\s*${edge}(?:(?:to|for) +you|you|(?<!(?:к|по|до) +)(?:вам|тебе))${end}(?! +(?:know|a +(?:call|ring)|guys|all))`, 'giu');

/** Deadlines of the whole stretch, said as the grammar of times has them. */
const WITHIN: readonly (readonly [RegExp, string])[] = [
  [/(?:в +течени[еи]|на +протяжении) +(?:сегодняшнего +)?дня(?!\p{L})/giu, 'до конца дня'], [/(?:протягом|упродовж|впродовж) +(?:сьогоднішнього +)?дня(?!\p{L})/giu, 'до кінця дня'], [/within +the +day/giu, 'by end of day'],
  [/(?:в +течени[еи]|не +позднее +чем +через) +(?=\p{L}|\d)/giu, 'через '], [/(?:протягом|упродовж|впродовж) +/giu, 'через '], [/within +(?:the +next +)?/giu, 'in '],
  [/через +часа(?!\p{L})/giu, 'через час'], [/через +години(?!\p{L})/giu, 'через годину'], [/через +двух +/giu, 'через 2 '], [/через +двох +/giu, 'через 2 '], [/через +(?:трех|трёх) +/giu, 'через 3 '], [/через +трьох +/giu, 'через 3 '],
];

/**
 * Reads what the writer of a message promises to do by a time: «вышлю счёт до обеда», «надішлю рахунок у п'ятницю», "I'll send the quote Friday". What is a
 * question, hangs on a condition, is negated, or has no time is no promise. The first one of a text; null when there is none. Never throws.
 */
export function readPromise(text: string, clock: Clock): Promised | null {
  for (const sentence of sentencesOf(text)) {
    if (/\?\s*$/u.test(sentence) || UNSURE.test(sentence)) continue;
    const clauses = clausesOf(sentence);
    for (const [index, clause] of clauses.entries()) {
      const promised = TOLD.test(clause) ? null : asTask(clause);
      if (promised === null) continue;
      const own = readWhen(promised, clock);
      if (own.said && own.title && own.dueAt > clock.now) return { title: titleOf(own.title), dueAt: own.dueAt };
      const beside = [clauses[index + 1], clauses[index - 1]].map((each) => (each === undefined ? null : readWhen(each.replace(BEFORE, ''), clock))).find((when) => when?.said && when.title === '' && when.dueAt > clock.now);
      if (beside) return { title: titleOf(promised), dueAt: beside.dueAt };
    }
  }
  return null;
}

/** Lines of somebody else, as mail quotes them, are not this writer's. */
function sentencesOf(text: string): string[] {
  const own = text.normalize('NFC').slice(0, LONGEST).split('\n').filter((line) => !/^\s*>/u.test(line)).join('\n');
  return own.split(/(?<=[.!?…])\s+|\n+|;\s*/u).map((sentence) => sentence.trim()).filter(Boolean);
}

const clausesOf = (sentence: string): string[] => WITHIN.reduce((said, [pattern, as]) => said.replace(pattern, as), sentence.replace(/[.!…]+$/u, '')).split(/,\s+|\s+[—–-]\s+|:\s+/u).map((clause) => clause.trim()).filter(Boolean);

/** The clause with its promising words as infinitives; null when it promises nothing. */
function asTask(clause: string): string | null {
  const start = english.exec(clause);
  if (start && /(?:^| )(?:that|said|told|because)(?= )/iu.test(clause.slice(0, start.index))) return null;
  if (start) return `${clause.slice(0, start.index)}${clause.slice(start.index + start[0].length)}`;
  const uk = /[іїєґ]/iu.test(clause);
  const parts = clause.split(/(\s+)/u);
  const engaged = parts.findIndex((part) => ENGAGES.test(part));
  let promises = engaged >= 0 && !NEGATION.test(parts[engaged - 2] ?? '') && parts.some((part) => INFINITIVE.test(part));
  if (promises) parts.splice(engaged, 2);
  else for (const [index, part] of parts.entries()) {
    const infinitive = infinitiveOf(part, uk);
    if (infinitive === null) continue;
    if (NEGATION.test(parts[index - 2] ?? '')) return null;
    promises = true;
    parts[index] = infinitive;
  }
  return promises ? parts.join('') : null;
}

function titleOf(said: string): string {
  const title = said.replace(BEFORE, '').replace(FOR_YOU, '').replace(BEFORE, '').replace(/\s+/gu, ' ').replace(/^[\s,:—–-]+|[\s,:;—–-]+$/gu, '').trim() || said.trim();
  return title.slice(0, 1).toUpperCase() + title.slice(1);
}
