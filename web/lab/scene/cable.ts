// The way of a pidfd's cable: from its slot in the fd table, through the gap between two cells into
// the clock, and to the struct pid: on the ring through another gap, or in the middle. It never
// covers a number.

import { ensure } from '../../../src/base.ts';
import type { Dial } from './ring.ts';
import { at, n2, type Point, polar } from './spec.ts';

/** A curve as cubic segments: start, then pairs of control points with an end. */
export interface Curve {
  readonly start: Point;
  readonly segments: readonly { readonly a: Point; readonly b: Point; readonly to: Point }[];
}

/** A smooth curve through points (Catmull-Rom, as cubics). */
export function through(points: readonly Point[], k = 0.2): Curve {
  const p = (i: number) => ensure(points[Math.min(points.length - 1, Math.max(0, i))], 'point');
  const segments = points.slice(1).map((to, i) => {
    const [before, from, after] = [p(i - 1), p(i), p(i + 2)];
    return {
      a: { x: from.x + (to.x - before.x) * k, y: from.y + (to.y - before.y) * k },
      b: { x: to.x - (after.x - from.x) * k, y: to.y - (after.y - from.y) * k },
      to,
    };
  });
  return { start: p(0), segments };
}

export function curvePath(curve: Curve): string {
  const parts = curve.segments.map(s => `C${at(s.a)} ${at(s.b)} ${at(s.to)}`);
  return `M${at(curve.start)}${parts.join('')}`;
}

/** Points along a curve, about evenly spaced, ends included. */
export function sample(curve: Curve, perSegment = 8): readonly Point[] {
  const points: Point[] = [curve.start];
  let from = curve.start;
  for (const { a, b, to } of curve.segments) {
    for (let i = 1; i <= perSegment; i++) points.push(cubic(from, a, b, to, i / perSegment));
    from = to;
  }
  return points;
}

function cubic(p: Point, a: Point, b: Point, q: Point, t: number): Point {
  const u = 1 - t;
  const [k0, k1, k2, k3] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return {
    x: n2(p.x * k0 + a.x * k1 + b.x * k2 + q.x * k3),
    y: n2(p.y * k0 + a.y * k1 + b.y * k2 + q.y * k3),
  };
}

/** The usual hang of a cable. */
export const SLACK = 0.3;

/** What the cable ends at. */
export type CableEnd =
  | { readonly kind: 'ring'; readonly nr: number }
  | { readonly kind: 'float'; readonly at: Point; readonly r: number };

/**
 * The cable from a socket to a token, into the ring by the gap at `entry`: from the card by the one
 * below nine o'clock. Both kinds of end have the same number of segments. `slack`: how far it hangs
 * below the middle, in parts of the inner radius.
 */
export function cableCurve(
  dial: Dial,
  socket: Point,
  end: CableEnd,
  entry?: number,
  slack: number = SLACK,
): Curve {
  const { spec } = dial;
  const { c, inner, outer, card } = spec;
  const k = spec.kind === 'wide' ? 1 : 0.6;
  const gap = entry ?? dial.gapNear(264);
  const rim = polar(c, outer + 4 * k, gap);
  const edge =
    entry === undefined
      ? { x: card.x + card.w + 2 * k, y: Math.max(socket.y + 20 * k, c.y + 62 * k) }
      : lerp(socket, rim, 0.5);
  const inside = polar(c, inner - 4 * k, gap);
  if (end.kind === 'float') {
    const from = polar(end.at, end.r, 222 + (slack - SLACK) * 150);
    // As many points as a cable to the ring has, so that one can turn into the other.
    const mids = [0.3, 0.58, 0.84].map(t => lerp(inside, from, t));
    return through([socket, edge, rim, inside, ...mids.map((m, i) => sag(m, i, k)), from]);
  }
  const target = dial.angleOf(end.nr) ?? 90;
  // Leave by the gap on the lower side of the target, so that the cable sags and never climbs over.
  const side = target > 90 && target < 270 ? -1 : 1;
  const out = dial.gapOf(end.nr, side) ?? target;
  const token = polar(c, spec.tokenAt, target);
  const leave = polar(c, inner - 4 * k, out);
  const beyond = polar(c, outer + 7 * k, out - side);
  const touch = toward(token, beyond, spec.token * 0.95);
  return through([
    socket,
    edge,
    rim,
    inside,
    middle(c, inside, leave, inner, slack),
    leave,
    beyond,
    touch,
  ]);
}

/** Between entry and exit the cable hangs a little below the clock's centre. */
function middle(c: Point, a: Point, b: Point, inner: number, slack: number): Point {
  const m = lerp(a, b, 0.5);
  return { x: (m.x + c.x) / 2, y: Math.min((m.y + c.y) / 2 + inner * slack, c.y + inner * 0.62) };
}

/** A little slack on the way to a token in the middle. */
const sag = (p: Point, i: number, k: number): Point => ({
  x: p.x,
  y: p.y + ([2, 5, 5][i] ?? 0) * k,
});

const lerp = (a: Point, b: Point, t: number): Point => ({
  x: a.x + (b.x - a.x) * t,
  y: a.y + (b.y - a.y) * t,
});

/** The point at a distance from `from` in the direction of `to`. */
export function toward(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return lerp(from, to, distance / length);
}
