// What a picture of a world is made of, as plain rows: the components draw these and nothing else.

import type { HitView, TileView } from '../../../src/machine/view.ts';
import type { CableEnd, Curve } from './cable.ts';
import type { CardRow } from './card.ts';
import type { LabelRow } from './labels.ts';
import type { CellRow, CursorRow, Dial } from './ring.ts';
import type { Box, Point, Spec } from './spec.ts';

export interface TokenRow {
  readonly pid: number;
  readonly letter: string;
  readonly at: Point;
  readonly r: number;
  /** Off the ring: the object outlived its number. */
  readonly floating: boolean;
  readonly name: string;
  readonly glyph: string;
  readonly nr: number;
  readonly holders: number;
  readonly tone: number | undefined;
}

/** A task: around the table, stacked behind its process, or apart with a number below the ring. */
export interface TileRow {
  readonly pid: number;
  readonly name: string;
  readonly glyph: string;
  readonly nr: number;
  readonly at: Point;
  readonly size: number;
  readonly state: TileView['state'];
  readonly mark: TileView['mark'];
  readonly word: string | undefined;
  readonly label: LabelRow | undefined;
  /** From the token to the tile, as a path. */
  readonly stem: string | undefined;
  readonly tone: number | undefined;
}

/** The table of an inner namespace, with a spoke for every struct pid that has a number in both. */
export interface InnerRow {
  readonly ns: number;
  readonly cells: readonly CellRow[];
  readonly spokes: readonly {
    readonly pid: number;
    readonly from: Point;
    readonly to: Point;
    readonly tone: number | undefined;
  }[];
  /** Points at the number that comes next. */
  readonly next: string | undefined;
  readonly figure: number;
}

export interface CableRow {
  readonly key: string;
  readonly holder: number;
  readonly target: number;
  readonly socket: Point;
  readonly curve: Curve;
  readonly end: CableEnd['kind'];
}

/** The way of a call that names a process. */
export interface SignalRow {
  readonly via: 'nr' | 'fd';
  readonly deed: HitView['deed'];
  /** Who made the call. */
  readonly by: number | undefined;
  readonly signal: number;
  /** The number on the letter, or the descriptor. */
  readonly key: number;
  readonly outcome: HitView['outcome'];
  /** The letter, at rest in the middle of the clock. */
  readonly letter: Box;
  /** From the note to the letter, and from it to the cell's inner edge. */
  readonly toLetter: Curve;
  readonly toCell: { readonly from: Point; readonly to: Point };
  /** On from the cell to whoever stands there. */
  readonly toTile: { readonly from: Point; readonly to: Point } | undefined;
  /** Where the answer is stamped. */
  readonly stamp: Point;
  readonly stamped: string | undefined;
}

export interface Scene {
  readonly spec: Spec;
  readonly dial: Dial;
  readonly cells: readonly CellRow[];
  readonly inner: readonly InnerRow[];
  readonly cursor: CursorRow | undefined;
  readonly lap: number;
  readonly tokens: readonly TokenRow[];
  readonly tiles: readonly TileRow[];
  /** Processes with numbers below the ring: init, and whoever is hit there. */
  readonly low: readonly TileRow[];
  readonly card: CardRow | undefined;
  readonly cables: readonly CableRow[];
  readonly signal: SignalRow | undefined;
  /** What stands in the clock's middle: decides whether lap and "next" have room. */
  readonly middle: 'empty' | 'float' | 'letter';
  /** On a strip: the triangle under the number that comes next. */
  readonly pointer: { readonly nr: number; readonly x: number } | undefined;
}
