import { groupOf } from './groups.ts';

describe('groups of tasks', () => {
  // Local time, as a person's calendar has it.
  const at = (day: number, hour = 12, minute = 0): Date => new Date(2026, 5, day, hour, minute);
  it.each([
    // Thursday, 18 June 2026, noon.
    [at(18), at(18, 11, 59), 'overdue'],
    [at(18), at(1), 'overdue'],
    [at(18), at(18, 12, 1), 'today'],
    [at(18), at(18, 23, 59), 'today'],
    [at(18), at(19, 0, 0), 'tomorrow'],
    [at(18), at(20), 'week'],
    [at(18), at(21, 23, 59), 'week'],
    [at(18), at(22, 0, 0), 'later'],
    // Saturday: tomorrow is the last day of the week; Sunday: the week is over.
    [at(20), at(21), 'tomorrow'],
    [at(20), at(22), 'later'],
    [at(21), at(22), 'tomorrow'],
    [at(21), at(23), 'later'],
    // Monday.
    [at(22), at(28), 'week'],
    [at(22), at(29), 'later'],
  ])('at %s what is due %s is %s', (now, due, group) => {
    expect(groupOf(due.toISOString(), now.getTime())).toBe(group);
  });
});
