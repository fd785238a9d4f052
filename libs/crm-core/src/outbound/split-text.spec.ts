import { splitText } from './split-text.ts';

describe('a long text', () => {
  it('short enough stays whole, empty makes no part', () => {
    expect(splitText('Добрий день', 100)).toEqual(['Добрий день']);
    expect(splitText('', 100)).toEqual([]);
    expect(splitText('x'.repeat(100), 100)).toHaveLength(1);
  });

  it('joined again is the same text, whatever it is made of', () => {
    const texts = ['слово '.repeat(500), '😀'.repeat(700), `${'a'.repeat(99)}😀${'b'.repeat(300)}`, 'x\n\n'.repeat(400), '👨‍👩‍👧‍👦'.repeat(90), '\n'.repeat(333)];
    for (const text of texts) {
      for (const max of [2, 3, 7, 70, 100, 4096]) {
        const parts = splitText(text, max);
        expect(parts.join('')).toBe(text);
        expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(max);
        expect(parts.every((part) => part.isWellFormed())).toBe(true);
      }
    }
  });

  it('is never cut inside a surrogate pair', () => {
    expect(splitText(`${'a'.repeat(9)}😀b`, 10)).toEqual(['a'.repeat(9), '😀b']);
    expect(splitText('😀😀', 1)).toEqual(['😀', '😀']);
  });

  it('is cut after a paragraph, a line or a word rather than inside one', () => {
    expect(splitText('First part.\n\nSecond', 16)).toEqual(['First part.\n\n', 'Second']);
    expect(splitText('one two three four', 10)).toEqual(['one two ', 'three four']);
  });
});
