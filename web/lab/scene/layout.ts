// One world as a picture: every part with its place, from the view of the machine. Pure; the
// components only draw these rows. Left and right use the same measures, so that every difference
// seen between them is a difference of state.

import type { TileView, TokenView, WorldView } from '../../../src/machine/view.ts';
import { type CableEnd, type Curve, cableCurve } from './cable.ts';
import { type CardRow, cardRow, type HoldingKind } from './card.ts';
import { type LabelRow, placeLabels } from './labels.ts';
import {
  type CellRow,
  type CursorRow,
  cellRows,
  cursorRow,
  type Dial,
  dialOf,
  leadingCard,
  tilePoint,
  tokenPoint,
} from './ring.ts';
import { type SignalRow, signalRow } from './signal.ts';
import { type Box, boxAround, type Point, type Spec } from './spec.ts';

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
  /** From the token to the tile's edge. */
  readonly stem: { readonly from: Point; readonly to: Point } | undefined;
  readonly tone: number | undefined;
}

export interface CableRow {
  readonly key: string;
  readonly target: number;
  readonly socket: Point;
  readonly curve: Curve;
  readonly end: CableEnd['kind'];
}

export interface Scene {
  readonly spec: Spec;
  readonly dial: Dial;
  readonly cells: readonly CellRow[];
  readonly cursor: CursorRow | undefined;
  readonly lap: number;
  readonly tokens: readonly TokenRow[];
  readonly tiles: readonly TileRow[];
  readonly card: CardRow | undefined;
  readonly cables: readonly CableRow[];
  readonly signal: SignalRow | undefined;
  /** What stands in the clock's middle: decides whether lap and "next" have room. */
  readonly middle: 'empty' | 'float' | 'letter';
  /** On a strip: the triangle under the number that comes next. */
  readonly pointer: { readonly nr: number; readonly x: number } | undefined;
}

/** Letters of incarnations: A to Z, then AA. */
export function letterOf(index: number): string {
  const rest = index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '';
  return rest + String.fromCharCode(65 + (index % 26));
}

export function sceneOf(view: WorldView, spec: Spec, holding: HoldingKind): Scene | undefined {
  const ring = view.rings[0];
  if (ring === undefined) return undefined;
  const card = leadingCard(view);
  const dial = dialOf(spec, ring, card?.nr);
  const tokens = tokenRows(view, dial);
  const tiles = tileRows(view, dial, card?.pid);
  const opened = card === undefined ? undefined : cardRow(view, card, spec, holding);
  const signal = signalRow(view, dial, opened, tiles, tokens);
  const floats = tokens.some(t => t.floating);
  return {
    spec,
    dial,
    cells: cellRows(dial, ring),
    cursor: ring.next === undefined ? undefined : cursorRow(dial, ring.next),
    lap: ring.lap,
    tokens,
    tiles,
    card: opened,
    cables: cableRows(view, dial, opened, tokens),
    signal,
    middle: floats ? 'float' : signal?.via === 'nr' ? 'letter' : 'empty',
    pointer: undefined,
  };
}

function tokenRows(view: WorldView, dial: Dial): readonly TokenRow[] {
  const { spec } = dial;
  const floating = view.tokens.filter(t => !t.onRing);
  return view.tokens.flatMap((token): TokenRow[] => {
    const place = token.onRing ? tokenPoint(dial, token.nr) : floatPoint(spec, floating, token);
    if (place === undefined) return [];
    const r = token.onRing ? spec.token : spec.float / (floating.length > 1 ? 1.55 : 1);
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
function floatPoint(spec: Spec, all: readonly TokenView[], token: TokenView): Point {
  const i = all.indexOf(token);
  const up = spec.kind === 'wide' ? 16 : 10;
  if (all.length === 1) return { x: spec.c.x, y: spec.c.y - up };
  const pitch = (spec.float / 1.55) * 2.15;
  return { x: spec.c.x + (i - (all.length - 1) / 2) * pitch, y: spec.c.y - up };
}

function tileRows(view: WorldView, dial: Dial, owner: number | undefined): readonly TileRow[] {
  const { spec } = dial;
  const shown = view.tiles.flatMap(tile => {
    if (tile.pid === owner && tile.state !== 'reaped') return [];
    const place = tilePoint(dial, tile.nr);
    const angle = dial.angleOf(tile.nr) ?? 0;
    return place === undefined ? [] : [{ tile, place, angle, word: wordOf(tile) }];
  });
  const low = (view.rings[0]?.low.length ?? 0) > 0 && spec.kind === 'wide';
  const labels = placeLabels(
    spec,
    shown.map(s => ({
      tile: s.place,
      angle: s.angle,
      name: s.tile.name,
      word: s.word,
      burst: s.tile.mark === 'killedWrongly',
    })),
    [
      ...shown.map(s => boxAround(s.place, spec.tile + 4)),
      ...shown.flatMap(s => tokenBox(dial, s.tile.nr)),
      ...(dial.cardNr === undefined ? [] : [spec.card]),
      ...(low ? [{ x: spec.low.x - 74, y: spec.low.y - 16, w: 92, h: 32 }] : []),
      boxAround(spec.c, spec.outer * 1.5),
      // Below the card stands the last call.
      ...(spec.kind === 'wide' ? [{ x: 18, y: 418, w: 200, h: 70 }] : []),
    ],
  );
  return shown.map(({ tile, place, word }, i) => ({
    pid: tile.pid,
    name: tile.name,
    glyph: tile.glyph,
    nr: tile.nr,
    at: place,
    size: spec.tile,
    state: tile.state,
    mark: tile.mark,
    word,
    label: labels[i],
    stem: stemOf(dial, tile, place),
    tone: tile.interest,
  }));
}

const tokenBox = (dial: Dial, nr: number): readonly Box[] => {
  const p = tokenPoint(dial, nr);
  return p === undefined ? [] : [boxAround(p, dial.spec.token * 2)];
};

function stemOf(dial: Dial, tile: TileView, place: Point): TileRow['stem'] {
  const from = tokenPoint(dial, tile.nr);
  return from === undefined || tile.state === 'reaped' ? undefined : { from, to: place };
}

/** The word under a name; what happened in the last step before what lasts. */
export function wordOf(tile: TileView): string | undefined {
  switch (tile.mark) {
    case 'killedWrongly':
    case 'killedRightly':
      return 'killed';
    case 'hitWrongly':
      return 'hit';
    case 'spared':
      return 'unharmed';
    case 'newTenant':
      return 'new tenant';
    case 'none':
      break;
  }
  return tile.state === 'running'
    ? tile.threadOf === undefined
      ? undefined
      : 'thread'
    : tile.state;
}

function cableRows(
  view: WorldView,
  dial: Dial,
  card: CardRow | undefined,
  tokens: readonly TokenRow[],
): readonly CableRow[] {
  if (card === undefined) return [];
  return view.plugs.flatMap((plug): CableRow[] => {
    const slot = card.slots.find(s => s.fd === plug.fd);
    const token = tokens.find(t => t.pid === plug.target);
    if (plug.holder !== card.pid || slot === undefined || token === undefined) return [];
    const end: CableEnd = token.floating
      ? { kind: 'float', at: token.at, r: token.r }
      : { kind: 'ring', nr: token.nr };
    const curve = cableCurve(dial, slot.socket, end);
    return [{ key: plug.key, target: plug.target, socket: slot.socket, curve, end: end.kind }];
  });
}
