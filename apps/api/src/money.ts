/** An amount in minor units of its currency, as the language `tag` writes it: how many of them make one is what ISO 4217 says. */
export function writeMoney(minor: number, currency: string, tag: string): string {
  const format = new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
