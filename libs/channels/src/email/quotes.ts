import { ATTRIBUTIONS, FORWARDS, HEADER_LABELS, MOBILE_SIGNATURES, SEPARATORS } from './quote-phrases.ts';

export interface Folded {
  /** The new words. */
  readonly text: string;
  /** Signature and history, exactly as they stood. */
  readonly quotedText?: string;
}

/**
 * Folds the history and the signature of a plain-text mail. Nothing is lost: what is not in `text` is in `quotedText`. An answer
 * written between quoted lines stays whole, a forwarded mail stays whole, and if folding would leave nothing, nothing is folded.
 */
export function foldText(full: string): Folded {
  const lines = full.split('\n');
  const quote = findQuote(lines);
  const fresh = quote ? [...lines.slice(0, quote.start), ...lines.slice(quote.end)] : lines;
  const signature = findSignature(fresh);
  const visible = trimBlank(fresh.slice(0, signature).join('\n'));
  if (visible === '') return { text: trimBlank(full) };
  const rest = [fresh.slice(signature).join('\n'), quote ? lines.slice(quote.start, quote.end).join('\n') : ''].map(trimBlank).filter(Boolean);
  return rest.length === 0 ? { text: visible } : { text: visible, quotedText: rest.join('\n\n') };
}

/** How many of `lines` from `index` on are one introducing line (programs wrap it), or 0. */
export const attributionAt = (lines: readonly string[], index: number): number => introduction(lines, index).count;

/** `dated`: it names a date or time, as all but the shortest do. The words before an introduction are no part of it: the last line where it can begin counts. */
function introduction(lines: readonly string[], index: number): { count: number; dated: boolean } {
  const none = { count: 0, dated: false };
  const depth = depthOf(lines[index] ?? '');
  let joined = '';
  for (let count = 1; count <= 4 && index + count <= lines.length; count++) {
    const line = lines[index + count - 1]!.replace(/^[>\s]+/, '').trim();
    if (line === '' || depthOf(lines[index + count - 1]!) !== depth || joined.length + line.length > 400) return none;
    joined = joined ? `${joined} ${line}` : line;
    if (!line.endsWith(':') && !line.endsWith('wrote')) continue;
    if (!ATTRIBUTIONS.some((shape) => shape.test(joined))) return none;
    const dated = /\d{4}|\d[.:/]\d/.test(joined);
    const later = count > 1 ? introduction(lines, index + 1) : none;
    return later.count > 0 && (later.dated || !dated) ? none : { count, dated };
  }
  return none;
}

/** From / Sent / To / Subject over one another, starting with a From or a Date line. */
export function isHeaderBlock(lines: readonly string[], index: number): boolean {
  const first = lines[index] ?? '';
  if (!HEADER_LABELS.from.test(first) && !HEADER_LABELS.date.test(first) && !HEADER_LABELS.subject.test(first)) return false;
  const seen = new Set<string>();
  for (const line of lines.slice(index, index + 8)) {
    for (const [label, pattern] of Object.entries(HEADER_LABELS)) if (pattern.test(line)) seen.add(label);
  }
  return seen.has('from') && seen.size >= 3;
}

export const isForward = (line: string): boolean => FORWARDS.some((shape) => shape.test(line));
export const isSeparator = (line: string): boolean => SEPARATORS.some((shape) => shape.test(line));

const depthOf = (line: string): number => /^[>\s]*/.exec(line)![0].replace(/\s/g, '').length;
const isQuoted = (line: string): boolean => /^\s{0,2}(?:[A-ZА-ЯІЇЄ]{1,3})?>/u.test(line);

/** The half-open range of lines that is history, or null. */
export function findQuote(lines: readonly string[]): { start: number; end: number } | null {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (isForward(line)) return null;
    if (isSeparator(line)) return { start: i, end: lines.length };
    if (isHeaderBlock(lines, i)) return { start: ruleAbove(lines, i), end: lines.length };
    const introduced = attributionAt(lines, i);
    if (introduced > 0) return quoteFrom(lines, i, i + introduced, true);
    if (isQuoted(line)) return quoteFrom(lines, i, i, false);
  }
  return null;
}

/** `start`: first line of the introduction; `body`: where the quote itself should begin. */
function quoteFrom(lines: readonly string[], start: number, body: number, introduced: boolean): { start: number; end: number } | null {
  let end = body;
  while (end < lines.length && lines[end]!.trim() === '') end++;
  if (end === lines.length) return introduced ? { start, end } : null;
  // No marks at all under the introduction: Outlook, Yandex and phones quote bare.
  if (!isQuoted(lines[end]!)) return introduced ? { start, end: lines.length } : null;
  while (end < lines.length && (isQuoted(lines[end]!) || lines[end]!.trim() === '' || wrappedInside(lines, end))) end++;
  const below = lines.slice(end).filter((line) => line.trim() !== '');
  if (below.length === 0) return { start, end: lines.length };
  // Answers between quoted lines make sense only with them.
  if (below.some(isQuoted)) return null;
  return { start, end };
}

/** A quoted line that a program broke without marking the second half. */
function wrappedInside(lines: readonly string[], index: number): boolean {
  const before = lines[index - 1] ?? '';
  const after = lines[index + 1] ?? '';
  return before.length > 66 && isQuoted(before) && isQuoted(after) && lines[index]!.length < 40;
}

/** The rule that Outlook draws above its header block. */
function ruleAbove(lines: readonly string[], index: number): number {
  let above = index - 1;
  while (above >= 0 && lines[above]!.trim() === '') above--;
  return above >= 0 && /^\s*[_-]{5,}\s*$/.test(lines[above]!) ? above : index;
}

/** Where the signature begins, or the number of lines. Conservative: `-- ` with few lines under it, or a phone's own line at the end. */
function findSignature(lines: readonly string[]): number {
  let last = lines.length;
  while (last > 0 && lines[last - 1]!.trim() === '') last--;
  for (let i = Math.max(0, last - 14); i < last; i++) {
    if (/^--[ \u00a0]?$/.test(lines[i]!)) return i;
  }
  const final = lines[last - 1]?.trim() ?? '';
  return last > 1 && MOBILE_SIGNATURES.some((shape) => shape.test(final)) ? last - 1 : lines.length;
}

function trimBlank(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '').replace(/\s+$/, '');
}
