// Which calls and signals are drawn as arrows, and from where to where.

import { groupOf, verdictAt } from '../../src/explain/trace-verdict.ts';
import { Verdict } from '../../src/trace/hazard.ts';
import { countUpTo, firstAfter } from '../../src/trace/sorted.ts';
import { eventAt, firstUse, type Trace } from '../../src/trace/trace.ts';
import type { Frame } from './frame.ts';
import { isPidfdUse } from './holds.ts';
import type { Lanes } from './lanes.ts';
import { laneOf, originOf, placesBetween } from './rows.ts';
import { timeOf, xOf } from './scale.ts';

export interface Arrow {
  readonly use: number;
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly look: 'wrong' | 'nobody' | 'unprotected' | 'unknown' | 'safe' | 'gone' | 'reached';
}

/** Harmless arrows keep this far from each other. */
const APART = 24;
const ARROWS_MAX = 160;
/** Uses that reached somebody else or nobody, looked at per drawing; of more, some are skipped evenly. */
const LOOKED_AT = 3000;
/** Uses that no filter keeps, looked at for one place on the screen. */
const PASSED_MAX = 200;

/** The arrows in view. Where there are too many uses for the screen, harmless ones are left out. */
export function arrowsOf(frame: Frame, group: string | undefined, view: View): readonly Arrow[] {
  const { trace, scale } = frame;
  const list: Arrow[] = [];
  const add = (use: number): void => {
    const arrow = arrowOf(frame, use, group);
    if (arrow !== undefined && inView(arrow, false, view)) list.push(arrow);
  };
  if (frame.use >= 0) add(frame.use);
  const from = countUpTo(frame.grave, firstUse(trace, eventAt(trace, scale.from)) - 1);
  const to = countUpTo(frame.grave, firstUse(trace, eventAt(trace, scale.to) + 1) - 1);
  const skip = Math.max(1, Math.ceil((to - from) / LOOKED_AT));
  for (let i = from; i < to && list.length < ARROWS_MAX; i += skip) {
    const use = frame.grave[i] as number;
    if (use !== frame.use) add(use);
  }
  addHarmless(frame, group, view, list);
  return list;
}

/** Adds harmless arrows lane by lane, as many as there is room for side by side. */
function addHarmless(frame: Frame, group: string | undefined, view: View, list: Arrow[]): void {
  const { trace, scale, rows } = frame;
  const { starts, uses } = usesByLane(trace, rows.lanes);
  const taken = new Uint8Array(Math.ceil(scale.width / APART) + 2);
  for (const place of placesBetween(rows, view.from, view.to)) {
    const [start, end] = [starts[place] as number, starts[place + 1] as number];
    let x = scale.left;
    let at = start;
    while (x <= scale.left + scale.width && list.length < ARROWS_MAX) {
      const from = timeOf(scale, x);
      at = firstAfter(at, end, place => timeOfUse(trace, uses[place] as number) < from);
      const arrow = nextArrow(frame, group, uses, at, end);
      if (arrow === undefined || arrow.x > scale.left + scale.width) break;
      const slot = Math.floor((arrow.x - scale.left) / APART);
      const free = taken[slot] === 0 && taken[slot + 1] === 0;
      if (free && inView(arrow, true, view)) {
        taken[slot] = 1;
        list.push(arrow);
      }
      x = Math.max(x, arrow.x) + (free ? APART : APART / 2);
    }
  }
}

const timeOfUse = ({ columns, uses }: Trace, use: number): number =>
  columns.t[uses.event[use] as number] as number;

/** The first of some uses that is drawn, of those near. */
function nextArrow(
  frame: Frame,
  group: string | undefined,
  uses: Uint32Array,
  at: number,
  end: number,
): Arrow | undefined {
  for (let i = at; i < end && i < at + PASSED_MAX; i++) {
    const use = uses[i] as number;
    const arrow = use === frame.use ? undefined : arrowOf(frame, use, group);
    if (arrow !== undefined) return arrow;
  }
  return undefined;
}

/** Harmless uses by the lane that they reached, in order. */
interface UsesByLane {
  readonly starts: Uint32Array;
  readonly uses: Uint32Array;
}

const BY_LANE = new WeakMap<Lanes, UsesByLane>();

/** Found once per set of lanes: a recording may have a million uses. */
function usesByLane(trace: Trace, lanes: Lanes): UsesByLane {
  const known = BY_LANE.get(lanes);
  if (known !== undefined) return known;
  const { verdict, hit, meant, count } = trace.uses;
  const laneOfUse = (use: number): number => {
    const code = verdict[use] as number;
    if (code < Verdict.unprotected || code === Verdict.self) return -1;
    const target = hit[use] as number;
    return lanes.place[target >= 0 ? target : (meant[use] as number)] ?? -1;
  };
  const starts = new Uint32Array(lanes.lives.length + 1);
  for (let use = 0; use < count; use++) {
    const lane = laneOfUse(use);
    if (lane >= 0) starts[lane + 1] = (starts[lane + 1] as number) + 1;
  }
  for (let i = 1; i < starts.length; i++) {
    starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  }
  const fill = starts.slice();
  const uses = new Uint32Array(starts[starts.length - 1] as number);
  for (let use = 0; use < count; use++) {
    const lane = laneOfUse(use);
    if (lane < 0) continue;
    const at = fill[lane] as number;
    uses[at] = use;
    fill[lane] = at + 1;
  }
  const made = { starts, uses };
  BY_LANE.set(lanes, made);
  return made;
}

/** Harmless arrows are drawn when their target is in view, others when any part of them is. */
function inView(arrow: Arrow, harmless: boolean, view: View): boolean {
  if (harmless) return arrow.to >= view.from && arrow.to <= view.to;
  return Math.max(arrow.from, arrow.to) >= view.from && Math.min(arrow.from, arrow.to) <= view.to;
}

function arrowOf(frame: Frame, use: number, group: string | undefined): Arrow | undefined {
  const { trace, rows, scale } = frame;
  const { uses } = trace;
  const verdict = verdictAt(trace, use);
  const kind = groupOf(verdict);
  if (frame.kept !== undefined && frame.kept[uses.event[use] ?? 0] !== 1) return undefined;
  if (verdict === 'self' || (group !== undefined && kind !== group && use !== frame.use)) {
    return undefined;
  }
  const from = originOf(rows, trace, use);
  const hit = uses.hit[use] ?? -1;
  const to = laneOf(rows, hit >= 0 ? hit : (uses.meant[use] ?? -1));
  if (from === undefined || to === undefined) return undefined;
  const x = xOf(scale, trace.columns.t[uses.event[use] ?? 0] ?? 0);
  return { use, x, from, to, look: lookOf(frame, use, kind, hit) };
}

function lookOf(
  frame: Frame,
  use: number,
  kind: Arrow['look'] | 'safe',
  hit: number,
): Arrow['look'] {
  if (kind !== 'safe' || !isPidfdUse(frame.trace, use)) return kind;
  return hit < 0 ? 'gone' : 'reached';
}

/** Heights in view. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** A height, or one just out of view on its side. */
export const nearView = (y: number, { from, to }: View): number =>
  Math.min(Math.max(y, from - 60), to + 60);
