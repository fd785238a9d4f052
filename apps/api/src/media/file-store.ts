import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { inFolder } from './in-folder.ts';

/** The file is larger than it may be; nothing was stored. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}

/** The store cannot be reached just now; the same may succeed in a moment. */
export class FilesAway extends Error {
  override readonly name = 'FilesAway';
}

/** The store does not let us in, or has no such bucket. Admin acts: the S3_… settings. */
export class FilesRefused extends Error {
  override readonly name = 'FilesRefused';
}

/** These bytes are not in the store. */
export class FileMissing extends Error {
  override readonly name = 'FileMissing';
}

export interface Range { readonly start: number; readonly end: number }
export interface StoredFile { readonly sha256: string; readonly size: number; /** The first bytes, to see what it is. */ readonly head: Buffer }

/** Where bytes lie: a folder, or a bucket. Every call may reject with FilesAway or FilesRefused. */
export interface FilePlace {
  /** Resolves when what is in this temporary file is kept for good; the same bytes again change nothing. The file may be gone then. */
  take(path: string, sha256: string, size: number): Promise<void>;
  holds(sha256: string): Promise<boolean>;
  /** Rejects with FileMissing. */
  open(sha256: string, range?: Range): Promise<Readable>;
  /** What is not there is removed already. */
  remove(sha256: string): Promise<void>;
}

/** Files by their content, so that the same one is kept once and a name never becomes a path. */
export interface FileStore {
  /** Resolves when the bytes are kept for good. Rejects with FileTooLarge, FilesAway, FilesRefused, or with what the source failed with. */
  put(source: Buffer | NodeJS.ReadableStream, maxBytes: number): Promise<StoredFile>;
  /** Bytes that were put some time ago and are about to be named: true when they are there, and then they stay. */
  keep(sha256: string): Promise<boolean>;
  /** Rejects with FileMissing, FilesAway or FilesRefused before anything was read. */
  open(sha256: string, range?: Range): Promise<Readable>;
  remove(sha256: string): Promise<void>;
  /** Drops what uploads that broke off before this moment left on the disk. */
  sweep(before: Date): Promise<void>;
}

const HEAD = 4_100;
const WAIT_MS = 50;
/** Longer than any removal may take. */
const LONGEST_WAIT_MS = 150_000;

/**
 * `expect`: asks that nobody removes these bytes for a day; false while somebody is just removing them. It comes before we look
 * whether they are there, so that they do not go between our look and the row that names them.
 */
export function createFileStore({ place, dataDir, expect }: { place: FilePlace; dataDir: string; expect: (sha256: string) => Promise<boolean> }): FileStore {
  const spool = join(dataDir, 'files', 'tmp');

  async function expected(sha256: string): Promise<void> {
    const end = Date.now() + LONGEST_WAIT_MS;
    while (!(await expect(sha256))) {
      if (Date.now() > end) throw new FilesAway('The same file is being removed and that takes too long. Try again in a moment.');
      await pause(WAIT_MS);
    }
  }

  return {
    async put(source, maxBytes) {
      const path = join(spool, randomUUID());
      try {
        const { sha256, size, head } = await receive(source, path, maxBytes);
        await expected(sha256);
        await place.take(path, sha256, size);
        return { sha256, size, head };
      } finally {
        // Mostly it was moved to its place; what stays for another reason is swept.
        await unlink(path).catch(() => undefined);
      }
    },
    async keep(sha256) {
      await expected(sha256);
      return place.holds(sha256);
    },
    open: (sha256, range) => place.open(sha256, range),
    remove: (sha256) => place.remove(sha256),
    async sweep(before) {
      for (const name of await readdir(spool).catch(() => [])) {
        const found = await stat(join(spool, name)).catch(() => null);
        if (found && found.mtime < before) await rm(join(spool, name), { force: true });
      }
    },
  };
}

/** Writes the source into a file of its own, counting and hashing. */
async function receive(source: Buffer | NodeJS.ReadableStream, path: string, maxBytes: number): Promise<StoredFile> {
  const handle = await inFolder(path, () => open(path, 'wx', 0o640));
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
    return { sha256: hash.digest('hex'), size, head };
  } finally {
    await handle.close();
  }
}

/** The same in a folder and in a bucket, so that files can be moved from one to the other by copying. Throws on what is no SHA-256. */
export function nameOf(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('Not a file of ours.');
  return `${sha256.slice(0, 2)}/${sha256.slice(2)}`;
}
