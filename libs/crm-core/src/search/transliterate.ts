/**
 * Cyrillic words as people type them on a Latin keyboard, back into Cyrillic, in the spelling of `plain`: there и, ы, і, ї and й are
 * one letter, so most of what transliterations disagree about is gone. What is left to disagree about makes two readings.
 */
const GROUPS: readonly (readonly [latin: string, cyrillic: string])[] = [
  ['shch', 'щ'], ['sch', 'щ'], ['zh', 'ж'], ['kh', 'х'], ['ts', 'ц'], ['tz', 'ц'], ['ch', 'ч'], ['sh', 'ш'], ['yu', 'ю'], ['iu', 'ю'], ['ju', 'ю'], ['ya', 'я'], ['ia', 'я'], ['ja', 'я'], ['yo', 'е'], ['jo', 'е'],
  ['ye', 'е'], ['je', 'е'], ['yi', 'и'], ['iy', 'и'], ['ck', 'к'], ['ph', 'ф'], ['ij', 'и'], ['yj', 'и'],
  ['a', 'а'], ['b', 'б'], ['c', 'ц'], ['d', 'д'], ['e', 'е'], ['f', 'ф'], ['g', 'г'], ['h', 'х'], ['i', 'и'], ['j', 'и'], ['k', 'к'], ['l', 'л'], ['m', 'м'], ['n', 'н'], ['o', 'о'], ['p', 'п'], ['q', 'к'], ['r', 'р'],
  ['s', 'с'], ['t', 'т'], ['u', 'у'], ['v', 'в'], ['w', 'в'], ['x', 'кс'], ['y', 'и'], ['z', 'з'],
];
const TO_CYRILLIC = new Map(GROUPS);
const LATIN = new RegExp(GROUPS.map(([latin]) => latin).join('|'), 'g');

/** `word`: Latin letters in the spelling of `plain`. The reading of Russian habit; of Ukrainian, where `h` is г. */
export function toCyrillic(word: string): { readonly russian: string; readonly ukrainian: string } {
  const russian = single(word.replace(LATIN, (letters) => TO_CYRILLIC.get(letters) ?? letters));
  return { russian, ukrainian: word.includes('h') ? single(word.replace(LATIN, (letters) => (letters === 'h' ? 'г' : (TO_CYRILLIC.get(letters) ?? letters)))) : russian };
}

const single = (word: string): string => word.replace(/(\p{L})\1+/gu, '$1');

/** Names in one alphabet and one spelling, however they were written: «Сергій», Serhiy; «Юлія», Yulia; «Михаил», Mikhail. Each word on its own. */
export function nameKey(name: string): string {
  return [...name.matchAll(/[\p{L}\p{M}\p{N}'’ʼ`]+/gu)].map(([word]) => keyOfWord(word)).filter(Boolean).join(' ');
}

function keyOfWord(word: string): string {
  const plainWord = word.normalize('NFKD').toLowerCase().replace(/[\p{M}'’ʼ`ьъ]/gu, '').replace(/[ыіэєґ]/g, (letter) => ({ ы: 'и', і: 'и', э: 'е', є: 'е', ґ: 'г' })[letter] ?? letter);
  const cyrillic = /^[a-z]+$/.test(plainWord) ? plainWord.replace(/c(?=[^h]|$)/g, 'k').replace(LATIN, (letters) => TO_CYRILLIC.get(letters) ?? letters) : plainWord;
  return single(cyrillic.replace(/щ/g, 'ш').replace(/х/g, 'г').replace(/и+(?=[аеоуюя])/g, '').replace(/(\p{L})\1+/gu, '$1'));
}
