// The field of outcomes: every complete order is one mark, or, where there are too many to draw, one
// mark stands for the same number of orders each. Shares are kept by largest remainder, and an outcome
// that happens at all never rounds down to nothing.

export interface Marks {
  /** Marks by outcome, in the order given. */
  readonly counts: readonly number[];
  /** How many orders one mark stands for, rounded up; 1: exactly one each. */
  readonly ordersPerMark: bigint;
}

/**
 * `space` marks are there for the field with the `most` orders of those that stand side by side, so
 * that a mark stands for as many in each.
 */
export function marksFor(orders: readonly bigint[], space: number, most: bigint): Marks {
  const total = orders.reduce((sum, n) => sum + n, 0n);
  if (most <= BigInt(space)) return { counts: orders.map(Number), ordersPerMark: 1n };
  const per = (most + BigInt(space) - 1n) / BigInt(space);
  const happen = orders.filter(n => n > 0n).length;
  const room = Math.max(happen, Number((total * BigInt(space)) / most));
  const counts = orders.map(n => (n === 0n ? 0 : Math.max(1, Number((n * BigInt(room)) / total))));
  let left = room - counts.reduce((sum, n) => sum + n, 0);
  const byRemainder = orders
    .map((n, i) => ({ i, rest: (n * BigInt(room)) % total }))
    .sort((a, b) => (a.rest < b.rest ? 1 : a.rest > b.rest ? -1 : a.i - b.i));
  for (const { i } of byRemainder) {
    if (left <= 0) break;
    counts[i] = (counts[i] ?? 0) + 1;
    left -= 1;
  }
  const largest = counts.indexOf(Math.max(...counts));
  if (left < 0) counts[largest] = (counts[largest] ?? 0) + left;
  return { counts, ordersPerMark: per };
}
