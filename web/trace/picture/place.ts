// What the marks at arrows' ends cover, and the first place beside it that has room for words.

import type { Arrow } from '../arrow-list.ts';
import type { Scale } from '../scale.ts';

/** Pixels from left to right. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Width of the stamp at the end of a call that reached nobody. */
export const STAMP_WIDE = 62;

/** Where the stamp of an arrow begins: at the arrow, or so far before that it stays in the picture. */
export const stampFrom = ({ left, width }: Scale, x: number): number =>
  Math.min(x, left + width + 10 - STAMP_WIDE);

/** What the mark at an arrow's end covers. */
export function markOf(scale: Scale, { x, look }: Arrow): Stretch {
  if (look === 'wrong') return { from: x - 27, to: x + 27 };
  if (look !== 'gone' && look !== 'nobody') return { from: x - 14, to: x + 14 };
  const from = stampFrom(scale, x);
  return { from: from - 4, to: from + STAMP_WIDE + 4 };
}

/** The first place for words of a width between two points; undefined when there is no room. */
export function placeBetween(
  covered: readonly Stretch[],
  from: number,
  to: number,
  width: number,
): number | undefined {
  let x = from;
  for (const taken of covered) {
    if (taken.to <= x) continue;
    if (taken.from >= x + width) break;
    x = taken.to;
  }
  return x + width <= to ? x : undefined;
}
