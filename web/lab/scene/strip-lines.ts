// What runs across a strip: the cables of pidfds, and calls on their way.

import type { WorldView } from '../../../src/machine/view.ts';
import { type Curve, through } from './cable.ts';
import type { CardRow } from './card.ts';
import type { CableRow, ParcelRow, SignalRow, TileRow, TokenRow } from './scene.ts';
import { travels } from './signal.ts';
import { n2, type Point, ROW } from './spec.ts';

/** From the card's slots to their tokens, and from the tiles of whoever else holds one. */
export function stripCables(
  view: WorldView,
  card: CardRow | undefined,
  tokens: readonly TokenRow[],
  tiles: readonly TileRow[],
): readonly CableRow[] {
  return view.plugs.flatMap((plug): CableRow[] => {
    const token = tokens.find(t => t.pid === plug.target);
    const tile = tiles.find(t => t.pid === plug.holder);
    const slot = plug.holder === card?.pid && card.slots.find(s => s.fd === plug.fd);
    const { key, holder, target } = plug;
    if (token === undefined) return [];
    const end = token.floating ? ('float' as const) : ('ring' as const);
    const base = { key, holder, target, end };
    if (slot) return [{ ...base, socket: slot.socket, curve: stripCable(slot.socket, token) }];
    if (tile === undefined) return [];
    const side = token.at.x < tile.at.x ? -1 : 1;
    const socket = { x: tile.at.x + side * tile.size * 0.34, y: tile.at.y - tile.size / 2 };
    return [{ ...base, socket, curve: tileCable(socket, token, side) }];
  });
}

/** From a descriptor that lies in a socket. */
export function stripParcelCables(
  parcels: readonly ParcelRow[],
  tokens: readonly TokenRow[],
): readonly CableRow[] {
  return parcels.flatMap((parcel): CableRow[] => {
    const token = tokens.find(t => t.pid === parcel.target);
    if (token === undefined) return [];
    const { x, y, w, h } = parcel.box;
    const side = token.at.x < x ? -1 : 1;
    const socket = { x: x + w / 2, y: y + (token.floating ? 0 : h) };
    const curve = token.floating
      ? through([socket, { x: socket.x, y: y - 5 }, { x: token.at.x, y: token.at.y + token.r }])
      : tileCable(socket, token, side);
    const end = token.floating ? ('float' as const) : ('ring' as const);
    return [{ key: parcel.key, holder: -1, target: token.pid, socket, curve, end }];
  });
}

/** From on top of a tile over its neighbours, and down beside the other one. */
function tileCable(socket: Point, token: TokenRow, side: 1 | -1): Curve {
  const { at, r } = token;
  if (token.floating) return through([socket, { x: socket.x, y: 80 }, { x: at.x, y: at.y + r }]);
  const gap = at.x - side * 15.5;
  const level = ROW.tileY - 20;
  const over = { x: (socket.x + gap) / 2, y: level };
  return through([
    socket,
    over,
    { x: gap, y: level + 8 },
    { x: gap, y: 112 },
    { x: at.x - side * 5, y: at.y - 2 },
  ]);
}

/** To a token on the row it comes down between two tiles; to one that floats it hangs a little. */
function stripCable(socket: Point, token: TokenRow): Curve {
  const { at, r } = token;
  if (token.floating) {
    const end = { x: at.x + r * 0.94, y: at.y + r * 0.34 };
    const low = { x: (socket.x + end.x) / 2, y: Math.max(socket.y, end.y) + 13 };
    return through([socket, { x: socket.x - 16, y: low.y - 3 }, low, end], 0.16);
  }
  const side = at.x <= socket.x ? 1 : -1;
  const gap = at.x + side * 15.5;
  const half = { x: (socket.x * 2 + gap) / 3, y: 57 };
  return through([socket, half, { x: gap, y: 92 }, { x: at.x + side * 5, y: at.y - 2 }], 0.18);
}

/** A call on its way: by letter above the row and down to the number, or by cable. */
export function stripSignal(
  view: WorldView,
  card: CardRow | undefined,
  tiles: readonly TileRow[],
  xOf: (nr: number) => number,
): SignalRow | undefined {
  const hit = view.last?.hit;
  if (hit === undefined || !travels(hit)) return undefined;
  const tile = tiles.find(t => t.pid === hit.reached);
  const known = view.rings[0]?.cells.some(c => c.nr === hit.key) ?? false;
  const sender = tiles.find(t => t.pid === hit.by)?.at;
  const origin = hit.by === card?.pid ? { x: card.box.x + 14, y: 34 } : sender;
  if (origin === undefined || (!known && tile === undefined)) return undefined;
  const x = n2(known ? xOf(hit.key) : (tile?.at.x ?? 0));
  const letter = { x: (known ? Math.min(x, 124) : 138) - 31, y: 21, w: 62, h: 38 };
  const middle = letter.x + 31;
  const level = letter.y + 19;
  const from = origin;
  const apart = !known && tile !== undefined && tile.at.y !== ROW.tileY;
  const cell = apart
    ? { x: tile.at.x + tile.size * 0.8, y: tile.at.y }
    : {
        x,
        y: tile === undefined ? ROW.top - 3 : ROW.tileY - (hit.outcome === 'wrong' ? 24 : 17),
      };
  const float = view.tokens.some(t => !t.onRing);
  return {
    via: hit.via,
    deed: hit.deed,
    by: hit.by,
    signal: hit.signal,
    key: hit.key,
    outcome: hit.outcome,
    letter,
    toLetter: through([
      from,
      { x: (from.x + letter.x + 62) / 2, y: level },
      { x: letter.x + 67, y: level },
    ]),
    toCell: [
      apart ? { x: letter.x - 4, y: level } : { x: middle, y: letter.y + letter.h + 4 },
      cell,
    ],
    toTile: tile === undefined ? undefined : { from: cell, to: tile.at },
    stamp: { x: float ? 47 : 119, y: 37 },
    stamped: view.last?.errno,
  };
}
