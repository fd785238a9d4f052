import { randomUUID } from 'node:crypto';
import type { OrderView } from '../views.ts';
import { conversationOf, deliver, mailbox, telegramUser, words } from '../testing/events.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';
import { EVERY_TYPE, follow, listen, noted, type Noted } from '../testing/hooks.ts';

let house: House;
let inbox: string;
beforeAll(async () => {
  house = await createHouse();
  inbox = await house.inbox(CHAT);
});
afterAll(() => house.close());
const order = (contactId: string): Promise<OrderView> => house.crm.orders.create(house.admin, { id: randomUUID(), contactId, lines: [{ name: 'Плед', quantity: 2, priceMinor: 50_000 }], force: true });
const pay = (orderId: string, amountMinor: number): Promise<OrderView> => house.crm.orders.pay(house.admin, orderId, { id: randomUUID(), amountMinor, paidOn: '2027-03-01', method: 'transfer' });
const types = (events: readonly Noted[]): string[] => events.map(({ type }) => type);
const told = (work: () => Promise<unknown>): Promise<Noted[]> => noted(house, work);

describe('before anybody is told', () => {
  it('nothing is written down, and what is there when somebody comes is changed later, not made', async () => {
    const customer = await house.customer();
    const before = await order(customer);
    await pay(before.id, 40_000);
    await house.crm.orders.products.save(house.admin, { sku: 'OLD-1', name: 'Плед', priceMinor: 100 });
    expect(await told(() => order(customer))).toEqual([]);
    await listen(house, EVERY_TYPE);
    await follow(house);
    const events = await told(() => pay(before.id, 60_000));
    expect(types(events)).toEqual(['order.updated', 'payment.recorded', 'order.paid']);
    expect(events[1]!.data).toMatchObject({ payment: { amountMinor: 60_000 }, order: { id: before.id, paidMinor: 100_000 } });
  });
});

describe('an order', () => {
  it('is told from its beginning to its payment, each step once, with how it stands', async () => {
    const customer = await house.customer();
    let made!: OrderView;
    const first = await told(async () => void (made = await order(customer)));
    expect(types(first)).toEqual(['order.created']);
    expect(first[0]).toMatchObject({ thingId: made.id, data: { order: { number: made.number, totalMinor: 100_000, contactId: customer } } });
    expect(types(await told(() => pay(made.id, 30_000)))).toEqual(['order.updated', 'payment.recorded']);
    expect(types(await told(() => pay(made.id, 70_000)))).toEqual(['order.updated', 'payment.recorded', 'order.paid']);
    expect(types(await told(() => house.crm.orders.setStatus(house.admin, made.id, 'shipped')))).toEqual(['order.updated']);
    expect(types(await told(() => house.crm.orders.setStatus(house.admin, made.id, 'paid')))).toEqual(['order.updated']);
    const { payments } = await house.crm.orders.get(house.admin, made.id);
    const struck = await told(() => house.crm.orders.removePayment(house.admin, made.id, payments[0]!.id));
    expect(types(struck)).toEqual(['order.updated', 'payment.removed']);
    expect(struck[1]!.data).toMatchObject({ paymentId: payments[0]!.id });
  });
  it('is paid when a person says so, and once', async () => {
    const { id } = await order(await house.customer());
    await follow(house);
    expect(types(await told(() => house.crm.orders.setStatus(house.admin, id, 'paid')))).toEqual(['order.updated', 'order.paid']);
    expect(types(await told(() => house.crm.orders.setStatus(house.admin, id, 'shipped')))).toEqual(['order.updated']);
    expect(types(await told(() => house.crm.orders.setStatus(house.admin, id, 'paid')))).toEqual(['order.updated']);
  });
});

