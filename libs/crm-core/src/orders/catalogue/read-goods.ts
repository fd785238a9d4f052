import { Invalid } from '../../errors.ts';
import type { ProductField, ProductImportView } from '../../views.ts';
import { currencyOf, readColumns } from './columns.ts';
import { minorDigits, readDecimal } from './numbers.ts';
import { readTable, type Record } from './read-table.ts';

/** One line of goods that can be read. What is null was not said: it stays as it was. */
export interface Good {
  readonly line: number;
  readonly sku: string;
  readonly name: string | null;
  readonly unit: string | null;
  /** As written, to be read in the currency it turns out to be in. */
  readonly price: string | null;
  readonly currency: string | null;
  /** In thousandths; null: not said. */
  readonly stock: number | null;
}
export type Problem = ProductImportView['problems'][number];
export interface Goods extends Pick<ProductImportView, 'encoding' | 'separator' | 'columns'> {
  readonly goods: readonly Good[];
  readonly problems: readonly Problem[];
}

const MOST_LINES = 10_000;
const LONGEST: { readonly [field in ProductField]?: number } = { sku: 100, name: 500, unit: 30 };

/** The goods of a CSV file, and every line that cannot be read with its number and the reason. Throws Invalid when the file as a whole is no such table. */
export function readGoods(bytes: Uint8Array): Goods {
  const { encoding, separator, records: [head, ...records] } = readTable(bytes);
  if (!head) throw new Invalid('empty-file', 'This file is empty.', 'file');
  if (records.length > MOST_LINES) throw new Invalid('too-many-lines', `At most ${MOST_LINES} lines at once; this file has ${records.length}.`, 'file');
  const { fields, currency } = readColumns(head.cells);
  if (!fields.includes('sku')) throw new Invalid('no-sku-column', 'The first line names no column for the SKU.', 'file');
  const seen = new Map<string, number>();
  const goods: Good[] = [];
  const problems: Problem[] = [];
  for (const record of records) {
    const read = readLine(record, fields, currency, seen);
    if ('reason' in read) problems.push(read);
    else goods.push(read);
  }
  return { encoding, separator, columns: head.cells.map((heading, at) => ({ heading, field: fields[at] ?? null })), goods, problems };
}

function readLine({ line, cells }: Record, fields: readonly (ProductField | null)[], headed: string | null, seen: Map<string, number>): Good | Problem {
  const cell = (field: ProductField): string => cells[fields.indexOf(field)] ?? '';
  const wrong = (reason: Problem['reason'], value: string): Problem => ({ line, reason, value: value.slice(0, 200) });
  // A separator inside words that nobody quoted shifts everything behind it.
  if (cells.length > fields.length && cells.slice(fields.length).some(Boolean)) return wrong('too-many-cells', cells.join(' | '));
  const sku = cell('sku');
  if (!sku) return wrong('no-sku', cells.filter(Boolean).join(' | '));
  for (const field of ['sku', 'name', 'unit'] as const) if (cell(field).length > LONGEST[field]!) return wrong('too-long', cell(field));
  const before = seen.get(sku);
  if (before !== undefined) return wrong('sku-twice', `${sku} (${before})`);
  const stated = cell('currency');
  const currency = stated ? currencyOf(stated) : headed;
  if (stated && !currency) return wrong('bad-currency', stated);
  if (cell('price') && readDecimal(cell('price'), minorDigits(currency ?? 'EUR')) === null) return wrong('bad-price', cell('price'));
  const stock = cell('stock') ? readDecimal(cell('stock'), 3) : null;
  if (cell('stock') && (stock === null || stock > 999_999_999_999)) return wrong('bad-stock', cell('stock'));
  seen.set(sku, line);
  return { line, sku, name: cell('name') || null, unit: cell('unit') || null, price: cell('price') || null, currency, stock };
}
