import { randomUUID } from 'node:crypto';
import type { Actor, OrderInput } from '../crm.ts';
import { createHouse, MAIL, type House } from '../testing/house.ts';
import type { OrderStatus } from '../views.ts';
import { mayBecome } from './status.ts';
import { lineTotal, orderTotal, thousandths } from './total.ts';

describe('money', () => {
  it.each([
    [1, 199, 199], [3, 33, 99],
    // 0.5 × 1 = 0.5 → up; 1.5 × 33 = 49.5 → up; 0.333 × 100 = 33.3 → down; 2.675 × 100 = 267.5 → up, which a binary fraction would miss.
    [0.5, 1, 1], [1.5, 33, 50], [0.333, 100, 33], [2.675, 100, 268], [1.005, 1000, 1005], [0.001, 499, 0], [0.001, 500, 1], [999_999_999, 9_000_000, 8_999_999_991_000_000],
  ])('%d × %d is %d: each line rounded, half a unit up', (quantity, priceMinor, total) => expect(lineTotal({ quantity, priceMinor })).toBe(total));
  it('lines less discount plus delivery', () => expect(orderTotal([100, 50], 30, 10)).toBe(130));
  it('a discount takes all, never more', () => {
    expect(orderTotal([100], 100, 0)).toBe(0);
    expect(() => orderTotal([100], 101, 50)).toThrow('discount');
  });
  it.each([0, -1, 1.0001, NaN, Infinity, 1e16])('%d is no quantity', (quantity) => expect(() => thousandths(quantity)).toThrow('quantity'));
  it.each([[0.1, 100], [0.3, 300], [1.001, 1001], [123456.789, 123456789]])('%d is %d thousandths', (quantity, milli) => expect(thousandths(quantity)).toBe(milli));
  it('refuses more than can be counted exactly', () => expect(() => lineTotal({ quantity: 999_999_999, priceMinor: Number.MAX_SAFE_INTEGER })).toThrow('money'));
});

describe('the status of an order, cell by cell', () => {
  const STATUSES: OrderStatus[] = ['new', 'confirmed', 'paid', 'shipped', 'done', 'cancelled'];
  const EXPECTED = { new: '.11111', confirmed: '1.1111', paid: '.1.111', shipped: '..1.11', done: '...1.1', cancelled: '1.....' };
  it.each(STATUSES.flatMap((from) => STATUSES.map((to, i) => [from, to, EXPECTED[from][i] === '1'] as const)))('%s → %s: %s', (from, to, allowed) => expect(mayBecome(from, to)).toBe(allowed));
});

