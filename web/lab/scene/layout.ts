// One world as a picture: every part with its place, from the view of the machine. Pure; the
// components only draw these rows. Left and right use the same measures, so that every difference
// seen between them is a difference of state.

import type { TokenView, WorldView } from '../../../src/machine/view.ts';
import { type CableEnd, cableCurve, through, toward } from './cable.ts';
import { type CardRow, cardRow, type HoldingKind } from './card.ts';
import { innerRows, middleRadius } from './inner.ts';
import { cellRows, cursorRow, type Dial, dialOf, leadingCard, tokenPoint } from './ring.ts';
import type { CableRow, Scene, TileRow, TokenRow } from './scene.ts';
import { signalRow, travels } from './signal.ts';
import { type Point, polar, type Spec } from './spec.ts';
import { lowRows, tileRows } from './tiles.ts';

/** Letters of incarnations: A to Z, then AA. */
export function letterOf(index: number): string {
  const rest = index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '';
  return rest + String.fromCharCode(65 + (index % 26));
}

/** `keep`: numbers that have their own place on the dial even while nobody has them. */
export function sceneOf(
  view: WorldView,
  spec: Spec,
  holding: HoldingKind,
  keep?: ReadonlySet<number>,
): Scene | undefined {
  const ring = view.rings[0];
  if (ring === undefined) return undefined;
  const card = leadingCard(view);
  const dial = dialOf(spec, ring, card?.nr, keep);
  return { ...sceneOn(view, dial, holding), lap: ring.lap, cursor: nextOn(dial, ring.next) };
}

const nextOn = (dial: Dial, next: number | undefined) =>
  next === undefined ? undefined : cursorRow(dial, next);

/** A world on a dial that is laid out already; without a cursor. */
export function sceneOn(view: WorldView, dial: Dial, holding: HoldingKind): Scene {
  const card = leadingCard(view);
  const room = middleRadius(view, dial.spec);
  const tokens = tokenRows(view, dial, room);
  const tiles = tileRows(view, dial, card?.pid);
  const low = lowRows(view, dial, card?.pid);
  const opened = card === undefined ? undefined : cardRow(view, card, dial.spec, holding);
  const signal = signalRow(view, dial, opened, [...tiles, ...low], tokens, room);
  const floats = tokens.some(t => t.floating);
  return {
    spec: dial.spec,
    dial,
    cells: cellRows(dial),
    inner: innerRows(view, dial),
    cursor: undefined,
    lap: 1,
    tokens,
    tiles,
    low,
    card: opened,
    cables: cableRows(view, dial, opened, tokens, tiles),
    signal,
    middle: floats ? 'float' : signal?.via === 'nr' ? 'letter' : 'empty',
    pointer: undefined,
  };
}

function tokenRows(view: WorldView, dial: Dial, room: number): readonly TokenRow[] {
  const { spec } = dial;
  const floating = view.tokens.filter(t => !t.onRing);
  // A letter needs the middle: what floats there makes room.
  const hit = view.last?.hit;
  const shared = hit?.via === 'nr' && travels(hit);
  const float =
    Math.min(spec.float, room * 0.94) * (shared ? (spec.kind === 'wide' ? 0.62 : 0.5) : 1);
  return view.tokens.flatMap((token): TokenRow[] => {
    const place = token.onRing
      ? tokenPoint(dial, token.nr)
      : floatPoint(spec, floating, token, shared ? room * 0.64 : undefined);
    if (place === undefined) return [];
    const r = token.onRing ? spec.token : float / (floating.length > 1 ? 1.55 : 1);
    return [
      {
        pid: token.pid,
        letter: letterOf(token.letter),
        at: place,
        r,
        floating: !token.onRing,
        name: token.name,
        glyph: token.glyph,
        nr: token.nr,
        holders: token.holders,
        tone: token.interest,
      },
    ];
  });
}

/** One stands a little above the middle; several stand side by side. */
function floatPoint(
  spec: Spec,
  all: readonly TokenView[],
  token: TokenView,
  lift: number | undefined,
): Point {
  const i = all.indexOf(token);
  const up = lift ?? (spec.kind === 'wide' ? 16 : 10);
  if (all.length === 1) return { x: spec.c.x, y: spec.c.y - up };
  const pitch = (spec.float / 1.55) * 2.15;
  return { x: spec.c.x + (i - (all.length - 1) / 2) * pitch, y: spec.c.y - up };
}

/** Cables from the opened card's sockets, and from the tiles of whoever else holds a pidfd. */
function cableRows(
  view: WorldView,
  dial: Dial,
  card: CardRow | undefined,
  tokens: readonly TokenRow[],
  tiles: readonly TileRow[],
): readonly CableRow[] {
  return view.plugs.flatMap((plug): CableRow[] => {
    const token = tokens.find(t => t.pid === plug.target);
    const slot = card?.slots.find(s => s.fd === plug.fd);
    const tile = tiles.find(t => t.pid === plug.holder);
    const angle = tile && dial.angleOf(tile.nr);
    if (token === undefined) return [];
    const end: CableEnd = token.floating
      ? { kind: 'float', at: token.at, r: token.r }
      : { kind: 'ring', nr: token.nr };
    const base = { key: plug.key, holder: plug.holder, target: plug.target, end: end.kind };
    if (card !== undefined && plug.holder === card.pid) {
      if (slot === undefined) return [];
      return [{ ...base, socket: slot.socket, curve: cableCurve(dial, slot.socket, end) }];
    }
    if (tile === undefined || angle === undefined) return [];
    if (plug.target === plug.holder && !token.floating) {
      return [{ ...base, ...selfCable(tile, token, angle) }];
    }
    const gap = angle - 180 / dial.slots;
    const rim = polar(dial.spec.c, dial.spec.outer + 4, gap);
    const socket = toward(tile.at, rim, tile.size / 2);
    return [{ ...base, socket, curve: cableCurve(dial, socket, end, gap) }];
  });
}

/** Somebody who holds a pidfd of its own: a short loop. */
function selfCable(tile: TileRow, token: TokenRow, angle: number) {
  const aside = (p: Point, by: number): Point => {
    const end = polar({ x: 0, y: 0 }, by, angle - 90);
    return { x: p.x + end.x, y: p.y + end.y };
  };
  const middle = { x: (tile.at.x + token.at.x) / 2, y: (tile.at.y + token.at.y) / 2 };
  const socket = aside(tile.at, tile.size * 0.42);
  const curve = through([socket, aside(middle, tile.size * 0.62), aside(token.at, token.r)]);
  return { socket, curve };
}