describe('goods', () => {
  it('saved as they were are no news; of an import only what it changed is told', async () => {
    const product = { sku: 'P-1', name: 'Шарф', priceMinor: 900, currency: 'EUR' };
    let id = '';
    expect(types(await told(async () => void ({ id } = await house.crm.orders.products.save(house.admin, product))))).toEqual(['product.created']);
    expect(await told(() => house.crm.orders.products.save(house.admin, { ...product, id }))).toEqual([]);
    expect(types(await told(() => house.crm.orders.products.save(house.admin, { ...product, id, priceMinor: 950 })))).toEqual(['product.updated']);
    const file = Buffer.from('SKU;Name;Price;Currency\nOLD-1;Плед;1.00;EUR\nP-1;Шарф;12.00;EUR\nNEW-1;Шапка;7.00;EUR\n');
    const events = await told(() => house.crm.orders.products.import(house.admin, file, true));
    expect(events.map(({ type, data }) => [type, (data as { product: { sku: string; priceMinor: number } }).product.sku]).sort()).toEqual([['product.created', 'NEW-1'], ['product.updated', 'P-1']]);
  });
});

describe('a customer who writes', () => {
  it('is a contact, a lead and a message; the answer is told once it has left, whatever is learned of it later', async () => {
    let conversation!: Awaited<ReturnType<typeof conversationOf>>;
    const events = await told(async () => void (conversation = await conversationOf(house, await deliver(house, inbox, words(house, telegramUser(undefined, 'Olena'), { text: 'Чи є Hoshi?' })))));
    expect(types(events).filter((type) => !type.startsWith('task.')).sort()).toEqual(['contact.created', 'lead.created', 'message.received']);
    const message = events.find(({ type }) => type === 'message.received')!.data as { message: Record<string, unknown> };
    expect(message.message).toMatchObject({ text: 'Чи є Hoshi?', contactId: conversation.contactId, direction: 'inbound' });
    expect(Object.keys(message.message)).not.toContain('html');

    const id = randomUUID();
    const queued = await told(() => house.crm.outbound.reply(house.admin, { id, conversationId: conversation.id, kind: 'text', text: 'Так, є.', seenVersion: 0, force: true }));
    expect(types(queued).filter((type) => type.startsWith('message.'))).toEqual([]);
    const { id: deliveryId } = (await house.sql.one<{ id: string }>('SELECT id FROM delivery WHERE message_id = $1', [id]))!;
    const left = await told(async () => {
      const claimed = (await house.crm.outbound.claim(deliveryId, 30_000))!;
      await house.crm.outbound.recordSent({ deliveryId, attempt: claimed.attempt }, { externalId: 'x-1', aliases: [], status: 'sent' });
    });
    expect(left.filter(({ type }) => type.startsWith('message.'))).toMatchObject([{ type: 'message.sent', thingId: id, data: { message: { text: 'Так, є.', delivery: 'sent' } } }]);
  });
  it('in a private inbox keeps the words to that inbox', async () => {
    const closed = await house.inbox(CHAT, { isPrivate: true });
    const events = await told(() => deliver(house, closed, words(house, telegramUser())));
    expect(types(events)).toContain('contact.created');
    expect(types(events)).not.toContain('message.received');
  });
  it('notes and what the desk says of itself are told to nobody', async () => {
    const conversation = await conversationOf(house, await deliver(house, inbox, words(house, telegramUser())));
    await follow(house);
    const events = await told(() => house.crm.outbound.reply(house.admin, { id: randomUUID(), conversationId: conversation.id, kind: 'note', text: 'Дорого', seenVersion: 0, force: true }));
    expect(types(events).filter((type) => type.startsWith('message.'))).toEqual([]);
  });
});

describe('two contacts that are one', () => {
  it('are told as merged, what is theirs with its new contact; taken apart, both are told again', async () => {
    const mail = await house.inbox(MAIL);
    const survivor = (await conversationOf(house, await deliver(house, mail, words(house, mailbox('koval@shop.example', true, 'Olena Koval'))))).contactId;
    const other = (await conversationOf(house, await deliver(house, inbox, words(house, telegramUser(undefined, 'Lena'))))).contactId;
    const { id: orderId } = await order(other);
    await follow(house);
    const say = ({ type, thingId, data }: Noted): string => `${type} ${thingId === survivor ? 'survivor' : thingId === other ? 'other' : thingId === orderId ? `of ${(data as { order: OrderView }).order.contactId}` : ''}`;
    const merged = await told(() => house.crm.contacts.merge(house.admin, survivor, other));
    expect(merged.map(say)).toEqual(expect.arrayContaining(['contact.merged other', `order.updated of ${survivor}`, 'contact.updated survivor']));
    expect(merged.find(({ type }) => type === 'contact.merged')!.data).toEqual({ contactId: other, intoId: survivor });
    expect(merged.map(say)).not.toContain('contact.updated other');
    const { merges } = await house.crm.contacts.get(house.admin, survivor);
    const parted = await told(() => house.crm.contacts.unmerge(house.admin, merges[0]!.id));
    expect(parted.map(say)).toEqual(expect.arrayContaining([`order.updated of ${other}`, 'contact.updated survivor', 'contact.updated other']));
    expect(types(await told(() => house.crm.contacts.merge(house.admin, survivor, other)))).toContain('contact.merged');
  });
});