describe('orders', () => {
  let house: House;
  let anna: Actor;
  let inbox: string;
  let contact: string;
  let conversationId: string;
  beforeAll(async () => {
    house = await createHouse();
    await house.crm.company.update(house.admin, { currency: 'UAH' });
    anna = await house.person();
    inbox = await house.inbox(MAIL, {}, [anna.userId]);
    anna = await house.again(anna);
  });
  beforeEach(async () => {
    contact = await house.customer({ kind: 'email', value: `${randomUUID()}@example.com` });
    conversationId = await house.asks(contact, inbox);
  });
  afterAll(() => house.close());
  const order = (given: Partial<OrderInput> = {}): OrderInput => ({ id: randomUUID(), conversationId, lines: [{ name: 'Плед', quantity: 2, priceMinor: 49_900 }], ...given });

  it('converts the customer’s open lead, once, in lists, in the timeline and on every screen', async () => {
    const lead = async (status: string): Promise<string> => {
      const id = randomUUID();
      await house.sql.query("INSERT INTO lead (id, contact_id, conversation_id, status, source, owner_id, created_at) VALUES ($1, $2, $3, $4, '{}', $5, $6)", [id, contact, conversationId, status, anna.userId, house.now()]);
      return id;
    };
    const [open, junk] = [await lead('open'), await lead('junk')];
    const input = order();
    const told = await house.told(anna, () => house.crm.orders.create(anna, input));
    expect(told.filter((event) => event.type === 'lead')).toMatchObject([{ lead: { id: open, status: 'converted', ownerId: anna.userId } }]);
    expect(told).toContainEqual(expect.objectContaining({ type: 'message', message: expect.objectContaining({ authorId: anna.userId, activity: { type: 'lead', leadId: open, change: 'converted' } }) }));
    const listed = (await house.crm.leads.list(anna, { limit: 100 })).items.filter((one) => one.contactId === contact);
    expect(listed.map((one) => [one.id, one.status]).sort()).toEqual([[open, 'converted'], [junk, 'junk']].sort());
    expect(await house.sql.one('SELECT closed_at FROM lead WHERE id = $1', [open])).toEqual({ closed_at: house.now() });
    expect(await house.told(anna, () => house.crm.orders.create(anna, input))).toEqual([]);
    expect((await house.told(anna, () => house.crm.orders.create(anna, order({ comment: 'second' })))).map((event) => event.type)).not.toContain('lead');
  });

  it('that is refused leaves the lead open', async () => {
    await house.sql.query("INSERT INTO lead (id, contact_id, conversation_id, status, source, created_at) VALUES ($1, $2, $3, 'open', '{}', $4)", [randomUUID(), contact, conversationId, house.now()]);
    await expect(house.crm.orders.create(anna, order({ lines: [] }))).rejects.toMatchObject({ code: 'no-lines' });
    expect(await house.sql.one('SELECT status FROM lead WHERE contact_id = $1', [contact])).toEqual({ status: 'open' });
  });

  it('made from a chat stands in the timeline, in the totals and on every screen', async () => {
    const product = await house.crm.orders.products.save(house.admin, { sku: `S-${randomUUID()}`, name: 'Свічка', priceMinor: 12_550 });
    const told = await house.told(anna, () => house.crm.orders.create(anna, order({
      lines: [{ productId: product.id, quantity: 1.5 }, { name: 'Плед', quantity: 2, priceMinor: 49_900 }], discountMinor: 5_000, deliveryMinor: 8_000, comment: 'до п’ятниці',
    })));
    const total = 18_825 + 99_800 - 5_000 + 8_000;
    expect(told.map((event) => event.type)).toEqual(['order', 'message', 'conversation']);
    expect(told[0]).toMatchObject({ order: { status: 'new', currency: 'UAH', totalMinor: total, contactId: contact, createdById: anna.userId, comment: 'до п’ятниці',
      lines: [{ productId: product.id, name: 'Свічка', quantity: 1.5, priceMinor: 12_550, totalMinor: 18_825 }, { productId: null, name: 'Плед', quantity: 2, totalMinor: 99_800 }] } });
    expect(told[1]).toMatchObject({ message: { kind: 'activity', activity: { type: 'order', status: 'new', totalMinor: total, currency: 'UAH', summary: 'Свічка × 1.5, Плед × 2', byId: anna.userId } } });
    expect(told[2]).toMatchObject({ conversation: { orderTotal: { minor: total, currency: 'UAH' }, waitingSince: expect.any(String) } });
  });

  it('posted five times at once is one order; the same id with another content is refused', async () => {
    const input = order();
    const all = await Promise.all(Array.from({ length: 5 }, () => house.crm.orders.create(anna, input)));
    expect(new Set(all.map((each) => each.number)).size).toBe(1);
    expect(await house.sql.query("SELECT 1 FROM message WHERE conversation_id = $1 AND kind = 'activity'", [conversationId])).toHaveLength(1);
    await expect(house.crm.orders.create(anna, { ...input, comment: 'other' })).rejects.toMatchObject({ code: 'id-taken' });
  });

  it('written down twice within a minute is asked about, and made when a person insists', async () => {
    await house.crm.orders.create(anna, order());
    await expect(house.crm.orders.create(anna, order())).rejects.toMatchObject({ status: 409, code: 'duplicate-order' });
    expect(await house.crm.orders.create(anna, order({ force: true }))).toMatchObject({ totalMinor: 99_800 });
    house.pass(61_000);
    expect(await house.crm.orders.create(anna, order())).toMatchObject({ totalMinor: 99_800 });
  });

  it('moves on, each step a line in the timeline; a cancelled one leaves the totals', async () => {
    const made = await house.crm.orders.create(anna, order());
    expect((await house.crm.orders.setStatus(anna, made.id, 'paid')).status).toBe('paid');
    await expect(house.crm.orders.setStatus(anna, made.id, 'new')).rejects.toMatchObject({ code: 'bad-status' });
    const told = await house.told(anna, () => house.crm.orders.setStatus(anna, made.id, 'cancelled'));
    expect(told.find((event) => event.type === 'conversation')).toMatchObject({ conversation: { orderTotal: null } });
    expect(await house.sql.query("SELECT 1 FROM message WHERE conversation_id = $1 AND kind = 'activity'", [conversationId])).toHaveLength(3);
  });

  it('is refused with its reason', async () => {
    const refused = (given: Partial<OrderInput>, code: string) => expect(house.crm.orders.create(anna, order(given))).rejects.toMatchObject({ status: 422, code });
    await refused({ lines: [] }, 'no-lines');
    await refused({ lines: [{ name: 'x', quantity: 0.0001, priceMinor: 1 }] }, 'bad-quantity');
    await refused({ lines: [{ name: 'x', quantity: 1, priceMinor: 1.5 }] }, 'bad-amount');
    await refused({ lines: [{ name: 'x', quantity: 1 }] }, 'no-price');
    await refused({ lines: [{ quantity: 1, priceMinor: 1 }] }, 'no-name');
    await refused({ lines: [{ productId: randomUUID(), quantity: 1 }] }, 'no-product');
    await refused({ discountMinor: 99_801 }, 'bad-discount');
    await refused({ contactId: await house.customer() }, 'other-contact');
    await refused({ conversationId: null }, 'no-contact');
    const euro = await house.crm.orders.products.save(house.admin, { sku: `E-${randomUUID()}`, name: 'Euro', priceMinor: 100, currency: 'EUR' });
    await refused({ currency: 'UAH', lines: [{ productId: euro.id, quantity: 1 }] }, 'other-currency');
  });

  it('belongs to whoever sees the customer', async () => {
    const made = await house.crm.orders.create(anna, order());
    const stranger = await house.person();
    await expect(house.crm.orders.get(stranger, made.id)).rejects.toMatchObject({ status: 404 });
    await expect(house.crm.orders.setStatus(stranger, made.id, 'paid')).rejects.toMatchObject({ status: 404 });
    await expect(house.crm.orders.create(stranger, order())).rejects.toMatchObject({ status: 404 });
    expect((await house.crm.orders.list(stranger, { contactId: contact })).items).toEqual([]);
    expect((await house.crm.orders.list(anna, { contactId: contact })).items).toEqual([made]);
    expect(await house.crm.orders.get(anna, made.id)).toEqual(made);
  });

  it('are listed newest first, a page at a time', async () => {
    const made = [];
    for (let i = 1; i <= 5; i++) made.push(await house.crm.orders.create(anna, order({ comment: String(i) })));
    const seen: number[] = [];
    for (let after: string | null = null; ; ) {
      const page = await house.crm.orders.list(anna, { contactId: contact, limit: 2, after });
      seen.push(...page.items.map((each) => each.number));
      if (!(after = page.next)) break;
    }
    expect(seen).toEqual(made.map((each) => each.number).reverse());
  });

  describe('products', () => {
    it('are found by words in any order and case, by SKU first, and in spite of a slip', async () => {
      const add = (sku: string, name: string) => house.crm.orders.products.save(house.admin, { sku, name, priceMinor: 1 });
      await add('MUG-1', 'Кружка керамічна синя');
      await add('MUG-2', 'Кружка скляна');
      await add('TEE-7', 'Футболка MUG-1 принт 100%');
      const found = async (search: string) => (await house.crm.orders.products.list(anna, { search })).items.map((each) => each.sku);
      expect(await found('синя КРУЖКА')).toEqual(['MUG-1']);
      expect(await found('mug-1')).toEqual(['MUG-1', 'TEE-7']);
      expect(await found('кружка')).toEqual(['MUG-1', 'MUG-2']);
      expect(await found('керамична')).toEqual(['MUG-1']);
      expect(await found('100%')).toEqual(['TEE-7']);
      expect(await found('%')).toEqual(['TEE-7']);
      expect(await found('_UG')).toEqual([]);
    });

    it('have one SKU each, are kept by leaders, and hidden when not sold any more', async () => {
      const mug = await house.crm.orders.products.save(house.admin, { sku: 'ONE', name: 'One', priceMinor: 5 });
      await expect(house.crm.orders.products.save(house.admin, { sku: 'ONE', name: 'Two', priceMinor: 5 })).rejects.toMatchObject({ status: 409, code: 'sku-taken' });
      await expect(house.crm.orders.products.save(anna, { sku: 'MINE', name: 'x', priceMinor: 5 })).rejects.toMatchObject({ code: 'forbidden' });
      await house.crm.orders.products.save(house.admin, { ...mug, active: false });
      expect((await house.crm.orders.products.list(anna, { search: 'ONE' })).items).toEqual([]);
      expect((await house.crm.orders.products.list(anna, { search: 'ONE', all: true })).items).toEqual([{ ...mug, active: false }]);
    });
  });

  it('is paid in parts; the last moves it on, and its history says how it went', async () => {
    const { id, totalMinor } = await house.crm.orders.create(anna, order());
    const payment = (amountMinor: number, force = false) => ({ id: randomUUID(), amountMinor, paidOn: '2026-06-18', method: 'card' as const, force });
    const first = payment(40_000);
    expect(await house.crm.orders.pay(anna, id, first)).toMatchObject({ status: 'new', paidMinor: 40_000, payments: [{ amountMinor: 40_000, paidOn: '2026-06-18', method: 'card', byId: anna.userId }] });
    expect(await house.crm.orders.pay(anna, id, first)).toMatchObject({ paidMinor: 40_000 });
    await expect(house.crm.orders.pay(anna, id, { ...first, amountMinor: 1 })).rejects.toMatchObject({ code: 'id-taken' });
    await expect(house.crm.orders.pay(anna, id, payment(0))).rejects.toMatchObject({ code: 'bad-amount' });
    await expect(house.crm.orders.pay(anna, id, payment(totalMinor))).rejects.toMatchObject({ code: 'overpaid' });
    const told = await house.told(anna, () => house.crm.orders.pay(anna, id, payment(totalMinor - 40_000)));
    expect(told.map((event) => event.type)).toEqual(['order', 'message', 'conversation']);
    const insisted = await house.crm.orders.pay(anna, id, payment(500, true));
    expect(insisted).toMatchObject({ status: 'paid', paidMinor: totalMinor + 500, history: [{ from: null, to: 'new', byId: anna.userId }, { from: 'new', to: 'paid', byId: anna.userId }] });
    expect(await house.crm.orders.removePayment(anna, id, insisted.payments.find(({ amountMinor }) => amountMinor === 500)!.id)).toMatchObject({ paidMinor: totalMinor, status: 'paid' });
    await expect(house.crm.orders.removePayment(anna, id, randomUUID())).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([[['new'], 'new'], [['confirmed'], 'confirmed']] as const)('with a payment struck out is not called paid any more: one that was %s is again, and the timeline says so', async ([was], again) => {
    const { id, totalMinor } = await house.crm.orders.create(anna, order());
    if (was === 'confirmed') await house.crm.orders.setStatus(anna, id, 'confirmed');
    const paid = await house.crm.orders.pay(anna, id, { id: randomUUID(), amountMinor: totalMinor, paidOn: '2026-06-18', method: 'cash' });
    expect(paid.status).toBe('paid');
    const told = await house.told(anna, () => house.crm.orders.removePayment(anna, id, paid.payments[0]!.id));
    expect(told.map((event) => event.type)).toEqual(['order', 'message', 'conversation']);
    expect(await house.crm.orders.get(anna, id)).toMatchObject({ status: again, paidMinor: 0, history: [...paid.history, { from: 'paid', to: again, byId: anna.userId }] });
  });

  it('that was sent stays sent when a payment is struck out', async () => {
    const { id, totalMinor } = await house.crm.orders.create(anna, order());
    const paid = await house.crm.orders.pay(anna, id, { id: randomUUID(), amountMinor: totalMinor, paidOn: '2026-06-18', method: 'cash' });
    await house.crm.orders.setStatus(anna, id, 'shipped');
    expect(await house.crm.orders.removePayment(anna, id, paid.payments[0]!.id)).toMatchObject({ status: 'shipped', paidMinor: 0 });
  });

  it('of many payments at once never takes more than it comes to', async () => {
    const { id, totalMinor } = await house.crm.orders.create(anna, order());
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => house.crm.orders.pay(anna, id, { id: randomUUID(), amountMinor: totalMinor / 2, paidOn: '2026-06-18', method: 'cash' })));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await house.crm.orders.get(anna, id)).toMatchObject({ paidMinor: totalMinor });
  });

  it('is not paid for by whoever does not see its customer', async () => {
    const { id } = await house.crm.orders.create(anna, order());
    const stranger = await house.person();
    const attempt = house.crm.orders.pay(stranger, id, { id: randomUUID(), amountMinor: 1, paidOn: '2026-06-18', method: 'cash' });
    await expect(attempt).rejects.toMatchObject({ code: 'not-found' });
  });
});
