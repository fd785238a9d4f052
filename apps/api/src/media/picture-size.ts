import { disableTypes, imageSize } from 'image-size';
import type { FileStore } from './file-store.ts';

/** Formats that are shown in place; those of the rest are never read, so that their readers' mistakes are none of ours. */
const READ = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
disableTypes(['cur', 'dds', 'icns', 'ico', 'j2c', 'jp2', 'jxl', 'jxl-stream', 'ktx', 'pnm', 'psd', 'svg', 'tga', 'tiff']);
/** A photograph may begin with a preview of itself and a colour profile; what comes later than this is not worth reading. */
const BEGINNING = 512 * 1024;
const LARGEST = 100_000;

export interface PictureSize { readonly width: number; readonly height: number }

/** How large a picture is when it is shown upright, from its first bytes; null for what is none, or does not say. Never throws. */
export function pictureSize(bytes: Uint8Array, mime: string): PictureSize | null {
  if (!READ.test(mime)) return null;
  try {
    const { width, height, orientation } = imageSize(bytes.subarray(0, BEGINNING));
    if (!(width > 0 && height > 0 && width <= LARGEST && height <= LARGEST)) return null;
    // EXIF 5–8: the camera was held sideways.
    return orientation !== undefined && orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return null;
  }
}

/** The same for a file in the store; null also when it cannot be read just now: a size is a convenience. */
export async function storedPictureSize(files: Pick<FileStore, 'open'>, { sha256, size, mime }: { sha256: string; size: number; mime: string }): Promise<PictureSize | null> {
  if (!READ.test(mime) || size === 0) return null;
  try {
    const parts: Buffer[] = [];
    for await (const part of await files.open(sha256, { start: 0, end: Math.min(size, BEGINNING) - 1 })) parts.push(part as Buffer);
    return pictureSize(Buffer.concat(parts), mime);
  } catch {
    return null;
  }
}
