import { Readable } from 'node:stream';
import type { MediaRef } from '../contract.ts';
import { MediaError } from '../errors.ts';
import type { TwilioSettings } from './settings.ts';
import { TWILIO_API } from './settings.ts';

/** Where the API sends us for the bytes of a file; each address is signed and short-lived. */
const STORES = new Set(['mms.twiliocdn.com', 'media.twiliocdn.com', 's3-external-1.amazonaws.com']);
const RECORDING = /^RE[0-9a-zA-Z]{1,64}$/;

/**
 * The bytes of an MMS file or a recording. Our token goes to the configured API and to paths of our own account only; the
 * store behind it gets none, and no other host is asked at all.
 */
export async function openTwilioMedia(settings: TwilioSettings, fetchMedia: typeof fetch, ref: MediaRef): Promise<NodeJS.ReadableStream> {
  const first = addressOf(settings, ref);
  const authorization = `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')}`;
  let response = await ask(fetchMedia, first, { authorization });
  if (isRedirect(response)) {
    await response.body?.cancel();
    response = await ask(fetchMedia, storeOf(settings, first, response.headers.get('location')), {});
  }
  if (response.status === 200 && response.body) return Readable.fromWeb(response.body);
  await response.body?.cancel();
  throw failed(response.status);
}

function addressOf(settings: TwilioSettings, ref: MediaRef): URL {
  const own = `/2010-04-01/Accounts/${settings.accountSid}/`;
  if (typeof ref.recording === 'string' && RECORDING.test(ref.recording)) return new URL(`${settings.apiRoot}${own}Recordings/${ref.recording}.mp3`);
  const url = typeof ref.url === 'string' && URL.canParse(ref.url) ? new URL(ref.url) : null;
  const api = new URL(settings.apiRoot);
  if (!url || url.origin !== api.origin || url.username || !url.pathname.startsWith(api.pathname.replace(/\/$/, '') + own)) {
    throw new MediaError('This file does not lie in our Twilio account.', true);
  }
  return url;
}

/** In a test bed the store stands on the same machine as the API. */
function storeOf(settings: TwilioSettings, from: URL, location: string | null): URL {
  const url = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : null;
  const known = url && (settings.apiRoot === TWILIO_API ? url.protocol === 'https:' && STORES.has(url.hostname) && url.port === '' : url.hostname === from.hostname);
  if (!url || !known) throw new MediaError('Twilio pointed to an unknown store for this file.', true);
  return url;
}

async function ask(fetchMedia: typeof fetch, url: URL, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetchMedia(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(60_000) });
  } catch {
    throw new MediaError('The file could not be fetched from Twilio.', false);
  }
}

const isRedirect = (response: Response): boolean => [301, 302, 303, 307, 308].includes(response.status);

function failed(status: number): MediaError {
  if (status >= 300 && status < 400) return new MediaError('Twilio sent us on too many times.', false);
  if (status === 401 || status === 403) return new MediaError('Twilio refused our auth token for this file.', false);
  // Right after the callback a file may not be there yet.
  if (status === 404) return new MediaError('Twilio does not have this file (yet).', false);
  return new MediaError(`Twilio did not give the file (HTTP ${status}).`, status === 410);
}
