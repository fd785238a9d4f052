/** Forms that no rule reaches. */
const IRREGULAR: Readonly<Record<string, string>> = {
  paid: 'pay', bought: 'buy', sent: 'send', sold: 'sel', sale: 'sel', sales: 'sel', got: 'get', goten: 'get', came: 'com', went: 'go', gone: 'go', goes: 'go', made: 'mak', took: 'tak', taken: 'tak', gave: 'giv', given: 'giv',
  broke: 'break', broken: 'break', chose: 'chos', chosen: 'chos', chos: 'chos', lost: 'los', losing: 'los', men: 'man', women: 'woman', people: 'person', persons: 'person', children: 'child', knew: 'know', known: 'know', wrote: 'writ', writen: 'writ', his: 'his', this: 'this', was: 'was', has: 'has', does: 'do', did: 'do', done: 'do', news: 'news',
};
const VOWEL = /[aeiouy]/;

/** English words in the spelling of `plain` (double letters are single) → their stem: plurals, -ed, -ing, -ment, -ion, -ly, -er of nothing. */
export function stemEnglish(word: string): string {
  const known = IRREGULAR[word];
  if (known) return known;
  if (word.length < 3) return word;
  let rest = plural(word);
  for (const [suffix, least] of [['ings', 3], ['ing', 3], ['edly', 3], ['ed', 3]] as const) {
    const stem = rest.slice(0, -suffix.length);
    if (rest.endsWith(suffix) && stem.length >= (VOWEL.test(stem) ? 2 : 9) && (stem.length >= least || VOWEL.test(stem[0] ?? ''))) {
      rest = stem;
      break;
    }
  }
  for (const [suffix, least] of [['iveness', 4], ['ment', 3], ['ations', 4], ['ation', 4], ['nes', 5], ['ful', 4], ['les', 9], ['ly', 4], ['ion', 4]] as const) {
    if (rest.endsWith(suffix) && rest.length - suffix.length >= least) {
      rest = rest.slice(0, -suffix.length);
      break;
    }
  }
  if (/ilit$|ility$/.test(rest) && rest.length >= 8) rest = rest.replace(/ility?$/, 'l');
  rest = rest.replace(/(?<![aeiou])i$/, 'y');
  rest = rest.length > 3 ? rest.replace(/(?<=.{5}[^aeiou])y$|e$/, '') : rest.replace(/(?<=.[^aeiouy])e$/, '');
  return IRREGULAR[rest] ?? rest;
}

/** `status`, `this`, `us` are no plurals; `addresses` lost one s to `plain`. */
function plural(word: string): string {
  if (/(?:us|is|ous)$/.test(word)) return word;
  if (/ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (/(?:adres|proces|acces|succes|expres|progres|busines|clas|glas|pas|les|mes|pres|dres|los|bos|cros|mis|cas)$/.test(word)) return word;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
