/** Everybody in the demo. All of it is invented; the numbers are of ranges that nobody has. */
export const PASSWORD = 'teplo-i-tysha-2026';

export const ADMIN = { email: 'maryna@nord-clima.example', name: 'Марина Левченко', locale: 'ru' } as const;
export const COLLEAGUES = [
  { email: 'illia@nord-clima.example', name: 'Ілля Гнатюк', locale: 'uk', role: 'operator', phone: '+380555000301' },
  { email: 'sofia@nord-clima.example', name: 'Sofia Marinou', locale: 'en', role: 'manager', phone: '+380555000302' },
] as const;
export type Colleague = (typeof COLLEAGUES)[number];

/** Whom the person at the page plays, on every channel. */
export const CUSTOMER = { name: 'Назар Мельник', telegram: { id: 7_000_000_777, first_name: 'Назар', last_name: 'Мельник', username: 'nazar_m', language_code: 'uk' }, phone: '+380555000777', email: 'nazar.melnyk@customer.example' } as const;

export const LINE = '+380555000100';
export const BOT_TOKEN = '6100000077:DEMO-nord-clima-bot-0123456789abcdef';
export const TWILIO = { account: 'AC0123456789abcdef0123456789abcdef', token: 'demo-auth-token-0123456789abcdef' } as const;
export const MAIL = { address: 'hello@nord-clima.example', forwarding: 'inbox@nord-clima.example' } as const;

export const PRODUCTS = [
  { sku: 'H-09', name: 'Hoshi Inverter 09', priceMinor: 84_000 },
  { sku: 'H-12', name: 'Hoshi Inverter 12', priceMinor: 99_000 },
  { sku: 'H-14', name: 'Hoshi Inverter 14', priceMinor: 112_000 },
  { sku: 'H-24', name: 'Hoshi Inverter 24', priceMinor: 168_000 },
  { sku: 'M-STD', name: 'Монтаж, стандартний', priceMinor: 12_000 },
  { sku: 'M-HIGH', name: 'Монтаж на висоті', priceMinor: 21_000 },
  { sku: 'K-140', name: 'Кронштейн 140 кг', priceMinor: 4_800 },
  { sku: 'W-KIT', name: 'Зимовий комплект', priceMinor: 12_000 },
  { sku: 'S-YEAR', name: 'Сервіс на рік', priceMinor: 9_000 },
] as const;
