import type { CannedReplyView } from '../../../../../../libs/crm-core/src/views.ts';
import { matchCanned, wordsFor } from './match.ts';

let made = 0;
function aReply(part: Partial<CannedReplyView>): CannedReplyView {
  made += 1;
  return { id: `reply-${made}`, title: 'Ответ', code: null, audience: 'shared', teamId: null, texts: { ru: 'Слова' }, files: [], usedCount: 0, usedByMe: 0, updatedAt: '2026-06-18T10:00:00.000Z', ...part };
}
const hello = aReply({ title: 'Приветствие', code: 'привет', texts: { ru: 'Здравствуйте!', uk: 'Добрий день!', en: 'Hello!' } });
const delivery = aReply({ title: 'Сроки доставки', code: 'дост', texts: { ru: 'Привезём завтра' } });
const greet = aReply({ title: 'Hello in English', code: 'hello', texts: { en: 'Good morning' } });
const all = [hello, delivery, greet];
const found = (query: string): string[] => matchCanned(all, query).map(({ title }) => title);

describe('looking for a canned reply', () => {
  it('finds it by its code, a word of its title, or a word of its text', () => {
    expect(found('дос')).toEqual(['Сроки доставки']);
    expect(found('сро')).toEqual(['Сроки доставки']);
    expect(found('завт')).toEqual(['Сроки доставки']);
    expect(found('morn')).toEqual(['Hello in English']);
    expect(found('xyz')).toEqual([]);
  });

  it('puts the code before the title, and the title before the text', () => {
    expect(found('прив')).toEqual(['Приветствие', 'Сроки доставки']);
  });

  it.each([['ghbdtn', 'Приветствие'], ['ghb', 'Приветствие'], ['ljcn', 'Сроки доставки'], ['руддщ', 'Hello in English'], ['руд', 'Hello in English'], ['ghbdsn', null]])('understands /%s in the wrong layout', (typed, title) => {
    expect(found(typed)[0] ?? null).toBe(title);
  });

  it('understands Ukrainian words under English and Russian letters', () => {
    const price = aReply({ title: 'Ціна', code: 'ціна' });
    for (const typed of ['wsyf', 'цына', 'ціна']) expect(matchCanned([...all, price], typed)[0]?.title).toBe('Ціна');
  });

  it('offers first what this person uses most, then what others do', () => {
    const replies = [aReply({ title: 'Спасибо', usedCount: 9 }), aReply({ title: 'Спасибо и вам', usedByMe: 3, usedCount: 3 }), aReply({ title: 'Спасибо за заказ', usedCount: 20 })];
    expect(matchCanned(replies, 'спас').map(({ title }) => title)).toEqual(['Спасибо и вам', 'Спасибо за заказ', 'Спасибо']);
    expect(matchCanned(replies, '').map(({ title }) => title)).toEqual(['Спасибо и вам', 'Спасибо за заказ', 'Спасибо']);
  });
});

describe('the language of a canned reply', () => {
  it('is the customer’s, else the company’s, else the one there is', () => {
    expect(wordsFor(hello, 'uk', 'ru')).toBe('Добрий день!');
    expect(wordsFor(hello, 'en-GB', 'ru')).toBe('Hello!');
    expect(wordsFor(hello, 'de', 'ru')).toBe('Здравствуйте!');
    expect(wordsFor(hello, null, 'uk')).toBe('Добрий день!');
    expect(wordsFor(greet, 'uk', 'ru')).toBe('Good morning');
  });
});
