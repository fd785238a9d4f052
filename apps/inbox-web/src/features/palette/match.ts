import { layoutReadings } from '../../i18n/keyboard-layouts.ts';
import type { MarkView } from '../../../../../libs/crm-core/src/views.ts';

export interface Match {
  readonly score: number;
  readonly marks: readonly MarkView[];
}

const fold = (text: string): string => text.toLowerCase().replace(/ё/g, 'е').replace(/ґ/g, 'г').replace(/[’ʼ]/g, "'");

/**
 * How well what was typed names this: its letters in their order, best at the beginnings of words and side by side. Read also as the same
 * keys in the other layouts; that counts a little less. Null: it does not.
 */
export function match(title: string, typed: string): Match | null {
  let best: Match | null = null;
  layoutReadings(fold(typed.trim())).forEach((words, reading) => {
    const found = inOrder(fold(title), fold(words).replace(/\s+/g, ' '));
    if (found && (!best || found.score - reading * 2 > best.score)) best = { ...found, score: found.score - reading * 2 };
  });
  return best;
}

const startsWord = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] as string);

function inOrder(title: string, words: string): Match | null {
  // All of it in one piece is what people mean most often.
  const whole = title.indexOf(words);
  if (words !== '' && whole >= 0) {
    const better = startsWord(title, whole) ? whole : findAtWordStart(title, words);
    const at = better ?? whole;
    return { score: 100 + (startsWord(title, at) ? 50 : 0) - at, marks: words ? [{ from: at, to: at + words.length }] : [] };
  }
  const marks: { from: number; to: number }[] = [];
  let score = 0;
  let at = 0;
  for (const letter of words) {
    if (letter === ' ') continue;
    const next = nextPlace(title, letter, at);
    if (next < 0) return null;
    const last = marks.at(-1);
    if (last && last.to === next) {
      last.to = next + 1;
      score += 6;
    } else {
      marks.push({ from: next, to: next + 1 });
      score += startsWord(title, next) ? 8 : -3;
    }
    at = next + 1;
  }
  // Letters strewn over a title name nothing.
  return marks.length > 0 && score > 0 && marks.length <= 4 ? { score: score - title.length / 10, marks } : null;
}

function findAtWordStart(title: string, words: string): number | null {
  for (let at = title.indexOf(words); at >= 0; at = title.indexOf(words, at + 1)) if (startsWord(title, at)) return at;
  return null;
}

/** Side by side if it can be, else at the beginning of a word, else wherever. */
function nextPlace(title: string, letter: string, from: number): number {
  if (from > 0 && title[from] === letter) return from;
  for (let at = title.indexOf(letter, from); at >= 0; at = title.indexOf(letter, at + 1)) if (startsWord(title, at)) return at;
  return title.indexOf(letter, from);
}
