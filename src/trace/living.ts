// Who is there at a moment: every incarnation that is born and still has its number. Kept as a list of
// changes with checkpoints, so that any moment costs as much as there are tasks then, however long the
// recording is.

import { countUpTo } from './sorted.ts';
import type { Trace } from './trace.ts';

/** Births and releases in the order of events, and who was there before some of them. */
export interface Living {
  /** Event of each change. */
  readonly at: Int32Array;
  /** Who comes, or as `~life` who goes. */
  readonly who: Int32Array;
  /** Checkpoint `i` stands before change `marks[i]`; those there are `pool[starts[i] .. starts[i + 1]]`. */
  readonly marks: Uint32Array;
  readonly starts: Uint32Array;
  readonly pool: Int32Array;
}

const LEAST_APART = 256;

/** Builds the list of changes. As many numbers are kept in checkpoints as there are changes. */
export function indexLiving(trace: Trace): Living {
  const { lives } = trace;
  const { born, reap } = lives.columns;
  // Sorted as numbers: the event counts most, then births before releases.
  const keys = new Float64Array(lives.length * 2);
  let count = 0;
  for (let life = 0; life < lives.length; life++) {
    const end = reap[life] as number;
    keys[count++] = Math.max(0, born[life] as number) * lives.length * 2 + life;
    if (end >= 0) keys[count++] = (end * 2 + 1) * lives.length + life;
  }
  const sorted = keys.subarray(0, count).sort();
  const at = new Int32Array(count);
  const who = new Int32Array(count);
  sorted.forEach((key, i) => {
    const change = Math.floor(key / lives.length);
    at[i] = change >> 1;
    const life = key - change * lives.length;
    who[i] = change % 2 === 0 ? life : ~life;
  });
  return { at, who, ...checkpoints(who) };
}

function checkpoints(who: Int32Array): Pick<Living, 'marks' | 'starts' | 'pool'> {
  const there = new Set<number>();
  const marks: number[] = [];
  const starts: number[] = [0];
  const pool: number[] = [];
  let since = 0;
  for (let i = 0; i < who.length; i++) {
    if (since >= Math.max(LEAST_APART, there.size)) {
      marks.push(i);
      for (const life of there) pool.push(life);
      starts.push(pool.length);
      since = 0;
    }
    change(there, who[i] as number);
    since++;
  }
  return {
    marks: Uint32Array.from(marks),
    starts: Uint32Array.from(starts),
    pool: Int32Array.from(pool),
  };
}

function change(there: Set<number>, who: number): void {
  if (who >= 0) there.add(who);
  else there.delete(~who);
}

/** The incarnations that are alive or zombies once `event` has happened, in order of their index. */
export function livingAt(living: Living, event: number): Int32Array {
  const end = countUpTo(living.at, event);
  const check = countUpTo(living.marks, end) - 1;
  const there = new Set<number>(
    check < 0
      ? []
      : living.pool.subarray(living.starts[check] as number, living.starts[check + 1] as number),
  );
  for (let i = check < 0 ? 0 : (living.marks[check] as number); i < end; i++) {
    change(there, living.who[i] as number);
  }
  return Int32Array.from(there).sort();
}
