import { holds } from './as-of.ts';

it('holds what had ended when it was read, and neither what was running nor what began later', () => {
  const asOf = '100:110:100,104';
  expect([99, 100, 101, 103, 104, 105, 109, 110, 111].map((writer) => holds(asOf, writer))).toEqual([true, false, true, true, false, true, true, false, false]);
  expect([holds('100:100:', 99), holds('100:100:', 100), holds('', 1)]).toEqual([true, false, false]);
});
