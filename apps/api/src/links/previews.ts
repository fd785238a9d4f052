import { NotFound, type Actor, type Crm, type LinkContent, type LinkPreviewView } from '#crm-core';
import type { FastifyReply } from 'fastify';
import { sendPicture } from '../media/remote-image.ts';
import type { Net } from '../net/safe-fetch.ts';
import { fetchPage } from './fetch-page.ts';

/** Pages asked at the same time by one process; more wait, and when too many do, the rest is asked when it is looked at again. */
const AT_ONCE = 4;
const WAITING = 40;

export interface Previews {
  /** The card for the first link of this message; null when there is none to show. Rejects with NotFound without a right to the message. */
  of(actor: Actor, messageId: string): Promise<LinkPreviewView | null>;
  /** The picture of that card. Rejects with NotFound when there is none. */
  sendImage(actor: Actor, messageId: string, reply: FastifyReply): Promise<void>;
}

/** `net`: one that reaches public addresses only, whatever an administrator allowed for mail servers; what is asked here was named by strangers. */
export function createPreviews({ crm, net }: { crm: Pick<Crm, 'links'>; net: Pick<Net, 'fetch'> }): Previews {
  const underWay = new Map<string, Promise<LinkContent | null>>();
  let busy = 0;
  const waiting: (() => void)[] = [];

  async function ask(url: string): Promise<LinkContent | null> {
    if (busy >= AT_ONCE) await new Promise<void>((turn) => waiting.push(turn));
    else busy += 1;
    try {
      const found = await fetchPage(url, net);
      await crm.links.record(url, found);
      return found;
    } finally {
      // Whoever waits takes this place.
      const next = waiting.shift();
      if (next) next();
      else busy -= 1;
    }
  }
  /** Each page once, however many look at it. */
  function asked(url: string): Promise<LinkContent | null> {
    const same = underWay.get(url);
    if (same) return same;
    if (waiting.length >= WAITING) return Promise.resolve(null);
    const asking = ask(url).finally(() => underWay.delete(url));
    underWay.set(url, asking);
    return asking;
  }
  async function contentOf(actor: Actor, messageId: string): Promise<{ url: string; content: LinkContent } | null> {
    const link = await crm.links.of(actor, messageId);
    const content = link && (link.known === undefined ? await asked(link.url) : link.known);
    return link && content && { url: link.url, content };
  }

  return {
    async of(actor, messageId) {
      const found = await contentOf(actor, messageId);
      if (!found) return null;
      const { url, content } = found;
      return {
        url, title: content.title, description: content.description,
        site: content.site ?? new URL(url).hostname.replace(/^www\./, ''),
        imageUrl: content.image ? `/api/v1/messages/${messageId}/link-image` : null,
      };
    },
    async sendImage(actor, messageId, reply) {
      const found = await contentOf(actor, messageId);
      if (!found?.content.image) throw new NotFound('picture');
      await sendPicture(found.content.image, net, reply);
    },
  };
}
