import { randomUUID } from 'node:crypto';
import type { ClaimedWebhook, WebhookOutcome } from '../crm.ts';
import { createHouse, type House } from '../testing/house.ts';
import { follow, listen } from '../testing/hooks.ts';
import type { WebhookDeliveryView, WebhookEventType } from '../views.ts';
import { nextAttempt } from './back-off.ts';

let house: House;
let customer: string;
beforeEach(async () => {
  house = await createHouse();
  customer = await house.customer();
});
afterEach(() => house.close());

const LEASE = 60_000;
const HOUR = 3_600_000;
const ORDERS: WebhookEventType[] = ['order.created', 'order.updated'];
const answered = (status: number, retryAfterMs?: number): WebhookOutcome => ({ type: 'answered', status, answer: 'said', retryAfterMs });
const claim = (): Promise<ClaimedWebhook[]> => house.crm.webhooks.claim(8, LEASE);
const log = async (endpoint: string): Promise<WebhookDeliveryView[]> => (await house.crm.webhooks.deliveries(house.admin, endpoint, {})).items;
async function order(): Promise<string> {
  const { id } = await house.crm.orders.create(house.admin, { id: randomUUID(), contactId: customer, lines: [{ name: 'Плед', quantity: 1, priceMinor: 100 }], force: true });
  await follow(house);
  return id;
}
async function confirm(id: string): Promise<void> {
  await house.crm.orders.setStatus(house.admin, id, 'confirmed');
  await follow(house);
}
/** Everything that is due now, each answered so. */
async function tellAll(outcome: WebhookOutcome): Promise<ClaimedWebhook[]> {
  const all: ClaimedWebhook[] = [];
  for (let claimed = await claim(); claimed.length; claimed = await claim()) {
    all.push(...claimed);
    for (const one of claimed) await house.crm.webhooks.record(one, outcome);
  }
  return all;
}
const said = ({ body }: ClaimedWebhook) => JSON.parse(body) as { type: string; timestamp: string; data: { order: { id: string; status: string } } };

describe('the pauses between attempts', () => {
  it('grow from seconds to hours, eleven attempts within a day, and then it is given up', () => {
    const now = house.now();
    const pauses: number[] = [];
    for (let attempts = 1; ; attempts += 1) {
      const next = nextAttempt({ now, attempts, retryAfterMs: undefined, random: () => 0.5 });
      if (!next) break;
      pauses.push(next.getTime() - now.getTime());
    }
    expect(pauses).toHaveLength(10);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    const day = pauses.reduce((sum, pause) => sum + pause, 0);
    expect(day).toBeGreaterThan(23 * HOUR);
    expect(day).toBeLessThan(25 * HOUR);
  });
  it('wait as long as the receiver asks, up to eight hours', () => {
    const pause = (retryAfterMs: number): number => nextAttempt({ now: house.now(), attempts: 1, retryAfterMs, random: () => 0.5 })!.getTime() - house.now().getTime();
    expect([pause(1_000), pause(600_000), pause(900 * HOUR)]).toEqual([5_000, 600_000, 8 * HOUR]);
  });
});

it('one of a kind that nobody chose is not told; each endpoint is told by itself', async () => {
  const books = await listen(house, ORDERS);
  const store = await listen(house, ['product.updated', 'order.updated'], 'https://store.example/hook');
  const id = await order();
  await confirm(id);
  const told = await tellAll(answered(200));
  expect(told.map((one) => [one.endpointId === books ? 'books' : 'store', said(one).type]).sort()).toEqual([['books', 'order.created'], ['books', 'order.updated'], ['store', 'order.updated']]);
  expect(told.find(({ endpointId }) => endpointId === store)).toMatchObject({ url: 'https://store.example/hook', secrets: Buffer.from('sealed') });
  expect(await log(books)).toMatchObject([{ type: 'order.updated', status: 'delivered', attempts: 1, answerStatus: 200, answer: 'said', thingId: id }, { type: 'order.created', status: 'delivered' }]);
});

