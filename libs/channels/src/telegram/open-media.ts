import { Readable, Transform } from 'node:stream';
import type { MediaRef } from '../contract.ts';
import { MediaError } from '../errors.ts';
import { BotApiRefusal } from './bot-api.ts';
import type { BotApi } from './bot-api.ts';
import { MAX_DOWNLOAD_BYTES } from './message-content.ts';

const TIMEOUT_MS = 60_000;

/** getFile, then the bytes, from the configured API root alone: no redirect, no foreign path, never more than 20 MB. Rejects with MediaError. */
export async function openMedia(api: BotApi, ref: MediaRef, fetch: typeof globalThis.fetch): Promise<NodeJS.ReadableStream> {
  const { fileId } = ref;
  if (typeof fileId !== 'string' || fileId === '') throw new MediaError('This is no reference to a Telegram file.', true);
  const url = api.fileUrl(await filePath(api, fileId));
  if (!url) throw new MediaError('Telegram named a file that does not lie on its own server.', true);

  const signal = AbortSignal.timeout(TIMEOUT_MS);
  // An error of fetch may hold the URL and with it the token: only our own words leave.
  const response = await fetch(url, { redirect: 'error', signal }).catch(() => {
    throw new MediaError('The file could not be fetched from Telegram.', false);
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel().catch(() => undefined);
    throw new MediaError(`Telegram answered ${response.status} for the file.`, response.status >= 400 && response.status < 500 && response.status !== 404 && response.status !== 429);
  }
  return bounded(Readable.fromWeb(response.body));
}

async function filePath(api: BotApi, fileId: string): Promise<string> {
  try {
    const file = (await api.call('getFile', { file_id: fileId }, { timeoutMs: TIMEOUT_MS })) as { file_path?: unknown; file_size?: unknown };
    if (typeof file.file_size === 'number' && file.file_size > MAX_DOWNLOAD_BYTES) throw new MediaError('The file is bigger than 20 MB.', true);
    if (typeof file.file_path === 'string') return file.file_path;
  } catch (error) {
    if (error instanceof MediaError) throw error;
    // "wrong file_id or the file is temporarily unavailable" is both in one, so it is asked again.
    const final = error instanceof BotApiRefusal && error.code === 400 && !/temporarily/i.test(error.description);
    throw new MediaError(error instanceof BotApiRefusal ? `Telegram does not give the file: ${error.description}` : 'Telegram could not be asked for the file.', final);
  }
  throw new MediaError('Telegram did not say where the file is.', false);
}

function bounded(source: Readable): Readable {
  let size = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > MAX_DOWNLOAD_BYTES) done(new MediaError('The file is bigger than 20 MB.', true));
      else done(null, chunk);
    },
  });
  source.once('error', () => limit.destroy(new MediaError('The file broke off while it was fetched from Telegram.', false)));
  limit.once('close', () => source.destroy());
  return source.pipe(limit);
}
