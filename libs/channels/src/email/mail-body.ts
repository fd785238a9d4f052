import { unflow } from './flowed.ts';
import { escapeText } from './html-tree.ts';
import type { Part } from './mime.ts';
import { words } from './header.ts';

/** What a mail shows and what it carries, before folding and sanitising. */
export interface MailBody {
  /** Text as the sender wrote it; null when there is only HTML. */
  readonly plain: string | null;
  readonly html: string | null;
  readonly files: readonly MailFile[];
}

export interface MailFile {
  readonly name: string;
  readonly mime: string;
  readonly cid?: string;
  readonly part: Part;
}

interface Segment {
  readonly plain: string | null;
  readonly html: string | null;
}

/** Reads the tree as RFC 2046 means it: alternatives are one text, related parts belong to it, everything else follows. */
export function readBody(root: Part): MailBody {
  const files: MailFile[] = [];
  const segments = collect(root, files, false);
  const withHtml = segments.some((segment) => segment.html !== null);
  const withPlain = segments.length > 0 && segments.every((segment) => segment.plain !== null && segment.plain.trim() !== '');
  return {
    plain: withPlain ? segments.map((segment) => segment.plain).join('\n') : null,
    html: withHtml ? segments.map((segment) => segment.html ?? asHtml(segment.plain ?? '')).join('\n') : null,
    files,
  };
}

export const asHtml = (plain: string): string => `<div>${escapeText(plain).replace(/\n/g, '<br>')}</div>`;

function collect(part: Part, files: MailFile[], inRelated: boolean): Segment[] {
  if (part.children.length === 0) return leaf(part, files, inRelated);
  switch (part.type) {
    case 'multipart/alternative':
      return alternative(part, files);
    case 'multipart/related': {
      const start = part.contentType.params.start?.replace(/[<>]/g, '');
      const body = part.children.find((child) => start && cidOf(child) === start) ?? part.children[0]!;
      const segments = collect(body, files, false);
      for (const child of part.children) if (child !== body) segments.push(...collect(child, files, true));
      return segments;
    }
    default:
      return part.children.flatMap((child) => collect(child, files, false));
  }
}

/** One text in several forms: the richest HTML and the plain text are kept, other forms (a calendar entry) are files. */
function alternative(part: Part, files: MailFile[]): Segment[] {
  const versions = part.children.flatMap((child) => collect(child, files, false));
  const plain = versions.filter((version) => version.html === null).map((version) => version.plain ?? '');
  const rich = versions.filter((version) => version.html !== null);
  const html = rich.length > 0 ? rich.map((version) => version.html).join('\n') : null;
  const text = plain.length > 0 ? plain.join('\n') : (rich.find((version) => version.plain !== null)?.plain ?? null);
  return html === null && text === null ? [] : [{ plain: text, html }];
}

function leaf(part: Part, files: MailFile[], inRelated: boolean): Segment[] {
  const name = fileName(part);
  const isText = part.type === 'text/plain' || part.type === 'text/html';
  if (isText && part.disposition.value !== 'attachment' && !name && !(inRelated && cidOf(part))) {
    if (part.type === 'text/html') return [{ plain: null, html: part.text() }];
    const text = part.text();
    const flowed = (part.contentType.params.format ?? '').toLowerCase() === 'flowed';
    return [{ plain: flowed ? unflow(text, (part.contentType.params.delsp ?? '').toLowerCase() === 'yes') : text, html: null }];
  }
  if (part.raw.length === 0 && !name && isText) return [];
  const cid = cidOf(part);
  files.push({ name: name || defaultName(part), mime: part.type.startsWith('multipart/') ? 'application/octet-stream' : part.type, ...(cid ? { cid } : {}), part });
  return [];
}

function fileName(part: Part): string {
  const name = part.disposition.params.filename ?? part.contentType.params.name ?? '';
  // Names are shown, never used as paths; what could fool a reader's eye goes.
  return name.replace(/^.*[\\/](?=[^\\/]+$)/, '').replace(/[\0-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '').trim().slice(0, 255);
}

function defaultName(part: Part): string {
  if (part.type === 'message/rfc822') {
    const subject = words(/^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(part.raw.toString('latin1', 0, 8_192))?.[1]?.replace(/\r?\n/g, '') ?? '');
    return `${subject.replace(/[\\/:*?"<>|\0-\x1f]/g, ' ').trim().slice(0, 100) || 'message'}.eml`;
  }
  const extension: Record<string, string> = { 'text/calendar': 'ics', 'message/delivery-status': 'txt', 'text/rfc822-headers': 'txt', 'image/jpeg': 'jpg', 'image/png': 'png', 'image/gif': 'gif', 'application/pdf': 'pdf', 'text/html': 'html', 'text/plain': 'txt' };
  return `${part.type.split('/')[0] === 'image' ? 'image' : 'attachment'}.${extension[part.type] ?? 'bin'}`;
}

const cidOf = (part: Part): string => part.headers.get('content-id').replace(/[<>\s]/g, '');
