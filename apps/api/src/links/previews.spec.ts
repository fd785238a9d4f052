import type { Actor, Crm, LinkContent } from '#crm-core';
import { createPreviews } from './previews.ts';

const anna = {} as Actor;

/** A web in which every page takes its time, and a core that remembers. */
function web(linkOf: (messageId: string) => string | null) {
  const known = new Map<string, LinkContent | null>();
  const waiting: (() => void)[] = [];
  let [asked, most, now] = [0, 0, 0];
  const links = {
    of: (_actor: Actor, messageId: string) => {
      const url = linkOf(messageId);
      return Promise.resolve(url === null ? null : { url, known: known.get(url) });
    },
    record: (url: string, found: LinkContent | null) => Promise.resolve(void known.set(url, found)),
    forget: () => Promise.resolve(0),
  } satisfies Crm['links'];
  const net = {
    async fetch(url: string | URL | Request) {
      asked += 1;
      most = Math.max(most, (now += 1));
      await new Promise<void>((answer) => waiting.push(answer));
      now -= 1;
      return new Response(`<title>Page ${String(url)}</title>`, { headers: { 'content-type': 'text/html' } });
    },
  };
  return {
    previews: createPreviews({ crm: { links }, net }), known,
    counts: () => ({ asked, most }),
    async answerAll() {
      for (let quiet = 0; quiet < 5; quiet += 1) {
        if (waiting.length) quiet = 0;
        waiting.splice(0).forEach((answer) => answer());
        await new Promise((turn) => setImmediate(turn));
      }
    },
  };
}

describe('previews', () => {
  it('ask one page once, however many look at it, and never again while it is known', async () => {
    const { previews, counts, answerAll } = web(() => 'https://shop.example/a');
    const looks = Array.from({ length: 20 }, (_, n) => previews.of(anna, `m${n}`));
    await answerAll();
    const cards = await Promise.all(looks);
    expect(cards[3]).toEqual({ url: 'https://shop.example/a', title: 'Page https://shop.example/a', description: null, site: 'shop.example', imageUrl: null });
    await previews.of(anna, 'm1');
    expect(counts().asked).toBe(1);
  });

  it('ask four pages at a time; more than forty others wait for another look', async () => {
    const { previews, counts, known, answerAll } = web((id) => `https://shop.example/${id}`);
    const looks = Array.from({ length: 60 }, (_, n) => previews.of(anna, `m${n}`));
    await answerAll();
    const cards = await Promise.all(looks);
    expect(counts()).toEqual({ asked: 44, most: 4 });
    expect(cards.filter((card) => card === null)).toHaveLength(16);
    // Not asked is not «nothing to show».
    expect(known.size).toBe(44);
    expect([...known.values()].every((each) => each !== null)).toBe(true);
  });

  it('ask nothing for a message without a link that may be looked at', async () => {
    const { previews, counts } = web(() => null);
    expect(await previews.of(anna, 'm')).toBeNull();
    expect(counts().asked).toBe(0);
  });
});
