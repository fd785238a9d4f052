import type { OrderView } from '#crm-core';
import { extractText } from 'unpdf';
import { drawDocument, type DocumentInput } from './draw.ts';

const LINES: OrderView['lines'] = [
  { productId: null, name: 'Свічка «Їжачок» 🎁', quantity: 1.5, priceMinor: 12_550, totalMinor: 18_825 },
  { productId: null, name: 'Плед из мериносовой шерсти, ёлочка', quantity: 1, priceMinor: 99_800, totalMinor: 99_800 },
];
const order = (lines = LINES): OrderView => ({
  id: 'o', number: 1007, contactId: 'c', conversationId: null, status: 'new', currency: 'UAH', lines, discountMinor: 5_000, deliveryMinor: 8_000, totalMinor: lines.reduce((sum, line) => sum + line.totalMinor, 0) + 3_000, comment: 'внутреннее', payments: [], paidMinor: 50_000, history: [],
  createdById: null, createdAt: '2026-06-18T10:00:00.000Z',
});
const input = (part: Partial<DocumentInput> = {}): DocumentInput => ({
  kind: 'invoice', order: order(), locale: 'uk', at: new Date('2026-06-18T22:30:00Z'), timeZone: 'Europe/Kyiv', buyer: { name: 'Олена Ґалаґан', addresses: ['+380501234567'] },
  seller: { name: 'Okno', legalName: 'ТОВ «Світло»', requisites: 'ЄДРПОУ 12345678\nIBAN UA21 3223 1300 0002 6007', footer: 'Сплатіть протягом 3 днів.' }, ...part,
});
/** The words of each page, with plain spaces between them. */
const pagesOf = async (part?: Partial<DocumentInput>): Promise<string[]> => (await extractText(new Uint8Array(await drawDocument(input(part))))).text.map((page) => page.replace(/\s+/g, ' '));

describe('the PDF of an order', () => {
  it.each([
    ['uk', 'invoice', ['Рахунок № 1007', 'Дата: 19 червня 2026', 'Продавець', 'Покупець', 'Знижка', '−50,00 ₴', 'Разом', '1 216,25 ₴', 'Сплачено', 'До сплати 716,25 ₴', 'Сторінка 1 з 1']],
    ['ru', 'invoice', ['Счёт № 1007', 'Дата: 19 июня 2026', 'Продавец', 'Покупатель', 'Скидка', 'Итого 1 216,25 ₴', 'Оплачено 500,00 ₴', 'К оплате 716,25 ₴', 'Страница 1 из 1']],
    ['en', 'proposal', ['Proposal no. 1007', 'Date: 19 June 2026', 'Seller', 'Buyer', 'Discount', 'Total ₴1,216.25', 'Page 1 of 1']],
  ] as const)('reads in %s as %s: letters of its alphabet, its sums, the day where the company is', async (locale, kind, expected) => {
    const [page, ...more] = await pagesOf({ locale, kind });
    expect(more).toEqual([]);
    for (const words of [...expected, 'Свічка «Їжачок»', 'Плед из мериносовой шерсти, ёлочка', 'Олена Ґалаґан', '+380501234567', 'ТОВ «Світло»', 'ЄДРПОУ 12345678', 'Сплатіть протягом 3 днів.']) expect(page).toContain(words);
    expect(page).not.toContain('внутреннее');
  });

  it('of a proposal does not say what was paid', async () => expect((await pagesOf({ kind: 'proposal' })).join()).not.toContain('Сплачено'));

  it('goes over as many pages as it needs: each line once, the head of the table on each with lines, the sums on the last', async () => {
    const many = Array.from({ length: 70 }, (_, n) => ({ productId: null, name: `Позиция номер ${n + 1} с довольно длинным названием, которое не помещается в одну строку`, quantity: 2, priceMinor: 100, totalMinor: 200 }));
    const pages = await pagesOf({ locale: 'ru', order: order(many) });
    expect(pages.length).toBeGreaterThan(2);
    const numbers = pages.flatMap((page) => [...page.matchAll(/Позиция номер (\d+) /g)].map(([, n]) => Number(n)));
    expect(numbers).toEqual(many.map((_, n) => n + 1));
    for (const [index, page] of pages.entries()) expect(page).toContain(`Страница ${index + 1} из ${pages.length}`);
    expect(pages.filter((page) => page.includes('Позиция номер')).every((page) => page.includes('Наименование'))).toBe(true);
    expect(pages.at(-1)).toContain('К оплате');
  });

  it('takes a name longer than a page', async () => {
    const pages = await pagesOf({ order: order([{ ...LINES[0]!, name: 'слово '.repeat(900) }]) });
    expect(pages.join(' ').match(/слово/g)).toHaveLength(900);
  });
});
