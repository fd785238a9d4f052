import type { Locale } from '../../../../libs/crm-core/src/views.ts';
import { money } from './format.ts';
import { switchLocale } from './index.ts';

describe('money', () => {
  beforeAll(() => void Object.assign(globalThis, { document: { documentElement: {} } }));
  afterAll(async () => {
    await switchLocale('en');
    Reflect.deleteProperty(globalThis, 'document');
  });

  it.each<[Locale, string, string, string]>([
    ['ru', '2 460 €', '99,50 ₴', '5 CA$'],
    ['uk', '2 460 €', '99,50 ₴', '5 CAD'],
    ['en', '€2,460', '₴99.50', 'CA$5'],
  ])('in %s has the sign of its currency, unless that is also another’s', async (locale, euros, hryvnias, dollars) => {
    await switchLocale(locale);
    expect([money(246_000, 'EUR'), money(9_950, 'UAH'), money(500, 'CAD')].map((said) => said.replace(/[\u00a0\u202f]/g, ' '))).toEqual([euros, hryvnias, dollars]);
  });
});
