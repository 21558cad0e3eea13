// What the process in focus holds, a row each: a note with a number, which means somebody, nobody or
// somebody else; a pidfd, an unbroken cable.

import { nameIn } from '../../../src/explain/trace.ts';
import type { Hold, Segment } from '../holds.ts';
import type { Row } from '../rows.ts';
import { xOf } from '../scale.ts';
import { coveredAt } from './clear.ts';
import type { Paint } from './paint.ts';
import { type Pen, type } from './pen.ts';
import { placeBetween } from './place.ts';

const NAME = type('sans', 14, 600);
const MEANS = type('sans', 13.5, 600);
const MEANS_WRONG = type('sans', 13.5, 700);

/** Where the icons stand and how large they are drawn. */
const PLUG = 'M2.5 12H8M21.5 12h-4M8 7.5v9h3.5c3.5 0 6-2 6-4.5s-2.5-4.5-6-4.5zM17 10h4.5M17 14h4.5';

export function paintHold(paint: Paint, row: Extract<Row, { kind: 'hold' }>): void {
  const { pen, frame } = paint;
  const { hold } = row;
  const middle = row.y + row.h / 2;
  const x = frame.named ? 92 : 12;
  if (hold.kind === 'note') paintNoteIcon(pen, x, middle);
  else paintPlugIcon(pen, x, middle);
  pen.text(holdName(hold, frame.named), x + 24, middle + 5, NAME, pen.inks.t1);
  if (hold.kind === 'pidfd') paintCable(paint, hold, middle);
  else for (const segment of hold.segments) paintNote(paint, segment, middle);
}

const holdName = (hold: Hold, named: boolean): string =>
  hold.kind === 'note'
    ? named
      ? `note ${hold.nr}`
      : `${hold.nr}`
    : named
      ? `fd ${hold.fd}, pidfd`
      : `fd ${hold.fd}`;

function paintNoteIcon(pen: Pen, x: number, middle: number): void {
  const { ctx, inks } = pen;
  ctx.beginPath();
  ctx.moveTo(x, middle - 8);
  ctx.lineTo(x + 16, middle - 8);
  ctx.lineTo(x + 16, middle + 3);
  ctx.lineTo(x + 11, middle + 8);
  ctx.lineTo(x, middle + 8);
  ctx.closePath();
  pen.fill(inks.paper);
  pen.stroke(inks.paperEdge, 1);
}

function paintPlugIcon(pen: Pen, x: number, middle: number): void {
  const { ctx, inks } = pen;
  pen.within(() => {
    ctx.translate(x - 2, middle - 9);
    ctx.scale(0.78, 0.78);
    ctx.lineCap = 'round';
    ctx.lineJoin = 'round';
    ctx.strokeStyle = inks.cable;
    ctx.lineWidth = 2.2;
    ctx.stroke(new Path2D(PLUG));
  });
}

function paintNote(paint: Paint, segment: Segment, y: number): void {
  const { pen, frame } = paint;
  const { scale, trace } = frame;
  const { inks } = pen;
  const { means } = segment;
  const from = Math.max(scale.left, xOf(scale, segment.from));
  const to = Math.min(scale.left + scale.width, xOf(scale, segment.to));
  if (to <= from) return;
  pen.box(from, y - 8, to - from, 16, 3);
  if (means === 'nobody') {
    pen.dash(inks.paperEdge, 1.3, [3, 3]);
  } else {
    pen.fill(means === 'wrong' ? pen.hatch(inks.bad) : inks.paper);
    pen.stroke(means === 'wrong' ? inks.bad : inks.paperEdge, 1.3);
  }
  const life = trace.lives.at(segment.life);
  const text = means === 'nobody' || life === undefined ? 'nobody' : nameIn(life);
  const covered = coveredAt(paint, y, means === 'nobody');
  const x = placeBetween(covered, from + 7, to - 5, text.length * 7.6);
  if (x === undefined) return;
  if (means === 'wrong') pen.haloText(text, x, y + 5, MEANS_WRONG, inks.bad, inks.s1);
  else pen.text(text, x, y + 5, MEANS, means === 'nobody' ? inks.t2 : inks.ink);
}

function paintCable(paint: Paint, hold: Extract<Hold, { kind: 'pidfd' }>, y: number): void {
  const { pen, frame } = paint;
  const { scale, trace } = frame;
  const { ctx, inks } = pen;
  const from = Math.max(scale.left, xOf(scale, hold.from));
  const to = Math.min(scale.left + scale.width, xOf(scale, hold.to));
  if (to <= from) return;
  pen.line(from, y, to, y);
  ctx.lineCap = 'round';
  pen.stroke(inks.cable, 6.5);
  pen.stroke(inks.cableHi, 2);
  ctx.lineCap = 'butt';
  const life = trace.lives.at(hold.life);
  const text = life === undefined ? '' : `${nameIn(life)}, always`;
  const width = text.length * 7.6 + 14;
  const x = placeBetween(coveredAt(paint, y, true), from + 24, to - 26, width);
  if (x === undefined) return;
  ctx.fillStyle = inks.s1;
  ctx.fillRect(x, y - 9, width, 18);
  pen.text(text, x + 7, y + 5, MEANS, inks.t1);
}
