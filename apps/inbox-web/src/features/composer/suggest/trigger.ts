/** What is being looked for at the caret, and how many characters before it belong to the search. */
export interface Trigger {
  readonly kind: 'canned' | 'mention' | 'emoji';
  readonly query: string;
  readonly length: number;
  /** The sign may as well be itself: nothing is chosen until somebody says so. */
  readonly shy: boolean;
}

/**
 * Reads the line before the caret: `/` begins a canned reply, `@` a colleague in a note, `:` and two letters an emoji. A Cyrillic
 * layout has no @; there the same key writes a quotation mark, which in a note looks for a colleague too, shyly.
 */
export function triggerIn(before: string, note: boolean): Trigger | null {
  const [, sign = '', query = ''] = /(?:^|[\s(])([/@":])([^\s/@":]{0,40})$/u.exec(before) ?? [];
  const found = { query, length: sign.length + query.length, shy: false };
  switch (sign) {
    case '/':
      return { kind: 'canned', ...found };
    case '@':
      return note ? { kind: 'mention', ...found } : null;
    case '"':
      return note && query.length > 0 ? { kind: 'mention', ...found, shy: true } : null;
    case ':':
      return /^\p{L}{2}/u.test(query) ? { kind: 'emoji', ...found } : null;
    default:
      return null;
  }
}
