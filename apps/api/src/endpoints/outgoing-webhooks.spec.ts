import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { signWebhook } from '#channels';
import type { ContactView, OrderView, Page, ProductView, WebhookDeliveryView, WebhookEndpointView, WebhookEventType } from '#crm-core';
import { createHouse, type House } from '../../../../libs/crm-core/src/testing/house.ts';
import { readLedger } from '../../../../tools/sandbox/ledger.ts';
import { startSandbox, type RunningSandbox } from '../../../../tools/sandbox/start-sandbox.ts';
import { createNet } from '../net/safe-fetch.ts';
import { createVault } from '../secrets.ts';
import { connectMessenger, type Messenger } from '../testing/messenger.ts';
import { ADMIN, Browser, createTestDatabase, startTestOkno, until, type TestDatabase, type TestOkno } from '../testing/okno.ts';
import { newSecret } from './secrets.ts';
import { tellEndpoint } from './tell-endpoint.ts';

interface Attempt {
  readonly id: string;
  readonly timestamp: string;
  readonly signatures: number;
  readonly verified: boolean;
  readonly path: string;
  readonly contentType: string;
  readonly type: string;
  readonly data: { order?: OrderView; message?: { text: string }; product?: ProductView };
  readonly answered: number | 'hold';
}
/** A program in a process of its own that is told. */
async function startReceiver(folder: string): Promise<{ url: string; attempts(): Attempt[]; order(conduct: object): Promise<void>; stop(): Promise<void> }> {
  const ledger = join(folder, `${randomUUID()}.jsonl`);
  const running: RunningSandbox = await startSandbox('tools/sandbox/webhooks/server.ts', ['--ledger', ledger]);
  return {
    url: `http://127.0.0.1:${running.port}/okno`,
    attempts: () => readLedger<Attempt>(ledger),
    order: async (conduct) => void (await fetch(`http://127.0.0.1:${running.control}/`, { method: 'POST', body: JSON.stringify(conduct) })),
    stop: running.stop,
  };
}
type Receiver = Awaited<ReturnType<typeof startReceiver>>;
const folder = mkdtempSync(join(tmpdir(), 'okno-webhooks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('accounting and warehouse, told by a running installation', () => {
  let db: TestDatabase;
  let okno: TestOkno;
  let admin: Browser;
  let books: Receiver;
  let messenger: Messenger;
  let contact: ContactView;
  let endpoint: WebhookEndpointView;
  let secret: string;
  beforeAll(async () => {
    db = await createTestDatabase();
    okno = await startTestOkno(db, { ...ADMIN });
    admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
    books = await startReceiver(folder);
    messenger = await connectMessenger(admin);
    contact = (await admin.ask<ContactView>('POST', 'contacts', { name: 'Марія', identities: [{ kind: 'email', value: 'maria@example.com' }] })).body;
  });
  afterAll(async () => {
    await messenger?.close();
    await okno?.stop();
    await books?.stop();
    await db.drop();
  });
  const add = (eventTypes: WebhookEventType[], url = books.url) => admin.ask<{ endpoint: WebhookEndpointView; secret: string }>('POST', 'webhook-endpoints', { url, description: 'Books', eventTypes });
  const order = async (): Promise<OrderView> => (await admin.ask<OrderView>('POST', 'orders', { id: randomUUID(), contactId: contact.id, currency: 'EUR', lines: [{ name: 'Плед', quantity: 2, priceMinor: 50_000 }], force: true })).body;
  const deliveries = async (): Promise<WebhookDeliveryView[]> => (await admin.ask<Page<WebhookDeliveryView>>('GET', `webhook-endpoints/${endpoint.id}/deliveries`)).body.items;
  const told = (thing: (attempt: Attempt) => boolean): Attempt[] => books.attempts().filter(thing);

  it('an endpoint is added; its secret is shown then and never again, and stands nowhere in the database', async () => {
    const added = await add(['order.created', 'order.updated', 'order.paid', 'message.received', 'product.updated']);
    expect(added).toMatchObject({ status: 200, body: { endpoint: { url: books.url, enabled: true, pending: 0, failed: 0 } } });
    ({ endpoint, secret } = added.body);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await books.order({ secrets: [secret] });
    const listed = await admin.ask('GET', 'webhook-endpoints');
    expect(JSON.stringify(listed.body)).not.toContain('whsec');
    const [row] = await db.dataSource.query<{ secrets: Buffer }[]>('SELECT secrets FROM webhook_endpoint');
    expect(row!.secrets.includes(Buffer.from(secret.slice(6, 20)))).toBe(false);
  });

  it('an order is told from beginning to payment, in order, signed, with the shapes of the API', async () => {
    const made = await order();
    await admin.ask('PATCH', `orders/${made.id}`, { status: 'confirmed' });
    const paid = await admin.ask<OrderView>('POST', `orders/${made.id}/payments`, { id: randomUUID(), amountMinor: 100_000, paidOn: '2026-11-29', method: 'transfer' });
    const ofOrder = (): Attempt[] => told(({ data }) => data.order?.id === made.id);
    await until(() => ofOrder().some(({ type }) => type === 'order.paid'), 10_000, 'the payment to be told');
    const attempts = ofOrder();
    expect(attempts.map(({ type, data }) => [type, data.order!.status])).toEqual([['order.created', 'new'], ['order.updated', 'confirmed'], ['order.updated', 'paid'], ['order.paid', 'paid']]);
    expect(attempts.every(({ verified, contentType, path }) => verified && contentType === 'application/json' && path === '/okno')).toBe(true);
    expect(attempts.at(-1)!.data.order).toEqual(paid.body);
    expect(new Set(attempts.map(({ id }) => id)).size).toBe(4);
  });

  it('what a customer writes is told; what nobody chose is not', async () => {
    await messenger.post(okno.url, messenger.signed([messenger.message('Чи є Hoshi 12?')]));
    await until(() => told(({ data }) => data.message?.text === 'Чи є Hoshi 12?').length, 10_000, 'the message');
    expect(told(({ type }) => type.startsWith('lead.') || type.startsWith('task.'))).toEqual([]);
  });

  it('a refused one shows its answer and waits, the later ones of the same order with it; asked by a person it is told at once', async () => {
    await books.order({ answer: 503, retryAfter: '3600', body: 'we count the stock' });
    const made = await order();
    await until(async () => (await deliveries()).find(({ thingId }) => thingId === made.id)?.answerStatus === 503, 10_000, 'the refusal');
    await admin.ask('PATCH', `orders/${made.id}`, { status: 'confirmed' });
    await until(async () => (await deliveries()).filter(({ thingId }) => thingId === made.id).length === 2, 10_000, 'the second one');
    const [later, first] = (await deliveries()).filter(({ thingId }) => thingId === made.id);
    expect(first).toMatchObject({ type: 'order.created', status: 'pending', attempts: 1, answer: 'we count the stock' });
    expect(Date.parse(first!.nextAttemptAt!) - Date.parse(first!.attemptedAt!)).toBeGreaterThanOrEqual(3_590_000);
    expect(later).toMatchObject({ type: 'order.updated', status: 'pending', attempts: 0 });
    await books.order({ answer: 200, retryAfter: null, body: '' });
    expect((await admin.ask('POST', `webhook-deliveries/${first!.id}/resend`)).status).toBe(200);
    const arrived = (): Attempt[] => told(({ data, answered }) => data.order?.id === made.id && answered === 200);
    await until(() => arrived().length === 2, 10_000, 'both');
    expect(arrived().map(({ type }) => type)).toEqual(['order.created', 'order.updated']);
    expect(told(({ id }) => id === first!.eventId).length).toBe(2);
  });

  it('everything since a moment is told once more under the same ids', async () => {
    const since = new Date().toISOString();
    const made = await order();
    const ofOrder = (): Attempt[] => told(({ data }) => data.order?.id === made.id);
    await until(() => ofOrder().length === 1, 10_000, 'the order');
    await until(async () => (await deliveries()).find(({ thingId }) => thingId === made.id)?.status === 'delivered', 10_000, 'its mark');
    expect(await admin.ask('POST', `webhook-endpoints/${endpoint.id}/replay`, { since })).toMatchObject({ status: 200, body: { count: 1 } });
    await until(() => ofOrder().length === 2, 10_000, 'the order again');
    expect(new Set(ofOrder().map(({ id }) => id)).size).toBe(1);
  });

  it('while a secret is changed both sign, so that the receiver may learn the new one later', async () => {
    const changed = await admin.ask<{ secret: string }>('POST', `webhook-endpoints/${endpoint.id}/secret`);
    expect(changed.body.secret).not.toBe(secret);
    const test = await admin.ask<WebhookDeliveryView>('POST', `webhook-endpoints/${endpoint.id}/test`);
    await until(() => told(({ id }) => id === test.body.eventId).length, 10_000, 'the test');
    expect(told(({ id }) => id === test.body.eventId)).toMatchObject([{ type: 'webhook.test', signatures: 2, verified: true }]);
    await books.order({ secrets: [changed.body.secret] });
    const again = await admin.ask<WebhookDeliveryView>('POST', `webhook-endpoints/${endpoint.id}/test`);
    await until(() => told(({ id }) => id === again.body.eventId).length, 10_000, 'the second test');
    expect(told(({ id }) => id === again.body.eventId)).toMatchObject([{ verified: true }]);
  });

  it('no address of our own network, no foreign kind of event, nobody but an admin', async () => {
    expect(await add(['order.created'], 'http://10.0.0.7/hook')).toMatchObject({ status: 422, body: { code: 'address-refused' } });
    expect(await add(['order.created'], 'http://[::1]:8080/')).toMatchObject({ status: 422, body: { code: 'address-refused' } });
    expect(await add(['order.exploded' as WebhookEventType])).toMatchObject({ status: 400, body: { errors: [{ path: 'eventTypes.0' }] } });
    expect(await add([])).toMatchObject({ status: 400 });
    expect(await add(['order.created'], 'file:///etc/passwd')).toMatchObject({ status: 400, body: { errors: [{ path: 'url' }] } });
    expect((await new Browser(okno.url).ask('GET', 'webhook-endpoints')).status).toBe(401);
    expect((await admin.ask('DELETE', `webhook-endpoints/${endpoint.id}`)).status).toBe(204);
    expect((await admin.ask('GET', `webhook-endpoints/${endpoint.id}/deliveries`)).status).toBe(404);
  });

  it('logs neither address nor words nor secret', () => {
    const lines = okno.lines.join('\n');
    for (const word of [secret, '/okno"', 'Hoshi', 'maria@example.com', 'we count the stock']) expect(lines).not.toContain(word);
  });

  it('after a change of the key that encrypts them secrets open with the new one alone', async () => {
    const { body } = await add(['order.created']);
    const rotated = await startTestOkno(db, { OKNO_SECRET_KEY: `${'n'.repeat(40)},${'k'.repeat(40)}` });
    await rotated.stop();
    const [row] = await db.dataSource.query<{ secrets: Buffer }[]>('SELECT secrets FROM webhook_endpoint WHERE id = $1', [body.endpoint.id]);
    expect(createVault(['n'.repeat(40)]).open(row!.secrets, body.endpoint.id)).toEqual({ current: body.secret });
  });
});

