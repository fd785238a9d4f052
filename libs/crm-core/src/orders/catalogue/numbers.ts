/** How many digits of a currency stand after the point. */
export const minorDigits = (currency: string): number => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** «1 234,50», «1.234,50», «1234.5» with at most `digits` places, as whole units of the last place; null when it is no such number. */
export function readDecimal(written: string, digits: number): number | null {
  const plain = written.replace(/[\s\u00a0\u202f'’]/g, '');
  const marks = [...plain.matchAll(/[.,]/g)];
  const last = marks.at(-1);
  // One mark is the point, whatever it is; of two kinds the later one is, and the other stands between thousands.
  const grouped = last && marks.length > 1 ? plain.slice(0, last.index).replaceAll(last[0] === ',' ? '.' : ',', '') + plain.slice(last.index) : plain;
  const match = /^(\d+)(?:[.,](\d*))?$/.exec(grouped);
  if (!match) return null;
  const places = (match[2] ?? '').replace(/0+$/, '');
  if (places.length > digits) return null;
  const minor = Number(match[1]! + places.padEnd(digits, '0'));
  return Number.isSafeInteger(minor) ? minor : null;
}
