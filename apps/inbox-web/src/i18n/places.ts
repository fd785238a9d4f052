/** Countries, currencies and time zones in the person's language, from what the browser itself knows. */
import { currentLocale } from './index.ts';

const regionCodes =
  'AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DO DZ EC EE EG ES ET FI FJ FR GA GB GE GH GM GN GQ GR GT GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KR KW KZ LA LB LI LK LT LU LV LY MA MC MD ME MG MK ML MM MN MT MU MV MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PT PY QA RO RS RU RW SA SE SG SI SK SM SN TH TJ TM TN TR TT TW TZ UA UG US UY UZ VE VN YE ZA ZM ZW'.split(' ');
const currencyOf: Record<string, string> = { UA: 'UAH', RU: 'RUB', BY: 'BYN', KZ: 'KZT', GB: 'GBP', US: 'USD', PL: 'PLN', CZ: 'CZK', CH: 'CHF', TR: 'TRY', GE: 'GEL', AM: 'AMD', AZ: 'AZN', MD: 'MDL', IL: 'ILS', AE: 'AED', UZ: 'UZS', KG: 'KGS', SE: 'SEK', NO: 'NOK', DK: 'DKK', HU: 'HUF', RO: 'RON', BG: 'BGN', RS: 'RSD', CA: 'CAD', AU: 'AUD', IN: 'INR', CN: 'CNY', JP: 'JPY' };
const firstCurrencies = ['EUR', 'USD', 'UAH', 'RUB', 'GBP', 'PLN', 'KZT', 'BYN'];
const countryOfZone: Record<string, string> = { 'Europe/Kyiv': 'UA', 'Europe/Kiev': 'UA', 'Europe/Moscow': 'RU', 'Europe/Minsk': 'BY', 'Asia/Nicosia': 'CY', 'Europe/Berlin': 'DE', 'Europe/Warsaw': 'PL', 'Europe/London': 'GB', 'Asia/Almaty': 'KZ', 'Asia/Tbilisi': 'GE', 'Asia/Jerusalem': 'IL', 'Europe/Prague': 'CZ', 'Europe/Vienna': 'AT', 'Europe/Paris': 'FR', 'Europe/Madrid': 'ES', 'Europe/Rome': 'IT', 'America/New_York': 'US' };

export function countryName(code: string): string {
  return new Intl.DisplayNames([currentLocale()], { type: 'region' }).of(code) ?? code;
}

export function countries(): string[] {
  const compare = new Intl.Collator(currentLocale()).compare;
  return [...regionCodes].sort((a, b) => compare(countryName(a), countryName(b)));
}

export const currencies = (): string[] => [...firstCurrencies, ...Intl.supportedValuesOf('currency').filter((code) => !firstCurrencies.includes(code))];

export function timeZones(): string[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([here, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}

/** By the browser's time zone first, then by its language. */
export function guessCountry(): string {
  const byZone = countryOfZone[Intl.DateTimeFormat().resolvedOptions().timeZone];
  if (byZone) return byZone;
  const region = new Intl.Locale(navigator.language).maximize().region;
  return region && regionCodes.includes(region) ? region : 'DE';
}

export const guessCurrency = (country: string): string => currencyOf[country] ?? 'EUR';
