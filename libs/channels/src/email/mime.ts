import { decodeText } from './charset.ts';
import { readHeaders, structured, type Headers, type Structured } from './header.ts';

/** One node of the MIME tree; bodies are views into the mail, decoded only when asked. */
export interface Part {
  readonly headers: Headers;
  readonly type: string;
  readonly contentType: Structured;
  readonly disposition: Structured;
  readonly children: readonly Part[];
  /** As it stands in the mail. */
  readonly raw: Buffer;
  /** Content-Transfer-Encoding undone. Broken encodings give what can be had. */
  bytes(): Buffer;
  /** Bytes in the declared charset, line ends as `\n`. */
  text(): string;
}

/** Beyond these the rest of a mail stays one opaque part: 5 000 levels or 100 000 parts are an attack, not a mail. */
const MAX_DEPTH = 60;
const MAX_PARTS = 1_000;
const MAX_HEADER_BYTES = 512 * 1024;

/** Reads the structure of a mail. Never throws; linear in its size. */
export function readMime(raw: Buffer): Part {
  return readPart(raw, 0, { parts: 0 }, 'text/plain', undefined);
}

function readPart(raw: Buffer, depth: number, budget: { parts: number }, fallbackType: string, hint: string | undefined): Part {
  budget.parts++;
  const { head, body } = splitHead(raw);
  const declared = /charset\s*=\s*"?([\w.:-]+)/i.exec(head.toString('latin1', 0, 65_536))?.[1] ?? hint;
  const headers = readHeaders(head, declared);
  const contentType = structured(headers.get('content-type') || fallbackType);
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(contentType.value) ? contentType.value : fallbackType;
  const encoding = /[\w-]+/.exec(headers.get('content-transfer-encoding').slice(0, 200).toLowerCase().replace(/\([^()]*\)/g, ''))?.[0] ?? '';
  const children: Part[] = [];
  if (type.startsWith('multipart/') && contentType.params.boundary && depth < MAX_DEPTH) {
    for (const piece of splitBody(body, contentType.params.boundary)) {
      if (budget.parts >= MAX_PARTS) break;
      children.push(readPart(piece, depth + 1, budget, type === 'multipart/digest' ? 'message/rfc822' : 'text/plain', declared));
    }
  }
  let decoded: Buffer | null = null;
  const bytes = () => (decoded ??= decodeTransfer(body, encoding));
  return {
    headers,
    type: type.startsWith('multipart/') && children.length === 0 ? 'text/plain' : type,
    contentType,
    disposition: structured(headers.get('content-disposition')),
    children,
    raw: body,
    bytes,
    text: () => decodeText(bytes(), contentType.params.charset ?? metaCharset(type, bytes())).replace(/\r\n?/g, '\n').replace(/\0/g, ''),
  };
}

/** HTML without a declared charset names one in its own head. */
function metaCharset(type: string, bytes: Buffer): string | undefined {
  return type === 'text/html' ? /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)/i.exec(bytes.toString('latin1', 0, 2048))?.[1] : undefined;
}

/** The header block ends at the first empty line; a line that cannot be a header ends it as well (broken bounces). */
function splitHead(raw: Buffer): { head: Buffer; body: Buffer } {
  let position = 0;
  if (raw.toString('latin1', 0, 5) === 'From ') position = lineEnd(raw, 0).next;
  const start = position;
  while (position < raw.length && position - start < MAX_HEADER_BYTES) {
    const { end, next } = lineEnd(raw, position);
    if (end === position) return { head: raw.subarray(start, position), body: raw.subarray(next) };
    position = next;
  }
  return { head: raw.subarray(start, position), body: raw.subarray(position) };
}

function lineEnd(raw: Buffer, from: number): { end: number; next: number } {
  const newline = raw.indexOf(0x0a, from);
  if (newline < 0) return { end: raw.length, next: raw.length };
  return { end: newline > from && raw[newline - 1] === 0x0d ? newline - 1 : newline, next: newline + 1 };
}

/** RFC 2046 5.1.1. A missing closing delimiter ends at the end; text before the first delimiter is no part. */
function splitBody(body: Buffer, boundary: string): Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`, /[^\x00-\xff]/.test(boundary) ? 'utf8' : 'latin1');
  const pieces: Buffer[] = [];
  let start = -1;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + delimiter.length)) {
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    const { end, next } = lineEnd(body, at);
    const tail = body.toString('latin1', at + delimiter.length, Math.min(end, at + delimiter.length + 100)).trimEnd();
    if (tail !== '' && tail !== '--') continue;
    if (start >= 0) pieces.push(body.subarray(start, trimLineEnd(body, start, at)));
    start = next;
    if (tail === '--') return pieces;
  }
  if (start >= 0 && start < body.length) pieces.push(body.subarray(start));
  return pieces;
}

/** The line end before a delimiter belongs to the delimiter. */
function trimLineEnd(body: Buffer, start: number, at: number): number {
  let end = at;
  if (end > start && body[end - 1] === 0x0a) end--;
  if (end > start && body[end - 1] === 0x0d) end--;
  return end;
}

function decodeTransfer(body: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case 'base64':
      return decodeBase64(body);
    case 'quoted-printable':
      return decodeQuotedPrintable(body);
    default:
      return body;
  }
}

/** Tolerates line breaks, junk and several padded pieces glued together; text after the base64 (a list's footer) is kept. */
function decodeBase64(body: Buffer): Buffer {
  const text = body.toString('latin1');
  const footer = /\r?\n\r?\n(?=[^\n]*[^A-Za-z0-9+/=\s])/.exec(text);
  const main = footer ? text.slice(0, footer.index) : text;
  const clean = main.replace(/[^A-Za-z0-9+/=]/g, '');
  const pieces = (/=[^=]/.test(clean) ? clean.split(/(?<==)(?=[^=])/) : [clean]).map((piece) => Buffer.from(piece, 'base64'));
  if (footer) pieces.push(Buffer.from(text.slice(footer.index), 'latin1'));
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

function decodeQuotedPrintable(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length);
  let length = 0;
  let i = 0;
  while (i < body.length) {
    const byte = body[i]!;
    if (byte === 0x3d) {
      const high = hex(body[i + 1]);
      const low = hex(body[i + 2]);
      if (high >= 0 && low >= 0) {
        out[length++] = (high << 4) | low;
        i += 3;
        continue;
      }
      let j = i + 1;
      while (body[j] === 0x20 || body[j] === 0x09 || body[j] === 0x0d) j++;
      if (body[j] === 0x0a || j >= body.length) {
        i = j + 1;
        continue;
      }
    }
    out[length++] = byte;
    i++;
  }
  return out.subarray(0, length);
}

function hex(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return -1;
}

/** The leaves in their order. */
export function leaves(part: Part): Part[] {
  return part.children.length === 0 ? [part] : part.children.flatMap(leaves);
}
