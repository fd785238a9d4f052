/** What a clock on the wall shows; month counts from 1, weekday from Sunday = 0. */
export interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  formats.set(zone, made);
  return made;
}

/** A zone this machine knows; an unknown one is UTC. */
export function knownZone(zone: string): string {
  try {
    format(zone);
    return zone;
  } catch {
    return 'UTC';
  }
}

/** The wall clock of a zone at a moment. */
export function wallAt(at: Date, zone: string): Wall {
  const parts: Record<string, number> = {};
  for (const { type, value } of format(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

const asUtc = ({ year, month, day, hour, minute }: Wall): number => Date.UTC(year, month - 1, day, hour, minute);

/** How far the zone's clock is ahead of UTC at that moment, in milliseconds. */
const ahead = (at: number, zone: string): number => asUtc(wallAt(new Date(at), zone)) - Math.floor(at / 60_000) * 60_000;

const DAY = 86_400_000;

/**
 * The moment at which that clock shows this time. An hour that is shown twice is meant the first time; one that is left out when clocks
 * go forward is as much later as they jump: 02:30 is then 03:30.
 */
export function momentOf(wall: Wall, zone: string): Date {
  const local = asUtc(wall);
  const [before, after] = [ahead(local - DAY, zone), ahead(local + DAY, zone)];
  const fits = [local - before, local - after].filter((at) => asUtc(wallAt(new Date(at), zone)) === local);
  return new Date(fits.length ? Math.min(...fits) : local - before);
}

export const weekday = ({ year, month, day }: Pick<Wall, 'year' | 'month' | 'day'>): number => new Date(Date.UTC(year, month - 1, day)).getUTCDay();

/** So many days of the calendar later, at the same time. */
export function addDays(wall: Wall, days: number): Wall {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
