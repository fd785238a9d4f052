import { lookup as dnsLookup } from 'node:dns';
import { lookup as resolveHost } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, FormData as OwnFormData, fetch as ownFetch } from 'undici';
import type { Config } from '../config.ts';

const CONNECT_MS = 5_000;
/** A caller that brings its own signal (long polling, uploads) may take this long; everybody else 15 s. */
const LONGEST_MS = 120_000;
const DEFAULT_MS = 15_000;
const MAX_BYTES = 25 * 1024 * 1024;

/** The address lies in a network that people may not name. Admin acts: OKNO_ALLOWED_HOSTS. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';
  constructor(host: string) {
    super(`${host} is not a public address. An administrator can allow it with OKNO_ALLOWED_HOSTS.`);
  }
}

export interface Net {
  /** `fetch` that reaches public addresses only: checked when connecting, so for every redirect too. Answers end at 25 MB. */
  readonly fetch: typeof fetch;
  /** Rejects with AddressRefused when any address of `host` is not public. For hosts typed by people (mail servers). */
  readonly checkHost: (host: string, port: number) => Promise<void>;
  close(): Promise<void>;
}

/** May we connect there? Loopback, private, link-local, multicast and the rest only when an admin allowed the network. */
export function addressAllowed(address: string, allowed: Config['allowedHosts']): boolean {
  if (!ipaddr.isValid(address)) return false;
  // `process` turns an IPv4-mapped IPv6 address into the IPv4 one it means.
  const parsed = ipaddr.process(address);
  if (allowed.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))) return true;
  return parsed.range() === 'unicast';
}

/** `resolve`: how names become addresses; a connection goes to an address that was looked at, never to a second answer. */
export function createNet(allowed: Config['allowedHosts'], resolve: typeof dnsLookup = dnsLookup): Net {
  const lookup: LookupFunction = (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0);
      const refused = found.find(({ address }) => !addressAllowed(address, allowed));
      const [first] = found;
      if (refused || !first) return done(new AddressRefused(host), '', 0);
      if (options.all) return done(null, found);
      done(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: CONNECT_MS, lookup });
  const agent = new Agent({
    connect: (options, done) => {
      // A literal address is connected to without asking `lookup`.
      const host = options.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) && !addressAllowed(host, allowed)) return done(new AddressRefused(host), null);
      connect(options, done);
    },
  });
  const guarded = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const limit = AbortSignal.timeout(init.signal ? LONGEST_MS : DEFAULT_MS);
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
    const target = input instanceof Request ? input.url : input;
    const request = input instanceof Request ? { method: input.method, headers: [...input.headers], body: input.body ? Buffer.from(await input.arrayBuffer()) : null, ...init } : init;
    const answer = await ownFetch(target, { ...request, ...bodyOf(request.body), signal, dispatcher: agent } as Parameters<typeof ownFetch>[1]);
    return bounded(answer);
  };
  return {
    fetch: guarded,
    async checkHost(host) {
      const bare = host.replace(/^\[|\]$/g, '');
      const addresses = isIP(bare) ? [bare] : (await resolveHost(bare, { all: true })).map(({ address }) => address);
      if (!addresses.length || addresses.some((address) => !addressAllowed(address, allowed))) throw new AddressRefused(host);
    },
    close: () => agent.close(),
  };
}

/** The global FormData is another class than undici's own and would be sent as "[object FormData]". */
function bodyOf(body: unknown): { body?: unknown } {
  if (!(body instanceof globalThis.FormData) || body instanceof OwnFormData) return body === undefined ? {} : { body };
  const copy = new OwnFormData();
  body.forEach((value, name) => (typeof value === 'string' ? copy.append(name, value) : copy.append(name, value, value.name)));
  return { body: copy };
}

/** The same answer whose body fails after 25 MB. */
function bounded(answer: Response): Response {
  if (Number(answer.headers.get('content-length') ?? 0) > MAX_BYTES) {
    void answer.body?.cancel();
    throw new Error('The answer is larger than 25 MB.');
  }
  if (!answer.body) return answer;
  let seen = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > MAX_BYTES) controller.error(new Error('The answer is larger than 25 MB.'));
      else controller.enqueue(chunk);
    },
  });
  const copy = new Response(answer.body.pipeThrough(counter), { status: answer.status, statusText: answer.statusText, headers: [...answer.headers] });
  Object.defineProperty(copy, 'url', { value: answer.url });
  return copy;
}
