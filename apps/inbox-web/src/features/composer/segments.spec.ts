import { segmentsOf } from './segments.ts';

const a = (n: number): string => 'a'.repeat(n);
const ya = (n: number): string => 'я'.repeat(n);

describe('segments of a text message', () => {
  it.each([
    ['nothing', '', 'gsm', 0, 0],
    ['one letter', 'a', 'gsm', 1, 1],
    ['a full segment', a(160), 'gsm', 1, 160],
    ['one letter more', a(161), 'gsm', 2, 161],
    ['two full ones', a(306), 'gsm', 2, 306],
    ['three', a(307), 'gsm', 3, 307],
    ['ten', a(1530), 'gsm', 10, 1530],
    ['every letter of the alphabet', '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ÄÖÑÜ§¿äöñüà', 'gsm', 1, 75],
    ['a euro, which takes two places', '€', 'gsm', 1, 2],
    ['all extended ones', '^{}\\[~]|€', 'gsm', 1, 18],
    ['a euro in the last two places', `${a(158)}€`, 'gsm', 1, 160],
    ['a euro that does not fit any more', `${a(159)}€`, 'gsm', 2, 161],
    ['a euro on the edge of two segments: it moves over whole', `${a(152)}€${a(152)}`, 'gsm', 3, 306],
    ['the same without an edge in the way', `${a(151)}€${a(153)}`, 'gsm', 2, 306],
    ['a tab, which is not in the alphabet', 'a\tb', 'ucs2', 1, 3],
    ['a backquote', '`', 'ucs2', 1, 1],
    ['a small ç, where only the capital is in the alphabet', 'ç', 'ucs2', 1, 1],
    ['one Cyrillic letter among many others', `${a(69)}я`, 'ucs2', 1, 70],
    ['Cyrillic in one segment', ya(70), 'ucs2', 1, 70],
    ['one letter more of it', ya(71), 'ucs2', 2, 71],
    ['two full ones of it', ya(134), 'ucs2', 2, 134],
    ['three of it', ya(135), 'ucs2', 3, 135],
    ['an emoji, which takes two places', '🙂', 'ucs2', 1, 2],
    ['an emoji on the edge of two segments: it moves over whole', `${ya(66)}🙂${ya(66)}`, 'ucs2', 3, 134],
    ['a Russian quote and a long dash', '«да» — нет', 'ucs2', 1, 10],
  ] as const)('%s', (_, text, alphabet, count, used) => {
    expect(segmentsOf(text)).toMatchObject({ alphabet, count, used });
  });

  it('say how much room there is', () => {
    expect(segmentsOf(a(10)).room).toBe(160);
    expect(segmentsOf(a(170)).room).toBe(306);
    expect(segmentsOf(ya(10)).room).toBe(70);
    expect(segmentsOf(ya(100)).room).toBe(134);
  });
});
