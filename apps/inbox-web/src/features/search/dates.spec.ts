import { daysAgo, momentOf } from './dates.ts';

describe('stretches of time', () => {
  it.each([1, 11, 13, 23])('today begins at the last midnight, at %i o’clock too', (hour) => {
    const now = new Date(2027, 2, 15, hour, 30).getTime();
    expect(daysAgo(0, now)).toBe(new Date(2027, 2, 15).toISOString());
    expect(daysAgo(29, now)).toBe(new Date(2027, 1, 14).toISOString());
  });
  it('a date begins at midnight and ends where the next one begins; what is no date is none', () => {
    expect(momentOf('2027-02-28')).toBe(new Date(2027, 1, 28).toISOString());
    expect(momentOf('2027-02-28', 1)).toBe(new Date(2027, 2, 1).toISOString());
    expect([momentOf(''), momentOf('soon')]).toEqual([null, null]);
  });
});
