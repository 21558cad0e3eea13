// What the durations of recorded calls allow: a call took effect at some moment between its beginning
// and its end, but the lines are in the order of the ends.

import { Kind } from '../trace/record.ts';
import type { Trace } from '../trace/trace.ts';

/**
 * How much before its recorded beginning a call may have begun: nanoseconds. The recorder hears of a
 * beginning before and of an end after it, so this is no more than what a duration is rounded by.
 */
export const slack = (duration: number): number => 1000 + duration / 4e6;

/** A record of an end, a stop or a kill may come this much after what followed from it: nanoseconds. */
export const LATE = 20_000_000;

/** How many events further on a wait is looked for. */
const AHEAD = 10_000;

/**
 * Whether an incarnation may be gone by the time `t` although the log tells of its reap later than
 * `event`: somebody else than the caller had begun the wait that collected it, or it goes by itself
 * or by somebody outside, at any time between its end and the record of it.
 */
export function mayBeGone(trace: Trace, life: number, event: number, t: number): boolean {
  const it = trace.lives.at(life);
  const { columns } = trace;
  if (it === undefined || it.reap < event || it.reaper === columns.actor[event]) return false;
  if (it.reap === event) return it.reapHow === 'wait' && waitedFor(trace, life, event, t);
  if (it.reapHow !== 'wait' || it.reaper < 0) return it.exit >= 0 && it.exit <= event;
  return began(trace, it.reap, t);
}

/** Whether a wait that is told of after `event` had begun by then. Its number was reused meanwhile. */
function waitedFor(trace: Trace, life: number, event: number, t: number): boolean {
  const { columns, count } = trace;
  for (let i = event + 1; i < Math.min(count, event + AHEAD); i++) {
    if (columns.object[i] === life && columns.kind[i] === Kind.call) return began(trace, i, t);
  }
  return false;
}

/** Whether a call had begun by a time. */
function began({ columns }: Trace, event: number, t: number): boolean {
  const took = columns.d[event] ?? 0;
  return (columns.t[event] ?? 0) - took <= t + slack(took);
}
