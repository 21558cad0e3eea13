// What stands at an arrow's end: burst with the call, warning, tick, stamp.

import { burstPath } from '../../glyphs/burst.ts';
import type { Arrow } from '../arrow-list.ts';
import { pillOf } from './call-pill.ts';
import type { Paint } from './paint.ts';
import { type Pen, type } from './pen.ts';
import { STAMP_WIDE, stampFrom } from './place.ts';

const PILL = type('mono', 14, 600);
const STAMP = type('mono', 14, 700);
const QUESTION = type('sans', 13, 700);

/** What is drawn over what: a wrong target over all. */
const LAYERS: readonly (readonly Arrow['look'][])[] = [
  ['nobody', 'unknown', 'safe', 'gone', 'reached'],
  ['unprotected'],
  ['wrong'],
];

/** The marks, those of hazards last. */
export function paintMarks(paint: Paint, arrows: readonly Arrow[]): void {
  for (const looks of LAYERS) {
    for (const arrow of arrows) if (looks.includes(arrow.look)) paintMark(paint, arrow);
  }
}

function paintMark(paint: Paint, arrow: Arrow): void {
  const { pen, frame, view, hits } = paint;
  if (arrow.to < view.from - 60 || arrow.to > view.to + 60) return;
  const { ctx } = pen;
  const chosen = arrow.use === frame.use;
  const { x, to } = arrow;
  ctx.translate(x, to);
  switch (arrow.look) {
    case 'wrong':
      paintBurst(paint, arrow);
      break;
    case 'gone':
    case 'nobody': {
      const at = stampFrom(frame.scale, x) - x;
      paintStamp(pen, at, arrow.look === 'nobody', chosen);
      hits.note('use', arrow.use, x + at - 2, to - 16, STAMP_WIDE + 6, 32);
      break;
    }
    default:
      paintDisc(pen, arrow.look, chosen);
      hits.note('use', arrow.use, x - 12, to - 12, 24, 24);
  }
  pen.flush();
  ctx.translate(-x, -to);
}

function paintDisc(pen: Pen, look: Arrow['look'], chosen: boolean): void {
  const { ctx, inks } = pen;
  ctx.beginPath();
  ctx.arc(0, 0, look === 'unprotected' ? 10.5 : 9.5, 0, 2 * Math.PI);
  pen.fill(look === 'unprotected' ? inks.warn : look === 'unknown' ? inks.s1 : inks.ok);
  pen.stroke(chosen ? inks.t1 : look === 'unknown' ? inks.t3 : inks.s1, chosen ? 3 : 2);
  if (look === 'unknown') {
    pen.text('?', 0, 5, QUESTION, inks.t2, 'center');
    return;
  }
  ctx.beginPath();
  if (look === 'unprotected') {
    ctx.moveTo(0, -5.5);
    ctx.lineTo(0, 1);
    ctx.moveTo(0, 5);
    ctx.lineTo(0, 5.1);
  } else {
    ctx.moveTo(-4, 0.3);
    ctx.lineTo(-1.2, 3.1);
    ctx.lineTo(4, -2.5);
  }
  paintGlyph(pen, look === 'unprotected' ? inks.onWarn : inks.onOk, 2.4);
}

function paintGlyph(pen: Pen, colour: string, width: number): void {
  const { ctx } = pen;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  pen.stroke(colour, width);
  ctx.lineCap = 'butt';
  ctx.lineJoin = 'miter';
}

function paintStamp(pen: Pen, at: number, nobody: boolean, chosen: boolean): void {
  const { ctx, inks } = pen;
  const colour = nobody ? inks.t2 : inks.ok;
  pen.within(() => {
    ctx.translate(at + 4, 0);
    ctx.rotate((-5 * Math.PI) / 180);
    pen.box(-4, -13, STAMP_WIDE, 26, 7);
    pen.fill(inks.s1);
    const width = chosen ? 3 : 2;
    if (nobody) pen.dash(chosen ? inks.t1 : colour, width, [4, 3]);
    else pen.stroke(chosen ? inks.t1 : colour, width);
    pen.text('ESRCH', 27, 5, STAMP, colour, 'center');
  });
}

let burst: Path2D | undefined;

function paintBurst(paint: Paint, arrow: Arrow): void {
  const { pen, hits } = paint;
  const { ctx, inks } = pen;
  burst ??= new Path2D(burstPath({ x: 0, y: 0 }, 25, 17));
  ctx.fillStyle = inks.bad;
  ctx.fill(burst);
  ctx.lineJoin = 'round';
  ctx.strokeStyle = inks.s1;
  ctx.lineWidth = 2.5;
  ctx.stroke(burst);
  ctx.beginPath();
  ctx.moveTo(-5, -5);
  ctx.lineTo(5, 5);
  ctx.moveTo(5, -5);
  ctx.lineTo(-5, 5);
  paintGlyph(pen, inks.onBad, 3);
  const { x, y, width, text } = pillOf(paint, arrow);
  pen.box(x, y - 15, width, 30, 8);
  pen.fill(inks.bad);
  pen.text(text, x + 10, y + 5, PILL, inks.onBad);
  hits.note('use', arrow.use, arrow.x - 25, arrow.to - 25, 50, 50);
  hits.note('use', arrow.use, arrow.x + x, arrow.to + y - 15, width, 30);
}
