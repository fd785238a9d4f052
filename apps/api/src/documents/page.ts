/** On every side of the page, in points. */
export const MARGIN = 50;

/** Pictures of smileys are in no text font: they are left out rather than drawn as boxes. */
export const printable = (text: string): string => text.replace(/[\p{Extended_Pictographic}\p{Regional_Indicator}\u{1f3fb}-\u{1f3ff}\u200d\ufe0f\u20e3]/gu, '').replaceAll('\t', ' ').trim();
