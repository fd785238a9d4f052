/**
 * What time it is where a phone number is at home. Only countries with one time zone: elsewhere a number does not say. By the
 * beginnings of ITU-T E.164, longest first; +7 is two countries and many zones.
 */
const zones: Readonly<Record<string, string>> = {
  380: 'Europe/Kyiv', 375: 'Europe/Minsk', 373: 'Europe/Chisinau', 370: 'Europe/Vilnius', 371: 'Europe/Riga', 372: 'Europe/Tallinn', 374: 'Asia/Yerevan', 994: 'Asia/Baku', 995: 'Asia/Tbilisi',
  992: 'Asia/Dushanbe', 993: 'Asia/Ashgabat', 996: 'Asia/Bishkek', 998: 'Asia/Tashkent', 357: 'Asia/Nicosia', 972: 'Asia/Jerusalem', 971: 'Asia/Dubai', 90: 'Europe/Istanbul', 48: 'Europe/Warsaw',
  420: 'Europe/Prague', 421: 'Europe/Bratislava', 36: 'Europe/Budapest', 40: 'Europe/Bucharest', 359: 'Europe/Sofia', 30: 'Europe/Athens', 381: 'Europe/Belgrade', 382: 'Europe/Podgorica', 385: 'Europe/Zagreb',
  386: 'Europe/Ljubljana', 387: 'Europe/Sarajevo', 389: 'Europe/Skopje', 355: 'Europe/Tirane', 49: 'Europe/Berlin', 43: 'Europe/Vienna', 41: 'Europe/Zurich', 33: 'Europe/Paris', 39: 'Europe/Rome', 44: 'Europe/London',
  353: 'Europe/Dublin', 31: 'Europe/Amsterdam', 32: 'Europe/Brussels', 352: 'Europe/Luxembourg', 45: 'Europe/Copenhagen', 46: 'Europe/Stockholm', 47: 'Europe/Oslo', 358: 'Europe/Helsinki', 354: 'Atlantic/Reykjavik',
  356: 'Europe/Malta', 86: 'Asia/Shanghai', 82: 'Asia/Seoul', 81: 'Asia/Tokyo', 91: 'Asia/Kolkata', 65: 'Asia/Singapore', 66: 'Asia/Bangkok', 84: 'Asia/Ho_Chi_Minh', 20: 'Africa/Cairo',
};

/** The zone of the first number that says one; null when none does. */
export function zoneOf(phones: readonly string[]): string | null {
  for (const phone of phones) {
    for (const length of [4, 3, 2]) {
      const zone = phone.startsWith('+') ? zones[phone.slice(1, length)] : undefined;
      if (zone) return zone;
    }
  }
  return null;
}

/** The clock there, and whether it is no hour to call: before eight, from nine in the evening. */
export function timeIn(zone: string, at: number, locale: string): { clock: string; late: boolean } {
  const clock = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);
  const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at));
  return { clock, late: hour < 8 || hour >= 21 };
}
