import { read, write, type Core, type Reader } from '../../core.ts';
import type { OrdersApi } from '../../crm.ts';
import { demand } from '../../policy.ts';
import { tell } from '../../sync/append.ts';
import type { Id, ProductImportView } from '../../views.ts';
import { EVERYBODY } from '../../visibility.ts';
import { minorDigits, readDecimal } from './numbers.ts';
import { readGoods, type Good, type Problem } from './read-goods.ts';

interface Row {
  readonly sku: string;
  readonly name: string;
  readonly unit: string;
  readonly price_minor: number;
  readonly currency: string;
  /** In thousandths. */
  readonly stock: number | null;
}
type Planned = Row & { readonly line: number; readonly change: 'add' | 'change' | 'same' };

const SAMPLE = 20;

/** What a file would change in the catalogue, and, once a person said so, the change: by SKU, all good lines in one transaction. */
export function importGoods(core: Core): OrdersApi['products']['import'] {
  return async (actor, bytes, confirmed) => {
    demand(actor, 'product.manage');
    const { goods, problems: unread, ...table } = readGoods(bytes);
    const view = ({ planned, problems }: Plan, written: boolean): ProductImportView => ({
      ...table, written,
      toAdd: planned.filter(({ change }) => change === 'add').length,
      toChange: planned.filter(({ change }) => change === 'change').length,
      unchanged: planned.filter(({ change }) => change === 'same').length,
      problems: [...unread, ...problems].sort((a, b) => a.line - b.line),
      sample: planned.slice(0, SAMPLE).map(({ price_minor, stock, ...row }) => ({ ...row, priceMinor: price_minor, stock: stock === null ? null : stock / 1000 })),
    });
    if (!confirmed) return view(await plan(read(core), goods, ''), false);
    return write(core, async (tx) => {
      const planned = await plan(tx, goods, 'FOR UPDATE');
      await save(tx, planned.planned.filter(({ change }) => change !== 'same'), core.newId);
      tell(tx, { change: { type: 'products' }, audience: EVERYBODY });
      return view(planned, true);
    });
  };
}

interface Plan {
  readonly planned: readonly Planned[];
  readonly problems: readonly Problem[];
}

async function plan(reader: Reader, goods: readonly Good[], lock: '' | 'FOR UPDATE'): Promise<Plan> {
  const home = (await reader.one<{ currency: string }>('SELECT currency FROM company'))!.currency;
  const known = new Map((await reader.query<Omit<Row, 'price_minor' | 'stock'> & { price_minor: string; stock: string | null }>(
    `SELECT sku, name, unit, price_minor, currency, (stock * 1000)::bigint AS stock FROM product WHERE sku = ANY ($1) ORDER BY sku ${lock}`, [goods.map(({ sku }) => sku)]))
    .map((row): [string, Row] => [row.sku, { ...row, price_minor: Number(row.price_minor), stock: row.stock === null ? null : Number(row.stock) }]));
  const planned: Planned[] = [];
  const problems: Problem[] = [];
  for (const good of goods) {
    const next = become(good, known.get(good.sku), home);
    if ('reason' in next) problems.push(next);
    else planned.push(next);
  }
  return { planned, problems };
}

/** What was not said stays; of a new product name and price must be. */
function become({ line, sku, name, unit, price, currency, stock }: Good, before: Row | undefined, home: string): Planned | Problem {
  const into = currency ?? before?.currency ?? home;
  if (!before && !name) return { line, reason: 'no-name', value: sku };
  const priceMinor = price === null ? null : readDecimal(price, minorDigits(into));
  if (price !== null && priceMinor === null) return { line, reason: 'bad-price', value: price };
  // A price in one currency is none in another.
  if (priceMinor === null && (!before || before.currency !== into)) return { line, reason: 'no-price', value: sku };
  const next: Row = { sku, name: name ?? before!.name, unit: unit ?? before?.unit ?? 'pcs', price_minor: priceMinor ?? before!.price_minor, currency: into, stock: stock ?? before?.stock ?? null };
  const same = before && (Object.keys(next) as (keyof Row)[]).every((key) => next[key] === before[key]);
  return { ...next, line, change: before ? (same ? 'same' : 'change') : 'add' };
}

async function save(tx: Reader, rows: readonly Row[], newId: () => Id): Promise<void> {
  const sorted = [...rows].sort((a, b) => (a.sku < b.sku ? -1 : 1));
  await tx.query(
    `INSERT INTO product (id, sku, name, unit, price_minor, currency, stock)
     SELECT id, sku, name, unit, price_minor, currency, stock::numeric / 1000
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[]) AS g (id, sku, name, unit, price_minor, currency, stock)
     ON CONFLICT (sku) DO UPDATE SET name = EXCLUDED.name, unit = EXCLUDED.unit, price_minor = EXCLUDED.price_minor, currency = EXCLUDED.currency, stock = EXCLUDED.stock`,
    [sorted.map(() => newId()), sorted.map(({ sku }) => sku), sorted.map(({ name }) => name), sorted.map(({ unit }) => unit), sorted.map((row) => row.price_minor), sorted.map(({ currency }) => currency), sorted.map(({ stock }) => stock)]);
}
