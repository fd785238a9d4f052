import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes something at this path; its folder, too, when that turns out not to be there. Rejects with what `make` rejects with. */
export async function inFolder<T>(path: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    return make();
  }
}
