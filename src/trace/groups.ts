// Lists by number, and by pair of numbers, in two arrays each instead of a list object per group.

import { firstFrom } from './sorted.ts';
import { PairTable } from './tables.ts';

type Ints = Int32Array<ArrayBuffer>;

const NONE = new Int32Array(0);

/** Items by group: those of group `g` are `items[starts[g] .. starts[g + 1]]`. */
export class Groups {
  readonly starts: Uint32Array;
  readonly items: Ints;
  private readonly first: number;

  /** The lowest group has the number `first`. */
  constructor(starts: Uint32Array, items: Ints, first = 0) {
    this.starts = starts;
    this.items = items;
    this.first = first;
  }

  /** The items of a group, in order; nothing for a group that there is not. */
  get(group: number): Int32Array {
    const at = group - this.first;
    if (!(at >= 0 && at + 1 < this.starts.length)) return NONE;
    return this.items.subarray(this.starts[at], this.starts[at + 1]);
  }
}

/** Groups the numbers from 0 up by `groupOf` each; below `first` is in no group. */
export function grouped(groupOf: ArrayLike<number>, groups: number, first = 0): Groups {
  const starts = new Uint32Array(groups + 1);
  const { length } = groupOf;
  for (let i = 0; i < length; i++) {
    const group = (groupOf[i] as number) - first;
    if (group >= 0) starts[group + 1] = (starts[group + 1] as number) + 1;
  }
  for (let g = 1; g <= groups; g++) {
    starts[g] = (starts[g] as number) + (starts[g - 1] as number);
  }
  const items = new Int32Array(starts[groups] as number);
  // Each start moves to its group's end while the group is filled, which is where the next begins.
  for (let i = 0; i < length; i++) {
    const group = (groupOf[i] as number) - first;
    if (group < 0) continue;
    const at = starts[group] as number;
    items[at] = i;
    starts[group] = at + 1;
  }
  starts.copyWithin(1, 0, groups);
  starts[0] = 0;
  return new Groups(starts, items, first);
}

/** Pairs of numbers as one that sorts and compares. The first is below two million. */
const keyOf = (a: number, b: number): number => (a + 1) * 2 ** 32 + (b >>> 0);

/** Items by pair of numbers. */
export class PairGroups {
  /** In order. */
  private readonly keys: Float64Array;
  private readonly groups: Groups;

  private constructor(keys: Float64Array, groups: Groups) {
    this.keys = keys;
    this.groups = groups;
  }

  /** Groups `items[i]` by the pair `a[i]`, `b[i]`. The first of a pair is -1 or more. */
  static of(a: Ints, b: Ints, items: Ints): PairGroups {
    const table = new PairTable();
    const seen: number[] = [];
    for (let i = 0; i < items.length; i++) {
      const [x, y] = [a[i] as number, b[i] as number];
      if (table.get(x, y) >= 0) continue;
      table.set(x, y, seen.length);
      seen.push(keyOf(x, y));
    }
    const keys = Float64Array.from(seen).sort();
    keys.forEach((key, rank) => {
      table.set(Math.floor(key / 2 ** 32) - 1, key | 0, rank);
    });
    const groupOf = items.map((_, i) => table.get(a[i] as number, b[i] as number));
    const { starts, items: places } = grouped(groupOf, keys.length);
    return new PairGroups(
      keys,
      new Groups(
        starts,
        places.map(i => items[i] as number),
      ),
    );
  }

  /** The items of a pair, in the order in which they came. */
  of(a: number, b: number): Int32Array {
    const { keys } = this;
    const key = keyOf(a, b);
    const at = firstFrom(keys, key);
    return keys[at] === key ? this.groups.get(at) : NONE;
  }
}
