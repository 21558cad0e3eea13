// What an incarnation did, as ticks on its bar: at most one per pixel, found by binary search, so that
// the cost of drawing follows the screen and not the recording.

import type { Trace, TraceIndex } from '../../src/trace/trace.ts';
import { type Scale, timeOf, xOf } from './scale.ts';

/** Pixels at which something happened, left to right. */
export function tickMarks(
  trace: Trace,
  index: TraceIndex,
  life: number,
  scale: Scale,
  kept: Uint8Array | undefined,
): readonly number[] {
  const start = index.starts[life] ?? 0;
  const end = index.starts[life + 1] ?? 0;
  const { t } = trace.columns;
  const marks: number[] = [];
  const right = scale.left + scale.width;
  let x = scale.left;
  while (x <= right) {
    let at = firstAtOrAfter(t, index.events, start, end, timeOf(scale, x));
    while (kept !== undefined && at < end && kept[index.events[at] ?? 0] !== 1) at++;
    if (at >= end) break;
    const mark = xOf(scale, t[index.events[at] ?? 0] ?? 0);
    if (mark > right) break;
    marks.push(mark);
    x = Math.max(x, Math.floor(mark)) + 2;
  }
  return marks;
}

/** The first place in `events[start .. end]` whose event is at or after a time; `end` when none. */
export function firstAtOrAfter(
  t: Float64Array,
  events: Uint32Array,
  start: number,
  end: number,
  time: number,
): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((t[events[middle] ?? 0] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A number handed out: the points of the sawtooth. */
export interface Handed {
  readonly t: number;
  readonly nr: number;
  readonly life: number;
}

/**
 * The span of numbers worth drawing: all of them, but for a few far off (an init with number 1, the
 * recorder's own task), which would flatten the rest.
 */
export function spanOfNumbers(points: readonly Handed[]): {
  readonly low: number;
  readonly high: number;
} {
  const sorted = points.map(p => p.nr).sort((a, b) => a - b);
  const cut = Math.floor(sorted.length * 0.25);
  const low = sorted[0] ?? 0;
  const high = sorted[sorted.length - 1] ?? 1;
  const inner = { low: sorted[cut] ?? low, high: sorted[sorted.length - 1 - cut] ?? high };
  const far = high - low > 4 * Math.max(1, inner.high - inner.low);
  const span = far ? inner : { low, high };
  return { low: span.low, high: Math.max(span.high, span.low + 1) };
}

/** Births in one namespace by time; in all, thinned to a few per pixel. */
export function handedOut(trace: Trace, ns: number, most: number): readonly Handed[] {
  const list: Handed[] = [];
  for (const life of trace.lives) {
    const level = life.ns.indexOf(ns);
    if (level >= 0 && life.born >= 0) {
      list.push({ t: life.bornAt, nr: life.nr[level] ?? 0, life: life.index });
    }
  }
  list.sort((a, b) => a.t - b.t);
  if (list.length <= most) return list;
  const every = Math.ceil(list.length / most);
  return list.filter((_, i) => i % every === 0 || i === list.length - 1);
}
