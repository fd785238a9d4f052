import type { Actor } from '../crm.ts';
import { CHAT, createHouse, MAIL, type House } from '../testing/house.ts';
import { firstLink } from './first-link.ts';

describe('the first link of a text', () => {
  it.each([
    ['Смотрите https://shop.example/p/12?a=1#top, есть?', 'https://shop.example/p/12?a=1'],
    ['(http://пример.укр/путь)', 'http://xn--e1afmkfd.xn--j1amh/%D0%BF%D1%83%D1%82%D1%8C'],
    ['two: https://a.example/1 https://b.example/2', 'https://a.example/1'],
  ])('of «%s» is %s', (text, url) => expect(firstLink(text)).toBe(url));

  it.each(['no link', 'ftp://shop.example/a', 'javascript:alert(1)', 'https://user:secret@shop.example/', 'http://localhost/admin', 'http://[::1]/', `https://shop.example/${'x'.repeat(2_000)}`, 'https://'])(
    'is not looked for in «%s»', (text) => expect(firstLink(text)).toBeNull());
});

describe('the preview of a link', () => {
  let house: House;
  let chat: string;
  let mail: string;
  let anna: Actor;
  beforeAll(async () => {
    house = await createHouse();
    [chat, mail] = [await house.inbox(CHAT), await house.inbox(MAIL)];
    anna = await house.person('operator', [chat, mail]);
  });
  afterAll(() => house.close());

  const LINK = 'https://shop.example/boiler';
  /** Somebody writes this; gives the message. */
  async function written(text: string, inboxId = chat): Promise<string> {
    const customer = await house.customer({ kind: 'telegram', value: String(Math.random()) }, { kind: 'email', value: `${Math.random()}@mail.example` });
    const conversationId = await house.asks(customer, inboxId, { text });
    return (await house.crm.conversations.timeline(house.admin, conversationId, {})).items.find(({ kind }) => kind === 'text')!.id;
  }

  it('is wanted, and found in the cache until it is a week old', async () => {
    const id = await written(`Is it this one? ${LINK}`);
    expect(await house.crm.links.of(anna, id)).toEqual({ url: LINK, known: undefined });
    const found = { title: 'Boiler', description: 'Warm', site: 'Shop', image: null };
    await house.crm.links.record(LINK, found);
    expect(await house.crm.links.of(anna, id)).toEqual({ url: LINK, known: found });
    await house.crm.links.record(LINK, null);
    expect(await house.crm.links.of(anna, id)).toEqual({ url: LINK, known: null });
    house.pass(25 * 3_600_000);
    expect(await house.crm.links.of(anna, id)).toEqual({ url: LINK, known: undefined });
    await house.crm.links.record(LINK, found);
    house.pass(8 * 86_400_000);
    expect(await house.crm.links.of(anna, id)).toEqual({ url: LINK, known: undefined });
    expect(await house.crm.links.forget(7)).toBe(1);
  });

  it('is not asked for in letters, unless the company wants it; nor anywhere, if it does not', async () => {
    const [said, letter] = [await written(LINK), await written(LINK, mail)];
    expect(await house.crm.links.of(anna, letter)).toBeNull();
    await house.crm.company.update(house.admin, { linkPreviews: 'all' });
    expect(await house.crm.links.of(anna, letter)).toMatchObject({ url: LINK });
    await house.crm.company.update(house.admin, { linkPreviews: 'off' });
    expect(await house.crm.links.of(anna, said)).toBeNull();
    await house.crm.company.update(house.admin, { linkPreviews: 'chats' });
    expect(await house.crm.links.of(anna, said)).toMatchObject({ url: LINK });
  });

  it('is not asked for in private inboxes, in spam, and not for whoever may not read the message', async () => {
    const secret = await house.inbox(CHAT, { isPrivate: true });
    expect(await house.crm.links.of(house.admin, await written(LINK, secret))).toBeNull();
    const id = await written(LINK);
    await expect(house.crm.links.of(await house.person('operator', [mail]), id)).rejects.toMatchObject({ name: 'NotFound' });
    const { conversationId } = await house.crm.outbound.message(house.admin, id);
    await house.crm.conversations.setSpam(house.admin, conversationId, true);
    expect(await house.crm.links.of(house.admin, id)).toBeNull();
  });
});
