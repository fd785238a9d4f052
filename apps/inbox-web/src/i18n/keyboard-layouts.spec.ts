import { inOtherLayouts, layoutReadings } from './keyboard-layouts.ts';

describe('the same keys in another layout', () => {
  it.each([
    ['ghbdtn', 'привет'],
    ['ghbdsn', 'привіт'],
    ['Pfrfp', 'заказ'],
    ['руддщ', 'hello'],
    ['wsyf', 'цына'],
    ['wsyf', 'ціна'],
    ["'nj", 'это'],
    ["'nj", 'єто'],
    ['j,]zdktybt', 'объявление'],
    ['ьщв', 'mod'],
    ['їжак', 'ъжак'],
    ['подъезд', 'подїезд'],
    ['ёлка', '`krf'],
  ])('%s may mean %s', (typed, meant) => {
    expect(inOtherLayouts(typed)).toContain(meant);
  });

  it('say nothing of digits', () => {
    expect(inOtherLayouts('42')).toEqual([]);
  });

  it('keep what was typed first', () => {
    expect(layoutReadings('Цена')[0]).toBe('цена');
    expect(new Set(layoutReadings('ghbdtn')).size).toBe(layoutReadings('ghbdtn').length);
  });

  it('lead back to where they came from', () => {
    for (const words of ['привет', 'доставка', 'подъёмник']) expect(inOtherLayouts(inOtherLayouts(words)[0] as string)).toContain(words);
    for (const words of ['привіт', 'їжа', 'ґрунт']) expect(inOtherLayouts(inOtherLayouts(words).find((each) => /[a-z]/.test(each)) as string)).toContain(words);
  });
});