it('the example of the page for receivers is signed as we sign', () => {
  const page = readFileSync(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8');
  const example = page.slice(page.indexOf('To test your own against'));
  const found = (pattern: RegExp): string => pattern.exec(example)?.[1] ?? `not in the page: ${pattern.source}`;
  const headers = signWebhook([found(/^secret='(.*)'$/m)], found(/^webhook-id: (\S+)$/m), new Date(Number(found(/^webhook-timestamp: (\d+)$/m)) * 1_000), found(/^body='(.*)'$/m));
  expect(headers).toEqual({ 'webhook-id': found(/^webhook-id: (\S+)$/m), 'webhook-timestamp': found(/^webhook-timestamp: (\d+)$/m), 'webhook-signature': found(/^webhook-signature: (\S+)$/m) });
});

describe('one attempt', () => {
  let house: House;
  let books: Receiver;
  const vault = createVault(['v'.repeat(40)]);
  const net = createNet([ipaddr.parseCIDR('127.0.0.0/8')]);
  const id = randomUUID();
  const { secret, sealed } = newSecret(vault, id);
  beforeAll(async () => {
    house = await createHouse();
    books = await startReceiver(folder);
    await books.order({ secrets: [secret] });
    await house.crm.webhooks.create(house.admin, { id, url: books.url, description: '', eventTypes: ['order.created'], secrets: sealed });
  });
  afterAll(async () => {
    await net.close();
    await books.stop();
    await house.close();
  });
  const tellDue = async (): Promise<number> => {
    const claimed = await house.crm.webhooks.claim(8, 60_000);
    for (const one of claimed) await house.crm.webhooks.record(one, await tellEndpoint(one, { vault, net, now: house.now }));
    return claimed.length;
  };
  const newest = async (): Promise<WebhookDeliveryView> => (await house.crm.webhooks.deliveries(house.admin, id, { limit: 1 })).items[0]!;

  it('after the other is made by the clock for a day, each with its own time and signature and the same id', async () => {
    await books.order({ answer: 500 });
    await house.crm.webhooks.test(house.admin, id);
    for (let delivery = await newest(); delivery.status === 'pending'; delivery = await newest()) {
      house.pass(Math.max(0, Date.parse(delivery.nextAttemptAt!) - house.now().getTime()));
      expect(await tellDue()).toBe(1);
      expect(await tellDue()).toBe(0);
    }
    const attempts = books.attempts();
    expect(attempts).toHaveLength(11);
    expect(attempts.every(({ verified }) => verified)).toBe(true);
    expect([new Set(attempts.map((each) => each.id)).size, new Set(attempts.map(({ timestamp }) => timestamp)).size]).toEqual([1, 11]);
    expect(await newest()).toMatchObject({ status: 'failed', attempts: 11, answerStatus: 500, answer: 'thank you' });
  });

  it('says why no answer came', async () => {
    const claimed = { deliveryId: id, fence: 1, endpointId: id, secrets: sealed, eventId: id, body: '{}' };
    const outcome = (url: string, over: object = {}, longestMs?: number) => tellEndpoint({ ...claimed, url, ...over }, { vault, net, now: house.now, ...(longestMs && { longestMs }) });
    await books.order({ answer: 'hold' });
    expect(await outcome(books.url, {}, 300)).toEqual({ type: 'unreachable', reason: 'timeout' });
    expect(await outcome('http://127.0.0.1:1/')).toEqual({ type: 'unreachable', reason: 'unreachable' });
    expect(await outcome('http://10.0.0.7/')).toEqual({ type: 'unreachable', reason: 'address' });
    expect(await outcome(books.url, { secrets: Buffer.alloc(60) })).toEqual({ type: 'unreachable', reason: 'secret' });
    await books.order({ answer: 302, body: 'x'.repeat(50_000) });
    expect(await outcome(books.url)).toMatchObject({ type: 'answered', status: 302, answer: 'x'.repeat(1_000) });
  });

  it('killed while it waits for the answer, it is made again by the next process, under the same id', async () => {
    await books.order({ answer: 'hold', body: '' });
    const { eventId, id: deliveryId } = await house.crm.webhooks.test(house.admin, id);
    // Processes go by the clock of the machine.
    await house.sql.query("UPDATE webhook_delivery SET due_at = now() - interval '1 second' WHERE id = $1", [deliveryId]);
    const start = (): Promise<RunningSandbox> => startSandbox('apps/api/src/endpoints/testing/teller.ts', [house.db.url, 'v'.repeat(40)]);
    const dead = await start();
    const made = (): Attempt[] => books.attempts().filter((attempt) => attempt.id === eventId);
    await until(() => made().length === 1, 20_000, 'the first attempt');
    dead.process.kill('SIGKILL');
    await books.order({ answer: 200 });
    const next = await start();
    // The claim of the dead one runs out.
    await house.sql.query("UPDATE webhook_delivery SET claim_expires_at = now() - interval '1 second' WHERE id = $1 AND status = 'pending'", [deliveryId]);
    await until(async () => (await newest()).status === 'delivered', 20_000, 'the second attempt');
    expect(made().map(({ verified, answered }) => [verified, answered])).toEqual([[true, 'hold'], [true, 200]]);
    await next.stop();
  });
});
