/** iCalendar, RFC 5545: https://www.rfc-editor.org/rfc/rfc5545 */
export interface CalendarEntry {
  readonly uid: string;
  readonly summary: string;
  readonly description: string;
  readonly url: string;
  readonly startsAt: Date;
  readonly writtenAt: Date;
}

const LONGEST = 75;
const MINUTES = 15;

/** One calendar of events that take a quarter of an hour and keep nobody busy; published, so that whoever subscribes asks again. */
export function toCalendar(name: string, entries: readonly CalendarEntry[]): string {
  const lines = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Okno//Tasks//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH', `X-WR-CALNAME:${text(name)}`, `REFRESH-INTERVAL;VALUE=DURATION:PT${MINUTES}M`, `X-PUBLISHED-TTL:PT${MINUTES}M`,
    ...entries.flatMap((entry) => [
      'BEGIN:VEVENT', `UID:${text(entry.uid)}`, `DTSTAMP:${utc(entry.writtenAt)}`, `DTSTART:${utc(entry.startsAt)}`, `DURATION:PT${MINUTES}M`, `SUMMARY:${text(entry.summary)}`,
      `DESCRIPTION:${text(entry.description)}`, `URL:${entry.url}`, 'STATUS:CONFIRMED', 'TRANSP:TRANSPARENT', 'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

/** §3.3.5, form 2: `20270301T090000Z`. */
const utc = (at: Date): string => `${at.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;

/** §3.3.11: what has a meaning there is escaped, other control characters are left out. */
const text = (value: string): string =>
  value.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '').replace(/[\\;,]/g, '\\$&').replace(/\n/g, '\\n');

/** §3.1: no line is longer than 75 octets; a character is never cut in two. */
function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LONGEST) {
      parts.push(part);
      // The space at the beginning of the next line counts.
      [part, octets] = ['', 1];
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}
