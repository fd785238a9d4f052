import { addressParser, decodeWords } from 'postal-mime';
import { decodeText, decodeUndeclared } from './charset.ts';

/** One header block: names lower-cased, values unfolded, 8-bit bytes already text, encoded words still encoded. */
export interface Headers {
  /** The first value, or ''. */
  get(name: string): string;
  all(name: string): readonly string[];
  has(name: string): boolean;
  readonly names: ReadonlySet<string>;
}

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface Structured {
  readonly value: string;
  readonly params: Readonly<Record<string, string>>;
}

/** A header block (bytes up to the empty line). Raw 8-bit values are read in `hint` or guessed. Never throws. */
export function readHeaders(block: Buffer, hint?: string): Headers {
  const values = new Map<string, string[]>();
  const lines = block.toString('latin1').split(/\r\n|\n|\r/);
  let name = '';
  let parts: string[] = [];
  const flush = () => {
    if (name) {
      const value = decodeUndeclared(Buffer.from(parts.join(''), 'latin1'), hint).replace(/[\0\r\n]/g, ' ').trim();
      const known = values.get(name);
      if (known) known.push(value);
      else values.set(name, [value]);
    }
    name = '';
    parts = [];
  };
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      if (name) parts.push(line.replace(/\t/g, ' '));
      continue;
    }
    flush();
    const colon = line.indexOf(':');
    if (colon <= 0 || /[^\x21-\x7e]/.test(line.slice(0, colon).trimEnd())) continue;
    name = line.slice(0, colon).trimEnd().toLowerCase();
    parts = [line.slice(colon + 1)];
  }
  flush();
  return {
    get: (key) => values.get(key)?.[0] ?? '',
    all: (key) => values.get(key) ?? [],
    has: (key) => values.has(key),
    names: new Set(values.keys()),
  };
}

/** Encoded words (RFC 2047) as text, also inside quoted strings where they do not belong but stand in practice. */
export function words(value: string): string {
  return value.includes('=?') ? decodeWords(value.replace(/\?=\s+=\?/g, '?==?')).normalize('NFC') : value.normalize('NFC');
}

/** A thousand recipients fit; longer lists are cut. */
const MAX_ADDRESSES = 40_000;

/** Mailboxes of an address header, groups flattened, addresses lower-cased; what has no address is left out. */
export function mailboxes(values: readonly string[]): Mailbox[] {
  const found: Mailbox[] = [];
  for (const value of values) {
    for (const entry of addressParser(value.slice(0, MAX_ADDRESSES), { flatten: true })) {
      const address = cleanAddress(entry.address ?? '');
      if (address) found.push({ address, name: words(entry.name ?? '').replace(/^["']+|["']+$/g, '').replace(/\s+/g, ' ').trim() });
    }
  }
  return found;
}

function cleanAddress(address: string): string {
  const cleaned = words(address).replace(/^mailto:/i, '').replace(/[<>\s\u200b-\u200f\u2028-\u202e\ufeff]/g, '').toLowerCase().normalize('NFC');
  return /^[^@]+@[^@]+$/.test(cleaned) ? cleaned : '';
}

/** A structured header such as Content-Type with its parameters, RFC 2231 continuations and charsets included. */
export function structured(header: string): Structured {
  const [value = '', ...rest] = splitParameters(header);
  const plain: Record<string, string> = {};
  const pieces = new Map<string, { index: number; encoded: boolean; text: string }[]>();
  for (const piece of rest) {
    const equals = piece.indexOf('=');
    if (equals < 0) continue;
    const key = piece.slice(0, equals).trim().toLowerCase();
    const text = unquote(piece.slice(equals + 1).trim());
    const extended = /^([^*]+)(?:\*(\d+))?(\*)?$/.exec(key);
    if (!extended || !key.includes('*')) {
      plain[key] ??= text;
      continue;
    }
    const list = pieces.get(extended[1]!) ?? [];
    list.push({ index: Number(extended[2] ?? 0), encoded: extended[3] === '*', text });
    pieces.set(extended[1]!, list);
  }
  for (const [key, list] of pieces) plain[key] = joinContinuations(list);
  const params: Record<string, string> = {};
  for (const [key, text] of Object.entries(plain)) params[key] = words(text);
  return { value: value.slice(0, 1_000).trim().replace(/\([^()]*\)/g, '').trim().toLowerCase(), params };
}

function joinContinuations(list: { index: number; encoded: boolean; text: string }[]): string {
  list.sort((a, b) => a.index - b.index);
  let charset = '';
  const bytes: Buffer[] = [];
  for (const [position, { encoded, text }] of list.entries()) {
    if (!encoded) {
      bytes.push(Buffer.from(text, 'utf8'));
      continue;
    }
    const stamped = position === 0 ? /^([^']*)'[^']*'(.*)$/s.exec(text) : null;
    if (stamped) charset = stamped[1]!;
    bytes.push(percentBytes(stamped ? stamped[2]! : text));
  }
  return decodeText(Buffer.concat(bytes), charset || 'utf-8');
}

function percentBytes(text: string): Buffer {
  const out: number[] = [];
  const source = Buffer.from(text, 'utf8');
  for (let i = 0; i < source.length; i++) {
    const hex = source[i] === 0x25 ? source.toString('latin1', i + 1, i + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      out.push(Number.parseInt(hex, 16));
      i += 2;
    } else out.push(source[i]!);
  }
  return Buffer.from(out);
}

function splitParameters(header: string): string[] {
  const parts: string[] = [];
  let current = '';
  let quoted = false;
  for (let i = 0; i < header.length; i++) {
    const c = header[i]!;
    if (quoted && c === '\\') {
      current += c + (header[++i] ?? '');
      continue;
    }
    if (c === '"') quoted = !quoted;
    if (c === ';' && !quoted) {
      parts.push(current);
      current = '';
    } else current += c;
  }
  parts.push(current);
  return parts;
}

function unquote(text: string): string {
  const closed = /^"((?:[^"\\]|\\.)*)"?/s.exec(text);
  // A backslash escapes only quotes and backslashes: `C:\Users\a.txt` keeps its own.
  return closed ? closed[1]!.replace(/\\(["\\])/g, '$1') : text;
}

/** Ids of Message-ID, In-Reply-To and References, without brackets, in their order; broken folding inside an id is mended. */
export function messageIds(value: string): string[] {
  const bracketed = [...value.slice(0, 50_000).matchAll(/<([^<>]{1,998})>/g)].map((m) => m[1]!.replace(/\s+/g, ''));
  if (bracketed.length > 0) return [...new Set(bracketed)].filter(Boolean);
  return value.split(/[\s,]+/).filter((id) => /^[^\s<>"]+@[^\s<>"]+$/.test(id) && id.length < 998);
}
