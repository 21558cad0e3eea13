// The way of a call that names a process. By number: a letter that goes to the cell and asks who
// that is now. By pidfd: a bead inside the cable that goes to the struct pid itself.

import { ensure } from '../../../src/base.ts';
import type { HitView, WorldView } from '../../../src/machine/view.ts';
import { type Curve, sample, through, toward } from './cable.ts';
import type { CardRow } from './card.ts';
import type { Stand } from './links.ts';
import type { Dial } from './ring.ts';
import type { SignalRow, TokenRow } from './scene.ts';
import { alongLine, type Box, boxAround, type Point, polar, type Spec, toPolar } from './spec.ts';

/** Signals and checks are drawn on their way; opening and waiting leave other traces. */
export const travels = (hit: HitView): boolean => hit.deed === 'signal' || hit.deed === 'look';

/** `stands`: everybody who is drawn; `room`: how far from the centre the middle is free. */
export function signalRow(
  view: WorldView,
  dial: Dial,
  card: CardRow | undefined,
  stands: readonly Stand[],
  tokens: readonly TokenRow[],
  room: number,
): SignalRow | undefined {
  const hit = view.last?.hit;
  if (hit === undefined || !travels(hit)) return undefined;
  const { spec } = dial;
  const tile = stands.find(t => t.pid === hit.reached);
  const angle = angleOf(view, dial, hit, tile);
  const origin = originOf(hit, card, stands);
  if (origin === undefined || (angle === undefined && tile === undefined && hit.via === 'nr')) {
    return undefined;
  }
  const floats = tokens.some(t => t.floating);
  const k = Math.min(floats ? 0.8 : 1, Math.max(SMALLEST, room / spec.inner + 0.12));
  const apart = angle === undefined && tile !== undefined;
  const goal = apart ? throughGap(dial, tile) : [polar(spec.c, spec.inner - 3, angle ?? 90)];
  const letter = letterBox(spec, goal[0] ?? spec.c, hit.deed, k, floats ? room * 0.26 : 0);
  const middle = { x: letter.x + letter.w / 2, y: letter.y + letter.h / 2 };
  const entry = origin.at.x > middle.x + letter.w ? letter.x + letter.w + 4 : letter.x - 4;
  const last = goal.at(-1) ?? middle;
  return {
    via: hit.via,
    deed: hit.deed,
    by: hit.by,
    signal: hit.signal,
    key: hit.key,
    outcome: hit.outcome,
    letter,
    toLetter: wayTo(dial, origin, { x: entry, y: middle.y }),
    toCell: [leave(letter, goal[0] ?? last), ...goal],
    toTile: tile === undefined ? undefined : { from: last, to: tile.at },
    stamp: stampPoint(spec, tokens),
    stamped: view.last?.errno,
  };
}

/** A letter is never drawn smaller than this, in parts of its full size. */
const SMALLEST = 0.55;

/** To somebody apart from the ring: out between two cells. */
function throughGap(dial: Dial, tile: Stand): readonly Point[] {
  const { spec } = dial;
  const gap = dial.gapNear(toPolar(spec.c, tile.at).angle);
  const out = polar(spec.c, spec.outer + 8, gap);
  return [polar(spec.c, spec.inner - 6, gap), out, toward(tile.at, out, tile.size * 0.95)];
}

/** From a note straight into the clock; from a tile through the gap beside its number. */
function wayTo(dial: Dial, { at: from, nr }: Origin, entry: Point): Curve {
  const { spec } = dial;
  const gap = nr === undefined ? undefined : dial.gapOf(nr, -1);
  if (gap !== undefined) {
    const rim = [polar(spec.c, spec.outer + 6, gap), polar(spec.c, spec.inner - 6, gap)];
    return through([from, ...rim, entry]);
  }
  const inlet = dial.gapNear(262);
  const rim = polar(spec.c, spec.outer + 3, inlet);
  const edge = { x: (from.x + rim.x * 2) / 3, y: from.y + (rim.y - from.y) * 0.72 };
  return through([from, edge, rim, polar(spec.c, spec.inner - 3, inlet), entry]);
}

/** Boxes along the way of a letter: no name may cover it. */
export function wayBoxes(signal: SignalRow | undefined): readonly Box[] {
  if (signal === undefined || signal.via === 'fd') return [];
  const points = [...sample(signal.toLetter, 10), ...alongLine(signal.toCell)];
  return [signal.letter, ...points.map(p => boxAround(p, 7))];
}

/** A number of another namespace is not on the dial: then the cell is that of whom it reached. */
function angleOf(view: WorldView, dial: Dial, hit: HitView, tile: Stand | undefined) {
  const nr = view.tiles.find(t => t.pid === tile?.pid)?.nr;
  const its = nr === undefined ? undefined : dial.angleOf(nr);
  const inside = (view.tokens.find(t => t.pid === hit.by)?.upids.length ?? 1) > 1;
  return inside ? its : (dial.angleOf(hit.key) ?? its);
}

interface Origin {
  readonly at: Point;
  /** Its number, where it starts at a tile on the ring. */
  readonly nr: number | undefined;
}

/** The note of the card's owner; anybody else sends from its tile. */
function originOf(
  hit: HitView,
  card: CardRow | undefined,
  stands: readonly Stand[],
): Origin | undefined {
  if (hit.by !== card?.pid) {
    const stand = stands.find(t => t.pid === hit.by);
    return stand && { at: stand.at, nr: stand.nr };
  }
  const note = card.notes.find(n => n.nr === hit.key) ?? card.notes[0];
  const at =
    note === undefined
      ? { x: card.box.x + card.box.w, y: card.box.y + card.box.h / 2 }
      : noteEdge(note.at, note.scale);
  return { at, nr: undefined };
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
