// The number table of one PID namespace at a moment, as far as the recording shows it: who holds which
// number, which one was handed out last, and how often the numbers have come round.

import { LEVEL } from './life-columns.ts';
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
  const { columns, levels, length } = trace.lives;
  const byNs = new Map<number, { lives: number[]; nrs: number[] }>();
  const add = (ns: number, nr: number, life: number): void => {
    if (ns < 0 || nr <= 0) return;
    let list = byNs.get(ns);
    if (list === undefined) {
      list = { lives: [], nrs: [] };
      byNs.set(ns, list);
    }
    list.lives.push(life);
    list.nrs.push(nr);
  };
  for (let life = 0; life < length; life++) {
    const from = columns.level[life] as number;
    if (from < 0) add(0, columns.tid[life] as number, life);
    else {
      const end = from + LEVEL * (columns.depth[life] as number);
      for (let at = from; at < end; at += LEVEL) {
        add(levels[at + 1] as number, levels[at] as number, life);
      }
    }
  }
  return [...byNs]
    .sort(([a], [b]) => a - b)
    .map(([ns, { lives, nrs }]) => handoutsOf(trace, ns, lives, nrs));
}

function handoutsOf(
  trace: Trace,
  ns: number,
  lives: readonly number[],
  nrs: readonly number[],
): Handouts {
  const { born, how } = trace.lives.columns;
  const seen = Int32Array.from(nrs)
    .sort()
    .filter((nr, i, all) => nr !== all[i - 1]);
  // Those who were there before were not handed a number in the recording.
  const before = [trace.names.indexOf('proc'), trace.names.indexOf('seen')];
  const handed: number[] = [];
  lives.forEach((life, i) => {
    if (!before.includes(how[life] as number)) handed.push(i);
  });
  const bornOf = (i: number): number => born[lives[i] as number] as number;
  // In the order of lives but for few: tasks that were heard of before their births were told.
  if (handed.some((i, at) => at > 0 && bornOf(i) < bornOf(handed[at - 1] as number))) {
    handed.sort((a, b) => bornOf(a) - bornOf(b) || a - b);
  }
  const { length } = handed;
  const [event, nr, life] = [
    new Int32Array(length),
    new Int32Array(length),
    new Int32Array(length),
  ];
  const lap = new Int32Array(length);
  const span = (seen.at(-1) ?? 0) - (seen[0] ?? 0);
  handed.forEach((from, i) => {
    event[i] = Math.max(0, bornOf(from));
    nr[i] = nrs[from] as number;
    life[i] = lives[from] as number;
    // Two forks at once may be told in the other order: a small fall is not a lap.
    const fall = i === 0 ? 0 : (nr[i - 1] as number) - (nr[i] as number);
    lap[i] = i === 0 ? 0 : (lap[i - 1] as number) + (fall > span / 4 ? 1 : 0);
  });
  return { ns, event, nr, life, lap, seen, end: ns === 0 ? trace.header?.pidMax : undefined };
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
