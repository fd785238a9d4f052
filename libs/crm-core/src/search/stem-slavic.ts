import { withoutSigns } from './fold.ts';

/** What differs between two languages; everything in the spelling of `plain`. */
export interface Grammar {
  /** Reflexive particles, taken off first. */
  readonly reflexive: RegExp;
  /** Infinitives: what is left of them is group 1. */
  readonly infinitive: RegExp;
  /** Endings of nouns, adjectives and persons of verbs: one is taken off. */
  readonly endings: readonly string[];
  /** Suffixes of verbs and participles: taken off as long as there are any. */
  readonly verbal: readonly string[];
  /** Stems that end like a verb and are nouns. */
  readonly nouns: RegExp;
  /** Words that look like a form of something and are not. */
  readonly whole: ReadonlySet<string>;
  /** Stems whose consonant changes, by what they look like when everything is off. */
  readonly changed: Readonly<Record<string, string>>;
}

/** Roots of three letters from which verbal suffixes may be taken: with others, `билет` would become `был`. */
const SHORT = new Set(['куп', 'пис', 'роб', 'шук', 'плат', 'чек', 'каз', 'дел', 'жда', 'зна', 'став', 'дав', 'звон', 'дзвон', 'вер', 'бач', 'вез', 'нес', 'мен', 'мин', 'получ', 'хот', 'реш', 'люб', 'прос', 'скл']);

/** How much must be left: three letters before a past tense, more before what may as well be a noun in -ат, -ет, -ит, -ан. */
function leastBefore(suffix: string): number {
  if (/^[ая]н$|[ая]т$/.test(suffix)) return 5;
  return /т$/.test(suffix) || suffix.length === 1 ? 4 : 3;
}

const longestFirst = (suffixes: readonly string[]): string[] => [...suffixes].sort((a, b) => b.length - a.length);

/**
 * A light stemmer: off come the reflexive particle, one ending, the suffixes of verbs, and a fleeting vowel, so that the forms of
 * one word meet, and mostly the verb with its noun (заказ, заказать; замовлення, замовити). Snowball's leaves those apart.
 */
export function createStemmer(grammar: Grammar): (word: string) => string {
  const endings = longestFirst(grammar.endings);
  const verbal = longestFirst(grammar.verbal);

  function strip(word: string, suffixes: readonly string[], least: (suffix: string) => number): string {
    for (const suffix of suffixes) {
      if (!word.endsWith(suffix)) continue;
      const rest = word.slice(0, -suffix.length);
      if (rest.length >= least(suffix) || (suffixes === verbal && SHORT.has(rest))) return rest;
    }
    return word;
  }

  function stem(word: string): string {
    const calm = word.length >= 6 ? word.replace(grammar.reflexive, '') : word;
    const infinitive = grammar.infinitive.exec(calm)?.[1];
    let rest = infinitive !== undefined && !grammar.nouns.test(calm.slice(0, -1)) && (infinitive.length >= 4 || SHORT.has(infinitive)) ? infinitive : withoutSigns(strip(calm, endings, (ending) => (ending.length === 1 ? 2 : 3)));
    for (;;) {
      if (grammar.nouns.test(rest)) break;
      const next = strip(rest, verbal, leastBefore);
      if (next === rest) break;
      rest = next;
    }
    // доставл-ю and достав-ка.
    return rest.replace(/(.{2}[бвмпф])л$/, '$1').replace(/(.{2}[бвгджзлмнпрстфхчшщ])(?:к|ц|ок|ек|ец)$/, '$1');
  }

  return (word) => {
    const known = grammar.changed[word];
    if (known || word.length < 4) return known ?? withoutSigns(word);
    const found = grammar.whole.has(word) ? word : withoutSigns(stem(word));
    return grammar.changed[found] ?? found;
  };
}
