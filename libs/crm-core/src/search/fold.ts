/** How words are written in the search index: one spelling for all that people write differently. */

/** A word of a text and where it stands, in UTF-16 units. */
export interface Token {
  readonly from: number;
  readonly to: number;
  readonly word: string;
}

/** Words with their inner apostrophes, pictures, and signs that stand alone such as `<->`. */
const TOKEN = /(?<word>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’ʼ`‘][\p{L}\p{M}]+)*)|(?<picture>[\p{RI}]{2}|\p{Extended_Pictographic}\p{Emoji_Modifier}?\p{M}*(?:‍\p{Extended_Pictographic}\p{Emoji_Modifier}?\p{M}*)*)|(?<sign>(?<=^|\s)[^\s\p{L}\p{N}\p{Extended_Pictographic}]{1,16}(?=$|\s))/gu;

/** Signs that stand between words in every text and tell nothing. */
const PUNCTUATION = /^[\p{Pd}\p{Pi}\p{Pf}.,!?;:()"'…·•]+$/u;

/** Longer words are cut: nobody searches by more, and no index keeps more. */
const LONGEST = 48;

/** Every word of a text in its order. */
export function* tokensOf(text: string): Generator<Token> {
  for (const match of text.matchAll(TOKEN)) {
    if (match.groups?.['sign'] !== undefined && PUNCTUATION.test(match[0])) continue;
    yield { from: match.index, to: match.index + match[0].length, word: match[0].length > LONGEST ? match[0].slice(0, LONGEST).toWellFormed() : match[0] };
  }
}

const SAME: Readonly<Record<string, string>> = { ы: 'и', і: 'и', э: 'е', є: 'е', ґ: 'г', ł: 'l', ø: 'o', đ: 'd', ß: 's', ı: 'i' };

/**
 * Case, ё/е, й/и, ї/і/и/ы, є/э/е, ґ/г, apostrophes, accents and double letters no longer differ; the soft sign still stands,
 * because stemmers need it. Ukrainian and Russian spellings of one word thereby mostly meet.
 */
export const plain = (word: string): string =>
  word.normalize('NFKD').toLowerCase().replace(/[\p{M}'’ʼ`‘️‍]/gu, '').replace(/[ыіэєґłøđßı]/g, (letter) => SAME[letter] ?? letter).replace(/(\p{L})\1+/gu, '$1');

/** The last step: signs that transliteration leaves out are left out by all. */
export const withoutSigns = (stem: string): string => stem.replace(/[ьъ]/g, '').replace(/(\p{L})\1+/gu, '$1');

export const isCyrillic = (word: string): boolean => /^\p{Script=Cyrillic}+$/u.test(word);
export const isLatin = (word: string): boolean => /^[a-z]+$/.test(word);
