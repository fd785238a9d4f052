import type { Locale, OrderView } from '#crm-core';
import { writeMoney } from '../money.ts';
import { DOCUMENT_WORDS, writeQuantity } from './words.ts';

/** An order in plain words, as it is written to the customer. */
export function summarise(order: OrderView, locale: Locale): string {
  const words = DOCUMENT_WORDS[locale];
  const money = (minor: number): string => writeMoney(minor, order.currency, words.tag);
  const quantity = (amount: number): string => (amount === 1 ? '' : ` × ${writeQuantity(amount, words.tag)}`);
  const beside = order.discountMinor > 0 || order.deliveryMinor > 0;
  return [
    words.order(order.number),
    ...order.lines.map((line, at) => `${at + 1}. ${line.name}${quantity(line.quantity)}: ${money(line.totalMinor)}`),
    ...(beside ? [''] : []),
    ...(order.discountMinor > 0 ? [`${words.discount}: −${money(order.discountMinor)}`] : []),
    ...(order.deliveryMinor > 0 ? [`${words.delivery}: ${money(order.deliveryMinor)}`] : []),
    `${words.total}: ${money(order.totalMinor)}`,
    ...(order.paidMinor > 0 ? [`${words.paid}: ${money(order.paidMinor)}`] : []),
    ...(order.paidMinor > 0 && order.paidMinor < order.totalMinor ? [`${words.due}: ${money(order.totalMinor - order.paidMinor)}`] : []),
  ].join('\n');
}

/** What they read: as asked, else as their card says, else the company's own. */
export function localeFor(asked: Locale | undefined, contactLanguage: string | null, company: Locale): Locale {
  if (asked) return asked;
  const spoken = contactLanguage?.slice(0, 2).toLowerCase();
  return spoken === 'ru' || spoken === 'uk' || spoken === 'en' ? spoken : company;
}
