import { signIn, type Desk } from '../../proof/desk.ts';
import type { Premises } from './house.ts';
import { ADMIN, BOT_TOKEN, COLLEAGUES, LINE, MAIL, PASSWORD, PRODUCTS, TWILIO, type Colleague } from './people.ts';
import { postJson } from './post-json.ts';

export interface Company {
  readonly admin: Desk;
  readonly colleagues: ReadonlyMap<Colleague['email'], Desk>;
  readonly webchatId: string;
  readonly telegramId: string;
}

/** What an admin does on the first day, by the REST API: company, channels, colleagues, goods. `site`: where the web chat stands. */
export async function setUpCompany(house: Premises, site: string): Promise<Company> {
  const admin = await signIn(house.url, ADMIN.email, PASSWORD);
  await admin.call('PATCH', '/auth/me', { name: ADMIN.name, locale: ADMIN.locale });
  const roundTheClock = { days: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) };
  await admin.call('PATCH', '/company', { name: 'Норд Клима', language: 'uk', currency: 'EUR', country: 'UA', timeZone: 'Europe/Kyiv', workingHours: roundTheClock });

  const connect = async (inbox: Record<string, unknown>): Promise<string> => (await admin.call<{ id: string }>('POST', '/inboxes', inbox)).id;
  const telegramId = await connect({ adapter: 'telegram', name: 'Telegram', settings: { apiRoot: `http://127.0.0.1:${house.telegram.port}`, receive: 'webhook' }, credentials: { token: BOT_TOKEN } });
  const lineId = await connect({
    adapter: 'twilio', name: 'Телефон', settings: { phoneNumber: LINE, accountSid: TWILIO.account, apiRoot: `http://127.0.0.1:${house.twilio.port}`, recordCalls: true }, credentials: { authToken: TWILIO.token },
  });
  for (const id of [telegramId, lineId]) await admin.call('POST', `/inboxes/${id}/connect`);
  const mailId = await connect({ adapter: 'email', name: 'E-mail', settings: { address: MAIL.address, name: 'Норд Клима', forwardingAddress: MAIL.forwarding, smtp: { host: '127.0.0.1', port: house.mail.port, security: 'plain' } }, credentials: {} });
  const webchatId = await connect({ adapter: 'webchat', name: 'nord-clima.example', settings: { allowedOrigins: [site], country: 'UA', greeting: 'Добрий день! Підібрати кондиціонер?', typingPreview: true }, credentials: {} });

  const colleagues = new Map<Colleague['email'], Desk>();
  for (const { email, name, role, locale, phone } of COLLEAGUES) {
    const { url } = await admin.call<{ url: string }>('POST', '/invitations', { email, name, role, inboxIds: [telegramId, lineId, mailId, webchatId] });
    // In a browser of their own: accepting signs in, and out whoever was.
    await postJson(`${house.url}/api/v1/invitations/${url.split('/').pop()}`, { name, password: PASSWORD, locale });
    const desk = await signIn(house.url, email, PASSWORD);
    await desk.call('PATCH', '/auth/me', { phone, onDuty: true });
    colleagues.set(email, desk);
  }
  for (const product of PRODUCTS) await admin.call('POST', '/products', { ...product, currency: 'EUR', unit: 'шт' });
  return { admin, colleagues, webchatId, telegramId };
}