it('of one thing the second waits for the first, however long that takes; other things do not', async () => {
  await listen(house, ORDERS);
  const [first, second] = [await order(), await order()];
  await confirm(first);
  const now = await claim();
  expect(now.map((one) => [said(one).type, said(one).data.order.id])).toEqual([['order.created', first], ['order.created', second]]);
  await house.crm.webhooks.record(now[0]!, answered(503));
  await house.crm.webhooks.record(now[1]!, answered(204));
  expect(await claim()).toEqual([]);
  house.pass(6_000);
  const again = await claim();
  expect(again.map((one) => [said(one).type, one.eventId])).toEqual([['order.created', now[0]!.eventId]]);
  await house.crm.webhooks.record(again[0]!, answered(200));
  expect((await claim()).map((one) => [said(one).type, said(one).data.order])).toEqual([['order.updated', expect.objectContaining({ id: first, status: 'confirmed' })]]);
});

it('is tried for a day under the same id, shown as failed then, and told anew when a person asks', async () => {
  const endpoint = await listen(house, ORDERS);
  await order();
  const ids = new Set<string>();
  const began = house.now().getTime();
  let attempts = 0;
  for (let [delivery] = await log(endpoint); delivery!.status === 'pending'; [delivery] = await log(endpoint)) {
    house.pass(Math.max(0, Date.parse(delivery!.nextAttemptAt!) - house.now().getTime()));
    for (const one of await tellAll({ type: 'unreachable', reason: 'timeout' })) ids.add(one.eventId);
    attempts += 1;
  }
  expect([attempts, ids.size]).toEqual([11, 1]);
  expect((house.now().getTime() - began) / HOUR).toBeGreaterThan(23);
  expect(await log(endpoint)).toMatchObject([{ status: 'failed', attempts: 11, failure: 'timeout', answerStatus: null, nextAttemptAt: null }]);
  expect(await house.crm.webhooks.list(house.admin)).toMatchObject([{ id: endpoint, failed: 1, pending: 0, enabled: true }]);
  const [failed] = await log(endpoint);
  expect(await house.crm.webhooks.resend(house.admin, failed!.id)).toMatchObject({ status: 'pending', attempts: 0 });
  expect((await tellAll(answered(200))).map(({ eventId }) => ids.has(eventId))).toEqual([true]);
  expect(await log(endpoint)).toMatchObject([{ status: 'delivered', attempts: 1, failure: null }]);
});

it('killed between the claim and its outcome, it is told again under the same id; whoever comes back late changes nothing', async () => {
  const endpoint = await listen(house, ORDERS);
  await order();
  const [dead] = await claim();
  expect(await claim()).toEqual([]);
  house.pass(LEASE + 1);
  const [again] = await claim();
  expect(again).toMatchObject({ eventId: dead!.eventId, body: dead!.body, fence: dead!.fence + 1 });
  await house.crm.webhooks.record(dead!, answered(500));
  expect(await log(endpoint)).toMatchObject([{ status: 'pending', answerStatus: null }]);
  await house.crm.webhooks.record(again!, answered(200));
  await house.crm.webhooks.record(dead!, answered(500));
  expect(await log(endpoint)).toMatchObject([{ status: 'delivered', answerStatus: 200 }]);
});

it('many workers take each one once, and of an endpoint no more at a time than it is asked', async () => {
  await listen(house, ORDERS);
  for (let n = 0; n < 20; n += 1) await order();
  const taken = (await Promise.all([1, 2, 3, 4].map(() => claim()))).flat();
  expect(new Set(taken.map(({ deliveryId }) => deliveryId)).size).toBe(taken.length);
  // As many as it is asked are under way.
  expect(await claim()).toEqual([]);
  for (const one of taken) await house.crm.webhooks.record(one, answered(200));
  expect(taken.length + (await tellAll(answered(200))).length).toBe(20);
});

it('everything since a moment is told once more in its order, what arrived and what failed, and nothing before it', async () => {
  const endpoint = await listen(house, ORDERS);
  await order();
  house.pass(HOUR);
  const since = house.now();
  const id = await order();
  await confirm(id);
  const first = await tellAll(answered(200));
  expect(await house.crm.webhooks.replay(house.admin, endpoint, since)).toBe(2);
  const again = await tellAll(answered(200));
  expect(again.map(({ eventId }) => eventId)).toEqual(first.slice(1).map(({ eventId }) => eventId));
  expect(again.map((one) => said(one).type)).toEqual(['order.created', 'order.updated']);
});

