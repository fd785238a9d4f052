import { NotFound, type MessageView } from '#crm-core';
import type { FastifyReply } from 'fastify';
import type { Net } from '../net/safe-fetch.ts';
import { kindOf, trueType } from './sniff.ts';

const LARGEST = 10 * 1024 * 1024;

/**
 * Fetches a picture that this letter shows from elsewhere, so that its sender does not learn who reads it, when and where.
 * Only what the letter itself names; only pictures by their bytes. Throws NotFound for everything else.
 */
export async function sendRemoteImage(message: MessageView, url: string, net: Net, reply: FastifyReply): Promise<void> {
  if (!shows(message, url)) throw new NotFound('picture');
  await sendPicture(url, net, reply);
}

/** Fetches a picture and passes it on, as ours: only what is one by its bytes. Throws NotFound for everything else. */
export async function sendPicture(url: string, net: Pick<Net, 'fetch'>, reply: FastifyReply): Promise<void> {
  const bytes = await fetchPicture(url, net);
  const mime = bytes && (await trueType(bytes.subarray(0, 4100), ''));
  if (!bytes || !mime || kindOf(mime) !== 'image') throw new NotFound('picture');
  await reply
    .header('content-type', mime)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cross-origin-resource-policy', 'same-origin')
    .header('cache-control', 'private, max-age=86400')
    .send(bytes);
}

/** The sanitiser leaves a picture from elsewhere as `data-src`. */
function shows(message: MessageView, url: string): boolean {
  const named = [message.html, message.quotedHtml].flatMap((html) => [...(html ?? '').matchAll(/ data-src="([^"]*)"/g)].map(([, address]) => address ?? ''));
  return named.some((address) => address.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&') === url);
}

/** Null when it cannot be had: gone, refused, too large, or an address that people may not name. */
async function fetchPicture(url: string, net: Pick<Net, 'fetch'>): Promise<Buffer | null> {
  try {
    const answer = await net.fetch(url, { headers: { accept: 'image/*' } });
    if (!answer.ok || Number(answer.headers.get('content-length') ?? 0) > LARGEST) {
      await answer.body?.cancel();
      return null;
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    return bytes.length <= LARGEST ? bytes : null;
  } catch {
    return null;
  }
}
