import { timeIn, zoneOf } from './local-time.ts';

describe('the time where a person is', () => {
  it('is told by the country of their number, where that has one time', () => {
    expect(zoneOf(['+380555000201'])).toBe('Europe/Kyiv');
    expect(zoneOf(['+79161234567', '+35799000142'])).toBe('Asia/Nicosia');
    expect(zoneOf(['+79161234567'])).toBeNull();
    expect(zoneOf(['+12025550123', '380555000201'])).toBeNull();
  });
  it('says when it is no hour to call', () => {
    const noon = Date.parse('2026-06-18T09:00:00Z');
    expect(timeIn('Europe/Kyiv', noon, 'ru')).toEqual({ clock: '12:00', late: false });
    expect(timeIn('Asia/Tokyo', Date.parse('2026-06-18T13:30:00Z'), 'ru')).toEqual({ clock: '22:30', late: true });
    expect(timeIn('Europe/Kyiv', Date.parse('2026-06-18T22:10:00Z'), 'ru').late).toBe(true);
  });
});
