import { createHouse, MAIL, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse();
});
afterAll(() => house.close());

it('pictures of one sender are shown to whoever chose it, until they choose otherwise', async () => {
  const inbox = await house.inbox(MAIL);
  const [anna, boris, stranger] = [await house.person('operator', [inbox]), await house.person('operator', [inbox]), await house.person('operator', [await house.inbox(MAIL)])];
  const [sender, other] = [await house.customer({ kind: 'email', value: 'news@shop.example' }), await house.customer({ kind: 'email', value: 'else@shop.example' })];
  for (const each of [sender, other]) await house.asks(each, inbox);
  const shownTo = async (actor: typeof anna, contact: string): Promise<boolean> => (await house.crm.contacts.get(actor, contact)).picturesShown;
  expect(await shownTo(anna, sender)).toBe(false);
  await house.crm.contacts.showPictures(anna, sender, true);
  await house.crm.contacts.showPictures(anna, sender, true);
  expect([await shownTo(anna, sender), await shownTo(anna, other), await shownTo(boris, sender)]).toEqual([true, false, false]);
  await expect(house.crm.contacts.showPictures(stranger, sender, true)).rejects.toMatchObject({ name: 'NotFound' });
  await house.crm.contacts.showPictures(anna, sender, false);
  expect(await shownTo(anna, sender)).toBe(false);
});
