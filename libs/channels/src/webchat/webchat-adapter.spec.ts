import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { MessageReceived, SettlingChannel, VisitorChannel, WebhookRequest } from '../contract.ts';
import { SettingsError, WebhookRejected } from '../errors.ts';
import type { AdapterDependencies } from '../setup.ts';
import { notMeaningful } from '../testing/channel-harness.ts';
import { describeChannelContract } from '../testing/describe-channel-contract.ts';
import { createWebchatAdapter } from './webchat-adapter.ts';

const identitySecret = 'identity-secret-canary-0123456789abcdef';
const signingKey = Buffer.from('signing-key-canary-0123456789abcdef');
const lines: string[] = [];
const dependencies = (inboxId = 'inbox-1', key = signingKey): AdapterDependencies => ({
  inboxId, signingKey: key, webhookUrl: null, fetch: () => Promise.reject(new Error('no network')), checkHost: () => Promise.resolve(), now: () => new Date(0),
  log: (level, message, fields) => void lines.push(JSON.stringify({ level, message, ...fields })),
});
type Webchat = VisitorChannel & SettlingChannel;
const webchat = (settings: Record<string, unknown> = {}, credentials: Record<string, string> = { identitySecret }, inboxId?: string): Webchat =>
  createWebchatAdapter({ settings, credentials }, dependencies(inboxId));

const fresh = (): Buffer => randomBytes(16);
const sign = (userId: string, email = '', phone = '', secret = identitySecret): string => createHmac('sha256', secret).update(`${userId}\n${email}\n${phone}`).digest('hex');
const post = (token: string | null, body: unknown, path = 'messages'): WebhookRequest => ({
  method: 'POST', url: `https://desk.example/hooks/inbox-1/${path}`, path, query: new URLSearchParams(),
  headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
  rawBody: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)), receivedAt: new Date('2026-11-21T10:00:00Z'),
});
const words = (text: string, rest: Record<string, unknown> = {}): Record<string, unknown> => ({ type: 'message', id: randomUUID(), text, ...rest });
async function received(adapter: Webchat, request: WebhookRequest): Promise<MessageReceived> {
  const [raw] = adapter.receive(request).raw;
  const [event] = await adapter.parse(raw!);
  if (event?.type !== 'message-received') throw new Error(`not a message: ${event?.type}`);
  return event;
}
const anonymous = (adapter: Webchat) => adapter.admit({ token: null, identity: null, site: null, fresh: fresh() });
const rejected = (work: () => unknown): WebhookRejected => {
  try {
    work();
  } catch (error) {
    if (error instanceof WebhookRejected) return error;
    throw error;
  }
  throw new Error('It was taken.');
};

