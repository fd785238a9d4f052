import { isLeaf, linesOf, type HtmlElement, type HtmlLine, type HtmlNode, type HtmlTree } from './html-tree.ts';
import { attributionAt, findQuote, isForward, isHeaderBlock, isSeparator } from './quotes.ts';

/** Elements that mail programs wrap their history into, as data. `rest`: everything after it is history too. */
const MARKERS: readonly { readonly is: (element: HtmlElement) => boolean; readonly rest: boolean }[] = [
  { is: (e) => hasClass(e, /^(gmail_quote|gmail_quote_container|yahoo_quoted|protonmail_quote|tutanota_quote|ox-quote|zmail_extra|moz-cite-prefix|gmail_attr|OutlookMessageHeader)$/), rest: false },
  { is: (e) => e.tag === 'blockquote' && (e.attributes.type ?? '').toLowerCase() === 'cite', rest: false },
  { is: (e) => e.tag === 'blockquote' && /border-left\s*:\s*1px solid #0857a6/i.test(e.attributes.style ?? ''), rest: false },
  { is: (e) => /^(divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mailruquote|stopSpelling|reply-intro|isReplyContent|mail-editor-reference-message-container)$/i.test(e.attributes.id ?? ''), rest: true },
  { is: (e) => e.tag === 'div' && /border(-top)?\s*:\s*(none;\s*border-top\s*:\s*)?solid #(e1e1e1|b5c4df) 1/i.test(e.attributes.style ?? ''), rest: true },
  { is: (e) => e.tag === 'div' && /border-top-color\s*:\s*rgb\(229, ?229, ?229\)/i.test(e.attributes.style ?? ''), rest: true },
];

interface Span {
  readonly from: number;
  readonly to: number;
  readonly rest: boolean;
}

/** The leaves that are history: `[from, to)`, or null. The rules are those of plain text: answers inside the quote keep it whole, forwards stay. */
export function findHtmlQuote(tree: HtmlTree): { from: number; to: number } | null {
  const total = tree.leaves.length;
  const lines = linesOf(tree);
  const spans = [...markedSpans(tree.root), ...hrMarkers(tree)].sort((a, b) => a.from - b.from || b.to - a.to);
  const written = writtenStart(lines);
  const first = spans[0];
  if (!first && !written) return markedLines(lines, total);
  const forward = lines.find((line) => isForward(line.text));
  let from = Math.min(first?.from ?? total, written?.from ?? total);
  if (forward && forward.leaf <= Math.max(from, first ? first.from : 0) + 3) return null;
  if (written?.rest && written.from <= from) return bounded(lines, from, total);
  if (first?.rest && first.from <= from) return bounded(lines, includeIntroduction(lines, from), total);
  from = includeIntroduction(lines, from);
  const quotes = spans.filter((span) => !span.rest).concat(plainBlockquotes(tree.root));
  if (quotes.length === 0) return bounded(lines, from, total);
  // The quote reaches to the end of the last element that holds history and follows without new words between.
  let to = from;
  let islands = 0;
  for (const quote of quotes.sort((a, b) => a.from - b.from)) {
    if (quote.to <= to) continue;
    const between = wordsBetween(lines, Math.max(to, from), quote.from);
    if (to > from && between && !isIntroductionOnly(lines, to, quote.from)) islands++;
    to = quote.to;
  }
  if (islands > 0) return null;
  if (!wordsBetween(lines, to, total)) return bounded(lines, from, total);
  return bounded(lines, from, to);
}

/** Text that was only wrapped into HTML: `>` at the start of lines. */
function markedLines(lines: readonly HtmlLine[], total: number): { from: number; to: number } | null {
  const quote = findQuote(lines.map((line) => line.text));
  if (!quote) return null;
  const to = lines.slice(quote.end).find((line) => line.leaf >= 0)?.leaf ?? total;
  return bounded(lines, lines[quote.start]!.leaf, to);
}

/** Nothing would be left to read: then nothing is history. */
function bounded(lines: readonly HtmlLine[], from: number, to: number): { from: number; to: number } | null {
  return lines.some((line) => line.text !== '' && line.leaf >= 0 && (line.leaf < from || line.leaf >= to)) ? { from, to } : null;
}

/** An introduction or header block that only words mark. */
function writtenStart(lines: readonly HtmlLine[]): { from: number; rest: boolean } | null {
  const texts = lines.map((line) => line.text);
  for (let i = 0; i < lines.length; i++) {
    if (texts[i] === '') continue;
    if (isSeparator(texts[i]!) || isHeaderBlock(texts, i)) return { from: lines[i]!.leaf, rest: true };
    if (attributionAt(texts, i) > 0) return { from: lines[i]!.leaf, rest: false };
  }
  return null;
}

/** The line above a marked quote belongs to it when it introduces it. */
function includeIntroduction(lines: readonly HtmlLine[], from: number): number {
  const texts = lines.map((line) => line.text);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.text === '' || line.leaf < 0) continue;
    if (line.leaf >= from) return from;
    if (attributionAt(texts, i) > 0) return line.leaf;
  }
  return from;
}

function isIntroductionOnly(lines: readonly HtmlLine[], from: number, to: number): boolean {
  const texts = lines.filter((line) => line.leaf >= from && line.leaf < to && line.text !== '').map((line) => line.text);
  return texts.length <= 3 && attributionAt(texts, 0) === texts.length;
}

const wordsBetween = (lines: readonly HtmlLine[], from: number, to: number): boolean => lines.some((line) => line.text !== '' && line.leaf >= from && line.leaf < to);

function markedSpans(root: HtmlElement): Span[] {
  const spans: Span[] = [];
  visit(root, (element) => {
    const marker = MARKERS.find((candidate) => candidate.is(element));
    const range = marker ? leafRange(element) : null;
    if (marker && range) spans.push({ ...range, rest: marker.rest });
    return !marker;
  });
  return spans;
}

function plainBlockquotes(root: HtmlElement): Span[] {
  const spans: Span[] = [];
  visit(root, (element) => {
    if (element.tag !== 'blockquote') return true;
    const range = leafRange(element);
    if (range) spans.push({ ...range, rest: false });
    return false;
  });
  return spans;
}

function hrMarkers(tree: HtmlTree): Span[] {
  return tree.leaves.filter((leaf) => leaf.tag === 'hr' && leaf.attributes.id === 'stopSpelling').map((leaf) => ({ from: leaf.index, to: tree.leaves.length, rest: true }));
}

function visit(node: HtmlNode, enter: (element: HtmlElement) => boolean): void {
  if (isLeaf(node) || !enter(node)) return;
  for (const child of node.children) visit(child, enter);
}

function leafRange(element: HtmlElement): { from: number; to: number } | null {
  let from = -1;
  let to = -1;
  const walk = (node: HtmlNode): void => {
    if (isLeaf(node)) {
      if (from < 0) from = node.index;
      to = node.index + 1;
    } else node.children.forEach(walk);
  };
  walk(element);
  return from < 0 ? null : { from, to };
}

const hasClass = (element: HtmlElement, pattern: RegExp): boolean => (element.attributes.class ?? '').split(/\s+/).some((name) => pattern.test(name));