describe('deals and tasks', () => {
  it('a deal is made, moved, won and lost, each told with what it was before', async () => {
    const { stages, id: pipelineId } = await house.crm.deals.pipelines.fromTemplate(house.admin, 'retail', 'en');
    const customer = await house.customer();
    const id = randomUUID();
    expect(types(await told(() => house.crm.deals.create(house.admin, { id, contactId: customer, title: 'Office', pipelineId, amountMinor: 500_000, expectedOn: '2027-04-01', probability: 50 })))).toEqual(['deal.created']);
    const moved = await told(() => house.crm.deals.move(house.admin, id, { stageId: stages[1]!.id }));
    expect(types(moved)).toEqual(['deal.updated', 'deal.moved']);
    expect(moved[1]!.data).toMatchObject({ before: { stageId: stages[0]!.id }, deal: { stageId: stages[1]!.id, title: 'Office' } });
    expect(types(await told(() => house.crm.deals.win(house.admin, id)))).toEqual(['deal.updated', 'deal.won']);
    expect(types(await told(() => house.crm.deals.reopen(house.admin, id)))).toEqual(['deal.updated']);
    const reason = (await house.crm.deals.reasons.list(house.admin)).find(({ kind }) => kind === 'deal-lost')!;
    expect(types(await told(() => house.crm.deals.lose(house.admin, id, { reasonId: reason.id })))).toEqual(['deal.updated', 'deal.lost']);
  });
  it('a task of nobody’s customer, which the feed says to each who may know, is told once', async () => {
    await house.person('admin');
    let id = '';
    expect(types(await told(async () => void ({ id } = await house.crm.tasks.create(house.admin, { title: 'Inventory', dueAt: '2027-03-05T09:00:00Z' }))))).toEqual(['task.created']);
    expect(types(await told(() => house.crm.tasks.update(house.admin, id, { status: 'done' })))).toEqual(['task.updated', 'task.done']);
  });
});

describe('what is written down', () => {
  it('comes in the order of the commits, once, though two workers follow at once', async () => {
    const customer = await house.customer();
    const numbers: number[] = [];
    const events = await told(async () => {
      for (let n = 0; n < 12; n += 1) numbers.push((await order(customer)).number);
      await house.settled();
      await Promise.all([1, 2, 3].map(async () => {
        while ((await house.crm.webhooks.follow()) === 'more');
      }));
    });
    expect(events.map(({ data }) => (data as { order: OrderView }).order.number)).toEqual(numbers);
  });
  it('is not lost while nobody follows, however old the feed gets', async () => {
    const customer = await house.customer();
    const { id } = await order(customer);
    await house.settled();
    house.pass(9 * 86_400_000);
    // The feed tells the time by the clock of the database.
    await house.sql.query("UPDATE sync_event SET at = at - interval '400 days'");
    await house.crm.feed.trim(7);
    expect((await told(() => Promise.resolve())).map(({ thingId }) => thingId)).toContain(id);
    await house.crm.feed.trim(7);
    expect(await house.crm.webhooks.follow()).toBe('done');
  });
  it('is only what somebody asked for, and goes on after a restore with what happens then', async () => {
    await house.crm.feed.renewEpoch();
    await order(await house.customer());
    await house.settled();
    expect(await house.crm.webhooks.follow()).toBe('lost');
    expect(types(await told(async () => order(await house.customer())))).toContain('order.created');
    for (const { id } of await house.crm.webhooks.list(house.admin)) await house.crm.webhooks.update(house.admin, id, { eventTypes: ['order.paid'] });
    const events = await told(async () => {
      const { id } = await order(await house.customer());
      await pay(id, 100_000);
    });
    expect(types(events)).toEqual(['order.paid']);
  });
});
