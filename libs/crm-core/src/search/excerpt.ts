import type { MarkView } from '../views.ts';
import { tokensOf } from './fold.ts';
import { meets, type Terms } from './terms.ts';

/** As much as two lines of the list can show. */
const LENGTH = 160;
/** So much of it stands before the first word that was found. */
const BEFORE = 40;
/** A letter is not read further than this for its excerpt. */
const READ_AT_MOST = 200_000;

export interface Excerpt {
  readonly excerpt: string;
  readonly marks: MarkView[];
}

/** A stretch of the text around the first word that was looked for, and where such words stand in it. Null: none is there. Plain text, never HTML. */
export function excerptOf(text: string, terms: Terms): Excerpt | null {
  const read = text.slice(0, READ_AT_MOST);
  let from: number | null = null;
  const marks: MarkView[] = [];
  for (const token of tokensOf(read)) {
    if (from !== null && token.from >= from + LENGTH) break;
    if (!meets(terms, token.word)) continue;
    from ??= beginAt(read, token.from);
    marks.push({ from: token.from - from, to: Math.min(token.to - from, LENGTH) });
  }
  if (from === null) return null;
  // Line breaks count one place each, so that the marks stay where they are.
  const shown = read.slice(from, from + LENGTH).replace(/[\ud800-\udbff]$/, '').replace(/\s/g, ' ');
  return cutOff(shown, marks, from > 0, from + LENGTH < text.length);
}

/** At the beginning of a word, not far before `at`. */
function beginAt(text: string, at: number): number {
  if (at <= BEFORE) return 0;
  const near = text.slice(at - BEFORE, at);
  const space = near.search(/\s\S/);
  return at - BEFORE + (space < 0 ? (/^[\udc00-\udfff]/.test(near) ? 1 : 0) : space + 1);
}

function cutOff(shown: string, marks: MarkView[], before: boolean, after: boolean): Excerpt {
  const lead = before ? '…' : '';
  const excerpt = `${lead}${shown.trimEnd()}${after ? '…' : ''}`;
  return { excerpt, marks: marks.map((mark) => ({ from: mark.from + lead.length, to: mark.to + lead.length })).filter((mark) => mark.to <= excerpt.length) };
}
