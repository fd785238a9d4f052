import { isAddress } from './address.ts';
import { readMailboxes } from './mailboxes.ts';

const addresses = (text: string): string[] => readMailboxes(text).map(({ address }) => address);

describe('addresses as people paste them', () => {
  it('come out of every kind of list', () => {
    expect(addresses('anna@shop.example, boris@shop.example;carl@shop.example\ndora@shop.example')).toEqual(['anna@shop.example', 'boris@shop.example', 'carl@shop.example', 'dora@shop.example']);
    expect(addresses('anna@shop.example boris@shop.example')).toEqual(['anna@shop.example', 'boris@shop.example']);
    expect(addresses('Anna@Shop.Example,\n, anna@shop.example')).toEqual(['anna@shop.example']);
  });

  it('keep the name that stands before them, commas and all', () => {
    expect(readMailboxes('"Коваль, Марія" <Maria@Shop.example>; Boris <boris@shop.example>, <carl@shop.example>')).toEqual([
      { address: 'maria@shop.example', name: 'Коваль, Марія' }, { address: 'boris@shop.example', name: 'Boris' }, { address: 'carl@shop.example', name: null },
    ]);
  });

  it('that are none stay as they were typed, so that they can be mended', () => {
    expect(readMailboxes('Марія Коваль, boris@shop, carl@shop.example')).toEqual([{ address: 'Марія Коваль', name: null }, { address: 'boris@shop', name: null }, { address: 'carl@shop.example', name: null }]);
    expect(['boris@shop', 'Марія', 'a@b@c.de', 'a b@c.de', '@c.de', 'a@c.de.', ''].filter(isAddress)).toEqual([]);
    expect(['a@c.de', 'имя@почта.рф', "o'neil+x@sub.domain.example"].filter(isAddress)).toHaveLength(3);
  });
});
