import { tokensOf } from './fold.ts';
import { beginningsOf, lexemesOf, quoteLexeme } from './lexemes.ts';

/** One word of what is looked for. */
interface Term {
  readonly lexemes: readonly string[];
  /** It is the last one and perhaps not typed to its end: what it may begin. */
  readonly beginnings: readonly string[];
}
export interface Terms {
  readonly words: readonly Term[];
  /** All of them, as PostgreSQL's tsquery in its own notation. */
  readonly exact: string;
  /** The same where the last word may go on; null when that makes no difference. */
  readonly begun: string | null;
}

const WORDS_AT_MOST = 12;
/** Shorter beginnings would match everything. */
const SHORTEST_BEGINNING = 3;

/** What a person typed → what the index is asked. Null when there is not a word in it. Operators are words or nothing, never operators. */
export function termsOf(typed: string): Terms | null {
  const tokens = [...tokensOf(typed)].slice(0, WORDS_AT_MOST);
  const words = tokens
    .map(({ word, to }, index): Term => ({
      lexemes: lexemesOf(word),
      beginnings: index === tokens.length - 1 && to === typed.trimStart().length + (typed.length - typed.trimStart().length) && /^[\p{L}\p{N}]/u.test(word) && word.length >= SHORTEST_BEGINNING ? beginningsOf(word) : [],
    }))
    .filter((term) => term.lexemes.length > 0);
  if (words.length === 0) return null;
  const query = (begun: boolean): string =>
    words.map((term) => `(${[...term.lexemes.map(quoteLexeme), ...(begun ? term.beginnings.map((start) => `${quoteLexeme(start)}:*`) : [])].join(' | ')})`).join(' & ');
  return { words, exact: query(false), begun: words.at(-1)!.beginnings.length > 0 ? query(true) : null };
}

/** Does this word of a text stand for one of the terms? */
export function meets(terms: Terms, word: string): boolean {
  const lexemes = lexemesOf(word);
  return terms.words.some((term) => lexemes.some((lexeme) => term.lexemes.includes(lexeme) || term.beginnings.some((start) => lexeme.startsWith(start))));
}
