/**
 * The same keys under other letters. Whoever types a command without looking at the layout means the keys, not the letters:
 * `ghbdtn` is `привет`, `руддщ` is `hello`. Rows of the Windows layouts US, Russian (ЙЦУКЕН) and Ukrainian (Enhanced), key by
 * key: https://learn.microsoft.com/en-us/globalization/windows-keyboard-layouts
 */
const en = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./\\";
const ru = 'ёйцукенгшщзхъфывапролджэячсмитьбю.\\';
const uk = "'йцукенгшщзхїфівапролджєячсмитьбю.ґ";

type Layout = 'en' | 'ru' | 'uk';
const rows: Readonly<Record<Layout, string>> = { en, ru, uk };
const pairs: readonly (readonly [Layout, Layout])[] = [['en', 'ru'], ['en', 'uk'], ['ru', 'en'], ['uk', 'en'], ['ru', 'uk'], ['uk', 'ru']];

const tables = pairs.map(([from, to]) => new Map([...rows[from]].map((letter, key) => [letter, [...rows[to]][key] ?? letter])));

/** What the same keys write in the other layouts, lower case, without what was typed itself and without doubles; the likeliest first. */
export function inOtherLayouts(typed: string): string[] {
  const lower = typed.toLowerCase();
  const read = tables.map((table) => [...lower].map((letter) => table.get(letter) ?? letter).join(''));
  return [...new Set(read)].filter((words) => words !== lower);
}

/** What somebody may have meant by these keys: the words as typed, then as in every other layout. */
export const layoutReadings = (typed: string): string[] => [typed.toLowerCase(), ...inOtherLayouts(typed)];
