// Which cables there are on the clock: from the slots of the opened card, from the tiles of whoever
// else holds a pidfd, and from pidfds that lie in a socket.

import type { WorldView } from '../../../src/machine/view.ts';
import { type CableEnd, type Curve, cableCurve, SLACK, sample, through, toward } from './cable.ts';
import type { CardRow } from './card.ts';
import type { Stand } from './links.ts';
import type { Dial } from './ring.ts';
import type { CableRow, InnerRow, ParcelRow, TokenRow } from './scene.ts';
import { boxAround, overlap, type Point, polar, toPolar } from './spec.ts';

/** The rings that a cable runs through, and what on them it should not cover. */
export interface Way {
  readonly dial: Dial;
  readonly inner: readonly InnerRow[];
}

/** Cables from the opened card's sockets, and from the tiles of whoever else holds a pidfd. */
export function cableRows(
  view: WorldView,
  way: Way,
  card: CardRow | undefined,
  tokens: readonly TokenRow[],
  stands: readonly Stand[],
): readonly CableRow[] {
  const { dial } = way;
  return view.plugs.flatMap((plug): CableRow[] => {
    const token = tokens.find(t => t.pid === plug.target);
    const slot = card?.slots.find(s => s.fd === plug.fd);
    const tile = stands.find(t => t.pid === plug.holder);
    const angle = tile && dial.angleOf(tile.nr);
    if (token === undefined) return [];
    const end = endOf(token);
    const base = { key: plug.key, holder: plug.holder, target: plug.target, end: end.kind };
    if (card !== undefined && plug.holder === card.pid) {
      if (slot === undefined) return [];
      return [{ ...base, socket: slot.socket, curve: clearCurve(way, slot.socket, end) }];
    }
    if (tile === undefined || angle === undefined) return [];
    if (plug.target === plug.holder && !token.floating) {
      return [{ ...base, ...selfCable(tile, token, angle) }];
    }
    const gap = dial.gapOf(tile.nr, -1) ?? angle;
    const rim = polar(dial.spec.c, dial.spec.outer + 4, gap);
    const socket = toward(tile.at, rim, tile.size / 2);
    return [{ ...base, socket, curve: clearCurve(way, socket, end, gap) }];
  });
}

const endOf = (token: TokenRow): CableEnd =>
  token.floating ? { kind: 'float', at: token.at, r: token.r } : { kind: 'ring', nr: token.nr };

/** How far a cable may hang: the usual way first. */
const SLACKS = [SLACK, 0.45, 0.15, 0.6, 0, -0.15, -0.3] as const;

/** The first way on which it covers no number of an inner ring; else the one that covers least. */
function clearCurve({ dial, inner }: Way, socket: Point, end: CableEnd, entry?: number): Curve {
  const usual = cableCurve(dial, socket, end, entry);
  if (inner.length === 0) return usual;
  const numbers = inner.flatMap(row =>
    row.cells
      .filter(c => c.nr === c.to)
      .map(c => boxAround(c.label, row.figure * 0.7 * String(c.nr).length + 7, row.figure + 5)),
  );
  const covers = (curve: Curve) =>
    sample(curve, 14).filter(p => numbers.some(box => overlap(boxAround(p, 1), box) > 0)).length;
  const curves = SLACKS.map(slack => cableCurve(dial, socket, end, entry, slack));
  return curves.reduce((a, b) => (covers(b) < covers(a) ? b : a), usual);
}

/** Somebody who holds a pidfd of its own: a short loop. */
function selfCable(tile: Stand, token: TokenRow, angle: number) {
  const aside = (p: Point, by: number): Point => {
    const end = polar({ x: 0, y: 0 }, by, angle - 90);
    return { x: p.x + end.x, y: p.y + end.y };
  };
  const middle = { x: (tile.at.x + token.at.x) / 2, y: (tile.at.y + token.at.y) / 2 };
  const socket = aside(tile.at, tile.size * 0.42);
  const curve = through([socket, aside(middle, tile.size * 0.62), aside(token.at, token.r)]);
  return { socket, curve };
}

/** A descriptor under way keeps its struct pid as well as one in a table does. */
export function parcelCables(
  way: Way,
  parcels: readonly ParcelRow[],
  tokens: readonly TokenRow[],
): readonly CableRow[] {
  const { dial } = way;
  return parcels.flatMap((parcel): CableRow[] => {
    const token = tokens.find(t => t.pid === parcel.target);
    if (token === undefined) return [];
    const { x, y, w, h } = parcel.box;
    const middle = { x: x + w / 2, y: y + h / 2 };
    const gap = dial.gapNear(toPolar(dial.spec.c, middle).angle);
    const end = endOf(token);
    const socket = toward(middle, polar(dial.spec.c, dial.spec.outer, gap), h / 2);
    const near = Math.hypot(token.at.x - middle.x, token.at.y - middle.y) < dial.spec.token * 4;
    const curve =
      near && !token.floating
        ? through([socket, toward(token.at, socket, token.r)])
        : clearCurve(way, socket, end, gap);
    return [{ key: parcel.key, holder: -1, target: token.pid, socket, curve, end: end.kind }];
  });
}
