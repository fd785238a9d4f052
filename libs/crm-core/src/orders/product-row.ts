import type { Id, ProductView } from '../views.ts';

export interface ProductRow {
  readonly id: Id;
  readonly sku: string;
  readonly name: string;
  readonly unit: string;
  readonly price_minor: string;
  readonly currency: string;
  readonly active: boolean;
  readonly stock: string | null;
}
/** Over `product p`. */
export const PRODUCT_COLUMNS = 'p.id, p.sku, p.name, p.unit, p.price_minor, p.currency, p.active, p.stock';

export const toProductView = (row: ProductRow): ProductView => ({
  id: row.id, sku: row.sku, name: row.name, unit: row.unit, priceMinor: Number(row.price_minor), currency: row.currency, active: row.active,
  stock: row.stock === null ? null : Number(row.stock),
});
