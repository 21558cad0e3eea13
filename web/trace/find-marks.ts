// Where something was found, as ticks along a line: at most one per two pixels.

import type { Found } from '../../src/trace/find.ts';
import { countUpTo } from '../../src/trace/sorted.ts';
import { eventAt, type Trace } from '../../src/trace/trace.ts';
import { round } from './frame.ts';
import { type Scale, timeOf, xOf } from './scale.ts';

/** A path of small triangles that point down at `y`. */
export function findMarks(
  { trace, scale }: { readonly trace: Trace; readonly scale: Scale },
  { events }: Found,
  y: number,
): string {
  const { t } = trace.columns;
  let path = '';
  let x = scale.left;
  while (x <= scale.left + scale.width) {
    const at = countUpTo(events, eventAt(trace, timeOf(scale, x) - 1));
    const event = events[at];
    if (event === undefined) break;
    const mark = xOf(scale, t[event] ?? 0);
    if (mark > scale.left + scale.width) break;
    path += `M${round(mark - 3.5)} ${y - 6}h7l-3.5 6z`;
    x = Math.max(x, mark) + 2;
  }
  return path;
}
