// Places in sorted lists of numbers.

/** The place in `from..to` of the sorted `values` up to which they are at most `limit`. */
export function countUpTo(
  values: { readonly length: number; readonly [i: number]: number },
  limit: number,
  from = 0,
  to = values.length,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place in sorted numbers that is not below `limit`. */
export function firstFrom(values: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
