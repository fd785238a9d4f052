import { Parser } from 'htmlparser2';
import type { LinkContent } from '#crm-core';

const LONGEST = { title: 200, description: 300, site: 80 };

/** Where a page says what it is, best first: Open Graph (https://ogp.me), Twitter's cards, plain HTML. */
const NAMES = {
  title: ['og:title', 'twitter:title', 'title'],
  description: ['og:description', 'twitter:description', 'description'],
  site: ['og:site_name', 'application-name'],
  image: ['og:image:secure_url', 'og:image:url', 'og:image', 'twitter:image', 'twitter:image:src'],
} as const;

/** What a page says of itself; null when it has no title. `url`: where it was found in the end, for relative addresses. */
export function readPage(html: string, url: string): LinkContent | null {
  const said = new Map<string, string>();
  const say = (name: string, value: string): void => {
    if (value.trim() && !said.has(name)) said.set(name, value);
  };
  let title: string | null = null;
  let over = false;
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (over) return;
      if (tag === 'meta') say((attributes.property ?? attributes.name ?? '').toLowerCase(), attributes.content ?? '');
      else if (tag === 'title' && !said.has('title')) title = '';
      // What comes after the head is what people write, not what the page says of itself.
      else if (tag === 'body') over = true;
    },
    ontext(text) {
      if (title !== null && title.length < 1_000) title += text;
    },
    onclosetag(tag) {
      if (tag !== 'title' || title === null) return;
      say('title', title);
      title = null;
    },
  });
  parser.end(html);
  const best = (names: readonly string[]): string | undefined => names.map((name) => said.get(name)).find((value) => value !== undefined);
  const words = (kind: keyof typeof LONGEST): string | null => shown(best(NAMES[kind]) ?? '', LONGEST[kind]) || null;
  const found = words('title');
  return found ? { title: found, description: words('description'), site: words('site'), image: address(best(NAMES.image), url) } : null;
}

/** One line without control characters and without marks that turn the direction of what follows. */
function shown(text: string, longest: number): string {
  const line = text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('').trimEnd()}…`;
}

function address(given: string | undefined, base: string): string | null {
  if (!given || !URL.canParse(given, base)) return null;
  const url = new URL(given, base);
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && url.href.length <= 2_000 ? url.href : null;
}
