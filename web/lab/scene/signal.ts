// The way of a call that names a process. By number: a letter that goes to the cell and asks who
// that is now. By pidfd: a bead inside the cable that goes to the struct pid itself.

import { ensure } from '../../../src/base.ts';
import type { HitView, WorldView } from '../../../src/machine/view.ts';
import { type Curve, through, toward } from './cable.ts';
import type { CardRow } from './card.ts';
import type { Dial } from './ring.ts';
import type { SignalRow, TileRow, TokenRow } from './scene.ts';
import { type Box, boxAround, type Point, polar, type Spec } from './spec.ts';

/** Signals and checks are drawn on their way; opening and waiting leave other traces. */
export const travels = (hit: HitView): boolean => hit.deed === 'signal' || hit.deed === 'look';

/** `tiles`: everybody who is drawn; `room`: how far from the centre the middle is free. */
export function signalRow(
  view: WorldView,
  dial: Dial,
  card: CardRow | undefined,
  tiles: readonly TileRow[],
  tokens: readonly TokenRow[],
  room: number,
): SignalRow | undefined {
  const hit = view.last?.hit;
  if (hit === undefined || !travels(hit)) return undefined;
  const { spec } = dial;
  const tile = tiles.find(t => t.pid === hit.reached);
  const angle = angleOf(view, dial, hit, tile);
  const from = originOf(hit, card, tiles);
  if (from === undefined || (angle === undefined && tile === undefined && hit.via === 'nr')) {
    return undefined;
  }
  const cell =
    angle === undefined && tile !== undefined
      ? { x: tile.at.x - tile.size * 0.2, y: tile.at.y + tile.size * 1.05 }
      : polar(spec.c, spec.inner - 3, angle ?? 90);
  const floats = tokens.some(t => t.floating);
  const k = Math.min(floats ? 0.8 : 1, room / spec.inner + 0.12);
  const letter =
    angle === undefined && tile !== undefined
      ? halfway(spec, from, cell, hit.deed)
      : letterBox(spec, cell, hit.deed, k, floats ? room * 0.26 : 0);
  const middle = { x: letter.x + letter.w / 2, y: letter.y + letter.h / 2 };
  const entry = from.x > middle.x + letter.w ? letter.x + letter.w + 4 : letter.x - 4;
  return {
    via: hit.via,
    deed: hit.deed,
    by: hit.by,
    signal: hit.signal,
    key: hit.key,
    outcome: hit.outcome,
    letter,
    toLetter: wayTo(from, { x: entry, y: middle.y }),
    toCell: { from: leave(letter, cell), to: cell },
    toTile: tile === undefined ? undefined : { from: cell, to: tile.at },
    stamp: stampPoint(spec, tokens),
    stamped: view.last?.errno,
  };
}

function wayTo(from: Point, entry: Point): Curve {
  const side = entry.x < from.x ? -12 : 12;
  const bend = { x: (from.x * 2 + entry.x) / 3 + side, y: from.y - (from.y - entry.y) * 0.16 };
  return through([from, bend, entry]);
}

/** A number of another namespace is not on the dial: then the cell is that of whom it reached. */
function angleOf(view: WorldView, dial: Dial, hit: HitView, tile: TileRow | undefined) {
  const its = tile && dial.angleOf(tile.nr);
  const inside = (view.tokens.find(t => t.pid === hit.by)?.upids.length ?? 1) > 1;
  return inside ? its : (dial.angleOf(hit.key) ?? its);
}

/** Apart from the ring the letter rests on its way. */
function halfway(spec: Spec, from: Point, to: Point, deed: HitView['deed']): Box {
  const box = letterBox(spec, from, deed, 0.74);
  const x = (from.x + to.x) / 2 - box.w / 2;
  return {
    ...box,
    x: Math.min(spec.width - box.w - 6, Math.max(6, x)),
    y: (from.y + to.y) / 2 - box.h / 2,
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
function letterBox(spec: Spec, cell: Point, deed: HitView['deed'], scale: number, down = 0): Box {
  const k = (spec.kind === 'wide' ? 1 : 0.74) * Math.min(1, scale);
  const rest = toward(spec.c, cell, -12 * k);
  const middle = { x: rest.x, y: rest.y + down };
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
