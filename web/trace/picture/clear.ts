// What of a row arrows and their marks cover, so that words stand clear of them.

import { pillOf } from './call-pill.ts';
import type { Paint } from './paint.ts';
import { markOf, type Stretch } from './place.ts';

/** Half the height of a line of words. */
const HALF = 8;

/**
 * What arrows and their marks cover of a line of words at a height, from left to right. A harmless
 * arrow's line goes behind bars: it counts only where there is none (`bare`).
 */
export function coveredAt(paint: Paint, y: number, bare: boolean): readonly Stretch[] {
  const list: Stretch[] = [];
  for (const arrow of paint.arrows) {
    const { x, from, to, look } = arrow;
    const crosses = Math.min(from, to) < y - HALF && Math.max(from, to) > y + HALF;
    if (crosses && (bare || look === 'wrong')) list.push({ from: x - 7, to: x + 7 });
    if (Math.abs(to - y) < HALF + 10) list.push(markOf(paint.frame.scale, arrow));
    if (look !== 'wrong') continue;
    const pill = pillOf(paint, arrow);
    if (Math.abs(to + pill.y - y) < HALF + 15) {
      list.push({ from: x + pill.x - 3, to: x + pill.x + pill.width + 3 });
    }
  }
  return list.sort((a, b) => a.from - b.from);
}
