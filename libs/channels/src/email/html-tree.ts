import { Parser } from 'htmlparser2';

export interface HtmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: HtmlNode[];
}

/** A text, or an element that has no content of its own (br, hr, img). Leaves are numbered in document order. */
export interface HtmlLeaf {
  readonly index: number;
  readonly text: string | null;
  readonly tag: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

export type HtmlNode = HtmlElement | HtmlLeaf;

export interface HtmlTree {
  readonly root: HtmlElement;
  readonly leaves: readonly HtmlLeaf[];
  /** It was not read to its end. */
  readonly cut: boolean;
}

/** One line as a reader sees it, with the leaf it starts at. */
export interface HtmlLine {
  readonly text: string;
  readonly leaf: number;
}

/** Deeper nesting (5 000 levels of a table are an attack) is read as if the further tags were not there; their text stays. */
const MAX_DEPTH = 100;
/** With so many elements left open nobody wrote it; the parser's time grows with their square. */
const MAX_OPEN = 4_000;
const CHUNK = 16_384;
const INVISIBLE = new Set(['script', 'style', 'head', 'title', 'noscript', 'template', 'xml', 'o:shapedefaults', 'textarea', 'select', 'object', 'iframe', 'svg', 'math']);
const VOID = new Set(['br', 'hr', 'img', 'wbr']);
const IGNORED = new Set(['html', 'body', 'meta', 'link', 'base', 'input', 'area', 'col', 'embed', 'param', 'source', 'track']);
const BLOCK = new Set(['address', 'article', 'aside', 'blockquote', 'center', 'dd', 'div', 'dl', 'dt', 'fieldset', 'figure', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'li', 'main', 'nav', 'ol', 'p', 'pre', 'section', 'table', 'tbody', 'tr', 'ul']);
const SPACED = new Set(['p', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'pre']);

export const isLeaf = (node: HtmlNode): node is HtmlLeaf => 'index' in node;

/** Reads HTML of any quality. Scripts, styles and comments are gone; linear in its length. */
export function readHtml(html: string): HtmlTree {
  const root: HtmlElement = { tag: 'div', attributes: {}, children: [] };
  const leaves: HtmlLeaf[] = [];
  const stack: { tag: string; element: HtmlElement | null }[] = [];
  let current = root;
  let hidden = 0;
  let depth = 0;
  const addLeaf = (text: string | null, tag: string | null, attributes: Record<string, string>) => {
    const leaf: HtmlLeaf = { index: leaves.length, text, tag, attributes };
    leaves.push(leaf);
    current.children.push(leaf);
  };
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (VOID.has(tag) || IGNORED.has(tag)) {
          if (hidden === 0 && VOID.has(tag)) addLeaf(null, tag, attributes);
          if (tag !== 'html' && tag !== 'body') return;
        }
        if (INVISIBLE.has(tag)) hidden++;
        const parent = current;
        const opens = hidden === 0 && !IGNORED.has(tag) && depth < MAX_DEPTH;
        if (opens) {
          const element: HtmlElement = { tag: tag.includes(':') ? 'span' : tag, attributes, children: [] };
          parent.children.push(element);
          current = element;
          depth++;
        }
        stack.push({ tag, element: opens ? parent : null });
      },
      onclosetag(tag) {
        if (VOID.has(tag) || (IGNORED.has(tag) && tag !== 'html' && tag !== 'body')) return;
        const top = stack.pop();
        if (!top) return;
        if (INVISIBLE.has(top.tag)) hidden--;
        if (top.element) {
          current = top.element;
          depth--;
        }
      },
      ontext(text) {
        if (hidden === 0 && text !== '') addLeaf(text, null, {});
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  let at = 0;
  for (; at < html.length && stack.length < MAX_OPEN; at += CHUNK) parser.write(html.slice(at, at + CHUNK));
  parser.end();
  return { root, leaves, cut: at < html.length };
}

/** The lines of the kept leaves, as a reader sees them. */
export function linesOf(tree: HtmlTree, keep: (leaf: number) => boolean = () => true): HtmlLine[] {
  const lines: HtmlLine[] = [];
  let text = '';
  let leaf = -1;
  let blankWanted = false;
  const end = (blank: boolean) => {
    if (text.trim() !== '') {
      if (blankWanted && lines.length > 0) lines.push({ text: '', leaf });
      lines.push({ text: text.replace(/[ \t\u00a0\u202f]+/g, ' ').trim(), leaf });
      blankWanted = false;
    }
    text = '';
    leaf = -1;
    blankWanted ||= blank;
  };
  const walk = (node: HtmlNode, pre: boolean): void => {
    if (isLeaf(node)) {
      if (!keep(node.index)) return;
      if (node.tag === 'br' || node.tag === 'hr') {
        if (text.trim() === '' && lines.length > 0) blankWanted = true;
        end(node.tag === 'hr');
      } else if (node.tag === 'img') {
        if (node.attributes.alt) text += ` ${node.attributes.alt} `;
        if (leaf < 0) leaf = node.index;
      } else if (node.text !== null) {
        const pieces = pre ? node.text.split('\n') : [node.text.replace(/[\s]+/g, ' ')];
        for (const [i, piece] of pieces.entries()) {
          if (i > 0) end(false);
          if (piece.trim() !== '' && leaf < 0) leaf = node.index;
          text += piece;
        }
      }
      return;
    }
    const block = BLOCK.has(node.tag);
    if (block) end(SPACED.has(node.tag));
    if (node.tag === 'li') text = '• ';
    for (const child of node.children) walk(child, pre || node.tag === 'pre');
    if (node.tag === 'td' || node.tag === 'th') text += ' ';
    if (block) end(SPACED.has(node.tag));
  };
  walk(tree.root, false);
  end(false);
  return lines;
}

export const textOf = (tree: HtmlTree, keep?: (leaf: number) => boolean): string =>
  linesOf(tree, keep)
    .map((line) => line.text)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** HTML of the kept leaves inside the elements that hold them. Not sanitised. */
export function writeHtml(tree: HtmlTree, keep: (leaf: number) => boolean): string {
  const out: string[] = [];
  const write = (node: HtmlNode): void => {
    if (isLeaf(node)) {
      if (!keep(node.index)) return;
      if (node.text !== null) out.push(escapeText(node.text));
      else out.push(`<${node.tag}${attributesOf(node.attributes)}>`);
      return;
    }
    const mark = out.length;
    out.push(`<${node.tag}${attributesOf(node.attributes)}>`);
    for (const child of node.children) write(child);
    if (out.length === mark + 1) out.length = mark;
    else out.push(`</${node.tag}>`);
  };
  for (const child of tree.root.children) write(child);
  return out.join('');
}

function attributesOf(attributes: Readonly<Record<string, string>>): string {
  let out = '';
  for (const [name, value] of Object.entries(attributes)) if (/^[a-z][\w:-]*$/.test(name)) out += ` ${name}="${escapeText(value).replace(/"/g, '&quot;')}"`;
  return out;
}

export const escapeText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
