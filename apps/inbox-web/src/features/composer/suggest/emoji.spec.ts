import { EMOJI, matchEmoji } from './emoji.ts';

describe('emoji', () => {
  it('stand once each, with words in Latin and Cyrillic letters', () => {
    expect(new Set(EMOJI.map(({ sign }) => sign)).size).toBe(EMOJI.length);
    expect(EMOJI.length).toBeGreaterThan(150);
    expect(EMOJI.filter(({ sign, words }) => !/\p{Emoji}/u.test(sign) || !words.some((word) => /[a-z]/.test(word)) || !words.some((word) => /[а-яёіїєґ]/.test(word)))).toEqual([]);
  });

  it.each([['smi', '🙂'], ['улы', '😀'], ['ыьш', '🙂'], ['дякую', '🙏'], ['ljc', '🚚'], ['heart', '🫶']])('are found by :%s', (typed, sign) => {
    expect(matchEmoji(typed)[0]?.sign).toBe(sign);
  });
});
