// What the lanes lie on: the time axis with its grid, the selected stretch, what was found, and the box
// around what the focused process holds.

import type { Found } from '../../../src/trace/find.ts';
import { findPlaces } from '../find-marks.ts';
import { ticks, xOf } from '../scale.ts';
import type { Stretch } from '../trace-store.ts';
import type { Paint } from './paint.ts';
import { type } from './pen.ts';

/** Height of the time axis. */
export const AXIS = 40;

const TICK = type('mono', 13.5, 400);

export function paintAxis({ pen, frame }: Paint, height: number): void {
  const { scale } = frame;
  const { inks } = pen;
  const right = scale.left + scale.width;
  for (const { t, label } of ticks(scale)) {
    const x = xOf(scale, t);
    pen.line(x, AXIS - 8, x, height);
    pen.stroke(inks.line, 1);
    const align = x > right - 40 ? 'right' : x < scale.left + 20 ? 'left' : 'center';
    pen.text(label, x, 24, TICK, inks.t3, align);
  }
}

/** The selected stretch, behind everything. */
export function paintShade({ pen, frame }: Paint, stretch: Stretch, height: number): void {
  const { scale, trace } = frame;
  const { inks, ctx } = pen;
  const { t } = trace.columns;
  const inside = (x: number): number => Math.min(Math.max(x, scale.left), scale.left + scale.width);
  const from = xOf(scale, t[stretch.from] ?? 0);
  const to = xOf(scale, t[stretch.to] ?? 0);
  if (to < scale.left || from > scale.left + scale.width) return;
  const [left, right] = [inside(from), inside(to)];
  ctx.fillStyle = inks.shade;
  ctx.fillRect(left, AXIS - 8, Math.max(2, right - left), Math.max(0, height - AXIS + 8));
  for (const x of [left === from ? left : undefined, right === to ? right : undefined]) {
    if (x === undefined) continue;
    pen.line(x, AXIS - 8, x, height);
    pen.stroke(inks.focus, 1.5);
  }
}

/** Small triangles on the axis where something was found. */
export function paintFinds({ pen, frame }: Paint, found: Found): void {
  const { ctx } = pen;
  const y = AXIS - 9;
  ctx.beginPath();
  for (const x of findPlaces(frame, found)) {
    ctx.moveTo(x - 3.5, y - 6);
    ctx.lineTo(x + 3.5, y - 6);
    ctx.lineTo(x, y);
    ctx.closePath();
  }
  pen.fill(pen.inks.focus);
}

export function paintHoldBox({ pen, frame }: Paint, width: number): void {
  const { box } = frame.rows;
  if (box === undefined) return;
  const wide = Math.max(10, width - (frame.named ? 84 : 10));
  pen.box(frame.named ? 80 : 6, box.from - 2, wide, box.to - box.from + 6, 10);
  pen.stroke(pen.inks.line, 1);
}
