import { createHouse, type House } from '../../testing/house.ts';
import { readColumns } from './columns.ts';
import { readDecimal } from './numbers.ts';
import { readGoods } from './read-goods.ts';
import { readTable } from './read-table.ts';

/** А–я, ё and № of windows-1251; the rest of ASCII as it is. */
const cp1251 = (text: string): Uint8Array =>
  Uint8Array.from([...text], (char) => {
    const code = char.codePointAt(0)!;
    if (code >= 0x410 && code <= 0x44f) return code - 0x350;
    return { ё: 0xb8, Ё: 0xa8, і: 0xb3, ї: 0xbf, є: 0xba, '№': 0xb9, '\u00a0': 0xa0 }[char] ?? code;
  });
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a table of goods', () => {
  it.each([
    ['UTF-8', utf8('Артикул;Название\nA1;Плед'), 'utf-8', ';'],
    ['UTF-8 with its mark', utf8('\ufeffАртикул;Название\nA1;Плед'), 'utf-8', ';'],
    ['windows-1251', cp1251('Артикул;Название\r\nA1;Плед'), 'windows-1251', ';'],
    ['windows-1251 in Ukrainian, by commas', cp1251('Артикул,Назва\r\nA1,Плед'), 'windows-1251', ','],
    ['UTF-16 of Excel, by tabs', new Uint8Array(Buffer.from('\ufeffАртикул\tНазвание\nA1\tПлед', 'utf16le')), 'utf-16', 'tab'],
    ['a line that names the separator', utf8('sep=,\nАртикул,"Название; полное"\nA1,Плед'), 'utf-8', ','],
  ])('%s is recognised', (_, bytes, encoding, separator) => {
    const table = readTable(bytes);
    expect(table).toMatchObject({ encoding, separator });
    expect(table.records[1]!.cells).toEqual(['A1', 'Плед']);
  });
  it('keeps separators, quotes and new lines inside quotes, and the numbers of the lines of the file', () => {
    expect(readTable(utf8('sku;name\r\n\r\nA1;"Плед ""Тёплый""; 2\r\nцвета"\r\nA2;Свеча')).records).toEqual([
      { line: 1, cells: ['sku', 'name'] }, { line: 3, cells: ['A1', 'Плед "Тёплый"; 2\r\nцвета'] }, { line: 5, cells: ['A2', 'Свеча'] },
    ]);
  });
  it.each([
    ['Артикул|Наименование товара|Ед. изм.|Цена, грн.|Кол-во', ['sku', 'name', 'unit', 'price', 'stock'], 'UAH'],
    ['Код товару|Назва|Од. виміру|Ціна|Залишок|Валюта', ['sku', 'name', 'unit', 'price', 'stock', 'currency'], null],
    ['SKU|Product name|Unit|Price (EUR)|In stock|Colour', ['sku', 'name', 'unit', 'price', 'stock', null], 'EUR'],
    ['Артикул|SKU|Цена €', ['sku', null, 'price'], 'EUR'],
  ])('%s names its columns', (head, fields, currency) => expect(readColumns(head.split('|'))).toEqual({ fields, currency }));
  it.each([
    ['1 234,50', 2, 123_450], ['1.234,50', 2, 123_450], ['1,234.50', 2, 123_450], ['1234.5', 2, 123_450], ['1\u00a0234', 2, 123_400], ['12,500', 2, 1250], ['12,345', 2, null], ['1.234.567', 0, null],
    ['1.5', 3, 1500], ['-3', 2, null], ['12 грн', 2, null], ['', 2, null], ['99999999999999999', 2, null], ['1,000', 0, 1],
  ])('«%s» with %d places is %p', (written, digits, minor) => expect(readDecimal(written, digits)).toBe(minor));
  it('names every bad line with its number and the reason', () => {
    const { goods, problems } = readGoods(utf8('sku;name;price;currency;stock\nA1;Плед;499,90;UAH;5\n;Без кода;1;;\nA1;Снова;1;;\nA2;Свеча;дорого;;\nA3;Ваза;10;тугрики;\nA4;Ковёр;10;;много\nA5;Лампа;10;UAH;1;лишнее'));
    expect(goods.map(({ sku }) => sku)).toEqual(['A1']);
    expect(problems).toEqual([
      { line: 3, reason: 'no-sku', value: 'Без кода | 1' }, { line: 4, reason: 'sku-twice', value: 'A1 (2)' }, { line: 5, reason: 'bad-price', value: 'дорого' },
      { line: 6, reason: 'bad-currency', value: 'тугрики' }, { line: 7, reason: 'bad-stock', value: 'много' }, { line: 8, reason: 'too-many-cells', value: 'A5 | Лампа | 10 | UAH | 1 | лишнее' },
    ]);
  });
  it.each([['', 'empty-file'], ['Цвет;Размер\nкрасный;10', 'no-sku-column'], [`sku\n${Array.from({ length: 10_001 }, (_, i) => i).join('\n')}`, 'too-many-lines']])('%.20s… is refused as a whole', (text, code) =>
    expect(() => readGoods(utf8(text))).toThrow(expect.objectContaining({ code })));
});

