import { match } from './match.ts';

const marked = (title: string, typed: string): string[] | null => match(title, typed)?.marks.map(({ from, to }) => title.slice(from, to)) ?? null;
const order = (typed: string, ...titles: string[]): string[] => titles.map((title) => ({ title, score: match(title, typed)?.score ?? -Infinity })).filter(({ score }) => score > -Infinity).sort((a, b) => b.score - a.score).map(({ title }) => title);

describe('what was typed names a command', () => {
  it.each([
    ['Передать', 'перед', ['Перед']],
    ['Новый заказ', 'заказ', ['заказ']],
    ['Новый заказ', 'нз', ['Н', 'з']],
    ['Ещё раз', 'еще', ['Ещё']],
    ['Ґанок', 'ганок', ['Ґанок']],
    ['Assign', 'as', ['As']],
    ['Go to settings', 'gset', ['G', 'set']],
  ] as const)('«%s» by «%s»', (title, typed, parts) => expect(marked(title, typed)).toEqual(parts));

  it.each([
    ['Привет', 'ghbdtn'], ['Sid Vicious', 'ышв'], ['Закрыть', 'pfrhsnm'], ['Відкласти', 'dslrkfcnb'], ['Snooze', 'ытщщяу'], ['Snooze', 'інщщяу'.replace('н', 'т')], ['Задача', 'ЗАДАЧА'], ['Нотатка', 'yjnfnrf'],
  ])('«%s» also by «%s», typed in another layout', (title, typed) => expect(match(title, typed)).not.toBeNull());

  it.each([['Передать', 'xyz'], ['Закрыть', 'отложить'], ['Задача', 'задачник'], ['Настройки', 'ноi']])('«%s» not by «%s»', (title, typed) => expect(match(title, typed)).toBeNull());

  it('best where a word begins with it', () => {
    expect(order('за', 'Показать', 'Заказ', 'Новый заказ')).toEqual(['Заказ', 'Новый заказ', 'Показать']);
    expect(order('assign', 'Unassigned', 'Assign')).toEqual(['Assign', 'Unassigned']);
  });
  it('better as it was typed than in another layout', () => expect(order('as', 'Фывап', 'Assign')[0]).toBe('Assign'));
});
