// Which incarnations have a lane, in which order, and which are folded into another's: the holders of
// one number into one lane, a process tree into that of its root. Pure; costly for large recordings,
// so computed only when one of the options changes.

import { groupOf, verdictAt } from '../../src/explain/trace-verdict.ts';
import {
  holderOf,
  type Incarnation,
  isThread,
  namespaceOf,
  numberOf,
} from '../../src/trace/incarnation.ts';
import type { Trace, TraceIndex } from '../../src/trace/trace.ts';
import { isReused, keyOf } from './tones.ts';

export type Order = 'number' | 'start' | 'parent';
export type LaneSet = 'interest' | 'all';

/** Which lanes are folded: all or none, but for exceptions. */
export interface Folds {
  readonly all: boolean;
  readonly except: ReadonlySet<string>;
}

export interface LaneOptions {
  readonly order: Order;
  readonly set: LaneSet;
  readonly folds: Folds;
  /** 1 for each incarnation that may have a lane; undefined: all may. */
  readonly family: Uint8Array | undefined;
  /** One that has a lane in any case; -1 for none. */
  readonly extra: number;
}

export interface Lanes {
  readonly lives: readonly number[];
  readonly depths: readonly number[];
  /** What folds at a lane: `none`, or whether it is `open` or `closed`. */
  readonly folds: readonly ('none' | 'open' | 'closed')[];
  /** All incarnations in a closed lane, its own first; by lane. */
  readonly members: ReadonlyMap<number, readonly number[]>;
  /** The lane of each incarnation, -1 for none. */
  readonly place: Int32Array;
  /** Whether anything can be folded. */
  readonly foldable: boolean;
}

/** Above so many reused numbers, being reused alone does not make a lane interesting. */
const REUSED_MAX = 400;
/** With more lanes than this, they begin folded. */
const FOLD_ABOVE = 60;

/** What names a fold: the number, or the tree's root. */
export function foldKey(trace: Trace, order: Order, life: number): string {
  const found = trace.lives.at(life);
  return order === 'number' && found !== undefined ? `nr ${keyOf(found)}` : `life ${life}`;
}

export function lanesOf(trace: Trace, index: TraceIndex, options: LaneOptions): Lanes {
  const { order, family } = options;
  const shown = options.set === 'all' ? undefined : interesting(trace, index);
  const wanted = (life: number): boolean =>
    life === options.extra ||
    ((shown === undefined || shown.has(life)) && (family === undefined || family[life] === 1));
  const runs = order === 'parent' ? byParent(trace, index, wanted) : sorted(trace, order, wanted);
  const into = {
    lives: [] as number[],
    depths: [] as number[],
    folds: [] as ('none' | 'open' | 'closed')[],
    members: new Map<number, readonly number[]>(),
    place: new Int32Array(trace.lives.length).fill(-1),
    foldable: false,
  };
  for (let i = 0; i < runs.length; ) {
    const { life, depth, end } = runs[i] as Run;
    const folds = end > i + 1;
    const key = folds ? foldKey(trace, order, life) : '';
    // Of a tree, the roots begin open: a single lane would say nothing.
    const begin = options.folds.all && !(order === 'parent' && depth === 0);
    const closed = folds && begin !== options.folds.except.has(key);
    const lane = into.lives.push(life) - 1;
    into.depths.push(depth);
    into.folds.push(!folds ? 'none' : closed ? 'closed' : 'open');
    into.foldable ||= folds;
    const last = closed ? end : i + 1;
    for (let j = i; j < last; j++) into.place[(runs[j] as Run).life] = lane;
    if (closed)
      into.members.set(
        lane,
        runs.slice(i, end).map(run => run.life),
      );
    i = last;
  }
  return into;
}

/** An incarnation in order; those up to `end` fold into it. */
interface Run {
  readonly life: number;
  readonly depth: number;
  end: number;
}

function sorted(trace: Trace, order: Order, wanted: (life: number) => boolean): readonly Run[] {
  const lives = trace.lives.filter(life => wanted(life.index));
  lives.sort((a, b) =>
    order === 'start'
      ? a.bornAt - b.bornAt || a.index - b.index
      : namespaceOf(a) - namespaceOf(b) || numberOf(a) - numberOf(b) || holderOf(a) - holderOf(b),
  );
  const runs = lives.map((life, i) => ({
    life: life.index,
    depth: isThread(life) ? 1 : 0,
    end: i + 1,
  }));
  if (order === 'start') return runs;
  for (let i = 0; i < lives.length; ) {
    let end = i + 1;
    const [first, own] = [lives[i], runs[i]];
    while (end < lives.length && first !== undefined && sameNumber(first, lives[end])) end++;
    if (own !== undefined) own.end = end;
    i = end;
  }
  return runs;
}

const sameNumber = (a: Incarnation, b: Incarnation | undefined): boolean =>
  b !== undefined && numberOf(a) === numberOf(b) && namespaceOf(a) === namespaceOf(b);

/** Depth first: a process, its threads, its children. */
function byParent(
  trace: Trace,
  index: TraceIndex,
  wanted: (life: number) => boolean,
): readonly Run[] {
  const runs: Run[] = [];
  const stack: { life: number; depth: number }[] = [];
  const push = (lives: Int32Array, depth: number): void => {
    for (let i = lives.length - 1; i >= 0; i--) {
      stack.push({ life: lives[i] ?? -1, depth });
    }
  };
  push(index.children.get(-1), 0);
  const seen = new Uint8Array(trace.lives.length);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen[next.life] === 1) continue;
    seen[next.life] = 1;
    if (wanted(next.life)) runs.push({ ...next, end: 0 });
    push(index.children.get(next.life), next.depth + 1);
    push(index.threads.get(next.life), next.depth + 1);
  }
  for (const life of trace.lives) {
    if (seen[life.index] !== 1 && wanted(life.index)) {
      runs.push({ life: life.index, depth: 0, end: 0 });
    }
  }
  const path: Run[] = [];
  runs.forEach((run, i) => {
    while (path.length > 0 && (path.at(-1)?.depth ?? 0) >= run.depth) end(path.pop(), i);
    path.push(run);
  });
  for (const run of path) run.end = runs.length;
  return runs;
}

function end(run: Run | undefined, at: number): void {
  if (run !== undefined) run.end = at;
}

/** Whether lanes begin folded: when they are too many to look at. */
export const beginFolded = (trace: Trace, index: TraceIndex, set: LaneSet): boolean =>
  (set === 'all' ? trace.lives.length : interesting(trace, index).size) > FOLD_ABOVE;

const INTERESTING = new WeakMap<Trace, ReadonlySet<number>>();

/** Incarnations with a reused number, and those who use or are meant or hit. Found once per recording. */
export function interesting(trace: Trace, index: TraceIndex): ReadonlySet<number> {
  const known = INTERESTING.get(trace);
  if (known !== undefined) return known;
  const reused = trace.lives.filter(life => isReused(index, life));
  const shown = new Set<number>(reused.length <= REUSED_MAX ? reused.map(life => life.index) : []);
  const { uses } = trace;
  for (let use = 0; use < uses.count; use++) {
    const safe = groupOf(verdictAt(trace, use)) === 'safe';
    if (safe && shown.size > REUSED_MAX) continue;
    for (const life of [uses.user[use], uses.meant[use], uses.hit[use]]) {
      if (life !== undefined && life >= 0) shown.add(life);
    }
  }
  if (shown.size === 0) for (const life of trace.lives.slice(0, 60)) shown.add(life.index);
  INTERESTING.set(trace, shown);
  return shown;
}