const rig = { adapter: webchat(), visitor: anonymous(webchat()) };
type Rig = typeof rig;
const message = (r: Rig, body: unknown, path?: string) => ({ request: post(r.visitor.token, body, path) });
describeChannelContract<Rig>('webchat', {
  start: () => Promise.resolve(rig),
  stop: (r) => r.adapter.close(),
  adapter: (r) => r.adapter,
  fresh: () => webchat(),
  canaries: (r) => [identitySecret, signingKey.toString(), r.visitor.token],
  logLines: () => lines,
  samples: (r) => [
    { name: 'words', inbound: message(r, words('Привіт! Чи є Hoshi 12?')) },
    { name: 'words with a form and a source', inbound: message(r, words('Hello', { profile: { name: 'Оксана', phone: '+380501234567' }, language: 'uk', page: 'https://shop.example/p/1', source: { utm: { utm_source: 'google' } } })) },
    { name: 'a file', inbound: message(r, words('', { files: [r.adapter.ticket(r.visitor.visitorId, { sha256: 'a'.repeat(64), name: 'план.pdf', mime: 'application/pdf', size: 10, kind: 'file' })] })) },
    { name: 'read', inbound: message(r, { type: 'receipt', status: 'read', deliveryId: randomUUID(), upTo: '2026-11-21T09:59:00.000Z' }, 'receipts') },
  ],
  forged: (r) => {
    const body = words('let me in');
    const [payload, signature] = r.visitor.token.split('.') as [string, string];
    const other = Buffer.from(JSON.stringify({ id: 'A'.repeat(22) })).toString('base64url');
    const elsewhere = anonymous(webchat({}, {}, 'inbox-2')).token;
    return [post(null, body), post('x.y', body), post(`${other}.${signature}`, body), post(payload, body), post(elsewhere, body)];
  },
  malformed: (r) => [
    message(r, Buffer.from('{"type":"message"')),
    message(r, Buffer.from([0x22, 0xff, 0xfe, 0x22])),
    message(r, words('x', { admin: true })),
    message(r, { ...words('x'), id: 'not-a-uuid' }),
    message(r, words('   ')),
    message(r, words('ш'.repeat(10_001))),
    message(r, Buffer.alloc(70_000, 0x20)),
    message(r, words('x'), 'status'),
    message(r, words('x'), 'receipts'),
    message(r, words('', { files: [r.adapter.ticket('somebody-else', { sha256: 'a'.repeat(64), name: 'a', mime: 'a/b', size: 1, kind: 'file' })] })),
  ],
  signatureExample: notMeaningful('there is no vendor and so no documented example; our own token format is proven under "forged"'),
  unknown: notMeaningful('the page and the adapter are of one release: what the adapter does not know is refused with 400, and the page keeps it'),
  ownEcho: notMeaningful('what we send goes to the page by the feed and nobody posts it back'),
  automatic: notMeaningful('a web chat has no auto-replies; a person types, or nobody does'),
  addresses: (r) => [{ inbound: message(r, words('x')), expected: { kind: 'visitor', value: r.visitor.visitorId } }],
  recipient: (r) => ({ channel: 'webchat', address: { kind: 'visitor', value: r.visitor.visitorId }, externalThreadId: r.visitor.visitorId }),
  accepted: () => lines.filter((line) => line.includes('delivery accepted')).length,
  rateLimited: notMeaningful('no vendor stands between us and the page that could ask for patience'),
  refused: notMeaningful('no vendor stands between us and the page that could refuse; limits are tested below'),
  optedOut: notMeaningful('a visitor cannot block us; they close the page and read later'),
  silentAfterAccept: notMeaningful('sending makes no network call, so nothing can fall silent'),
  unreachable: notMeaningful('sending makes no network call, so nobody can be away'),
  shown: notMeaningful('the message row is what the page shows; the core changes it'),
  tooLong: true,
  undeclaredAttachment: true,
  foreignMedia: (_, url) => [{ url }],
});

