import { readLater, sendPresets } from './later.ts';

// The Saturday before Europe's clocks change on Sunday, 29 March 2026.
const saturday = new Date(2026, 2, 28, 10, 0);

describe('when a letter goes', () => {
  it('is read in words, by the author’s own clock', () => {
    expect(readLater('завтра в 9:30', saturday)).toEqual(new Date(2026, 2, 29, 9, 30));
    expect(readLater('in 2 hours', saturday)).toEqual(new Date(2026, 2, 28, 12, 0));
    expect(readLater('у понеділок о 10', saturday)).toEqual(new Date(2026, 2, 30, 10, 0));
    expect(readLater('побыстрее', saturday)).toBeNull();
    expect(readLater('сегодня в 9:00', saturday)).toBeNull();
  });

  it('is offered as hours of the clock on the wall, also over the night when the clocks change, and never in the past', () => {
    expect(sendPresets(saturday).map(({ at }) => [at.getDate(), at.getHours()])).toEqual([[28, 11], [28, 18], [29, 9], [30, 9]]);
    const sunday = new Date(2026, 2, 29, 20, 0);
    expect(sendPresets(sunday).map(({ at }) => [at.getDate(), at.getHours()])).toEqual([[29, 21], [30, 9]]);
    for (const { at } of sendPresets(sunday)) expect(at.getTime()).toBeGreaterThan(sunday.getTime());
  });
});
