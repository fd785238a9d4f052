/** What a letter can hold: paragraphs, lists, a quote, pictures, a signature; bold, italic, links. Whatever else is pasted becomes words. */
import { Fragment, Schema, type Mark, type Node } from 'prosemirror-model';

const fileUrl = (id: string): string => `/api/v1/files/${id}`;
const safeHref = (href: string): string | null => (/^(https?:|mailto:|tel:)/i.test(href.trim()) ? href.trim() : null);
/** Mail programs, and our own letters on their way out, write an empty line as a block with a break: read as a break it would be two lines. */
const isEmptyLine = (dom: HTMLElement): boolean => dom.childNodes.length === 1 && dom.firstChild?.nodeName === 'BR';

export const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { content: 'inline*', group: 'block', parseDOM: [{ tag: 'p, div', getAttrs: (dom) => isEmptyLine(dom) && null, getContent: () => Fragment.empty }, { tag: 'p' }], toDOM: () => ['p', 0] },
    blockquote: { content: 'block+', group: 'block', defining: true, parseDOM: [{ tag: 'blockquote' }], toDOM: () => ['blockquote', 0] },
    bullet_list: { content: 'list_item+', group: 'block', parseDOM: [{ tag: 'ul' }], toDOM: () => ['ul', 0] },
    ordered_list: { content: 'list_item+', group: 'block', parseDOM: [{ tag: 'ol' }], toDOM: () => ['ol', 0] },
    list_item: { content: 'paragraph block*', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] },
    signature: { content: 'block+', group: 'block', defining: true, parseDOM: [{ tag: 'div[data-signature]' }], toDOM: () => ['div', { 'data-signature': '' }, 0] },
    text: { group: 'inline' },
    image: {
      inline: true, group: 'inline', attrs: { id: { validate: 'string' }, alt: { default: '', validate: 'string' } },
      parseDOM: [
        { tag: 'img[data-file]', getAttrs: (dom) => ({ id: dom.getAttribute('data-file'), alt: dom.getAttribute('alt') ?? '' }) },
        { tag: 'img[src^="cid:"]', getAttrs: (dom) => ({ id: (dom.getAttribute('src') ?? '').slice(4), alt: dom.getAttribute('alt') ?? '' }) },
      ],
      toDOM: (node) => ['img', { src: fileUrl(String(node.attrs['id'])), alt: String(node.attrs['alt']), 'data-file': String(node.attrs['id']) }],
    },
    hard_break: { inline: true, group: 'inline', selectable: false, parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] },
  },
  marks: {
    link: {
      inclusive: false, attrs: { href: { validate: 'string' } },
      parseDOM: [{ tag: 'a[href]', getAttrs: (dom) => { const href = safeHref(dom.getAttribute('href') ?? ''); return href === null ? false : { href }; } }],
      toDOM: (mark) => ['a', { href: String(mark.attrs['href']), rel: 'noreferrer noopener' }, 0],
    },
    strong: { parseDOM: [{ tag: 'strong' }, { tag: 'b', getAttrs: (dom) => dom.style.fontWeight !== 'normal' && null }, { style: 'font-weight', getAttrs: (value) => /^(bold(er)?|[6-9]\d\d)$/.test(value) && null }], toDOM: () => ['strong', 0] },
    em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }], toDOM: () => ['em', 0] },
  },
});

export const linkOf = (marks: readonly Mark[]): string | null => (marks.find((mark) => mark.type === schema.marks['link'])?.attrs['href'] as string | undefined) ?? null;

/** Nothing is written but, perhaps, the signature. */
export function isBlank(doc: Node): boolean {
  let blank = true;
  doc.forEach((node) => {
    if (node.type !== schema.nodes['signature'] && (node.textContent.trim() !== '' || hasImage(node))) blank = false;
  });
  return blank;
}

function hasImage(node: Node): boolean {
  let found = false;
  node.descendants((inner) => {
    if (inner.type === schema.nodes['image']) found = true;
    return !found;
  });
  return found;
}
