import { MediaError } from '#channels';
import type { Crm } from '#crm-core';
import type { LiveAdapters } from '../channels/live-adapters.ts';
import type { Log } from '../log.ts';
import { createPool } from '../outbound/outbox.ts';
import type { WakeUps } from '../outbound/wake-ups.ts';
import { FileTooLarge, type FileStore } from './file-store.ts';
import { storedPictureSize } from './picture-size.ts';
import { trueType } from './sniff.ts';

const MAX_BYTES = 50 * 1024 * 1024;
const LONGEST_MS = 120_000;
const SWEEP_MS = 5_000;
const AT_ONCE = 4;

/** Fetches what a message only pointed to (photos, recordings) from the vendor, after the message itself is safe. */
export function runMediaFetch(parts: { crm: Crm; wakeUps: WakeUps; adapters: LiveAdapters; files: FileStore; log: Log }): { stop(): Promise<void> } {
  const { crm, wakeUps, adapters, files, log } = parts;

  async function fetchOne(id: string): Promise<void> {
    const wanted = await crm.files.claim(id);
    if (!wanted) return;
    try {
      const stored = await adapters.use(wanted.inboxId, async ({ adapter }) => {
        const stream = await adapter.openMedia(wanted.ref);
        const timer = setTimeout(() => (stream as NodeJS.ReadableStream & { destroy?: (error: Error) => void }).destroy?.(new Error('The file took longer than two minutes.')), LONGEST_MS);
        return files.put(stream, MAX_BYTES).finally(() => clearTimeout(timer));
      });
      const mime = await trueType(stored.head, wanted.mime);
      await crm.files.recordReady(id, { sha256: stored.sha256, size: stored.size, mime, ...(await storedPictureSize(files, { sha256: stored.sha256, size: stored.size, mime })) });
    } catch (error) {
      const final = error instanceof FileTooLarge || (error instanceof MediaError && error.final);
      log.warn({ err: error, attachmentId: id, final }, 'media could not be fetched');
      await crm.files.recordFailure(id, error instanceof MediaError || error instanceof FileTooLarge ? error.message : 'The file could not be fetched.', final);
    }
  }

  const pool = createPool(fetchOne, AT_ONCE, log);
  wakeUps.serve('media', AT_ONCE, (id) => pool.run(id));
  let sweeping: Promise<void> | null = null;
  const sweep = async (): Promise<void> => pool.offer(await crm.files.pending(100));
  const timer = setInterval(() => {
    sweeping ??= sweep().catch((error: unknown) => log.warn({ err: error }, 'media sweep failed')).finally(() => { sweeping = null; });
  }, SWEEP_MS);
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
      await pool.idle();
    },
  };
}
