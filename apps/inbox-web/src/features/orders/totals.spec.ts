import { orderTotals, readQuantity } from './totals.ts';

const line = (quantity: number, priceMinor: number): Parameters<typeof orderTotals>[0][number] => ({ key: String(priceMinor), productId: null, name: 'Монтаж', sku: '', quantity, priceMinor });

describe('an order', () => {
  it('adds lines, takes the discount off and puts the delivery on', () => {
    expect(orderTotals([line(2, 99000), line(2, 30000)], { amount: 12000, percent: false }, 0)).toEqual({ pieces: 4, linesMinor: 258000, discountMinor: 12000, deliveryMinor: 0, totalMinor: 246000 });
    expect(orderTotals([line(1, 10000)], { amount: 10, percent: true }, 500).totalMinor).toBe(9500);
  });

  it('rounds a part of a piece to whole minor units and never gives more than it costs', () => {
    expect(orderTotals([line(0.333, 100)], { amount: 0, percent: false }, 0).linesMinor).toBe(33);
    expect(orderTotals([line(1, 100)], { amount: 500, percent: false }, 0).totalMinor).toBe(0);
  });

  it('reads quantities with a comma and refuses nothing and nonsense', () => {
    expect(readQuantity('1,5')).toBe(1.5);
    expect(readQuantity('0')).toBeNull();
    expect(readQuantity('two')).toBeNull();
    expect(readQuantity('1.2345')).toBeNull();
  });
});
