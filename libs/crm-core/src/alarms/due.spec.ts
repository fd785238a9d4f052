import { latestDue, stepDue } from './due.ts';

const hours = { days: [...Array.from({ length: 5 }, () => [{ from: 540, to: 780 }, { from: 840, to: 1080 }]), [], []] };

it.each(['Europe/Kyiv', 'America/New_York', 'UTC'])('the latest beginning that is due is exactly the last one, in %s', (timeZone) => {
  const calendar = { timeZone, hours, holidays: [{ date: '2027-03-15' }] };
  for (let hour = 0; hour < 24 * 7; hour += 3) {
    const now = new Date(Date.parse('2027-03-11T00:07:00Z') + hour * 3_600_000);
    for (const minutes of [0, 15, 240, 1000]) {
      const latest = latestDue(now, { minutes, clock: 'working' }, calendar);
      expect(stepDue(latest, { minutes, clock: 'working' }, calendar) <= now).toBe(true);
      expect(stepDue(new Date(latest.getTime() + 1), { minutes, clock: 'working' }, calendar) > now || latest.getTime() === now.getTime()).toBe(true);
    }
  }
});

it('by the clock of every day and night it is a subtraction', () => {
  const calendar = { timeZone: 'UTC', hours, holidays: [] };
  expect(latestDue(new Date('2027-03-14T10:00:00Z'), { minutes: 30, clock: 'always' }, calendar)).toEqual(new Date('2027-03-14T09:30:00Z'));
});
