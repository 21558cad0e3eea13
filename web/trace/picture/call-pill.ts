// The call of a wrong target in words, and where they stand beside the burst.

import type { Arrow } from '../arrow-list.ts';
import type { Frame } from '../frame.ts';
import type { Paint } from './paint.ts';
import { markOf, placeBetween } from './place.ts';

/** From the middle of the burst. */
export interface Pill {
  readonly text: string;
  readonly width: number;
  readonly x: number;
  readonly y: number;
}

/** From the middle of a lane to that of a pill below it. */
const BELOW = 42;

/**
 * Beside a burst in view: to the right where there is room; else below when no lane is there; else to the
 * left; else below, clear of other marks.
 */
export function pillOf({ frame, view, arrows }: Paint, arrow: Arrow): Pill {
  const { left, width: wide } = frame.scale;
  const text = pillText(frame, arrow.use);
  const width = text.length * 8.5 + 20;
  const roomLeft = arrow.x - left;
  const roomRight = left + wide - arrow.x;
  // A burst out of view takes its words along.
  if (roomLeft < 0) return { text, width, x: -33 - width, y: 0 };
  if (roomRight < 0 || roomRight > width + 40) return { text, width, x: 33, y: 0 };
  const { rows } = frame;
  const last = arrow.to + rows.laneHeight > rows.height;
  const free = last && arrow.to + BELOW + 16 < view.to - 40;
  if (!free && roomLeft > width + 40) return { text, width, x: -33 - width, y: 0 };
  const middle = arrow.x + Math.min(Math.max(-width / 2, -roomLeft), roomRight - width);
  const marks = arrows
    .filter(other => other !== arrow && Math.abs(other.to - arrow.to - BELOW) < 28)
    .map(other => markOf(frame.scale, other))
    .sort((a, b) => a.from - b.from);
  const from = placeBetween(marks, middle, left + wide + 12, width) ?? middle;
  return { text, width, x: from - arrow.x, y: BELOW };
}

/** `kill(2114, TERM)`. */
function pillText({ trace }: Frame, use: number): string {
  const event = trace.uses.event[use] ?? 0;
  const name = trace.names[trace.columns.name[event] ?? 0] ?? '';
  const sig = (trace.names[trace.columns.sig[event] ?? 0] ?? '').replace(/^SIG/, '');
  return `${name}(${trace.uses.nr[use]}${sig === '' ? '' : `, ${sig}`})`;
}
