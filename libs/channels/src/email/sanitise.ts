import sanitizeHtml from 'sanitize-html';

const TAGS = ['a', 'abbr', 'address', 'b', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'ol', 'p', 'pre', 'q', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'tt', 'u', 'ul', 'wbr'];

/** Properties that only change how words look where they stand: none that positions, loads or covers. */
const STYLE = /^(background-color|border(-(top|right|bottom|left))?(-(width|style|color|radius))?|border-collapse|border-spacing|color|direction|font|font-(family|size|style|weight|variant)|height|letter-spacing|line-height|list-style-type|(margin|padding)(-(top|right|bottom|left))?|max-width|min-width|text-(align|decoration|indent|transform)|vertical-align|white-space|width|word-(break|spacing|wrap)|overflow-wrap)$/;
const VALUE = /^(?:[\w\s.,%#'"!+/-]|rgba?\([\d\s.,%]+\)|hsla?\([\d\s.,%]+\))+$/;

/**
 * HTML of a stranger made harmless: no scripts, style elements, forms, classes or ids; style attributes keep looks only and no
 * `url()`; links open outside. Remote images keep their address in `data-src` and are not loaded until a person asks; images
 * that came with the mail stay as `cid:`.
 */
export function sanitise(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'title', 'align', 'valign', 'width', 'height', 'bgcolor'],
      a: ['href', 'target', 'rel', 'title'],
      img: ['src', 'data-src', 'alt', 'width', 'height'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
      table: ['border', 'cellpadding', 'cellspacing'],
      font: ['color', 'size', 'face'],
      ol: ['start', 'type'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['cid', 'data'] },
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    nestingLimit: 120,
    transformTags: {
      '*': (tagName, attribs) => ({ tagName, attribs: withLooksOnly(attribs) }),
      a: (tagName, attribs) => ({ tagName, attribs: { ...withFullAddress(withLooksOnly(attribs)), target: '_blank', rel: 'noopener noreferrer nofollow' } }),
      img: (tagName, attribs) => ({ tagName, attribs: imageAttributes(withLooksOnly(attribs)) }),
    },
  });
}

function withLooksOnly(attributes: Record<string, string>): Record<string, string> {
  if (attributes.style === undefined) return attributes;
  const style = attributes.style
    .split(';')
    .map((declaration) => declaration.split(/:(.*)/s, 2).map((side) => side.trim()))
    .filter(([property, value]) => STYLE.test((property ?? '').toLowerCase()) && VALUE.test(value ?? '') && !/url|expression|image|import/i.test(value ?? ''))
    .map(([property, value]) => `${property!.toLowerCase()}:${value}`)
    .join(';');
  const { style: _removed, ...rest } = attributes;
  return style ? { ...rest, style } : rest;
}

/** A letter has no address of its own: what is not complete would lead into the page that shows it. */
function withFullAddress(attributes: Record<string, string>): Record<string, string> {
  const { href = '', ...rest } = attributes;
  const address = href.trim();
  return /^(https?:\/\/|mailto:|tel:)/i.test(address) ? { ...attributes, href: address } : rest;
}

function imageAttributes(attributes: Record<string, string>): Record<string, string> {
  const { src = '', 'data-src': _claimed, srcset: _set, ...rest } = attributes;
  const address = src.trim();
  if (/^cid:/i.test(address) || /^data:image\/(png|jpe?g|gif|webp);base64,/i.test(address)) return { ...rest, src: address };
  if (/^https?:\/\//i.test(address)) return { ...rest, 'data-src': address };
  if (/^\/\/[^/]/.test(address)) return { ...rest, 'data-src': `https:${address}` };
  return rest;
}
