/** Longer addresses carry somebody's session or are no address at all. */
const LONGEST = 2_000;
const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'»]/iu;

/** The first web address in a text, as a browser would ask for it; null when there is none that may be looked at. */
export function firstLink(text: string): string | null {
  const found = ADDRESS.exec(text)?.[0];
  if (!found || !URL.canParse(found)) return null;
  const url = new URL(found);
  if (url.username || url.password || !url.hostname.includes('.')) return null;
  url.hash = '';
  return url.href.length <= LONGEST ? url.href : null;
}
