import type { DealFields } from '../crm.ts';
import { cut } from '../cut.ts';
import { Invalid } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import type { DealField, Id } from '../views.ts';
import type { SelectedDeal } from './row.ts';

/** What a person may say of a deal, as it is written. */
export interface DealValues {
  readonly title: string;
  readonly ownerId: Id | null;
  readonly amountMinor: number | null;
  readonly currency: string;
  readonly expectedOn: string | null;
  readonly probability: number | null;
  readonly comment: string;
}

export const valuesOf = (row: SelectedDeal): DealValues => ({
  title: row.title, ownerId: row.owner_id, amountMinor: row.amount_minor === null ? null : Number(row.amount_minor), currency: row.currency, expectedOn: row.expected_day, probability: row.probability, comment: row.comment,
});

/** The values with what is said now. Throws Invalid and names the field that cannot be so. */
export async function withFields(tx: Tx, before: DealValues, said: DealFields): Promise<DealValues> {
  const next: DealValues = {
    title: said.title === undefined ? before.title : cut(said.title.trim(), 300),
    ownerId: said.ownerId === undefined ? before.ownerId : said.ownerId,
    amountMinor: said.amountMinor === undefined ? before.amountMinor : said.amountMinor,
    currency: said.currency ?? before.currency,
    expectedOn: said.expectedOn === undefined ? before.expectedOn : checkedDay(said.expectedOn, 'expectedOn'),
    probability: said.probability === undefined ? before.probability : said.probability,
    comment: said.comment === undefined ? before.comment : cut(said.comment.trim(), 5_000),
  };
  if (next.amountMinor !== null && !(Number.isSafeInteger(next.amountMinor) && next.amountMinor >= 0)) throw new Invalid('bad-amount', 'An amount is a whole number of minor units.', 'amountMinor');
  if (!/^[A-Z]{3}$/.test(next.currency)) throw new Invalid('bad-currency', 'A currency is three letters of ISO 4217.', 'currency');
  if (next.probability !== null && !(Number.isInteger(next.probability) && next.probability >= 0 && next.probability <= 100)) throw new Invalid('bad-probability', 'A probability is 0 to 100 percent.', 'probability');
  if (next.ownerId && next.ownerId !== before.ownerId && !(await tx.one('SELECT 1 FROM app_user WHERE id = $1 AND active FOR SHARE', [next.ownerId]))) throw new Invalid('no-user', 'There is no such colleague.', 'ownerId');
  return next;
}

/** A day of the calendar; throws Invalid. */
export function checkedDay(day: string | null, path: string): string | null {
  if (day === null) return null;
  const at = new Date(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day) throw new Invalid('bad-day', 'A day is written YYYY-MM-DD.', path);
  return day;
}

/** Where the field stands in an input. */
const PATHS: Record<DealField, 'amountMinor' | 'expectedOn' | 'probability' | 'ownerId'> = { amount: 'amountMinor', expectedOn: 'expectedOn', probability: 'probability', owner: 'ownerId' };

/** Throws Invalid `fields-missing`, which names all that is missing for this stage. */
export function requireFields(values: DealValues, stage: { readonly name: string; readonly required: readonly DealField[] }): void {
  const missing = stage.required.map((field) => PATHS[field]).filter((path) => values[path] === null);
  if (missing.length) throw new Invalid('fields-missing', `«${stage.name}» needs: ${missing.join(', ')}.`, missing.join(','));
}
