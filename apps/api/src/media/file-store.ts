import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';

/** The file is larger than it may be; nothing was stored. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}

export interface StoredFile { readonly sha256: string; readonly size: number; /** The first bytes, to see what it is. */ readonly head: Buffer }

/** Files by their content, so that the same one is kept once and a name never becomes a path. */
export interface FileStore {
  /** Resolves when the bytes are on the disk for good. Rejects with FileTooLarge, or with what the source failed with. */
  put(source: Buffer | NodeJS.ReadableStream, maxBytes: number): Promise<StoredFile>;
  open(sha256: string, range?: { start: number; end: number }): ReadStream;
  size(sha256: string): Promise<number>;
}

const HEAD = 4_100;

export function createFileStore(dataDir: string): FileStore {
  const root = join(dataDir, 'files');
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('Not a file of ours.');
    return join(root, sha256.slice(0, 2), sha256.slice(2));
  };
  return {
    async put(source, maxBytes) {
      const temporary = join(root, 'tmp', randomUUID());
      await mkdir(dirname(temporary), { recursive: true });
      const handle = await open(temporary, 'wx', 0o640);
      try {
        const hash = createHash('sha256');
        let size = 0;
        let head = Buffer.alloc(0);
        for await (const part of Buffer.isBuffer(source) ? [source] : Readable.from(source)) {
          const chunk = Buffer.isBuffer(part) ? part : Buffer.from(part as Uint8Array);
          size += chunk.length;
          if (size > maxBytes) throw new FileTooLarge(`The file is larger than ${Math.floor(maxBytes / 1_048_576)} MB.`);
          if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)]);
          hash.update(chunk);
          await handle.write(chunk);
        }
        await handle.sync();
        await handle.close();
        const sha256 = hash.digest('hex');
        const target = pathOf(sha256);
        await mkdir(dirname(target), { recursive: true });
        await rename(temporary, target);
        await syncDirectory(dirname(target));
        return { sha256, size, head };
      } catch (error) {
        await handle.close().catch(() => undefined);
        await rm(temporary, { force: true });
        throw error;
      }
    },
    open: (sha256, range) => createReadStream(pathOf(sha256), range),
    size: async (sha256) => (await stat(pathOf(sha256))).size,
  };
}

/** The new name survives a power cut only when the folder is written too. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().catch(() => undefined);
  await handle.close();
}
