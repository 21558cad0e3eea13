// Calls and signals as arrows: from the note, pidfd or process that was used down to the lane it
// reached. Harmless ones go behind the bars, a wrong target in front of everything.

import { type Arrow, nearView } from '../arrow-list.ts';
import type { Inks } from './inks.ts';
import type { Paint } from './paint.ts';

const colourOf = (inks: Inks, look: Arrow['look']): string => {
  switch (look) {
    case 'wrong':
      return inks.bad;
    case 'unprotected':
      return inks.warn;
    case 'gone':
    case 'reached':
      return inks.cable;
    default:
      return inks.edge;
  }
};

/** The lines: behind the bars for the harmless, before them for the rest. */
export function paintArrowLines(paint: Paint, arrows: readonly Arrow[], front: boolean): void {
  for (const arrow of arrows) {
    if ((arrow.look === 'wrong') === front) paintLine(paint, arrow);
  }
}

function paintLine({ pen, view }: Paint, arrow: Arrow): void {
  const { x, look } = arrow;
  const { ctx, inks } = pen;
  // A line of a million pixels costs seconds: only what is near the view is drawn.
  const from = nearView(arrow.from, view);
  const to = nearView(arrow.to, view);
  const down = to >= from ? 1 : -1;
  const start = from + down * 8;
  const end = to - down * (look === 'wrong' ? 24 : look === 'gone' ? 16 : 14);
  if ((end - start) * down < 4) return;
  const head = look === 'wrong' ? 7 : 5.5;
  const colour = colourOf(inks, look);
  if (look === 'wrong') {
    pen.line(x, start, x, end);
    pen.stroke(inks.s1, 9);
  }
  pen.line(x, start, x, end - down * head);
  if (look === 'nobody' || look === 'unknown') pen.dash(colour, 2.2, [4, 4]);
  else pen.stroke(colour, look === 'wrong' ? 4 : 2.2);
  ctx.beginPath();
  ctx.moveTo(x - head, end - down * head * 1.3);
  ctx.lineTo(x + head, end - down * head * 1.3);
  ctx.lineTo(x, end);
  ctx.closePath();
  pen.fill(colour);
}
