// A whole recording in a few hundred columns of time: how many tasks there are, how many numbers come
// back, and the worst use.

import { holderOf } from './incarnation.ts';
import type { Trace } from './trace.ts';

export interface Overview {
  /** Tasks that are there at some time of the column. */
  readonly living: Int32Array;
  /** Births with a number that had a holder before. */
  readonly recycled: Int32Array;
  /** The least verdict code (see hazard.ts) of a use in the column; 0 for no use. */
  readonly verdict: Uint8Array;
}

/** Counts by column; the columns cover the time from 0 to `length` nanoseconds. */
export function overviewOf(trace: Trace, columns: number, length: number): Overview {
  const column = (t: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor((t / length) * columns)));
  const change = new Int32Array(columns + 1);
  const recycled = new Int32Array(columns);
  for (const life of trace.lives) {
    const from = column(life.bornAt);
    const to = column(life.reap >= 0 ? life.reapAt : length);
    change[from] = (change[from] as number) + 1;
    change[to + 1] = (change[to + 1] as number) - 1;
    if (holderOf(life) > 0) recycled[from] = (recycled[from] as number) + 1;
  }
  let now = 0;
  const living = change.subarray(0, columns).map(by => {
    now += by;
    return now;
  });
  const verdict = new Uint8Array(columns);
  const { uses } = trace;
  for (let use = 0; use < uses.count; use++) {
    const at = column(trace.columns.t[uses.event[use] as number] as number);
    const code = uses.verdict[use] as number;
    if (verdict[at] === 0 || code < (verdict[at] as number)) verdict[at] = code;
  }
  return { living, recycled, verdict };
}
