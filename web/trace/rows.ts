// The rows of the timeline from top to bottom: the process in focus, what it holds, then one lane per
// incarnation. Pure; the drawing only asks which rows are in view.

import { groupOf, verdictAt } from '../../src/explain/trace-verdict.ts';
import { holderOf, isThread, namespaceOf, numberOf } from '../../src/trace/incarnation.ts';
import type { Trace, TraceIndex } from '../../src/trace/trace.ts';
import { type Hold, holdsOf } from './holds.ts';
import { isReused } from './tones.ts';

export type Order = 'number' | 'start' | 'parent';
export type LaneSet = 'interest' | 'all';

export type Row =
  | {
      readonly kind: 'life';
      readonly key: string;
      readonly y: number;
      readonly h: number;
      readonly life: number;
      readonly depth: number;
      readonly focus: boolean;
    }
  | {
      readonly kind: 'hold';
      readonly key: string;
      readonly y: number;
      readonly h: number;
      readonly hold: Hold;
    };

export interface Rows {
  readonly rows: readonly Row[];
  readonly height: number;
  /** Middle of an incarnation's lane. */
  readonly laneOf: ReadonlyMap<number, number>;
  /** Middle of the row that a use goes out from. */
  readonly originOf: ReadonlyMap<number, number>;
  /** First and last pixel of the box around what the focused process holds. */
  readonly box: { readonly from: number; readonly to: number } | undefined;
  readonly total: number;
}

export interface RowOptions {
  readonly order: Order;
  readonly set: LaneSet;
  /** The process whose notes are shown; -1 for none. */
  readonly focus: number;
  /** The selected use, whose note is always shown; -1 for none. */
  readonly use: number;
  readonly laneHeight: number;
}

export const HOLD_HEIGHT = 27;
const HOLDS_MAX = 8;
/** Above so many reused numbers, being reused alone does not make a lane interesting. */
const REUSED_MAX = 400;

/** Lays the rows out. */
export function layRows(trace: Trace, index: TraceIndex, options: RowOptions): Rows {
  const { focus, laneHeight } = options;
  const rows: Row[] = [];
  const laneOf = new Map<number, number>();
  const originOf = new Map<number, number>();
  let y = 4;
  const lane = (life: number, depth: number, focused: boolean): void => {
    rows.push({ kind: 'life', key: `life ${life}`, y, h: laneHeight, life, depth, focus: focused });
    laneOf.set(life, y + laneHeight / 2);
    y += laneHeight;
  };
  let box: Rows['box'];
  if (focus >= 0) {
    lane(focus, 0, true);
    const from = y;
    for (const hold of holdsOf(trace, index, focus, options.use, HOLDS_MAX)) {
      rows.push({ kind: 'hold', key: hold.key, y, h: HOLD_HEIGHT, hold });
      for (const use of hold.uses) originOf.set(use, y + HOLD_HEIGHT / 2);
      y += HOLD_HEIGHT;
    }
    if (y > from) {
      box = { from, to: y };
      y += 10;
    }
  }
  const lives = ordered(trace, index, options);
  for (const { life, depth } of lives) if (life !== focus) lane(life, depth, false);
  return { rows, height: y + 6, laneOf, originOf, box, total: trace.lives.length };
}

interface Placed {
  readonly life: number;
  readonly depth: number;
}

function ordered(trace: Trace, index: TraceIndex, { order, set }: RowOptions): readonly Placed[] {
  const shown = set === 'all' ? undefined : interesting(trace, index);
  const wanted = (life: number): boolean => shown === undefined || shown.has(life);
  if (order === 'parent') return byParent(trace, index).filter(({ life }) => wanted(life));
  const lives = trace.lives.filter(life => wanted(life.index));
  lives.sort((a, b) =>
    order === 'start'
      ? a.bornAt - b.bornAt || a.index - b.index
      : namespaceOf(a) - namespaceOf(b) || numberOf(a) - numberOf(b) || holderOf(a) - holderOf(b),
  );
  return lives.map(life => ({ life: life.index, depth: isThread(life) ? 1 : 0 }));
}

/** Depth first: a process, its threads, its children. */
function byParent(trace: Trace, index: TraceIndex): readonly Placed[] {
  const list: Placed[] = [];
  const stack: Placed[] = [];
  const push = (lives: readonly number[] | undefined, depth: number): void => {
    for (let i = (lives?.length ?? 0) - 1; i >= 0; i--) {
      stack.push({ life: lives?.[i] ?? -1, depth });
    }
  };
  push(index.children.get(-1), 0);
  const seen = new Set<number>();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next.life)) continue;
    seen.add(next.life);
    list.push(next);
    push(index.children.get(next.life), next.depth + 1);
    push(index.threads.get(next.life), next.depth + 1);
  }
  for (const life of trace.lives)
    if (!seen.has(life.index)) list.push({ life: life.index, depth: 0 });
  return list;
}

/** Incarnations with a reused number, and those who use or are meant or hit. */
export function interesting(trace: Trace, index: TraceIndex): ReadonlySet<number> {
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
  return shown;
}

/** The process whose uses are worst; -1 when nobody uses anything. */
export function defaultFocus(trace: Trace): number {
  let best = -1;
  let worst = 9;
  for (let use = 0; use < trace.uses.count; use++) {
    const verdict = trace.uses.verdict[use] ?? 9;
    const self = verdict === 8;
    if (!self && verdict < worst) {
      worst = verdict;
      best = trace.uses.user[use] ?? -1;
    }
  }
  return best;
}

/** The rows between two heights. Rows are in order of `y`. */
export function rowsBetween(rows: readonly Row[], from: number, to: number): readonly Row[] {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && row.y + row.h < from) low = middle + 1;
    else high = middle;
  }
  const list: Row[] = [];
  for (let i = low; i < rows.length; i++) {
    const row = rows[i];
    if (row === undefined || row.y > to) break;
    list.push(row);
  }
  return list;
}
