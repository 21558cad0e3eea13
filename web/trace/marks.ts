// What an incarnation did, as ticks on its bar: at most one per pixel, found by binary search, so that
// the cost of drawing follows the screen and not the recording.

import { LEVEL } from '../../src/trace/life-columns.ts';
import { firstAfter } from '../../src/trace/sorted.ts';
import type { Trace, TraceIndex } from '../../src/trace/trace.ts';
import { type Scale, timeOf, xOf } from './scale.ts';

/** What was found for a stretch of time in view and a filter: a step leaves it as it is. */
interface Ticks {
  readonly index: TraceIndex;
  readonly kept: Uint8Array | undefined;
  readonly marks: Map<number, readonly number[]>;
}

const TICKS = new WeakMap<Scale, Ticks>();
const LIVES_MAX = 300;

/** Pixels at which something happened, left to right. */
export function tickMarks(
  trace: Trace,
  index: TraceIndex,
  life: number,
  scale: Scale,
  kept: Uint8Array | undefined,
): readonly number[] {
  let ticks = TICKS.get(scale);
  const same = ticks?.index === index && ticks.kept === kept;
  if (ticks === undefined || !same || ticks.marks.size > LIVES_MAX) {
    ticks = { index, kept, marks: new Map() };
    TICKS.set(scale, ticks);
  }
  const marks = ticks.marks.get(life) ?? findTicks(trace, index, life, scale, kept);
  ticks.marks.set(life, marks);
  return marks;
}

function findTicks(
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
export const firstAtOrAfter = (
  t: Float64Array,
  events: Uint32Array,
  start: number,
  end: number,
  time: number,
): number => firstAfter(start, end, at => (t[events[at] ?? 0] ?? 0) < time);

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
export function handedOut({ lives }: Trace, ns: number, most: number): readonly Handed[] {
  const { born, bornAt } = lives.columns;
  const list: number[] = [];
  let sorted = true;
  for (let life = 0; life < lives.length; life++) {
    if ((born[life] as number) < 0 || numberIn(lives, life, ns) < 0) continue;
    const before = list[list.length - 1] ?? life;
    sorted &&= (bornAt[before] as number) <= (bornAt[life] as number);
    list.push(life);
  }
  if (!sorted) list.sort((a, b) => (bornAt[a] as number) - (bornAt[b] as number));
  const every = Math.max(1, Math.ceil(list.length / most));
  return list
    .filter((_, i) => i % every === 0 || i === list.length - 1)
    .map(life => ({ t: bornAt[life] as number, nr: numberIn(lives, life, ns), life }));
}

/** An incarnation's number in a namespace; -1 for none. */
function numberIn({ columns, levels }: Trace['lives'], life: number, ns: number): number {
  const from = columns.level[life] as number;
  if (from < 0) return ns === 0 ? (columns.tid[life] as number) : -1;
  const end = from + LEVEL * (columns.depth[life] as number);
  for (let at = from; at < end; at += LEVEL) {
    if (levels[at + 1] === ns) return levels[at] as number;
  }
  return -1;
}
