/** Stands where words were understood and taken out. */
export const GAP = '\u0001';

export const edge = '(?<![\\p{L}\\p{N}])';
export const end = '(?![\\p{L}\\p{N}])';
/** One of these, as words of their own, whatever the case. */
export const words = (...forms: string[]): RegExp => new RegExp(`${edge}(?:${forms.join('|')})${end}`, 'iu');

/** Words from which what is understood is taken away; what stays keeps its own letters. */
export interface Text {
  /** Takes the first match that `fits`; null: there is none. */
  take(pattern: RegExp, fits?: (match: RegExpExecArray) => boolean): RegExpExecArray | null;
  /** What was not understood. */
  rest(): string;
}

const LONGEST = 500;

export function openText(text: string): Text {
  let own = text.normalize('NFC').slice(0, LONGEST).replaceAll(GAP, ' ');
  const beyond = text.normalize('NFC').slice(LONGEST);
  /** The same length, one spelling. */
  let read = own.replace(/ё/g, 'е').replace(/Ё/g, 'Е').replace(/[’ʼ`]/g, "'").replace(/\s/g, ' ');
  return {
    take(pattern, fits = () => true) {
      const all = new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
      for (const match of read.matchAll(all)) {
        if (!match[0] || !fits(match)) continue;
        const hole = GAP.repeat(match[0].length);
        own = own.slice(0, match.index) + hole + own.slice(match.index + match[0].length);
        read = read.slice(0, match.index) + hole + read.slice(match.index + match[0].length);
        return match;
      }
      return null;
    },
    rest: () =>
      (own.replace(new RegExp(`${GAP}+`, 'g'), ` ${GAP} `) + beyond)
        // A comma that held the time to the rest holds nothing any more.
        .replace(new RegExp(`\\s*[,;:—–-]?\\s*${GAP}(?:\\s*[,;]?\\s*${GAP})*\\s*[.!]*\\s*$`, 'u'), '')
        .replace(new RegExp(`^\\s*${GAP}(?:\\s*[,;]?\\s*${GAP})*\\s*[,;:—–-]?\\s*`, 'u'), '')
        .replaceAll(GAP, ' ').replace(/\s+/g, ' ').replace(/ ([,;])/g, '$1').trim(),
  };
}
