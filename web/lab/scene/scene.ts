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
  /** It stands in a call that blocks. */
  readonly waits: boolean;
  readonly label: LabelRow | undefined;
  /** The room that its name takes; undefined: none, or none that is known. */
  readonly box?: Box;
  /** From the token to the tile, as a path. */
  readonly stem: string | undefined;
  readonly tone: number | undefined;
}

/** The table of an inner namespace, with a spoke for every struct pid that has a number in both. */
export interface InnerRow {
  readonly ns: number;
  /** 1: directly inside the initial one. */
  readonly level: number;
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

/** The line between two connected sockets; of a pipe, from its reading end on. */
export interface LinkRow {
  readonly key: string;
  readonly kind: 'socket' | 'pipe';
  readonly points: readonly Point[];
  /** A port at each holder; where nobody holds the end the line breaks off. */
  readonly ends: readonly [LinkPort, LinkPort];
}

interface LinkPort {
  readonly pid: number | undefined;
  readonly at: Point;
  readonly open: boolean;
}

/** A message that lies in a socket, on its line. */
export interface ParcelRow {
  readonly key: string;
  /** more: that many further messages. */
  readonly kind: 'note' | 'plug' | 'file' | 'more';
  readonly text: string;
  readonly box: Box;
  /** The struct pid that a descriptor under way keeps. */
  readonly target: number | undefined;
  readonly tone: number | undefined;
}

/** At whom a bell hangs: it waits for a pidfd. Rings: poll would report it now. */
export interface BellRow {
  readonly key: string;
  readonly at: Point;
  readonly rings: boolean;
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
  readonly toCell: readonly Point[];
  /** On from the cell to whoever stands there. */
  readonly toTile: { readonly from: Point; readonly to: Point } | undefined;
  /** Where the answer is stamped. */
  readonly stamp: Point;
  readonly stamped: string | undefined;
}

export interface WaitLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
}

export interface Scene {
  readonly spec: Spec;
  readonly dial: Dial;
  readonly cells: readonly CellRow[];
  readonly inner: readonly InnerRow[];
  /** Namespaces that lie deeper than is drawn. */
  readonly deeper: number;
  readonly cursor: CursorRow | undefined;
  readonly lap: number;
  readonly tokens: readonly TokenRow[];
  readonly tiles: readonly TileRow[];
  /** Processes with numbers below the ring: init, and whoever is hit there. */
  readonly low: readonly TileRow[];
  readonly card: CardRow | undefined;
  readonly cables: readonly CableRow[];
  readonly links: readonly LinkRow[];
  readonly parcels: readonly ParcelRow[];
  readonly bells: readonly BellRow[];
  /** Why the card's owner does not go on. */
  readonly waiting: string | undefined;
  /** On a strip, where names have no room: who else waits for what. */
  readonly waits: WaitLine | undefined;
  readonly signal: SignalRow | undefined;
  /** What stands in the clock's middle: decides whether lap and "next" have room. */
  readonly middle: 'empty' | 'float' | 'letter';
  /** On a strip: the triangle under the number that comes next. */
  readonly pointer: { readonly nr: number; readonly x: number } | undefined;
}
