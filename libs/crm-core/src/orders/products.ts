import { read, write, type Core } from '../core.ts';
import type { OrdersApi } from '../crm.ts';
import { Conflict, Invalid, NotFound } from '../errors.ts';
import { afterKey, pageLimit, toPage } from '../paging.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import { EVERYBODY } from '../visibility.ts';
import { importGoods } from './catalogue/import-goods.ts';
import { toProductView, type ProductRow } from './product-row.ts';
import { checkedMinor, thousandths } from './total.ts';

type Row = ProductRow & { readonly rank: number };

/** Every word stands in the name or the SKU, or nearly (trigrams forgive a slip in a longer one); an exact SKU comes first. */
const LIST = `SELECT * FROM (
    SELECT p.*, CASE WHEN lower(p.sku) = lower($1) THEN 0 ELSE 1 END AS rank FROM product p
    WHERE (p.active OR $2) AND NOT EXISTS (
      SELECT 1 FROM unnest($3::text[], $4::text[]) AS w (word, pattern) WHERE NOT (p.name ILIKE w.pattern OR p.sku ILIKE w.pattern OR length(w.word) >= 5 AND word_similarity(w.word, p.name) >= 0.5))
  ) q WHERE $5::int IS NULL OR (q.rank, q.name, q.id) > ($5, $6::text, $7::uuid) ORDER BY q.rank, q.name, q.id LIMIT $8`;

export function createProducts(core: Core): OrdersApi['products'] {
  return {
    list: async (actor, query) => {
      demand(actor, 'product.read');
      const limit = pageLimit(query);
      const search = (query.search ?? '').replaceAll('\0', '').trim();
      const words = search.split(/\s+/).filter(Boolean).slice(0, 10);
      const [rank, name, id] = afterKey(query, 3) ?? [null, null, null];
      const rows = await read(core).query<Row>(LIST, [
        search, query.all ?? false, words, words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`), rank, name, id, limit + 1,
      ]);
      return toPage(rows, limit, (row) => [String(row.rank), row.name, row.id], toProductView);
    },
    save: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'product.manage');
        const [sku, name] = [input.sku.trim(), input.name.trim()];
        if (!sku) throw new Invalid('empty-sku', 'A product needs an SKU.', 'sku');
        if (!name) throw new Invalid('empty-name', 'A product needs a name.', 'name');
        if (input.currency !== undefined && !/^[A-Z]{3}$/.test(input.currency)) throw new Invalid('bad-currency', 'A currency is three letters of ISO 4217.', 'currency');
        const values = [input.id ?? core.newId(), sku, name, input.unit ?? null, checkedMinor(input.priceMinor, 'priceMinor'), input.currency ?? null, input.active ?? null,
          input.stock !== undefined, input.stock ?? null];
        if (typeof input.stock === 'number' && input.stock !== 0) thousandths(input.stock);
        const row = await tx.one<Row>(input.id
          ? `UPDATE product SET sku = $2, name = $3, unit = COALESCE($4, unit), price_minor = $5, currency = COALESCE($6, currency), active = COALESCE($7, active), stock = CASE WHEN $8 THEN $9::numeric ELSE stock END WHERE id = $1 RETURNING *`
          : `INSERT INTO product (id, sku, name, unit, price_minor, currency, active, stock)
             VALUES ($1, $2, $3, COALESCE($4, 'pcs'), $5, COALESCE($6, (SELECT currency FROM company)), COALESCE($7, true), CASE WHEN $8 THEN $9::numeric END) RETURNING *`, values);
        if (!row) throw new NotFound('product');
        const product = toProductView(row);
        tell(tx, { change: { type: 'product', product }, audience: EVERYBODY });
        return product;
      }).catch((error: unknown) => {
        throw (error as { constraint?: string }).constraint === 'product_sku_key' ? new Conflict('sku-taken', 'Another product has this SKU.') : error;
      }),
    import: importGoods(core),
  };
}
