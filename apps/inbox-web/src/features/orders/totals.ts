/** What an order comes to; the same sums as the server's, in integer minor units. */
export interface DraftLine {
  readonly key: string;
  readonly productId: string | null;
  readonly name: string;
  readonly sku: string;
  readonly quantity: number;
  readonly priceMinor: number;
}

export interface Totals {
  readonly pieces: number;
  readonly linesMinor: number;
  readonly discountMinor: number;
  readonly deliveryMinor: number;
  readonly totalMinor: number;
}

export const lineTotal = (line: Pick<DraftLine, 'quantity' | 'priceMinor'>): number => Math.round(line.quantity * line.priceMinor);

/** A discount in per cent is of the lines, never of the delivery, and never more than they cost. */
export function orderTotals(lines: readonly DraftLine[], discount: { readonly amount: number; readonly percent: boolean }, deliveryMinor: number): Totals {
  const linesMinor = lines.reduce((sum, line) => sum + lineTotal(line), 0);
  const wanted = discount.percent ? Math.round((linesMinor * discount.amount) / 100) : discount.amount;
  const discountMinor = Math.min(Math.max(0, wanted), linesMinor);
  return { pieces: lines.reduce((sum, line) => sum + line.quantity, 0), linesMinor, discountMinor, deliveryMinor, totalMinor: linesMinor - discountMinor + deliveryMinor };
}

/** «2», «1,5», «0.125»: up to three places, above zero; null otherwise. */
export function readQuantity(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  if (!/^\d+(\.\d{1,3})?$/.test(plain)) return null;
  const quantity = Number(plain);
  return quantity > 0 ? quantity : null;
}
