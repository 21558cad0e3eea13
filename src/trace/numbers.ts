// The number table of one PID namespace at a moment, as far as the recording shows it: who holds which
// number, which one was handed out last, and how often the numbers have come round.

import type { Incarnation } from './incarnation.ts';
import { countUpTo } from './sorted.ts';
import { stateAt, type Trace } from './trace.ts';

/** What a namespace handed out, in the order of events. */
export interface Handouts {
  /** Number of the namespace: 0 is the recorder's. */
  readonly ns: number;
  readonly event: Int32Array;
  readonly nr: Int32Array;
  readonly life: Int32Array;
  /** Laps begun before each: 0 on the first. A lap begins where the numbers fall. */
  readonly lap: Int32Array;
  /** Every number that had a holder, in order. */
  readonly seen: Int32Array;
  /** The number that is never handed out: `pid_max`; undefined where the recording does not tell. */
  readonly end: number | undefined;
}

/** One per namespace with a number in it, the recorder's first. */
export function indexHandouts(trace: Trace): readonly Handouts[] {
  const byNs = new Map<number, { life: Incarnation; nr: number }[]>();
  for (const life of trace.lives) {
    life.nr.forEach((nr, level) => {
      const ns = life.ns[level] ?? -1;
      if (ns < 0 || nr <= 0) return;
      const list = byNs.get(ns);
      if (list === undefined) byNs.set(ns, [{ life, nr }]);
      else list.push({ life, nr });
    });
  }
  return [...byNs.keys()]
    .sort((a, b) => a - b)
    .map(ns => handoutsOf(ns, byNs.get(ns) ?? [], ns === 0 ? trace.header?.pidMax : undefined));
}

function handoutsOf(
  ns: number,
  list: { life: Incarnation; nr: number }[],
  end: number | undefined,
): Handouts {
  const seen = Int32Array.from(new Set(list.map(({ nr }) => nr))).sort();
  // Those who were there before were not handed a number in the recording.
  const handed = list.filter(({ life }) => life.how !== 'proc' && life.how !== 'seen');
  handed.sort((a, b) => a.life.born - b.life.born || a.life.index - b.life.index);
  const lap = new Int32Array(handed.length);
  const span = (seen.at(-1) ?? 0) - (seen[0] ?? 0);
  for (let i = 1; i < handed.length; i++) {
    // Two forks at once may be told in the other order: a small fall is not a lap.
    const fall = (handed[i - 1]?.nr ?? 0) - (handed[i]?.nr ?? 0);
    lap[i] = (lap[i - 1] as number) + (fall > span / 4 ? 1 : 0);
  }
  return {
    ns,
    event: Int32Array.from(handed, ({ life }) => Math.max(0, life.born)),
    nr: Int32Array.from(handed, ({ nr }) => nr),
    life: Int32Array.from(handed, ({ life }) => life.index),
    lap,
    seen,
    end,
  };
}

/** A number with a holder. */
export interface Held {
  readonly nr: number;
  readonly life: number;
  readonly zombie: boolean;
}

export interface Numbers {
  readonly ns: number;
  readonly held: readonly Held[];
  /** The last number handed out, and to whom; undefined before the first. */
  readonly last: { readonly nr: number; readonly life: number } | undefined;
  /** From 1. */
  readonly lap: number;
}

/** The table at a moment. `living`: who is there then (see living.ts). */
export function numbersAt(
  trace: Trace,
  handouts: Handouts,
  living: Int32Array,
  event: number,
): Numbers {
  const held: Held[] = [];
  for (const index of living) {
    const life = trace.lives.at(index);
    const level = life?.ns.indexOf(handouts.ns) ?? -1;
    if (life === undefined || level < 0) continue;
    const zombie = stateAt(life, event) === 'zombie';
    held.push({ nr: life.nr[level] ?? 0, life: index, zombie });
  }
  held.sort((a, b) => a.nr - b.nr);
  const n = countUpTo(handouts.event, event);
  const last =
    n === 0
      ? undefined
      : { nr: handouts.nr[n - 1] as number, life: handouts.life[n - 1] as number };
  return { ns: handouts.ns, held, last, lap: n === 0 ? 1 : (handouts.lap[n - 1] as number) + 1 };
}

/** The last of `holders` (of one number, by birth) that was there at or before a moment; -1: none. */
export function lastHolder(trace: Trace, holders: Int32Array, event: number): number {
  return holders.findLast(life => (trace.lives.at(life)?.born ?? 0) <= event) ?? -1;
}
