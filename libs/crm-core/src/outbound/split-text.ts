/**
 * The text in parts of at most `max` UTF-16 units, nothing lost and nothing added: joined again they are the text. Cut after a
 * blank line, a line or a word where one ends in the second half of the part, else anywhere but inside a surrogate pair.
 */
export function splitText(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const at = cut(rest, max);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  if (rest) parts.push(rest);
  return parts;
}

function cut(text: string, max: number): number {
  const window = text.slice(0, max);
  for (const end of ['\n\n', '\n', ' ']) {
    const at = window.lastIndexOf(end) + end.length;
    if (at - end.length >= max / 2) return at;
  }
  const last = text.charCodeAt(max - 1);
  const high = last >= 0xd800 && last <= 0xdbff;
  // A part of one unit cannot hold a pair; then the pair stays whole.
  return high ? (max > 1 ? max - 1 : 2) : max;
}
