// Where something was found, along a line: at most one place per two pixels.

import type { Found } from '../../src/trace/find.ts';
import { countUpTo } from '../../src/trace/sorted.ts';
import { eventAt, type Trace } from '../../src/trace/trace.ts';
import { round } from './frame.ts';
import { type Scale, timeOf, xOf } from './scale.ts';

interface Line {
  readonly trace: Trace;
  readonly scale: Scale;
}

/** Pixels at which something was found, left to right. */
export function findPlaces({ trace, scale }: Line, { events }: Found): readonly number[] {
  const { t } = trace.columns;
  const places: number[] = [];
  let x = scale.left;
  while (x <= scale.left + scale.width) {
    const at = countUpTo(events, eventAt(trace, timeOf(scale, x) - 1));
    const event = events[at];
    if (event === undefined) break;
    const mark = xOf(scale, t[event] ?? 0);
    if (mark > scale.left + scale.width) break;
    places.push(mark);
    x = Math.max(x, mark) + 2;
  }
  return places;
}

/** A path of small triangles that point down at `y`. */
export const findMarks = (line: Line, found: Found, y: number): string =>
  findPlaces(line, found)
    .map(x => `M${round(x - 3.5)} ${y - 6}h7l-3.5 6z`)
    .join('');
