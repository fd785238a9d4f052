import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { ChannelEvent, WebhookChannel, WebhookRequest } from '../contract.ts';
import { MediaError, SettingsError, WebhookRejected } from '../errors.ts';
import { notMeaningful } from '../testing/channel-harness.ts';
import { describeChannelContract } from '../testing/describe-channel-contract.ts';
import { outboundAttachment, outboundMessage } from '../testing/outbound-message.ts';
import { createHttpAdapter } from './http-adapter.ts';

const secret = 'whsec_Y2FuYXJ5LXNlY3JldC1vZi0zMi1ieXRlcy1sb25nISE=';
const now = (): Date => new Date();
const lines: string[] = [];

/** A messenger of somebody's own: verifies our signature with the library, keeps what it took, fails as it is told. */
interface Messenger {
  readonly server: Server;
  readonly url: string;
  readonly taken: { id: string; body: Record<string, unknown> }[];
  next: ((request: IncomingMessage, response: ServerResponse) => void) | null;
}
async function startMessenger(): Promise<Messenger> {
  const taken: Messenger['taken'] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const messenger: Messenger = { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken, next: null };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') return void response.writeHead(request.url === '/photo.jpg' ? 200 : 404).end('jpeg bytes');
    const body = await text(request);
    const { next } = messenger;
    messenger.next = null;
    if (next) return next(request, response);
    const parsed = new Webhook(secret).verify(body, request.headers as Record<string, string>) as Record<string, unknown>;
    const id = String(request.headers['webhook-id']);
    if (parsed.type === 'message' && !taken.some((other) => other.id === id)) taken.push({ id, body: parsed });
    const changed = taken.findIndex((other) => `m-${other.id}` === parsed.id);
    if (parsed.type === 'message-edited') taken[changed]!.body.text = parsed.text;
    if (parsed.type === 'message-deleted' && changed >= 0) taken.splice(changed, 1);
    response.end(JSON.stringify({ id: `m-${id}` }));
  }
  return messenger;
}

const adapterFor = (settings: Record<string, unknown>): WebhookChannel =>
  createHttpAdapter(
    { settings, credentials: { secret } },
    { inboxId: 'inbox-1', signingKey: Buffer.from('k'), webhookUrl: null, fetch, checkHost: () => Promise.resolve(), now, log: (level, message) => void lines.push(`${level} ${message}`) },
  );

let counter = 0;
function post(events: unknown, change: { id?: string; at?: Date; body?: Buffer; headers?: Record<string, string>; path?: string; receivedAt?: Date } = {}): WebhookRequest {
  const rawBody = change.body ?? Buffer.from(JSON.stringify({ events }));
  const id = change.id ?? `msg_${(counter += 1)}`;
  const at = change.at ?? now();
  return {
    method: 'POST', url: 'https://desk.example/hooks/inbox-1', path: change.path ?? '', query: new URLSearchParams(), rawBody, receivedAt: change.receivedAt ?? now(),
    headers: { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(secret).sign(id, at, rawBody), ...change.headers },
  };
}
const at = '2026-11-21T10:00:00+02:00';
const person = { address: { kind: 'id', value: '991' }, name: 'Марко', language: 'uk' };
const said = (rest: Record<string, unknown> = {}) => ({ type: 'message', id: `x-${(counter += 1)}`, from: person, at, text: 'Добрий день!', ...rest });
const one = (event: unknown) => ({ request: post([event]) });
const eventsOf = async (adapter: WebhookChannel, request: WebhookRequest): Promise<readonly ChannelEvent[]> => adapter.parse(adapter.receive(request).raw[0]!);

