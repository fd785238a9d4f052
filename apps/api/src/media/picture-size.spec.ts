import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { FileMissing } from './file-store.ts';
import { pictureSize, storedPictureSize } from './picture-size.ts';

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const PNG = readFileSync(new URL('../../../../docs/inbox.png', import.meta.url));

/** A JPEG's head: an EXIF note of how the camera was held, so many bytes of a profile, then the frame. */
function jpeg(width: number, height: number, orientation: number, profile: number): Buffer {
  const segment = (marker: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
  // TIFF 6.0, little-endian: one entry, tag 0x0112 (orientation), a short.
  const tiff = Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]);
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff]));
  const profiles = Array.from({ length: Math.ceil(profile / 65_000) }, () => segment(0xe2, Buffer.alloc(65_000)));
  const frame = segment(0xc0, Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]));
  return Buffer.concat([Buffer.from([0xff, 0xd8]), exif, ...profiles, frame, Buffer.from([0xff, 0xd9])]);
}

describe('the size of a picture', () => {
  it('is read from its bytes', () => {
    expect(pictureSize(GIF, 'image/gif')).toEqual({ width: 1, height: 1 });
    expect(pictureSize(PNG, 'image/png')).toEqual({ width: PNG.readUInt32BE(16), height: PNG.readUInt32BE(20) });
  });

  it('is that of the upright picture, also behind a long colour profile', () => {
    expect(pictureSize(jpeg(400, 300, 1, 0), 'image/jpeg')).toEqual({ width: 400, height: 300 });
    expect(pictureSize(jpeg(400, 300, 6, 0), 'image/jpeg')).toEqual({ width: 300, height: 400 });
    expect(pictureSize(jpeg(400, 300, 1, 200_000), 'image/jpeg')).toEqual({ width: 400, height: 300 });
  });

  it('is unknown for what is broken, empty, or none', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('not a picture'), PNG.subarray(0, 12), jpeg(0, 0, 1, 0), Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0])]) expect(pictureSize(bytes, 'image/jpeg')).toBeNull();
    expect(pictureSize(PNG, 'application/pdf')).toBeNull();
    expect(pictureSize(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'), 'image/svg+xml')).toBeNull();
  });

  it('of a stored one is read from its beginning; a store that is away hinders nothing', async () => {
    const asked: unknown[] = [];
    const open = (_sha256: string, range?: { start: number; end: number }) => {
      asked.push(range);
      return Promise.resolve(Readable.from([PNG.subarray(0, 100), PNG.subarray(100, (range?.end ?? 0) + 1)]));
    };
    expect(await storedPictureSize({ open }, { sha256: 'a', size: PNG.length, mime: 'image/png' })).toEqual({ width: PNG.readUInt32BE(16), height: PNG.readUInt32BE(20) });
    expect(asked).toEqual([{ start: 0, end: Math.min(PNG.length, 524_288) - 1 }]);
    expect(await storedPictureSize({ open: () => Promise.reject(new FileMissing()) }, { sha256: 'a', size: 10, mime: 'image/png' })).toBeNull();
    expect(await storedPictureSize({ open }, { sha256: 'a', size: 10, mime: 'text/plain' })).toBeNull();
  });
});
