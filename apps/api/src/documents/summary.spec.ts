import type { OrderView } from '#crm-core';
import { localeFor, summarise } from './summary.ts';

const order: OrderView = {
  id: 'o', number: 1007, contactId: 'c', conversationId: null, status: 'new', currency: 'UAH', discountMinor: 5_000, deliveryMinor: 8_000, totalMinor: 121_625, comment: 'внутреннее', payments: [], paidMinor: 50_000, history: [], createdById: null, createdAt: '2026-06-18T10:00:00.000Z',
  lines: [{ productId: null, name: 'Свічка', quantity: 1.5, priceMinor: 12_550, totalMinor: 18_825 }, { productId: null, name: 'Плед', quantity: 1, priceMinor: 99_800, totalMinor: 99_800 }],
};
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('the summary of an order', () => {
  it.each([
    ['ru', 'Заказ № 1007\n1. Свічка × 1,5: 188,25 ₴\n2. Плед: 998,00 ₴\n\nСкидка: −50,00 ₴\nДоставка: 80,00 ₴\nИтого: 1 216,25 ₴\nОплачено: 500,00 ₴\nК оплате: 716,25 ₴'],
    ['uk', 'Замовлення № 1007\n1. Свічка × 1,5: 188,25 ₴\n2. Плед: 998,00 ₴\n\nЗнижка: −50,00 ₴\nДоставка: 80,00 ₴\nРазом: 1 216,25 ₴\nСплачено: 500,00 ₴\nДо сплати: 716,25 ₴'],
    ['en', 'Order no. 1007\n1. Свічка × 1.5: ₴188.25\n2. Плед: ₴998.00\n\nDiscount: −₴50.00\nDelivery: ₴80.00\nTotal: ₴1,216.25\nPaid: ₴500.00\nAmount due: ₴716.25'],
  ] as const)('says in %s what was ordered and what it comes to, and nothing of the comment', (locale, text) => expect(plain(summarise(order, locale))).toBe(text));
  it('is in the customer’s language, where it is one of ours', () => {
    expect(localeFor('en', 'ru', 'uk')).toBe('en');
    expect(localeFor(undefined, 'ru-RU', 'uk')).toBe('ru');
    expect(localeFor(undefined, 'de', 'uk')).toBe('uk');
    expect(localeFor(undefined, null, 'en')).toBe('en');
  });
});