interface Rig { messenger: Messenger; adapter: WebhookChannel; silent: number }
const settingsOf = (messenger: Messenger) => ({ outboundUrl: `${messenger.url}/in`, namespace: 'viber', mediaHosts: [messenger.url], verifiedKinds: ['phone'], canEdit: true, canDelete: true });
describeChannelContract<Rig>('http', {
  async start() {
    const messenger = await startMessenger();
    return { messenger, adapter: adapterFor(settingsOf(messenger)), silent: 0 };
  },
  async stop(rig) {
    await rig.adapter.close();
    rig.messenger.server.closeAllConnections();
    await new Promise((resolve) => rig.messenger.server.close(resolve));
  },
  adapter: (rig) => rig.adapter,
  fresh: (rig) => adapterFor(settingsOf(rig.messenger)),
  canaries: () => [secret, secret.slice(6)],
  logLines: () => lines,
  samples: () => [
    { name: 'words', inbound: one(said()) },
    { name: 'a photo', inbound: one(said({ text: '', attachments: [{ url: 'https://files.example/1.jpg', name: '1.jpg', mime: 'image/jpeg' }] })) },
    { name: 'an edit', inbound: one({ type: 'message-edited', id: 'x-1', at, text: 'corrected' }) },
    { name: 'a deletion', inbound: one({ type: 'message-deleted', ids: ['x-1', 'x-2'], at }) },
    { name: 'a receipt', inbound: one({ type: 'delivery', id: 'm-1', status: 'delivered', at }) },
    { name: 'read', inbound: one({ type: 'read', threadId: 'id:991', upTo: at }) },
    { name: 'a call', inbound: one({ type: 'call', id: 'c-1', direction: 'inbound', customer: person, line: { kind: 'phone', value: '+380441234567' }, state: 'missed', waitSeconds: 12, at }) },
    { name: 'an order form', inbound: one({ type: 'order', id: 'form-1', at, name: 'Марко', phone: '050 123 45 67', title: 'Hoshi 12', amountMinor: 2_460_000, currency: 'UAH' }) },
    { name: 'a block', inbound: one({ type: 'reachability', address: { kind: 'id', value: '991' }, reachable: false, reason: 'blocked', at }) },
    { name: 'typing', inbound: one({ type: 'typing', threadId: 'id:991', from: { kind: 'id', value: '991' } }) },
    { name: 'several at once', inbound: { request: post([said(), said()]) } },
  ],
  forged: () => {
    const genuine = post([said()]);
    const late = new Date(Date.now() - 301_000);
    return [
      { ...genuine, rawBody: Buffer.from(genuine.rawBody.toString().replace('Добрий', 'Лихий')) },
      { ...genuine, headers: { ...genuine.headers, 'webhook-id': 'another' } },
      { ...genuine, headers: {} },
      { ...genuine, headers: { ...genuine.headers, 'webhook-signature': 'v1,' } },
      { ...genuine, headers: { ...genuine.headers, 'webhook-signature': new Webhook('whsec_' + Buffer.from('x'.repeat(32)).toString('base64')).sign(genuine.headers['webhook-id']!, now(), genuine.rawBody) } },
      post([said()], { at: late }),
      post([said()], { at: new Date(Date.now() + 310_000) }),
      post([said()], { headers: { 'webhook-timestamp': 'today' } }),
    ];
  },
  malformed: () => [
    { request: post(null, { body: Buffer.from('{"events":[') }) },
    { request: post(null, { body: Buffer.from([0x7b, 0xff, 0x7d]) }) },
    { request: post(null, { body: Buffer.alloc(1024 * 1024 + 1, 0x20) }) },
    { request: post([]) },
    one(said({ admin: true })),
    one({ type: 'smoke-signal', at }),
    one(said({ at: 'yesterday' })),
    one(said({ text: ' ' })),
    one(said({ from: { address: { kind: 'phone', value: '0501234567' } } })),
    one({ type: 'delivery', status: 'read', at }),
    one({ type: 'order', id: 'form-1', at, name: 'Марко' }),
    one({ type: 'order', id: 'form-1', at, name: ' ', phone: '050 123 45 67' }),
    one({ type: 'order', id: 'form-1', at, name: 'Марко', email: 'marko' }),
    one({ type: 'order', id: 'form-1', at, name: 'Марко', email: 'marko@shop.example', amountMinor: 12.5 }),
    { request: post([said()], { path: 'status' }) },
  ],
  signatureExample: (rig) => {
    const { genuine } = documented();
    return [{ adapter: rig.adapter, genuine, tampered: { ...genuine, rawBody: Buffer.concat([genuine.rawBody, Buffer.from(' ')]) } }];
  },
  unknown: notMeaningful('an unknown type is refused with 400 that names it: the sender reads our documentation, not the other way round'),
  ownEcho: () => [one(said({ direction: 'outbound' }))],
  automatic: () => [
    { inbound: one(said({ automatic: 'auto-reply' })), expected: 'auto-reply' },
    { inbound: one(said({ automatic: 'bulk' })), expected: 'bulk' },
  ],
  addresses: () => [
    { inbound: one(said()), expected: { kind: 'http', value: 'viber/991' } },
    { inbound: one(said({ from: { address: { kind: 'phone', value: '+38 (050) 123-45-67' } } })), expected: { kind: 'phone', value: '+380501234567' } },
    { inbound: one(said({ from: { address: { kind: 'email', value: ' Marko@Shop.Example ' } } })), expected: { kind: 'email', value: 'marko@shop.example' } },
  ],
  recipient: () => ({ channel: 'http', address: { kind: 'http', value: 'viber/991' }, externalThreadId: 'id:991' }),
  accepted: (rig) => rig.messenger.taken.length + rig.silent,
  rateLimited: (rig) => {
    rig.messenger.next = (_, response) => void response.writeHead(429, { 'retry-after': '7' }).end();
    return { retryAfterMs: 7000 };
  },
  refused: (rig) => {
    rig.messenger.next = (_, response) => void response.writeHead(422).end(JSON.stringify({ error: { code: 'recipient', message: 'no such user' } }));
    return { kinds: ['recipient'] };
  },
  optedOut: (rig) => {
    rig.messenger.next = (_, response) => void response.writeHead(403).end(JSON.stringify({ error: { code: 'opted-out' } }));
  },
  silentAfterAccept: (rig) => {
    rig.messenger.next = () => void (rig.silent += 1);
  },
  unreachable: async (rig) => {
    const gone = await startMessenger();
    await new Promise((resolve) => gone.server.close(resolve));
    return adapterFor({ ...settingsOf(rig.messenger), outboundUrl: gone.url });
  },
  shown: (rig, externalId) => {
    const sent = rig.messenger.taken.find((each) => `m-${each.id}` === externalId);
    return sent ? String(sent.body.text) : null;
  },
  tooLong: true,
  undeclaredAttachment: true,
  foreignMedia: (_, url) => [{ url }, { url: url.replace('127.0.0.1', 'localhost') }, { url: 'file:///etc/passwd' }, { url: 'nonsense' }],
});

