import { Invalid } from '../errors.ts';

export interface PricedLine {
  /** Up to three decimals. */
  readonly quantity: number;
  readonly priceMinor: number;
}

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Quantity × price in whole minor units. Each line is rounded by itself, half a unit up, so that the lines of a printed order add
 * up to its total. Integers throughout: no binary fraction ever holds money.
 */
export function lineTotal({ quantity, priceMinor }: PricedLine): number {
  return exact((BigInt(thousandths(quantity)) * BigInt(priceMinor) + 500n) / 1000n, 'lines');
}

/** The sum of the lines less the discount plus delivery; a discount larger than the lines is refused. */
export function orderTotal(lineTotals: readonly number[], discountMinor: number, deliveryMinor: number): number {
  const sum = lineTotals.reduce((total, line) => total + BigInt(line), 0n);
  if (BigInt(discountMinor) > sum) throw new Invalid('bad-discount', 'The discount is larger than the order.', 'discountMinor');
  return exact(sum - BigInt(discountMinor) + BigInt(deliveryMinor), 'lines');
}

/** A quantity as whole thousandths: 1.5 kg is 1500. Throws Invalid for zero, less, or a fourth decimal. */
export function thousandths(quantity: number): number {
  const milli = Math.round(quantity * 1000);
  if (!Number.isSafeInteger(milli) || milli <= 0 || Math.abs(quantity * 1000 - milli) > 1e-6 * Math.max(1, milli)) {
    throw new Invalid('bad-quantity', 'A quantity is more than zero and has at most three decimals.', 'lines');
  }
  return milli;
}

export function checkedMinor(minor: number, path: string): number {
  if (!Number.isSafeInteger(minor) || minor < 0) throw new Invalid('bad-amount', 'An amount is a whole number of minor units, zero or more.', path);
  return minor;
}

function exact(amount: bigint, path: string): number {
  if (amount > LARGEST) throw new Invalid('bad-amount', 'This is more money than there is.', path);
  return Number(amount);
}
