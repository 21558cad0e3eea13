// The bar of an incarnation, with its zombie's tail.

import type { ToneInk } from './inks.ts';
import type { Pen } from './pen.ts';

export interface SpanBox {
  readonly from: number;
  readonly dead: number;
  readonly to: number;
  readonly y: number;
  readonly height: number;
  readonly fill: string;
}

/** The time that an incarnation ran, and the time that it was a zombie. */
export function paintSpan(pen: Pen, ink: ToneInk, span: SpanBox): void {
  const { from, dead, to, y, height, fill } = span;
  pen.box(from, y, Math.max(1, dead - from), height, dead - from > 8 ? 5 : 1);
  pen.fill(fill);
  if (ink.outline !== undefined) pen.stroke(ink.outline, 1.2);
  if (to - dead <= 0.8) return;
  pen.box(dead, y + 1, to - dead, height - 2, 0);
  pen.fill(pen.hatch(ink.tone));
  pen.stroke(ink.tone, 1.6);
}
