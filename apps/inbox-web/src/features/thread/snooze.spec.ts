import { snoozePresets } from './snooze.ts';

const days = (now: Date): string[] => snoozePresets(now).map(({ until }) => `${until.getDate()} ${until.getHours()}`);

describe('the times to put off until', () => {
  it('are three hours, tomorrow morning, Monday and a week', () => expect(days(new Date(2026, 5, 18, 14, 7))).toEqual(['18 17', '19 9', '22 9', '25 9']));
  it('name no morning twice: Monday is tomorrow on a Sunday, and a week away on a Monday', () => {
    expect(days(new Date(2026, 5, 21, 14, 7))).toEqual(['21 17', '22 9', '28 9']);
    expect(days(new Date(2026, 5, 22, 14, 7))).toEqual(['22 17', '23 9', '29 9']);
  });
});
