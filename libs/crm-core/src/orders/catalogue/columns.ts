import type { ProductField } from '../../views.ts';

export interface Columns {
  /** The field of each column, in order; null: not read. */
  readonly fields: readonly (ProductField | null)[];
  /** Stands in the heading of the price: «Цена, EUR». */
  readonly currency: string | null;
}

/** How tables of goods head their columns, in Russian, Ukrainian and English. */
const NAMES: { readonly [field in ProductField]: readonly string[] } = {
  sku: ['sku', 'артикул', 'код', 'код товара', 'код товару', 'артикул sku', 'article', 'code', 'item code', 'product code', 'id товара'],
  name: ['name', 'название', 'наименование', 'товар', 'название товара', 'наименование товара', 'назва', 'найменування', 'назва товару', 'найменування товару', 'product', 'product name', 'title', 'item', 'номенклатура'],
  unit: ['unit', 'units', 'uom', 'ед', 'ед изм', 'единица', 'единица измерения', 'од', 'од вим', 'од виміру', 'одиниця', 'одиниця виміру'],
  price: ['price', 'unit price', 'цена', 'цена продажи', 'розничная цена', 'стоимость', 'ціна', 'ціна продажу', 'роздрібна ціна', 'вартість'],
  currency: ['currency', 'валюта'],
  stock: ['stock', 'in stock', 'quantity', 'qty', 'остаток', 'остатки', 'количество', 'кол во', 'на складе', 'наличие', 'залишок', 'залишки', 'кількість', 'к сть', 'на складі', 'наявність'],
};
const FIELDS = new Map(Object.entries(NAMES).flatMap(([field, names]) => names.map((name) => [name, field as ProductField] as const)));
const CURRENCIES: { readonly [written: string]: string } = { грн: 'UAH', гривна: 'UAH', '₴': 'UAH', руб: 'RUB', '₽': 'RUB', евро: 'EUR', євро: 'EUR', '€': 'EUR', $: 'USD', '£': 'GBP' };

/** Which column is what; of two with the same meaning the first counts. */
export function readColumns(headings: readonly string[]): Columns {
  const fields: (ProductField | null)[] = [];
  let currency: string | null = null;
  for (const heading of headings) {
    const words = heading.toLowerCase().replaceAll('ё', 'е').split(/[^\p{L}\p{Sc}]+/u).filter(Boolean);
    const coded = currencyOf(words.at(-1) ?? '');
    const field = FIELDS.get(words.join(' ')) ?? (coded ? FIELDS.get(words.slice(0, -1).join(' ')) : undefined) ?? null;
    const taken = field !== null && fields.includes(field);
    fields.push(taken ? null : field);
    if (field === 'price' && !taken) currency = coded;
  }
  return { fields, currency };
}

/** «грн», «€», «UAH» → a code; null: none that is known. */
export function currencyOf(written: string): string | null {
  const plain = written.trim().toLowerCase().replace(/\.$/, '');
  if (CURRENCIES[plain]) return CURRENCIES[plain];
  const code = plain.toUpperCase();
  return /^[A-Z]{3}$/.test(code) && Intl.supportedValuesOf('currency').includes(code) ? code : null;
}
