import type { Locale } from '#crm-core';

export type DocumentKind = 'invoice' | 'proposal';

/** What a customer reads about an order, in their language. */
export interface DocumentWords {
  readonly tag: string;
  readonly order: (number: number) => string;
  readonly title: { readonly [kind in DocumentKind]: (number: number) => string };
  readonly fileName: { readonly [kind in DocumentKind]: (number: number) => string };
  readonly date: string;
  readonly from: string;
  readonly to: string;
  readonly item: string;
  readonly quantity: string;
  readonly price: string;
  readonly sum: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly delivery: string;
  readonly total: string;
  readonly paid: string;
  readonly due: string;
  readonly page: (page: number, of: number) => string;
}

const ru: DocumentWords = {
  tag: 'ru', order: (n) => `Заказ № ${n}`,
  title: { invoice: (n) => `Счёт № ${n}`, proposal: (n) => `Коммерческое предложение № ${n}` },
  fileName: { invoice: (n) => `Счёт ${n}.pdf`, proposal: (n) => `Предложение ${n}.pdf` },
  date: 'Дата', from: 'Продавец', to: 'Покупатель', item: 'Наименование', quantity: 'Кол-во', price: 'Цена', sum: 'Сумма', subtotal: 'Сумма позиций', discount: 'Скидка', delivery: 'Доставка', total: 'Итого', paid: 'Оплачено',
  due: 'К оплате', page: (page, of) => `Страница ${page} из ${of}`,
};
const uk: DocumentWords = {
  tag: 'uk', order: (n) => `Замовлення № ${n}`,
  title: { invoice: (n) => `Рахунок № ${n}`, proposal: (n) => `Комерційна пропозиція № ${n}` },
  fileName: { invoice: (n) => `Рахунок ${n}.pdf`, proposal: (n) => `Пропозиція ${n}.pdf` },
  date: 'Дата', from: 'Продавець', to: 'Покупець', item: 'Найменування', quantity: 'Кількість', price: 'Ціна', sum: 'Сума', subtotal: 'Сума позицій', discount: 'Знижка', delivery: 'Доставка', total: 'Разом', paid: 'Сплачено',
  due: 'До сплати', page: (page, of) => `Сторінка ${page} з ${of}`,
};
const en: DocumentWords = {
  tag: 'en-GB', order: (n) => `Order no. ${n}`,
  title: { invoice: (n) => `Invoice no. ${n}`, proposal: (n) => `Proposal no. ${n}` },
  fileName: { invoice: (n) => `Invoice ${n}.pdf`, proposal: (n) => `Proposal ${n}.pdf` },
  date: 'Date', from: 'Seller', to: 'Buyer', item: 'Description', quantity: 'Quantity', price: 'Price', sum: 'Amount', subtotal: 'Subtotal', discount: 'Discount', delivery: 'Delivery', total: 'Total', paid: 'Paid', due: 'Amount due', page: (page, of) => `Page ${page} of ${of}`,
};

export const DOCUMENT_WORDS: { readonly [locale in Locale]: DocumentWords } = { ru, uk, en };

export const writeQuantity = (quantity: number, tag: string): string => new Intl.NumberFormat(tag, { maximumFractionDigits: 3 }).format(quantity);
