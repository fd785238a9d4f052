import type { Id } from '../views.ts';

/**
 * Everything a report counts, as SQL: CTEs of which the last is `f`, a row for each thing under each number it counts in. Reports and the
 * lists behind their numbers read the same rows, so that a number is the length of its list.
 *
 * Columns of `f`: measure, key (which row of the report; null: nobody's or none), thing, id, part (which of several with one id), contact_id,
 * conversation_id, person_id, at, seconds, minor, currency.
 */
export interface Facts {
  readonly ctes: string;
  /** From `$4` on; the first three say who asks (visibility.ts). */
  readonly values: readonly unknown[];
  /** Things stand there once for each currency, so they are told apart when they are counted. */
  readonly byCurrency?: true;
  /** Numbers that are others taken together, of which none has a thing of another. */
  readonly together?: Readonly<Record<string, readonly string[]>>;
  /** Numbers in which one thing stands in several rows: over all rows they say nothing. */
  readonly overlapping?: readonly string[];
}

/** Whose numbers, and of when; null: everybody's. */
export interface Narrowing {
  readonly from: Date;
  readonly to: Date;
  readonly persons: readonly Id[] | null;
  readonly channel: string | null;
  readonly timeZone: string;
  readonly now: Date;
}

/** Numbers without money of their own. */
export const NO_MONEY = 'NULL::bigint AS minor, NULL::text AS currency';
