// One world as a picture: every part with its place, from the view of the machine. Pure; the
// components only draw these rows. Left and right use the same measures, so that every difference
// seen between them is a difference of state.

import type { TokenView, WorldView } from '../../../src/machine/view.ts';
import { sample } from './cable.ts';
import { cableRows, parcelCables } from './cables.ts';
import { cardRow, type HoldingKind } from './card.ts';
import { bellRows, waitBox, waitingText } from './held.ts';
import { innerRings, middleRadius } from './inner.ts';
import { lineBoxes, linkRows } from './links.ts';
import { cellRows, cursorRow, type Dial, dialOf, leadingCard, tokenPoint } from './ring.ts';
import type { Scene, TokenRow } from './scene.ts';
import { signalRow, travels, wayBoxes } from './signal.ts';
import { type Box, boxAround, type Point, type Spec } from './spec.ts';
import { lowRows, standingBoxes, standings, tileRows } from './tiles.ts';

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
  const scene = sceneOn(view, dial, holding);
  const cursor =
    ring.next === undefined ? undefined : cursorRow(dial, ring.next, scene.inner.length > 0);
  return { ...scene, lap: ring.lap, cursor };
}

/** A world on a dial that is laid out already; without a cursor. */
export function sceneOn(view: WorldView, dial: Dial, holding: HoldingKind): Scene {
  const card = leadingCard(view);
  const room = middleRadius(view, dial.spec);
  const inner = innerRings(view, dial);
  const tokens = tokenRows(view, dial, room);
  const low = lowRows(view, dial, card?.pid);
  const shown = standings(view, dial, card?.pid);
  const stands = [
    ...shown.map(({ tile, at, size }) => ({ pid: tile.pid, nr: tile.nr, at, size })),
    ...low,
  ];
  const { links, parcels } = linkRows(view, dial, card?.pid, stands, [
    ...standingBoxes(dial, shown),
    ...ownerToken(dial),
    dial.spec.card,
  ]);
  const opened = card === undefined ? undefined : cardRow(view, card, dial.spec, holding);
  const signal = signalRow(view, dial, opened, stands, tokens, room);
  const way = { dial, inner: inner.rows };
  const cables = [
    ...cableRows(view, way, opened, tokens, stands),
    ...parcelCables(way, parcels, tokens),
  ];
  const waiting = waitingText(view, card?.pid, dial.spec.kind);
  const tiles = tileRows(view, dial, shown, [
    ...lineBoxes(links),
    ...parcels.map(p => p.box),
    ...wayBoxes(signal),
    ...cables.flatMap(c => sample(c.curve, 8).map(p => boxAround(p, 9))),
    ...(opened === undefined || waiting === undefined ? [] : [waitBox(dial.spec, waiting)]),
  ]);
  const floats = tokens.some(t => t.floating);
  return {
    spec: dial.spec,
    dial,
    cells: cellRows(dial),
    inner: inner.rows,
    deeper: inner.deeper,
    cursor: undefined,
    lap: 1,
    tokens,
    tiles,
    low,
    card: opened,
    cables,
    links,
    parcels,
    bells: bellRows(view, opened, cables),
    waiting,
    waits: undefined,
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

/** The owner's own token, at nine o'clock. */
function ownerToken(dial: Dial): readonly Box[] {
  const at = dial.cardNr === undefined ? undefined : tokenPoint(dial, dial.cardNr);
  return at === undefined ? [] : [boxAround(at, dial.spec.token * 2)];
}
