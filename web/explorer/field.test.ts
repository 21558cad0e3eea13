import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marksFor } from './field.ts';

describe('marksFor', () => {
  it('draws one mark per order where there is room', () => {
    expect(marksFor([208n, 10n, 40n, 121n], 500, 379n)).toEqual({
      counts: [208, 10, 40, 121],
      ordersPerMark: 1n,
    });
  });

  it('draws a mark for as many orders as in the fields beside it', () => {
    expect(marksFor([60n, 144n], 100, 408n)).toEqual({ counts: [15, 35], ordersPerMark: 5n });
    expect(marksFor([60n, 348n], 100, 408n)).toEqual({ counts: [15, 85], ordersPerMark: 5n });
  });

  it('fills the room, and shows every outcome that happens', () => {
    const counts = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(counts, orders => {
        const total = orders.reduce((a, b) => a + b, 0n);
        const { counts: marks } = marksFor(orders, 378, total);
        const drawn = marks.reduce((a, b) => a + b, 0);
        expect(drawn).toBe(total <= 378n ? Number(total) : 378);
        expect(marks.map(n => n > 0)).toEqual(orders.map(n => n > 0n));
      }),
    );
  });
});