/** The example of docs/http-channel.md, taken from the page itself. */
function documented(): { genuine: WebhookRequest; secret: string } {
  const page = readFileSync(new URL('../../../../docs/http-channel.md', import.meta.url), 'utf8');
  const found = (pattern: RegExp): string => pattern.exec(page)?.[1] ?? `not in the page: ${pattern.source}`;
  const rawBody = Buffer.from(found(/^body='(.*)'$/m));
  const timestamp = found(/^webhook-timestamp: (\d+)$/m);
  return {
    secret: found(/^secret='(.*)'$/m),
    genuine: {
      method: 'POST', url: 'https://desk.example/hooks/inbox-1', path: '', query: new URLSearchParams(), rawBody, receivedAt: new Date((Number(timestamp) + 60) * 1000),
      headers: { 'webhook-id': found(/^webhook-id: (\S+)$/m), 'webhook-timestamp': timestamp, 'webhook-signature': found(/^webhook-signature: (\S+)$/m) },
    },
  };
}

describe('a messenger of your own', () => {
  let messenger: Messenger;
  beforeAll(async () => void (messenger = await startMessenger()));
  afterAll(() => void messenger.server.close());

  it('is documented with the very secret these tests use', () => expect(documented().secret).toBe(secret));

  it('may change its secret: one fitting signature of several is enough', () => {
    const request = post([said()]);
    const signature = `v1,bm90IHRoaXMgb25l v2,unknown ${request.headers['webhook-signature']}`;
    expect(() => adapterFor({}).receive({ ...request, headers: { ...request.headers, 'webhook-signature': signature } })).not.toThrow();
  });

  it('is believed about a phone only where an admin trusts it', async () => {
    const from = { address: { kind: 'phone', value: '+380501234567' }, verified: true };
    const claims = [{ address: { kind: 'email', value: 'm@x.example' }, verified: true }];
    const [untrusted] = await eventsOf(adapterFor({}), post([said({ from, claims })]));
    const [trusted] = await eventsOf(adapterFor({ verifiedKinds: ['phone'] }), post([said({ from, claims })]));
    expect(untrusted).toMatchObject({ sender: { verified: false }, claims: [{ verified: false, origin: 'http' }] });
    expect(trusted).toMatchObject({ sender: { verified: true }, claims: [{ verified: false }] });
  });

  it('hands over an order form as it was filled in', async () => {
    const form = { type: 'order', id: 'form-7', at, name: 'Ігор', phone: '050 111 22 33', email: ' Ihor@Shop.Example ', title: 'Hoshi 12', comment: 'Подзвоніть\0 до шостої', amountMinor: 2_460_000, currency: 'UAH', source: { utm: { utm_source: 'google' }, clickId: 'abc' } };
    expect(await eventsOf(adapterFor({}), post([form]))).toEqual([{
      type: 'order-placed', channel: 'http', externalId: 'form-7', name: 'Ігор', phone: '050 111 22 33', email: 'ihor@shop.example', title: 'Hoshi 12', comment: 'Подзвоніть до шостої', amountMinor: 2_460_000, currency: 'UAH',
      source: { utm: { utm_source: 'google' }, clickId: 'abc' }, occurredAt: new Date(at),
    }]);
  });

  it('says exactly which key does not fit', () => {
    const refused = (events: unknown): string => {
      try {
        adapterFor({}).receive(post(events));
      } catch (error) {
        if (error instanceof WebhookRejected) return error.message;
      }
      return 'taken';
    };
    expect(refused([said(), said({ attachments: [{ url: 'ftp://x/y', name: 'a', mime: 'image/png' }] })])).toContain('events.1.attachments.0.url');
    expect(refused([said({ colour: 'red' })])).toContain('colour');
  });

  it('gets files inside the message, once, under the id of the delivery', async () => {
    const adapter = adapterFor(settingsOf(messenger));
    const message = outboundMessage({ channel: 'http', recipient: { kind: 'http', value: 'viber/991' } }, { attachments: [outboundAttachment({ name: 'ціни.txt', bytes: Buffer.from('1 120 €') })], externalThreadId: 'id:991' });
    const receipt = await adapter.send(message, AbortSignal.timeout(5000));
    expect(receipt).toEqual({ externalId: `m-${message.deliveryId}`, aliases: [message.deliveryId], status: 'sent' });
    const taken = messenger.taken.find((entry) => entry.id === message.deliveryId);
    expect(taken?.body).toMatchObject({ to: { kind: 'id', value: '991' }, threadId: 'id:991', text: message.text, attachments: [{ name: 'ціни.txt', content: Buffer.from('1 120 €').toString('base64') }] });
    await expect(adapter.send({ ...message, recipient: { kind: 'http', value: 'whatsapp/991' } }, AbortSignal.timeout(5000))).rejects.toMatchObject({ failure: 'recipient' });
  });

  it('failing in each way is told apart: who must act, and may the machine try again', async () => {
    const adapter = adapterFor(settingsOf(messenger));
    const failureAt = async (status: number, body = '', headers: Record<string, string> = {}): Promise<string> => {
      messenger.next = (_, response) => void response.writeHead(status, headers).end(body);
      return adapter.send(outboundMessage({ channel: 'http', recipient: { kind: 'http', value: 'viber/991' } }), AbortSignal.timeout(5000)).then(
        () => 'sent',
        (error: { failure: string }) => error.failure,
      );
    };
    expect([await failureAt(500), await failureAt(503), await failureAt(408)]).toEqual(['unavailable', 'unavailable', 'unavailable']);
    expect([await failureAt(401), await failureAt(404), await failureAt(302, '', { location: 'https://elsewhere.example' })]).toEqual(['config', 'config', 'config']);
    expect([await failureAt(400), await failureAt(413)]).toEqual(['invalid', 'invalid']);
    expect(await failureAt(504)).toBe('unknown-outcome');
    expect(await failureAt(200, 'OK')).toBe('sent');
  });

  it('that dies mid-answer leaves the outcome unknown', async () => {
    messenger.next = (request) => void request.socket.destroy();
    await expect(adapterFor(settingsOf(messenger)).send(outboundMessage({ channel: 'http', recipient: { kind: 'http', value: 'viber/991' } }), AbortSignal.timeout(5000))).rejects.toMatchObject({ failure: 'unknown-outcome' });
  });

  it('without an outbound URL only receives', async () => {
    await expect(adapterFor({}).send(outboundMessage({ channel: 'http', recipient: { kind: 'http', value: 'inbox-1/991' } }), AbortSignal.timeout(5000))).rejects.toMatchObject({ failure: 'config' });
    expect(adapterFor({}).capabilities[0]).toMatchObject({ attachments: null, startsConversation: false });
  });

  it('has its files fetched from listed hosts, and a missing one is final', async () => {
    const adapter = adapterFor(settingsOf(messenger));
    expect((await buffer(await adapter.openMedia({ url: `${messenger.url}/photo.jpg` }))).toString()).toBe('jpeg bytes');
    await expect(adapter.openMedia({ url: `${messenger.url}/gone.jpg` })).rejects.toMatchObject({ constructor: MediaError, final: true });
  });

  it('is set up with a proper secret, or the settings page says what is wrong', () => {
    const set = (settings: Record<string, unknown>, credentials: Record<string, string>) => () =>
      createHttpAdapter({ settings, credentials }, { inboxId: 'i', signingKey: Buffer.from('k'), webhookUrl: null, fetch, checkHost: () => Promise.resolve(), now, log: () => undefined });
    expect(set({}, {})).toThrow(SettingsError);
    expect(set({}, { secret: 'whsec_c2hvcnQ=' })).toThrow(/credentials.secret/);
    expect(set({ outboundUrl: 'ftp://x' }, { secret })).toThrow(/settings.outboundUrl/);
    expect(set({ namespace: 'Viber!' }, { secret })).toThrow(/settings.namespace/);
  });
});
