// Everything the timeline's drawing needs but the cursor, in one value: made anew only when something in
// it changes, so that what depends on nothing else is not drawn again when the cursor moves.

import type { Found } from '../../src/trace/find.ts';
import type { Trace, TraceIndex } from '../../src/trace/trace.ts';
import type { Rows } from './rows.ts';
import type { Scale } from './scale.ts';
import type { Tone, Tones } from './tones.ts';
import { keyOf } from './tones.ts';

export interface Frame {
  readonly trace: Trace;
  readonly index: TraceIndex;
  readonly tones: Tones;
  readonly rows: Rows;
  readonly scale: Scale;
  readonly barHeight: number;
  /** Names beside the badges; without, only badges (phones). */
  readonly named: boolean;
  readonly use: number;
  /** Uses that reached somebody else or nobody, in order: those that no drawing leaves out. */
  readonly grave: Int32Array;
  /** 1 for each event that the filter keeps; undefined: all. */
  readonly kept: Uint8Array | undefined;
  readonly found: Found | undefined;
  /** The incarnation in question; -1 for none. */
  readonly life: number;
  /** Whether what is folded into a lane are the holders of one number. */
  readonly byNumber: boolean;
}

export const toneOf = ({ trace, tones }: Frame, life: number): Tone | undefined => {
  const found = trace.lives.at(life);
  return found === undefined ? undefined : tones.get(keyOf(found));
};

/** Class names that give an SVG group its number colour. */
export const toneClass = (tone: Tone | undefined): string =>
  tone === undefined ? 'tone plain' : `tone n${tone.colour}`;

export const round = (n: number): number => Math.round(n * 10) / 10;
