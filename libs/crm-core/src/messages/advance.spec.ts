import { advance, worst, type DeliveryCause } from './advance.ts';
import type { DeliveryStatus } from '../views.ts';

const STATUSES: DeliveryStatus[] = ['queued', 'submitting', 'sent', 'failed', 'delivered', 'read', 'uncertain'];
const CAUSES: DeliveryCause[] = ['claim', 'answer', 'not-sent', 'lost', 'receipt', 'retry', 'settled', 'removed', 'opted-out', 'outdated', 'restored'];

/** Columns: queued submitting sent failed delivered read uncertain. Letters: the causes by which the cell is allowed. */
const EXPECTED = `
  queued      .   c   r   gow r   r   b
  submitting  n   .   ar  ar  ar  r   alb
  sent        .   .   .   r   ar  r   .
  failed      y   .   .   .   r   r   .
  delivered   .   .   .   .   .   r   .
  read        .   .   .   .   .   .   .
  uncertain   ny  .   ars ars ars rs  .
`;
const LETTER: Record<DeliveryCause, string> = { claim: 'c', answer: 'a', 'not-sent': 'n', lost: 'l', receipt: 'r', retry: 'y', settled: 's', removed: 'g', 'opted-out': 'o', outdated: 'w', restored: 'b' };

const cells = EXPECTED.trim().split('\n').flatMap((line) => {
  const [from, ...row] = line.trim().split(/\s+/);
  return row.map((letters, column) => ({ from: from as DeliveryStatus, to: STATUSES[column]!, letters }));
});

describe('the delivery table, cell by cell', () => {
  it('names every pair of states', () => {
    expect(cells).toHaveLength(49);
    expect(new Set(cells.map((cell) => `${cell.from}>${cell.to}`)).size).toBe(49);
  });

  it.each(cells)('$from → $to', ({ from, to, letters }) => {
    for (const cause of CAUSES) {
      const allowed = letters.includes(LETTER[cause]);
      expect({ cause, result: advance(from, to, cause) }).toEqual({ cause, result: allowed ? to : from });
    }
  });

  it('goes back only by the three named exceptions', () => {
    const order: DeliveryStatus[] = ['queued', 'submitting', 'sent', 'failed', 'delivered', 'read'];
    const backward: string[] = [];
    for (const from of order) {
      for (const to of order) {
        for (const cause of CAUSES) {
          if (order.indexOf(to) < order.indexOf(from) && advance(from, to, cause) !== from) backward.push(`${from} → ${to} by ${cause}`);
        }
      }
    }
    expect(backward).toEqual(['submitting → queued by not-sent', 'failed → queued by retry']);
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  return items.length < 2 ? [[...items]] : items.flatMap((item, i) => permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]));
}

describe('receipts', () => {
  const sets: DeliveryStatus[][] = [
    ['sent', 'delivered', 'read'],
    ['sent', 'failed'],
    ['sent', 'failed', 'delivered'],
    ['sent', 'failed', 'delivered', 'read'],
    ['delivered', 'delivered', 'sent', 'sent'],
  ];
  it.each(['submitting', 'sent', 'uncertain'] as const)('in every order end in the same state, from %s', (start) => {
    for (const set of sets) {
      const ends = new Set(permutations(set).map((order) => order.reduce((status, next) => advance(status, next, 'receipt'), start as DeliveryStatus)));
      expect([set, [...ends]]).toEqual([set, [[...ends][0]]]);
    }
  });

  it('before, between or after our own answer end in the same state', () => {
    const learned = [['sent', 'answer'], ['sent', 'receipt'], ['delivered', 'receipt'], ['read', 'receipt']] as const;
    const ends = permutations(learned).map((order) => order.reduce<DeliveryStatus>((status, [next, cause]) => advance(status, next, cause), 'submitting'));
    expect(new Set(ends)).toEqual(new Set(['read']));
  });
});

describe('a message shows its worst delivery', () => {
  it('failed before uncertain before what is still under way', () => {
    expect(worst(['read', 'failed', 'uncertain'])).toBe('failed');
    expect(worst(['sent', 'uncertain', 'queued'])).toBe('uncertain');
    expect(worst(['submitting', 'queued', 'sent'])).toBe('queued');
    expect(worst(['sent', 'submitting'])).toBe('submitting');
  });
  it('is as far as the slowest of several that went well', () => expect(worst(['read', 'sent', 'delivered'])).toBe('sent'));
  it('is nothing without deliveries', () => expect(worst([])).toBeNull());
});
