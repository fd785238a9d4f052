import sanitizeHtml from 'sanitize-html';
import { words } from './fields.ts';

/** What an editor for letters makes; the rest is dropped with its meaning kept as text. */
const LETTER: sanitizeHtml.IOptions = {
  allowedTags: ['p', 'br', 'div', 'span', 'b', 'strong', 'i', 'em', 'u', 's', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'img', 'h1', 'h2', 'h3', 'hr', 'table', 'thead', 'tbody', 'tr', 'td', 'th'],
  // By `data-signature` a letter that its author takes back is parted from how it was signed.
  allowedAttributes: { div: ['data-signature'], a: ['href', 'title'], img: ['src', 'alt', 'width', 'height'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'https'] },
  allowProtocolRelative: false,
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !/^(cid|https):/.test(attribs.src ?? ''),
};

/** HTML that one of us wrote, safe to show to colleagues and to send; up to `longest` characters. */
export const letterHtml = (longest: number) => words(longest).transform((html) => sanitizeHtml(html, LETTER));
