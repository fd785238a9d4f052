import { fileTypeFromBuffer } from 'file-type';
import type { AttachmentKind } from '#crm-core';

/** What a browser may show in place; everything else is downloaded. SVG, HTML and PDF can carry scripts and are never shown. */
const SHOWN = /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/(mpeg|mp4|aac|ogg|opus|wav|vnd\.wave|x-wav|webm|flac|amr|x-m4a)|video\/(mp4|webm|ogg|quicktime|3gpp))$/;
/** Without a magic number of their own; as claimed, but never shown in place. */
const PLAIN = /^(text\/(plain|csv|calendar|vcard|x-vcard|markdown)|application\/(json|vnd\.[\w.+-]+|msword|rtf|pgp-signature|pkcs7-signature|ics))$/;

export const shownInPlace = (mime: string): boolean => SHOWN.test(mime);

/** The type as the bytes say, or a harmless one: a claimed type counts only where it cannot hurt. */
export async function trueType(head: Buffer, claimed: string): Promise<string> {
  const claim = claimed.toLowerCase().split(';')[0]?.trim() ?? '';
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found) {
    // A container may hold sound only, and ZIP and OLE hold office documents: there the claim is the finer word.
    if (/^audio\/[\w.+-]{1,80}$/.test(claim) && ['video/mp4', 'video/webm', 'video/ogg', 'application/ogg', 'video/3gpp'].includes(found.mime)) return claim;
    if (['application/zip', 'application/x-cfb'].includes(found.mime) && PLAIN.test(claim)) return claim;
    return found.mime.split(';')[0] ?? found.mime;
  }
  return PLAIN.test(claim) ? claim : 'application/octet-stream';
}

export function kindOf(mime: string): AttachmentKind {
  if (!shownInPlace(mime)) return 'file';
  if (mime.startsWith('image/')) return 'image';
  return mime.startsWith('audio/') ? 'audio' : 'video';
}

/** A name to show and to save under: no folders, no control or invisible characters, no leading dots, at most 200 characters. */
export function safeName(name: string): string {
  const bare = name.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, '').split(/[/\\]/).at(-1)?.replace(/[<>:"|?*]/g, '_').replace(/^[.\s]+|[.\s]+$/g, '') ?? '';
  if (bare.length <= 200) return bare || 'file';
  const dot = bare.lastIndexOf('.');
  const extension = dot > 0 && bare.length - dot <= 12 ? bare.slice(dot) : '';
  return bare.slice(0, 200 - extension.length).replace(/[\ud800-\udbff]$/, '') + extension;
}
