// What every part of a picture is drawn from, and with what.

import type { Arrow, View } from '../arrow-list.ts';
import type { Frame } from '../frame.ts';
import { toneOf } from '../frame.ts';
import type { Hits } from './hits.ts';
import type { ToneInk } from './inks.ts';
import type { Pen } from './pen.ts';

export interface Paint {
  readonly pen: Pen;
  readonly frame: Frame;
  readonly cursor: number;
  /** The moment of the cursor. */
  readonly t: number;
  /** Heights in view, in the rows' own measure. */
  readonly view: View;
  readonly hits: Hits;
  /** Those near the view, which words keep clear of. */
  readonly arrows: readonly Arrow[];
}

/** The colours of an incarnation's number. */
export function inkOf({ pen, frame }: Paint, life: number): ToneInk {
  const plain = pen.inks.tones[0] as ToneInk;
  return pen.inks.tones[toneOf(frame, life)?.colour ?? 0] ?? plain;
}

/** Estimated width of a label in the bars' type. */
export const textWidth = (text: string): number => text.length * 8.2;
