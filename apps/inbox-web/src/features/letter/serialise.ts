/** A letter on its way out: the HTML other programs show, and the same in plain words. And a draft on its way back in. */
import { DOMParser, DOMSerializer, type Node } from 'prosemirror-model';
import { linkOf, schema } from './schema.ts';

const inside = DOMSerializer.fromSchema(schema);
/** In other programs a paragraph has a margin that nobody typed: lines travel as divs, as their own editors write them. */
const outside = new DOMSerializer(
  {
    ...DOMSerializer.nodesFromSchema(schema),
    paragraph: (node) => (node.childCount === 0 ? ['div', ['br']] : ['div', 0]),
    image: (node) => ['img', { src: `cid:${String(node.attrs['id'])}`, alt: String(node.attrs['alt']) }],
  },
  { ...DOMSerializer.marksFromSchema(schema), link: (mark) => ['a', { href: String(mark.attrs['href']) }, 0] },
);

function html(serialiser: DOMSerializer, doc: Node): string {
  const holder = document.createElement('div');
  holder.append(serialiser.serializeFragment(doc.content));
  return holder.innerHTML;
}

/** As the draft keeps it. */
export const toDraftHtml = (doc: Node): string => html(inside, doc);
/** As it is sent: pictures by `cid:` and the id of their file. */
export const toLetterHtml = (doc: Node): string => html(outside, doc);

export function fromHtml(source: string): Node {
  const page = new window.DOMParser().parseFromString(source, 'text/html');
  return DOMParser.fromSchema(schema).parse(page.body);
}

/** Plain words as paragraphs. */
export function fromText(text: string): Node[] {
  return text.split('\n').map((line) => schema.node('paragraph', null, line ? [schema.text(line)] : []));
}

/** The words in lines, lists with their signs, quotes with theirs. `signature: false`: the words alone. */
export function toText(doc: Node, { signature = true }: { signature?: boolean } = {}): string {
  const lines: string[] = [];
  doc.forEach((node) => {
    if (node.type !== schema.nodes['signature']) lines.push(...linesOf(node));
    else if (signature) {
      while (lines.at(-1) === '') lines.pop();
      lines.push('', '-- ', ...childLines(node));
    }
  });
  return lines.join('\n').replace(/^\n+|\s+$/g, '');
}

const childLines = (node: Node): string[] => node.children.flatMap(linesOf);

function linesOf(node: Node): string[] {
  switch (node.type.name) {
    case 'blockquote':
      return childLines(node).map((line) => `> ${line}`);
    case 'bullet_list':
      return node.children.flatMap((item) => hung('- ', childLines(item)));
    case 'ordered_list':
      return node.children.flatMap((item, index) => hung(`${index + 1}. `, childLines(item)));
    case 'signature':
      return childLines(node);
    default:
      return inlineText(node).split('\n');
  }
}

const hung = (sign: string, lines: readonly string[]): string[] => lines.map((line, index) => `${index === 0 ? sign : ' '.repeat(sign.length)}${line}`);

function inlineText(node: Node): string {
  let text = '';
  node.forEach((child, _offset, index) => {
    if (child.type === schema.nodes['hard_break']) text += '\n';
    else if (child.type === schema.nodes['image']) text += child.attrs['alt'] ? `[${String(child.attrs['alt'])}]` : '';
    else text += child.text ?? '';
    // A link that says something else than where it leads tells both.
    const href = linkOf(child.marks);
    const next = node.maybeChild(index + 1);
    if (href && (!next || linkOf(next.marks) !== href) && !bare(href, child.text ?? '')) text += ` <${href}>`;
  });
  return text;
}

const bare = (href: string, words: string): boolean => href.replace(/^(https?:\/\/|mailto:|tel:)|\/$/g, '') === words.replace(/^https?:\/\/|\/$/g, '');
