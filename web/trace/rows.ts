// The rows of the timeline from top to bottom: the process in focus, what it holds, then the lanes.
// Only the rows in view are made; where any other stands is arithmetic.

import type { Trace, TraceIndex } from '../../src/trace/trace.ts';
import { type Hold, holdsOf, keyOfUse } from './holds.ts';
import type { Lanes } from './lanes.ts';

export interface LifeRow {
  readonly kind: 'life';
  readonly y: number;
  readonly h: number;
  readonly life: number;
  readonly depth: number;
  readonly fold: 'none' | 'open' | 'closed';
  /** All incarnations in a closed lane; only its own otherwise. */
  readonly members: readonly number[];
}

export type Row =
  | LifeRow
  | {
      readonly kind: 'hold';
      readonly y: number;
      readonly h: number;
      readonly hold: Hold;
    };

export interface Rows {
  /** The process in focus and what it holds. */
  readonly top: readonly Row[];
  readonly lanes: Lanes;
  readonly focus: number;
  /** Where the first lane begins, and how high one is. */
  readonly from: number;
  readonly laneHeight: number;
  readonly height: number;
  readonly count: number;
  /** Middle of the row of each note and pidfd, by key. */
  readonly origins: ReadonlyMap<number, number>;
  /** First and last pixel of the box around what the focused process holds. */
  readonly box: { readonly from: number; readonly to: number } | undefined;
}

export interface RowOptions {
  /** The process whose notes are shown; -1 for none. */
  readonly focus: number;
  /** The selected use, whose note is always shown; -1 for none. */
  readonly use: number;
  /** Least and greatest height of a lane, and the height that there is for all rows. */
  readonly laneHeight: readonly [number, number];
  readonly room: number;
}

export const HOLD_HEIGHT = 27;
const HOLDS_MAX = 8;

/** Lays the rows out, lanes as high as there is room for. */
export function layRows(trace: Trace, index: TraceIndex, lanes: Lanes, options: RowOptions): Rows {
  const { focus, use, room } = options;
  const holds = focus < 0 ? [] : holdsOf(trace, index, focus, use, HOLDS_MAX);
  const alone =
    focus >= 0 && lanes.lives[lanes.place[focus] ?? -1] === focus && isAlone(lanes, focus);
  const count = lanes.lives.length + (focus >= 0 ? 1 : 0) - (alone ? 1 : 0);
  const others = 10 + holds.length * HOLD_HEIGHT + (holds.length > 0 ? 10 : 0);
  const [least, most] = options.laneHeight;
  const laneHeight = Math.min(
    most,
    Math.max(least, Math.floor((room - others - 2) / Math.max(1, count))),
  );
  const top: Row[] = [];
  const origins = new Map<number, number>();
  let y = 4;
  let box: Rows['box'];
  if (focus >= 0) {
    top.push(lifeRow(focus, y, laneHeight, 0, 'none', [focus]));
    y += laneHeight;
    const from = y;
    for (const hold of holds) {
      top.push({ kind: 'hold', y, h: HOLD_HEIGHT, hold });
      origins.set(hold.key, y + HOLD_HEIGHT / 2);
      y += HOLD_HEIGHT;
    }
    if (y > from) {
      box = { from, to: y };
      y += 10;
    }
  }
  const height = y + (count - (focus >= 0 ? 1 : 0)) * laneHeight + 6;
  return {
    top,
    lanes,
    focus: alone ? focus : -1,
    from: y,
    laneHeight,
    height,
    count,
    origins,
    box,
  };
}

/** A lane that holds nobody else is left out below when it stands on top already. */
const isAlone = (lanes: Lanes, life: number): boolean =>
  lanes.folds[lanes.place[life] ?? -1] !== 'closed';

function lifeRow(
  life: number,
  y: number,
  h: number,
  depth: number,
  fold: LifeRow['fold'],
  members: readonly number[],
): LifeRow {
  return { kind: 'life', y, h, life, depth, fold, members };
}

/** Middle of the row that a use goes out from: of its note or pidfd, or of its user's lane. */
export function originOf(rows: Rows, trace: Trace, use: number): number | undefined {
  const [first] = rows.top;
  const user = trace.uses.user[use] ?? -1;
  const own = first?.kind === 'life' && first.life === user;
  return (own ? rows.origins.get(keyOfUse(trace, use)) : undefined) ?? laneOf(rows, user);
}

/** Middle of an incarnation's lane; undefined when it has none. */
export function laneOf(rows: Rows, life: number): number | undefined {
  const { top, lanes, laneHeight } = rows;
  const [first] = top;
  if (first?.kind === 'life' && first.life === life) return first.y + first.h / 2;
  const place = lanes.place[life] ?? -1;
  return place < 0 ? undefined : yOfPlace(rows, place) + laneHeight / 2;
}

/** Without the lane that stands on top, those after it move up. */
function yOfPlace({ lanes, focus, from, laneHeight }: Rows, place: number): number {
  const left = focus < 0 ? Number.POSITIVE_INFINITY : (lanes.place[focus] ?? -1);
  return from + (place > left ? place - 1 : place) * laneHeight;
}

/** The lanes between two heights, from top to bottom, by their place. */
export function placesBetween(rows: Rows, from: number, to: number): readonly number[] {
  const { lanes, laneHeight, focus } = rows;
  const left = focus < 0 ? Number.POSITIVE_INFINITY : (lanes.place[focus] ?? -1);
  const [top] = rows.top;
  const places: number[] = [];
  if (focus >= 0 && left >= 0 && top !== undefined && top.y + top.h >= from) places.push(left);
  const first = Math.max(0, Math.floor((from - rows.from) / laneHeight));
  for (let i = first; rows.from + i * laneHeight <= to; i++) {
    const place = i >= left ? i + 1 : i;
    if (place >= lanes.lives.length) break;
    places.push(place);
  }
  return places;
}

/** The rows between two heights, from top to bottom. */
export function rowsBetween(rows: Rows, from: number, to: number): readonly Row[] {
  const { lanes, laneHeight, focus } = rows;
  const list = rows.top.filter(row => row.y + row.h >= from && row.y <= to);
  for (const place of placesBetween(rows, from, to)) {
    const life = lanes.lives[place];
    if (life === undefined || life === focus) continue;
    const members = lanes.members.get(place) ?? [life];
    const fold = lanes.folds[place] ?? 'none';
    const depth = lanes.depths[place] ?? 0;
    list.push(lifeRow(life, yOfPlace(rows, place), laneHeight, depth, fold, members));
  }
  return list;
}

/** The incarnation on the next or previous lane; -1 at the end. */
export function neighbour({ lanes }: Rows, life: number, by: 1 | -1): number {
  const place = lanes.place[life] ?? -1;
  const next = place < 0 ? (by > 0 ? 0 : lanes.lives.length - 1) : place + by;
  return lanes.lives[next] ?? -1;
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
