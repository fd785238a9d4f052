import { isCyrillic, isLatin, plain, tokensOf, withoutSigns } from './fold.ts';
import { stemEnglish } from './stem-english.ts';
import { stemRussian } from './stem-russian.ts';
import { stemUkrainian } from './stem-ukrainian.ts';
import { toCyrillic } from './transliterate.ts';

/** In which of the two Cyrillic languages words are to be read. */
export type Reading = 'russian' | 'ukrainian' | 'both';

/** Letters that only one of them has decide for a whole text. */
export function readingOf(text: string): Reading {
  const russian = /[ыэёъ]/i.test(text);
  const ukrainian = /[іїєґ]/i.test(text);
  return russian === ukrainian ? 'both' : russian ? 'russian' : 'ukrainian';
}

/** Remembered, because a few thousand words make most of what people write. */
const known = new Map<string, readonly string[]>();
const REMEMBERED = 20_000;

/** Under which entries of the index a word stands, or is looked for. Latin words also as the Cyrillic words they may transliterate. */
export function lexemesOf(word: string, reading: Reading = 'both'): readonly string[] {
  const key = `${reading} ${word}`;
  let found = known.get(key);
  if (!found) {
    found = make(plain(word), reading);
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, found);
  }
  return found;
}

function make(word: string, reading: Reading): readonly string[] {
  if (word === '') return [];
  if (isCyrillic(word)) return unique(slavic(word, word, reading));
  if (!isLatin(word)) return [withoutSigns(word)].filter(Boolean);
  if (word.length < 3) return [word];
  const { russian, ukrainian } = toCyrillic(word);
  return unique([stemEnglish(word), ...slavic(russian, ukrainian, reading)]);
}

const slavic = (russian: string, ukrainian: string, reading: Reading): string[] => [
  ...(reading === 'ukrainian' ? [] : [stemRussian(russian)]),
  ...(reading === 'russian' ? [] : [stemUkrainian(ukrainian)]),
];

/** What a word that is still being typed may begin: before any stemming, as the index writes it. */
export function beginningsOf(word: string): readonly string[] {
  const typed = plain(word);
  if (!isLatin(typed)) return [withoutSigns(typed)];
  const { russian, ukrainian } = toCyrillic(typed);
  return unique([typed, withoutSigns(russian), withoutSigns(ukrainian)]);
}

const unique = (words: readonly string[]): string[] => [...new Set(words)].filter(Boolean);

/** The parts of a message that are searched; a part's letter is its weight in PostgreSQL's ranking. */
export interface Searched {
  readonly subject: string;
  readonly text: string;
  readonly files: readonly string[];
}
const WORDS_AT_MOST = 20_000;
const PLACES_AT_MOST = 250;
const LAST_PLACE = 16_383;

/** Stands in every message of that month, so that the index itself can be asked for a stretch of time. No word looks like it. */
export const monthLexeme = (at: Date): string => `@${at.toISOString().slice(0, 7).replace('-', '')}`;

/**
 * The `tsvector` of a message in PostgreSQL's own notation, from our stems instead of a dictionary of the server's: managed servers
 * take no dictionary files. Null when there is not a word in it. https://www.postgresql.org/docs/current/datatype-textsearch.html
 */
export function vectorOf(searched: Searched, at: Date): string | null {
  const reading = readingOf(`${searched.subject} ${searched.text}`);
  const places = new Map<string, string[]>();
  let place = 0;
  const take = (text: string, weight: string): void => {
    for (const { word } of tokensOf(text)) {
      if (place >= WORDS_AT_MOST) return;
      place += 1;
      for (const lexeme of lexemesOf(word, reading)) {
        const at = places.get(lexeme) ?? [];
        if (at.length < PLACES_AT_MOST && place <= LAST_PLACE) at.push(`${place}${weight}`);
        places.set(lexeme, at);
      }
    }
  };
  take(searched.subject, 'A');
  take(searched.text, 'B');
  for (const name of searched.files) take(name, 'C');
  if (places.size === 0) return null;
  return [quoteLexeme(monthLexeme(at)), ...[...places].map(([lexeme, at]) => (at.length ? `${quoteLexeme(lexeme)}:${at.join(',')}` : quoteLexeme(lexeme)))].join(' ');
}

/** Inside quotes nothing is an operator; a quote and a backslash are doubled. */
export const quoteLexeme = (lexeme: string): string => `'${lexeme.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`;
