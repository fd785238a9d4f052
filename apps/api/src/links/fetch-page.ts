import iconv from 'iconv-lite';
import type { LinkContent } from '#crm-core';
import type { Net } from '../net/safe-fetch.ts';
import { readPage } from './read-page.ts';

/** For everything: redirects, a slow server, a slow body. */
const LONGEST_MS = 6_000;
const MAX_BYTES = 384 * 1024;
const MAX_REDIRECTS = 4;

/**
 * Asks a page what it is. Null for whatever is no page of a public host: an address of our own network wherever it is named, a
 * redirect there, another type, silence, an error. A body is read until its head ends, or until it is too long.
 */
export async function fetchPage(url: string, net: Pick<Net, 'fetch'>, longestMs = LONGEST_MS): Promise<LinkContent | null> {
  const signal = AbortSignal.timeout(longestMs);
  try {
    let at = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      if (!/^https?:\/\//i.test(at)) return null;
      const answer = await net.fetch(at, { redirect: 'manual', signal, headers: { accept: 'text/html,application/xhtml+xml', 'user-agent': 'Okno-link-preview/1.0' } });
      const next = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
      if (next !== null) {
        await answer.body?.cancel();
        if (!URL.canParse(next, at)) return null;
        at = new URL(next, at).href;
        continue;
      }
      const type = answer.headers.get('content-type') ?? '';
      if (!answer.ok || !answer.body || !/^(text\/html|application\/xhtml\+xml)\b/i.test(type)) {
        await answer.body?.cancel();
        return null;
      }
      return readPage(decode(await readHead(answer.body), type), at);
    }
    return null;
  } catch {
    // Gone, refused, too slow: whatever it was, there is nothing to show.
    return null;
  }
}

async function readHead(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const before = chunks.at(-1)?.subarray(-16) ?? Buffer.alloc(0);
      chunks.push(Buffer.from(value));
      size += value.byteLength;
      if (size >= MAX_BYTES || Buffer.concat([before, value]).toString('latin1').toLowerCase().includes('</head>')) break;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES);
}

/** By the header, else by what the page says in its first kilobyte, else UTF-8 (https://html.spec.whatwg.org/#determining-the-character-encoding). */
function decode(bytes: Buffer, type: string): string {
  const named = /charset\s*=\s*["']?([\w-]+)/i.exec(type)?.[1] ?? /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(bytes.subarray(0, 1024).toString('latin1'))?.[1] ?? 'utf-8';
  return iconv.decode(bytes, iconv.encodingExists(named) ? named : 'utf-8');
}