describe('an import', () => {
  let house: House;
  beforeAll(async () => {
    house = await createHouse();
    await house.crm.company.update(house.admin, { currency: 'UAH' });
  });
  afterAll(() => house.close());
  const bring = (text: string, confirmed: boolean) => house.crm.orders.products.import(house.admin, utf8(text), confirmed);
  const shelf = async (search: string) => (await house.crm.orders.products.list(house.admin, { search, all: true })).items;

  it('writes nothing before it is confirmed; then adds and changes by SKU, and tells every screen', async () => {
    await house.crm.orders.products.save(house.admin, { sku: 'I-1', name: 'Старый плед', priceMinor: 100, stock: 4 });
    await house.crm.orders.products.save(house.admin, { sku: 'I-2', name: 'Ваза', unit: 'шт', priceMinor: 2_000 });
    const file = 'sku;name;unit;price;stock\nI-1;Новый плед;шт;1 499,90;\nI-2;Ваза;шт;20;\nI-3;Свеча;кг;5;1,5\nI-4;Безценная;;;';
    const expected = { toAdd: 1, toChange: 1, unchanged: 1, problems: [{ line: 5, reason: 'no-price', value: 'I-4' }] };
    expect(await bring(file, false)).toMatchObject({ ...expected, written: false });
    expect((await shelf('I-')).map(({ name }) => name).sort()).toEqual(['Ваза', 'Старый плед']);
    const told = await house.told(await house.person(), async () => expect(await bring(file, true)).toMatchObject({ ...expected, written: true }));
    expect(told.map(({ type }) => type)).toEqual(['products']);
    expect((await shelf('I-')).sort((a, b) => a.sku.localeCompare(b.sku))).toMatchObject([
      { sku: 'I-1', name: 'Новый плед', unit: 'шт', priceMinor: 149_990, currency: 'UAH', stock: 4 }, { sku: 'I-2', stock: null }, { sku: 'I-3', unit: 'кг', priceMinor: 500, stock: 1.5 },
    ]);
    expect(await bring(file, false)).toMatchObject({ toAdd: 0, toChange: 0, unchanged: 3 });
  });

  it('of SKU and stock alone brings the figures of the warehouse; what is not known is named', async () => {
    await house.crm.orders.products.save(house.admin, { sku: 'W-1', name: 'Стол', priceMinor: 100 });
    expect(await bring('Артикул,Остаток\nW-1,7\nW-2,8', true)).toMatchObject({ toAdd: 0, toChange: 1, problems: [{ line: 3, reason: 'no-name', value: 'W-2' }] });
    expect(await shelf('W-1')).toMatchObject([{ name: 'Стол', priceMinor: 100, stock: 7 }]);
  });

  it('takes ten thousand lines', async () => {
    const file = `sku;name;price\n${Array.from({ length: 10_000 }, (_, i) => `T-${i};Товар ${i};${i}`).join('\n')}`;
    expect(await bring(file, true)).toMatchObject({ toAdd: 10_000, written: true });
    expect(await bring(file, false)).toMatchObject({ toAdd: 0, toChange: 0, unchanged: 10_000 });
  });

  it('is for leaders', async () => {
    await expect(house.crm.orders.products.import(await house.person(), utf8('sku\n1'), false)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
