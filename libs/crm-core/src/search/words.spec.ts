import { tokensOf } from './fold.ts';
import { lexemesOf, vectorOf } from './lexemes.ts';
import { excerptOf } from './excerpt.ts';
import { termsOf } from './terms.ts';
import { nameKey } from './transliterate.ts';
import { wordsOf } from './documents.ts';

const wordsIn = (text: string): string[] => [...tokensOf(text)].map(({ word }) => word);
const marked = (text: string, typed: string): string[] => {
  const found = excerptOf(text, termsOf(typed)!);
  return (found?.marks ?? []).map(({ from, to }) => found!.excerpt.slice(from, to));
};

describe('the words of a text', () => {
  it('keep their apostrophes, and leave punctuation', () => expect(wordsIn("Об'єм — 5 л, don’t worry (м’ята)!")).toEqual(["Об'єм", '5', 'л', 'don’t', 'worry', 'м’ята']));
  it('are also pictures and signs that stand alone', () => expect(wordsIn('a <-> b & c 👍🏽 🇺🇦 x&y ... !')).toEqual(['a', '<->', 'b', '&', 'c', '👍🏽', '🇺🇦', 'x', 'y']));
});

describe('transliteration', () => {
  it.each([
    ['доставку', 'dostavka'], ['сколько', 'skolko'], ['заказывал', 'zakazival'], ['заказать', "zakazat'"], ['срочный', 'srochnyj'], ['спасибо', 'spasibo'], ['здравствуйте', 'zdravstvuyte'], ['замовлення', 'zamovlennia'],
    ['дякую', 'dyakuyu'], ['відправлення', 'vidpravlennya'], ['щётка', 'shchetka'], ['посылку', 'posylka'], ['гривня', 'hryvnia'], ['холодильник', 'holodilnik'], ['объявление', 'obyavlenie'], ['оплатить', 'oplatit'],
  ])('%s is found by %s, and the other way round', (cyrillic, latin) => {
    const shared = lexemesOf(cyrillic).filter((lexeme) => lexemesOf(latin).includes(lexeme));
    expect(shared.length).toBeGreaterThan(0);
  });
  it.each([['Сергій', 'Serhiy'], ['Юлія', 'Yulia'], ['Юлия', 'Юлія'], ['Михаил', 'Mikhail'], ['Марія Коваль', 'Maria Koval'], ['Щербаков', 'Shcherbakov'], ['Андрей', 'Andrej'], ['Євген', 'Yevhen'], ["Мар'яна", 'Maryana'], ['Наталья', 'Natalia'], ['Nick', 'Ник']])(
    'the names %s and %s are one', (one, other) => expect(nameKey(other)).toBe(nameKey(one)));
});

describe('one spelling', () => {
  it.each([['ЁЛКА', 'елка'], ['ґанок', 'ганок'], ["об'єкт", 'обʼєкт'], ['café', 'CAFE'], ['адресс', 'адрес'], ['ﬁne', 'fine']])('%s is %s', (one, other) => expect(lexemesOf(other)).toEqual(expect.arrayContaining([...lexemesOf(one)])));
});

describe('the vector', () => {
  const at = new Date('2027-03-01T09:00:00Z');
  it('quotes what means something to PostgreSQL', () => expect(vectorOf({ subject: '', text: String.raw`\ ' :*`, files: [] }, at)).toBe(String.raw`'@202703' '\\':1B ':*':2B`));
  it('is none where there is no word', () => expect(vectorOf({ subject: '', text: ' … !', files: [] }, at)).toBeNull());
});

describe('an excerpt', () => {
  it('marks every form of what was looked for', () => expect(marked('Доставку оплачу сам; доставки нет?', 'доставка')).toEqual(['Доставку', 'доставки']));
  it('begins near the first of them and stays plain text', () => {
    const long = `${'слово '.repeat(100)}<b>заказали</b> ${'ещё '.repeat(100)}`;
    const found = excerptOf(long, termsOf('заказ')!)!;
    expect(found.excerpt.length).toBeLessThanOrEqual(162);
    expect(found.marks.map(({ from, to }) => found.excerpt.slice(from, to))).toEqual(['заказали']);
    expect(found.excerpt).toContain('<b>');
  });
  it('marks a word that is not typed to its end', () => expect(marked('Счёт выставлен', 'выст')).toEqual(['выставлен']));
  it('is none where nothing stands', () => expect(excerptOf('ничего', termsOf('заказ')!)).toBeNull());
  it('halves no character', () => expect(excerptOf(`${'😀'.repeat(30)} заказ ${'😀'.repeat(200)}`, termsOf('заказ')!)!.excerpt.isWellFormed()).toBe(true));
});

it('the words of a layout are found, not its tags, styles and scripts', () =>
  expect(wordsOf('<head><title>t</title><style>p{color:red}</style></head><p>Здравствуйте,<br>Анна</p><script>steal()</script>&amp; другие')).toBe('Здравствуйте, Анна & другие'));
