import { addWorkingDays, addWorkingMinutes, isWorkingTime, workingTimeBetween, type Calendar } from './working-time.ts';

const nineToSix = [{ from: 540, to: 1080 }];
const week = [nineToSix, nineToSix, nineToSix, nineToSix, nineToSix, [], []];
const kyiv: Calendar = { timeZone: 'Europe/Kyiv', hours: { days: week }, holidays: [{ date: '2027-03-08' }] };
const at = (time: string): Date => new Date(time);

describe('working time', () => {
  it.each([
    ['inside a working day', '2027-03-01T08:00:00Z', 15, '2027-03-01T08:15:00.000Z'],
    ['from before opening', '2027-03-01T03:00:00Z', 15, '2027-03-01T07:15:00.000Z'],
    ['over the night', '2027-03-01T15:50:00Z', 15, '2027-03-02T07:05:00.000Z'],
    ['over a weekend and a holiday', '2027-03-05T15:50:00Z', 15, '2027-03-09T07:05:00.000Z'],
    ['exactly to closing time', '2027-03-01T15:45:00Z', 15, '2027-03-01T16:00:00.000Z'],
    ['over several days', '2027-03-01T07:00:00Z', 9 * 60 * 2 + 30, '2027-03-03T07:30:00.000Z'],
    ['over the change to summer time', '2027-03-26T15:50:00Z', 15, '2027-03-29T06:05:00.000Z'],
  ])('passes %s', (_name, from, minutes, to) => expect(addWorkingMinutes(at(from), minutes, kyiv).toISOString()).toBe(to));

  it('counts every minute where nobody set hours, and lunch breaks do not count', () => {
    expect(addWorkingMinutes(at('2027-03-01T23:00:00Z'), 15, { ...kyiv, hours: { days: [[], [], [], [], [], [], []] } }).toISOString()).toBe('2027-03-01T23:15:00.000Z');
    const lunch: Calendar = { ...kyiv, hours: { days: week.map((day) => (day.length ? [{ from: 840, to: 1080 }, { from: 540, to: 780 }] : [])) } };
    expect(addWorkingMinutes(at('2027-03-01T10:50:00Z'), 15, lunch).toISOString()).toBe('2027-03-01T12:05:00.000Z');
  });

  it('open is from the first minute to before the last, until midnight where hours say so', () => {
    expect(['06:59', '07:00', '15:59', '16:00'].map((time) => isWorkingTime(at(`2027-03-01T${time}:00Z`), kyiv))).toEqual([false, true, true, false]);
    expect(isWorkingTime(at('2027-03-08T10:00:00Z'), kyiv)).toBe(false);
    const always: Calendar = { ...kyiv, hours: { days: week.map(() => [{ from: 0, to: 1440 }]) } };
    expect(isWorkingTime(at('2027-03-06T21:59:59Z'), always)).toBe(true);
  });

  it.each([
    ['two working days on, at the same time', '2027-03-01T10:00:00Z', 2, '2027-03-03T10:00:00.000Z'],
    ['over weekend and holiday', '2027-03-05T10:00:00Z', 1, '2027-03-09T10:00:00.000Z'],
    ['from the evening: before closing', '2027-03-01T20:00:00Z', 1, '2027-03-02T16:00:00.000Z'],
  ])('gets back to them %s', (_name, from, days, to) => expect(addWorkingDays(at(from), days, kyiv).toISOString()).toBe(to));
});

describe('working time between two moments', () => {
  const office: Calendar = { timeZone: 'Europe/Kyiv', hours: { days: [...Array.from({ length: 5 }, () => [{ from: 540, to: 780 }, { from: 840, to: 1080 }]), [], []] }, holidays: [{ date: '2027-03-08' }] };
  const hours = (from: string, to: string, calendar = office): number => workingTimeBetween(new Date(from), new Date(to), calendar) / 3_600_000;
  it('leaves out nights, the lunch hour, the weekend and holidays', () => {
    expect(hours('2027-03-01T07:00:00Z', '2027-03-01T16:00:00Z')).toBe(8);
    expect(hours('2027-03-01T10:30:00Z', '2027-03-01T12:30:00Z')).toBe(1);
    expect(hours('2027-03-05T15:00:00Z', '2027-03-09T08:00:00Z')).toBe(2);
  });
  it('follows the door through a change of clocks', () => {
    // Friday 17:00 (+02:00) to Monday 10:00 (+03:00).
    expect(hours('2027-03-26T15:00:00Z', '2027-03-29T07:00:00Z')).toBe(2);
  });
  it('is nothing backwards, and everything where nobody set hours', () => {
    expect(hours('2027-03-02T09:00:00Z', '2027-03-01T09:00:00Z')).toBe(0);
    expect(hours('2027-03-06T09:00:00Z', '2027-03-07T09:00:00Z', { ...office, hours: { days: Array.from({ length: 7 }, () => []) } })).toBe(24);
  });
});
