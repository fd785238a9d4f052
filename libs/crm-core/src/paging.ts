import type { PageRequest } from './crm.ts';
import { Invalid } from './errors.ts';
import type { Page } from './views.ts';

/** Between 1 and 200, 50 when not said. */
export function pageLimit(page: PageRequest): number {
  return Math.min(Math.max(Math.trunc(page.limit ?? 50), 1), 200);
}

/** What stands in `after`: the sort values of the last row, as they were sent out; null at the start. Throws Invalid for anything else. */
export function afterKey(page: PageRequest, length: number): string[] | null {
  if (!page.after) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(page.after, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === length && key.every((part) => typeof part === 'string')) return key;
  } catch {
    // Falls through to the answer below.
  }
  throw new Invalid('bad-cursor', 'This `after` was not made here.', 'after');
}

/** `rows` were read with limit + 1; the extra one only says that there is more. `keyOf` gives the sort values exactly as the database has them. */
export function toPage<Row, Item>(rows: readonly Row[], limit: number, keyOf: (row: Row) => readonly string[], toItem: (row: Row) => Item): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(toItem), next: rows.length > limit && last ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null };
}
