// The way of a call that names a process. By number: a letter that goes to the cell and asks who
// that is now. By pidfd: a bead inside the cable that goes to the struct pid itself.

import { ensure } from '../../../src/base.ts';
import type { HitView, WorldView } from '../../../src/machine/view.ts';
import { type Curve, through, toward } from './cable.ts';
import type { CardRow } from './card.ts';
import type { TileRow, TokenRow } from './layout.ts';
import type { Dial } from './ring.ts';
import { type Box, boxAround, type Point, polar, type Spec } from './spec.ts';

export interface SignalRow {
  readonly via: 'nr' | 'fd';
  readonly deed: HitView['deed'];
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

/** Signals and checks are drawn on their way; opening and waiting leave other traces. */
export const travels = (hit: HitView): boolean => hit.deed === 'signal' || hit.deed === 'look';

export function signalRow(
  view: WorldView,
  dial: Dial,
  card: CardRow | undefined,
  tiles: readonly TileRow[],
  tokens: readonly TokenRow[],
): SignalRow | undefined {
  const hit = view.last?.hit;
  if (hit === undefined || !travels(hit)) return undefined;
  const { spec } = dial;
  const tile = tiles.find(t => t.pid === hit.reached);
  // A number of another namespace is not on the dial: then the cell is that of whom it reached.
  const angle = dial.angleOf(hit.key) ?? (tile === undefined ? undefined : dial.angleOf(tile.nr));
  const from = originOf(hit, card, tiles);
  if (from === undefined || (angle === undefined && hit.via === 'nr')) return undefined;
  const cell = polar(spec.c, spec.inner - 3, angle ?? 90);
  const letter = letterBox(spec, cell, hit.deed);
  const middle = { x: letter.x + letter.w / 2, y: letter.y + letter.h / 2 };
  const entry = { x: letter.x - 4, y: middle.y };
  const bend = { x: (from.x * 2 + entry.x) / 3 + 12, y: from.y - (from.y - entry.y) * 0.16 };
  const errno = view.last?.errno;
  return {
    via: hit.via,
    deed: hit.deed,
    signal: hit.signal,
    key: hit.key,
    outcome: hit.outcome,
    letter,
    toLetter: through([from, bend, entry]),
    toCell: { from: leave(letter, cell), to: cell },
    toTile: tile === undefined ? undefined : { from: cell, to: tile.at },
    stamp: stampPoint(spec, tokens),
    stamped: errno,
  };
}

/** The note of the card's owner; anybody else sends from its tile. */
function originOf(
  hit: HitView,
  card: CardRow | undefined,
  tiles: readonly TileRow[],
): Point | undefined {
  if (hit.by !== card?.pid) return tiles.find(t => t.pid === hit.by)?.at;
  const note = card.notes.find(n => n.nr === hit.key) ?? card.notes[0];
  return note === undefined
    ? { x: card.box.x + card.box.w, y: card.box.y + card.box.h / 2 }
    : noteEdge(note.at, note.scale);
}

const noteEdge = (p: Point, scale: number): Point => ({ x: p.x + 50 * scale, y: p.y - 4 * scale });

/** The letter rests in the middle, a little away from the cell it is addressed to. */
function letterBox(spec: Spec, cell: Point, deed: HitView['deed']): Box {
  const k = spec.kind === 'wide' ? 1 : 0.74;
  const middle = toward(spec.c, cell, -12 * k);
  const size = deed === 'look' ? 0.86 : 1;
  return boxAround(middle, 92 * k * size, 60 * k * size);
}

/** Where the line from a box's middle to a point leaves the box, with a little air. */
function leave(box: Box, to: Point): Point {
  const c = { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  const dx = Math.abs(to.x - c.x) || 1e-6;
  const dy = Math.abs(to.y - c.y) || 1e-6;
  const reach = Math.min((box.w / 2 + 6) / dx, (box.h / 2 + 6) / dy) * Math.hypot(dx, dy);
  return toward(c, to, reach);
}

function stampPoint(spec: Spec, tokens: readonly TokenRow[]): Point {
  const float = tokens.find(t => t.floating);
  const k = spec.kind === 'wide' ? 1 : 0.6;
  return float === undefined
    ? { x: spec.c.x, y: spec.c.y + 66 * k }
    : { x: ensure(float, 'token').at.x + 20 * k, y: float.at.y + float.r + 32 * k };
}