describe('switched off', () => {
  it('nothing is told; what waited goes on, and what happened meanwhile is told by a replay', async () => {
    const endpoint = await listen(house, ORDERS);
    const waiting = await order();
    expect(await house.crm.webhooks.update(house.admin, endpoint, { enabled: false })).toMatchObject({ enabled: false, disabledReason: 'by-person' });
    const since = house.now();
    const meanwhile = await order();
    expect(await claim()).toEqual([]);
    await expect(house.crm.webhooks.replay(house.admin, endpoint, since)).rejects.toMatchObject({ status: 409, code: 'endpoint-disabled' });
    await expect(house.crm.webhooks.test(house.admin, endpoint)).rejects.toMatchObject({ code: 'endpoint-disabled' });
    expect(await house.crm.webhooks.update(house.admin, endpoint, { enabled: true })).toMatchObject({ enabled: true, disabledReason: null });
    expect((await tellAll(answered(200))).map((one) => said(one).data.order.id)).toEqual([waiting]);
    await house.crm.webhooks.replay(house.admin, endpoint, since);
    expect((await tellAll(answered(200))).map((one) => said(one).data.order.id)).toContain(meanwhile);
  });
  it('by its own word, 410, it stays until a person switches it on', async () => {
    const endpoint = await listen(house, ORDERS);
    await order();
    await tellAll(answered(410));
    expect(await house.crm.webhooks.list(house.admin)).toMatchObject([{ enabled: false, disabledReason: 'gone', failed: 1 }]);
    await order();
    expect(await claim()).toEqual([]);
    expect(await house.crm.webhooks.update(house.admin, endpoint, { description: 'Books' })).toMatchObject({ enabled: false, disabledReason: 'gone', description: 'Books' });
  });
  it('removed, it is told nothing more, and with the last one nothing is written down', async () => {
    const endpoint = await listen(house, ORDERS);
    await order();
    await house.crm.webhooks.remove(house.admin, endpoint);
    expect(await claim()).toEqual([]);
    await order();
    expect(await house.sql.query('SELECT 1 FROM webhook_event')).toHaveLength(1);
    await expect(house.crm.webhooks.deliveries(house.admin, endpoint, {})).rejects.toMatchObject({ status: 404 });
  });
});

it('what is over is forgotten after its days, what waits is not', async () => {
  const endpoint = await listen(house, ORDERS);
  await order();
  await tellAll(answered(200));
  await order();
  house.pass(31 * 24 * HOUR);
  expect(await house.crm.webhooks.trim(30)).toBe(1);
  expect(await log(endpoint)).toMatchObject([{ status: 'pending' }]);
});

it('a test arrives as an event that means nothing', async () => {
  const endpoint = await listen(house, ORDERS);
  expect(await house.crm.webhooks.test(house.admin, endpoint)).toMatchObject({ type: 'webhook.test', status: 'pending' });
  expect((await tellAll(answered(200))).map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ type: 'webhook.test', timestamp: house.now().toISOString(), data: {} }]);
});

it('is an admin’s to manage, and refuses what is no address', async () => {
  const manager = await house.person('manager');
  const endpoint = await listen(house, ORDERS);
  await expect(house.crm.webhooks.list(manager)).rejects.toMatchObject({ status: 403 });
  await expect(house.crm.webhooks.replay(manager, endpoint, house.now())).rejects.toMatchObject({ status: 403 });
  await expect(house.crm.webhooks.update(house.admin, endpoint, { url: 'ftp://books.example' })).rejects.toMatchObject({ status: 422, code: 'bad-url' });
  await expect(house.crm.webhooks.update(house.admin, endpoint, { url: 'https://me:secret@books.example' })).rejects.toMatchObject({ code: 'bad-url' });
  await expect(house.crm.webhooks.update(house.admin, endpoint, { eventTypes: [] })).rejects.toMatchObject({ code: 'no-event-types' });
  const audit = (await house.crm.company.auditLog(house.admin, {})).items;
  expect(audit).toContainEqual(expect.objectContaining({ action: 'webhook.create', thing: endpoint, detail: { host: 'books.example', eventTypes: ORDERS } }));
});
