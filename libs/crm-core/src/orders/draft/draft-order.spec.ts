import { randomUUID } from 'node:crypto';
import type { Actor } from '../../crm.ts';
import { NotFound } from '../../errors.ts';
import { createHouse, MAIL, type House } from '../../testing/house.ts';
import { matchGoods } from './match-goods.ts';

const GOODS = [
  { id: 'h9', sku: 'HO-9', name: 'Кондиционер Hoshi Inverter 9' },
  { id: 'h12', sku: 'HO-12', name: 'Кондиционер Hoshi Inverter 12' },
  { id: 'm', sku: '4401', name: 'Монтаж с трассой' },
  { id: 't', sku: 'TR-14', name: 'Труба медная 1/4' },
  { id: 's', sku: 'S', name: 'Свічка воскова' },
];
const read = (text: string) => matchGoods(text, GOODS).map(({ productId, quantity, sure }) => [productId, quantity, sure]);

describe('goods in words', () => {
  it.each<[string, [string, number, boolean][]]>([
    ['Здравствуйте! Мне 2 шт HO-12, пожалуйста', [['h12', 2, true]]],
    ['Хочу Hoshi 12 и монтаж', [['h12', 1, true], ['m', 1, true]]],
    ['hoshi 9 - 3 штуки, трубы медной 7,5 м', [['h9', 3, true], ['t', 7.5, true]]],
    ['візьму 10 шт воскової свічки', [['s', 10, true]]],
    ['два слова ни о чём, позвоните +380501234567', []],
    ['12', []],
    ['заказ 4401', [['m', 1, true]]],
    ['HO-12 или HO-9', [['h9', 1, true], ['h12', 1, true]]],
    ['кондиционер hoshi', [['h9', 1, false], ['h12', 1, false]]],
  ])('«%s»', (text, expected) => expect(read(text).sort()).toEqual([...expected].sort()));

  it('takes the number that was said last when a thing is named twice', () => expect(read('есть hoshi 12?\nтогда 3 Hoshi 12')).toEqual([['h12', 3, true]]));
});

describe('an order drafted from messages', () => {
  let house: House;
  let anna: Actor;
  let conversationId: string;
  beforeAll(async () => {
    house = await createHouse();
    anna = await house.person();
    const inbox = await house.inbox(MAIL, {}, [anna.userId]);
    anna = await house.again(anna);
    const contact = await house.customer({ kind: 'email', value: `${randomUUID()}@example.com` });
    conversationId = await house.asks(contact, inbox);
    await house.crm.orders.products.save(house.admin, { sku: 'HO-12', name: 'Кондиционер Hoshi 12', priceMinor: 2_460_000 });
    await house.crm.orders.products.save(house.admin, { sku: 'HO-9', name: 'Кондиционер Hoshi 9', priceMinor: 1_960_000, active: false });
  });
  afterAll(() => house.close());

  it('is read from the picked ones only, offers what is sold, and writes nothing', async () => {
    let at = 0;
    const said = async (text: string): Promise<string> => {
      const [row] = await house.sql.query<{ id: string }>('SELECT id FROM message WHERE conversation_id = $1 ORDER BY occurred_at LIMIT 1', [conversationId]);
      const id = randomUUID();
      await house.sql.query(`INSERT INTO message (id, conversation_id, contact_id, inbox_id, channel, kind, direction, text, occurred_at) SELECT $2, conversation_id, contact_id, inbox_id, channel, 'text', 'inbound', $3, occurred_at + interval '1 second' * $4 FROM message WHERE id = $1`, [row!.id, id, text, ++at]);
      return id;
    };
    const [wish, other] = [await said('Беру 2 HO-12, а HO-9 есть?'), await said('И ещё 5 hoshi 12')];
    expect(await house.crm.orders.draft(anna, { conversationId, messageIds: [wish] })).toMatchObject({ lines: [{ product: { sku: 'HO-12', priceMinor: 2_460_000 }, quantity: 2, sure: true }] });
    expect((await house.crm.orders.draft(anna, { conversationId, messageIds: [wish, other] })).lines).toMatchObject([{ quantity: 5 }]);
    expect((await house.crm.orders.draft(anna, { conversationId, messageIds: [randomUUID()] })).lines).toEqual([]);
    expect((await house.crm.orders.list(anna, {})).items).toEqual([]);
  });

  it('is nothing for whoever does not see the conversation', async () => {
    await expect(house.crm.orders.draft(await house.person(), { conversationId, messageIds: [randomUUID()] })).rejects.toThrow(NotFound);
  });
});
