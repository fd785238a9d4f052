import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileMissing, nameOf, type FilePlace } from './file-store.ts';
import { inFolder } from './in-folder.ts';

const isMissing = (error: unknown): boolean => (error as { code?: string }).code === 'ENOENT';

/** Files in a folder below the data. */
export function createDisk(dataDir: string): FilePlace {
  const pathOf = (sha256: string): string => join(dataDir, 'files', nameOf(sha256));
  const holds = (sha256: string): Promise<boolean> =>
    stat(pathOf(sha256)).then(() => true, (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    });
  return {
    async take(path, sha256) {
      // The logo that stands in every letter is written once.
      if (await holds(sha256)) return;
      const target = pathOf(sha256);
      await sync(path);
      await inFolder(target, () => rename(path, target));
      // The new name survives a power cut only when the folder is written too.
      await sync(dirname(target)).catch(() => undefined);
    },
    holds,
    async open(sha256, range) {
      const handle = await open(pathOf(sha256)).catch((error: unknown) => {
        throw isMissing(error) ? new FileMissing('The file is not there any more.') : error;
      });
      return handle.createReadStream(range);
    },
    remove: async (sha256) => rm(pathOf(sha256), { force: true }),
  };
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
