// Places in sorted lists of numbers.

interface Sorted {
  readonly length: number;
  readonly [i: number]: number;
}

/** The first place in `from..to` for which `isBefore` does not hold; `to` when there is none. */
export function firstAfter(from: number, to: number, isBefore: (at: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place in `from..to` of the sorted `values` up to which they are at most `limit`. */
export const countUpTo = (values: Sorted, limit: number, from = 0, to = values.length): number =>
  firstAfter(from, to, at => (values[at] as number) <= limit);

/** The first place in `0..to` of the sorted `values` that is not below `limit`. */
export const firstFrom = (values: Sorted, limit: number, to = values.length): number =>
  firstAfter(0, to, at => (values[at] as number) < limit);
