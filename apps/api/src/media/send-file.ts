import type { StoredAttachment } from '#crm-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FileStore } from './file-store.ts';
import { safeName, shownInPlace } from './sniff.ts';

/**
 * Sends a stored file to somebody whose right was just checked. Only pictures, sound and film are shown in place, whatever
 * their sender called them; never sniffed, never with our origin's rights. One range per request (RFC 9110 §14).
 */
export async function sendFile(files: FileStore, file: StoredAttachment, download: boolean, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const inline = !download && shownInPlace(file.mime);
  const etag = `"${file.sha256}"`;
  reply
    .header('content-type', inline ? file.mime : safeDownloadType(file.mime))
    .header('content-disposition', disposition(inline ? 'inline' : 'attachment', safeName(file.name)))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox; frame-ancestors 'self'")
    .header('cross-origin-resource-policy', 'same-origin')
    // Kept, but asked for each time: a right that was withdrawn counts at once.
    .header('cache-control', 'private, no-cache')
    .header('etag', etag)
    .header('accept-ranges', 'bytes');
  if (request.headers['if-none-match'] === etag) return void (await reply.status(304).send());
  const { size } = file;
  const range = rangeOf(request.headers.range, size);
  if (range === 'unsatisfiable') return void (await reply.status(416).header('content-range', `bytes */${size}`).send());
  // Opened first: what cannot be opened is told as a problem, not as a file that breaks off.
  const content = await files.open(file.sha256, range ?? undefined);
  if (!range) return void (await reply.header('content-length', size).send(content));
  await reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`).header('content-length', range.end - range.start + 1).send(content);
}

/** `bytes=a-b`, `bytes=a-`, `bytes=-n`; anything else is answered with the whole file, as the RFC allows. */
export function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (!from && !to)) return null;
  const start = from ? Number(from) : Math.max(0, size - Number(to));
  const end = from && to ? Math.min(Number(to), size - 1) : size - 1;
  return start >= size || start > end ? 'unsatisfiable' : { start, end };
}

/** RFC 6266: a plain name for old readers, the real one percent-encoded (RFC 8187). */
export function disposition(type: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${type}; filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${encoded}`}`;
}

/** A browser that ignores `attachment` must still find nothing to run. */
const safeDownloadType = (mime: string): string => (/html|xml|svg|script|pdf/i.test(mime) ? 'application/octet-stream' : mime);
