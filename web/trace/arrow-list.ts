// Which calls and signals are drawn as arrows, and from where to where.

import { groupOf, verdictAt } from '../../src/explain/trace-verdict.ts';
import { Verdict } from '../../src/trace/hazard.ts';
import { countUpTo } from '../../src/trace/sorted.ts';
import { eventAt, firstUse } from '../../src/trace/trace.ts';
import type { Frame } from './frame.ts';
import { isPidfdUse } from './holds.ts';
import { laneOf, originOf } from './rows.ts';
import { xOf } from './scale.ts';

export interface Arrow {
  readonly use: number;
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly look: 'wrong' | 'nobody' | 'unprotected' | 'unknown' | 'safe' | 'gone' | 'reached';
}

/** Harmless arrows keep this far from each other: lines anywhere, marks on one lane. */
const LINES_APART = 7;
const MARKS_APART = 24;
const ARROWS_MAX = 160;
/** Harmless uses looked at per drawing; of more, some are skipped evenly. */
const LOOKED_AT = 3000;

/** The arrows in view. Where there are too many uses for the screen, harmless ones are left out. */
export function arrowsOf(frame: Frame, group: string | undefined, view: View): readonly Arrow[] {
  const { trace, scale } = frame;
  const { verdict } = trace.uses;
  const first = firstUse(trace, eventAt(trace, scale.from));
  const end = firstUse(trace, eventAt(trace, scale.to) + 1);
  const stride = Math.max(1, Math.ceil((end - first) / LOOKED_AT));
  const list: Arrow[] = [];
  const lastOn = new Map<number, number>();
  let last = Number.NEGATIVE_INFINITY;
  const add = (use: number, harmless: boolean): void => {
    if (list.length >= ARROWS_MAX) return;
    const arrow = arrowOf(frame, use, group);
    if (arrow === undefined || !inView(arrow, harmless, view)) return;
    if (harmless) {
      const before = lastOn.get(arrow.to) ?? Number.NEGATIVE_INFINITY;
      if (arrow.x - last < LINES_APART || arrow.x - before < MARKS_APART) return;
      last = arrow.x;
      lastOn.set(arrow.to, arrow.x);
    }
    list.push(arrow);
  };
  if (frame.use >= 0) add(frame.use, false);
  const from = countUpTo(frame.grave, first - 1);
  const to = countUpTo(frame.grave, end - 1);
  const skip = Math.max(1, Math.ceil((to - from) / LOOKED_AT));
  for (let i = from; i < to; i += skip) {
    const use = frame.grave[i] as number;
    if (use !== frame.use) add(use, false);
  }
  for (let use = first; use < end; use += stride) {
    const code = verdict[use] as number;
    if (code >= Verdict.unprotected && code !== Verdict.self && use !== frame.use) add(use, true);
  }
  return list;
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