describe('a visitor of the web chat', () => {
  it('keeps their id over sessions and cannot take another one', () => {
    const adapter = webchat();
    const first = anonymous(adapter);
    expect(first.visitorId).toHaveLength(22);
    expect(adapter.admit({ token: first.token, identity: null, site: null, fresh: fresh() })).toEqual(first);
    expect(adapter.visitor(first.token)).toBe(first.visitorId);
    expect(adapter.admit({ token: `${first.token}x`, identity: null, site: null, fresh: fresh() }).visitorId).not.toBe(first.visitorId);
    expect(createWebchatAdapter({ settings: {}, credentials: {} }, dependencies('inbox-1', Buffer.from('another key'))).visitor(first.token)).toBeNull();
  });

  it('signed in, is one visitor on all browsers, with proven addresses', async () => {
    const adapter = webchat({ country: 'UA' });
    const identity = { userId: '77', email: 'Oksana@Shop.example', phone: '050 123 45 67', name: 'Оксана', hash: sign('77', 'Oksana@Shop.example', '050 123 45 67') };
    const laptop = adapter.admit({ token: null, identity, site: null, fresh: fresh() });
    const phone = adapter.admit({ token: null, identity, site: null, fresh: fresh() });
    expect(phone.visitorId).toBe(laptop.visitorId);
    const event = await received(adapter, post(laptop.token, words('hi', { profile: { name: 'Somebody else', email: 'else@x.example' } })));
    expect(event.sender).toMatchObject({ verified: true, displayName: 'Оксана' });
    expect(event.claims).toEqual([
      { address: { kind: 'email', value: 'oksana@shop.example' }, verified: true, origin: 'signed-identity' },
      { address: { kind: 'phone', value: '+380501234567' }, verified: true, origin: 'signed-identity' },
      { address: { kind: 'email', value: 'else@x.example' }, verified: false, origin: 'prechat-form' },
    ]);
  });

  it('who signs in after writing anonymously gets a thread of their own and only a hint to the former one', async () => {
    const adapter = webchat();
    const before = anonymous(adapter);
    const identity = { userId: '77', hash: sign('77') };
    const after = adapter.admit({ token: before.token, identity, site: null, fresh: fresh() });
    expect(after.visitorId).not.toBe(before.visitorId);
    expect((await received(adapter, post(after.token, words('hi')))).claims).toEqual([{ address: { kind: 'visitor', value: before.visitorId }, verified: false, origin: 'same-browser' }]);
    // Signed out again: the next person on this browser sees nothing of it.
    expect(adapter.admit({ token: after.token, identity: null, site: null, fresh: fresh() }).visitorId).not.toBe(after.visitorId);
  });

  it('with a forged, foreign or unexpected identity is refused', () => {
    const adapter = webchat();
    const admit = (identity: unknown, by = adapter) => rejected(() => by.admit({ token: null, identity, site: null, fresh: fresh() })).status;
    expect(admit({ userId: '77', hash: sign('78') })).toBe(403);
    expect(admit({ userId: '77', hash: sign('77', '', '', 'x'.repeat(40)) })).toBe(403);
    expect(admit({ userId: '77', email: 'boss@shop.example', hash: sign('77') })).toBe(403);
    // A line break would move words from one signed field into the next.
    expect(admit({ userId: '77\nboss@shop.example', hash: sign('77', 'boss@shop.example') })).toBe(400);
    expect(admit({ userId: '77' })).toBe(400);
    expect(admit({ userId: '77', hash: sign('77') }, webchat({}, {}))).toBe(403);
  });

  it('typed a phone: it is a claim, in E.164 where that can be known, and never lost', async () => {
    const adapter = webchat({ country: 'UA' });
    const { token } = anonymous(adapter);
    const claims = async (phone: string) => (await received(adapter, post(token, words('hi', { profile: { phone } })))).claims.map((claim) => [claim.address.value, claim.verified]);
    expect(await claims('(050) 123-45-67')).toEqual([['+380501234567', false]]);
    expect(await claims('+357 99 000142')).toEqual([['+35799000142', false]]);
    expect(await claims('12-34-5')).toEqual([['12345', false]]);
    expect(await claims('call me')).toEqual([]);
  });

  it('is admitted from listed sites only', () => {
    const adapter = webchat({ allowedOrigins: ['https://shop.example/', 'https://*.nord.example'] });
    const from = (site: string) => adapter.admit({ token: null, identity: null, site, fresh: fresh() });
    expect(() => from('https://shop.example')).not.toThrow();
    expect(() => from('https://lviv.nord.example')).not.toThrow();
    for (const site of ['http://shop.example', 'https://shop.example.evil.example', 'https://evilnord.example', 'https://nord.example', 'null']) expect(rejected(() => from(site)).status).toBe(403);
  });

  it('posting one message five times makes one key; two visitors with one client id make two', () => {
    const adapter = webchat();
    const body = words('once');
    const [a, b] = [anonymous(adapter), anonymous(adapter)];
    const keyOf = (token: string) => adapter.receive(post(token, body)).raw[0]!.providerKey;
    expect(new Set([1, 2, 3, 4, 5].map(() => keyOf(a.token))).size).toBe(1);
    expect(keyOf(b.token)).not.toBe(keyOf(a.token));
  });

  it('is kept without the token that is their password', () => {
    const { token } = rig.visitor;
    const [raw] = rig.adapter.receive(post(token, words('hi'))).raw;
    expect(JSON.stringify(raw!.headers) + raw!.body.toString()).not.toContain(token.split('.')[1]);
  });

  it('may write what PostgreSQL cannot keep', async () => {
    expect((await received(rig.adapter, post(rig.visitor.token, words('a\0b\ud800')))).text).toBe('ab\ufffd');
  });

  it('reports what reached the page', async () => {
    const deliveryId = randomUUID();
    const [raw] = rig.adapter.receive(post(rig.visitor.token, { type: 'receipt', status: 'delivered', deliveryId, upTo: '2026-11-21T09:59:00.000Z' }, 'receipts')).raw;
    expect(await rig.adapter.parse(raw!)).toEqual([
      { type: 'read-by-customer', externalThreadId: rig.visitor.visitorId, externalId: deliveryId, upTo: new Date('2026-11-21T09:59:00.000Z'), status: 'delivered' },
    ]);
  });
});

describe('the settings of a web chat', () => {
  it('name every key that does not fit', () => {
    const problems = (settings: Record<string, unknown>, credentials: Record<string, string> = {}): string[] => {
      try {
        webchat(settings, credentials);
      } catch (error) {
        if (error instanceof SettingsError) return error.problems.map((problem) => problem.path);
        throw error;
      }
      return [];
    };
    expect(problems({ allowedOrigins: ['https://shop.example', 'shop.example'], accent: 'blue', prechat: { name: 'maybe' } }, { identitySecret: 'short' })).toEqual([
      'settings.allowedOrigins.1', 'settings.accent', 'settings.prechat.name', 'credentials.identitySecret',
    ]);
    expect(problems({ colour: 'red' })).toEqual(['settings']);
    expect(problems({ allowedOrigins: ["https://a.example; script-src 'unsafe-inline'"] })).toEqual(['settings.allowedOrigins.0']);
  });
});
