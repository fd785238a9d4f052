import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import twilio from 'twilio';
import { SendError } from '../errors.ts';
import { TWILIO_API } from './settings.ts';

/** No answer came. `complete`: every byte had left, so Twilio may have acted. */
export class NoAnswer extends Error {
  readonly complete: boolean;
  constructor(complete: boolean) {
    super(complete ? 'The request was sent; no answer came.' : 'The request did not leave.');
    this.complete = complete;
  }
}

type Options = Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0];
type Answer = Awaited<ReturnType<InstanceType<typeof twilio.RequestClient>['request']>>;

const TIMEOUT_MS = 15_000;
const MAX_ANSWER = 8 * 1024 * 1024;

/**
 * The SDK's HTTP client over node:http(s). Its own cannot be aborted and does not tell a refused connection from a lost answer, on
 * which it depends whether a message may be sent again. A connection is used once: on an idle one that the far end closes just
 * then nobody can tell either.
 */
class Transport extends twilio.RequestClient {
  readonly #signal: AbortSignal;
  readonly #allow: ((host: string, port: number) => Promise<void>) | null;

  constructor(signal: AbortSignal, allow: ((host: string, port: number) => Promise<void>) | null) {
    super({ keepAlive: false, autoRetry: false });
    this.#signal = signal;
    this.#allow = allow;
  }

  // The SDK's own signature; the body is what JSON gives.
  override async request<Data>(options: Options): Promise<Answer & { body: Data }> {
    const url = new URL(options.uri);
    for (const [name, value] of pairs(options.params)) url.searchParams.append(name, value);
    await this.#allow?.(url.hostname, Number(url.port) || (url.protocol === 'https:' ? 443 : 80)).catch(() => {
      throw new SendError('config', 'The address of the Twilio API is not allowed or cannot be resolved. An admin must check it.');
    });
    const body = options.method === 'post' ? Buffer.from(new URLSearchParams(pairs(options.data)).toString()) : Buffer.alloc(0);
    const headers: Record<string, string | number> = {
      ...(options.headers),
      connection: 'close',
      authorization: `Basic ${Buffer.from(`${options.username ?? ''}:${options.password ?? ''}`).toString('base64')}`,
      ...(options.method === 'post' ? { 'content-length': body.length } : {}),
    };
    const answer = await exchange(url, options.method, headers, body, AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]));
    return answer as Answer & { body: Data };
  }
}

function exchange(url: URL, method: string, headers: Record<string, string | number>, body: Buffer, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let complete = false;
    const fail = (): void => reject(new NoAnswer(complete));
    if (signal.aborted) return fail();
    const secure = url.protocol === 'https:';
    const request = (secure ? httpsRequest : httpRequest)(url, { method: method.toUpperCase(), headers, agent: false });
    signal.addEventListener('abort', () => request.destroy(new Error('aborted')), { once: true });
    request.once('error', fail);
    request.once('response', (response) => void read(response).then((text) => resolve({ statusCode: response.statusCode, body: text, headers: response.headers }), fail));
    request.once('socket', (socket: Socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => void write(request, body, () => (complete = true)));
    });
  });
}

/** In two parts, so that a crash proof can stop in the middle. The header says how long it is: half of it is no request. */
async function write(request: ClientRequest, body: Buffer, onLast: () => void): Promise<void> {
  const half = body.length >> 1;
  if (half) {
    await new Promise<void>((written) => request.write(body.subarray(0, half), () => written()));
    globalThis.oknoFailpoint?.('K8');
  }
  onLast();
  request.end(body.subarray(half), () => {
    if (half) globalThis.oknoFailpoint?.('K9');
  });
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER) throw new Error('The answer is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Arrays become repeated names, as Twilio wants them. */
function pairs(fields: unknown): [string, string][] {
  return Object.entries((fields ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter((item) => item !== undefined && item !== null).map((item): [string, string] => [name, String(item)]),
  );
}

export interface ClientDependencies {
  readonly apiRoot: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** Refuses an address that a person typed and that points into our own network. */
  readonly checkHost: (host: string, port: number) => Promise<void>;
}
export type TwilioClient = ReturnType<typeof twilio>;

/** The SDK, aimed at `apiRoot`; ends with `signal`. Making one costs nothing: its parts load when used. */
export function twilioClient(dependencies: ClientDependencies, signal: AbortSignal): TwilioClient {
  const httpClient = new Transport(signal, dependencies.apiRoot === TWILIO_API ? null : dependencies.checkHost);
  const client = twilio(dependencies.accountSid, dependencies.authToken, { httpClient, autoRetry: false });
  client.api.baseUrl = dependencies.apiRoot;
  return client;
}
