// One world on a phone: the number table as a straight row, with the same parts as the clock, so that
// both worlds fit above each other. Names are left out; the line below tells of the watched number.

import type { CardView, TileView, TokenView, WorldView } from '../../../src/machine/view.ts';
import { type Curve, through } from './cable.ts';
import type { CardRow, HoldingKind, SlotRow } from './card.ts';
import {
  type CableRow,
  letterOf,
  type Scene,
  type TileRow,
  type TokenRow,
  wordOf,
} from './layout.ts';
import { type CellRow, dialOf, leadingCard } from './ring.ts';
import { type SignalRow, travels } from './signal.ts';
import { n2, type Point, ROW, STRIP } from './spec.ts';

export function stripOf(view: WorldView, holding: HoldingKind): Scene | undefined {
  const ring = view.rings[0];
  if (ring === undefined) return undefined;
  const pitch = ROW.width / ring.cells.length;
  const numbers = ring.cells.map(c => c.nr as number);
  const xOf = (nr: number) => ROW.left + (numbers.indexOf(nr) + 0.5) * pitch;
  const on = (nr: number) => numbers.includes(nr);
  const card = leadingCard(view);
  const tokens = view.tokens
    .filter(t => !t.onRing || on(t.nr))
    .map(token => tokenRow(token, xOf, view));
  const tiles = view.tiles
    .filter(t => on(t.nr) && (t.pid !== card?.pid || t.state === 'reaped'))
    .map(tile => tileRow(tile, xOf(tile.nr), pitch));
  const opened = card === undefined ? undefined : stripCard(view, card, holding);
  return {
    spec: STRIP,
    dial: dialOf(STRIP, ring, card !== undefined && on(card.nr) ? card.nr : undefined),
    cells: ring.cells.map(cell => cellRow(cell, xOf(cell.nr), pitch)),
    cursor: undefined,
    lap: ring.lap,
    tokens,
    tiles,
    card: opened,
    cables: cables(view, opened, tokens),
    signal: signal(view, opened, tiles, xOf),
    middle: 'empty',
    pointer: ring.next === undefined ? undefined : { nr: ring.next, x: n2(xOf(ring.next)) },
  };
}

function cellRow(
  cell: NonNullable<WorldView['rings'][number]>['cells'][number],
  x: number,
  pitch: number,
): CellRow {
  const w = pitch - 1.8;
  const left = n2(x - w / 2);
  return {
    nr: cell.nr,
    state: cell.state,
    path: `M${left + 5} ${ROW.top}h${n2(w - 10)}a5 5 0 0 1 5 5v${ROW.height - 10}a5 5 0 0 1 -5 5h${n2(10 - w)}a5 5 0 0 1 -5 -5v${10 - ROW.height}a5 5 0 0 1 5 -5z`,
    label: { x: n2(x), y: ROW.top + ROW.height / 2 },
    tone: cell.interest,
    vacated: cell.state === 'free' && cell.interest !== undefined,
    middle: { x: n2(x), y: ROW.top },
  };
}

function tokenRow(token: TokenView, xOf: (nr: number) => number, view: WorldView): TokenRow {
  const floating = view.tokens.filter(t => !t.onRing);
  const i = floating.indexOf(token);
  const r = floating.length > 1 ? 24 : STRIP.float;
  const middle = { x: STRIP.c.x - Math.max(0, i) * r * 2.1, y: STRIP.c.y };
  return {
    pid: token.pid,
    letter: letterOf(token.letter),
    at: token.onRing ? { x: n2(xOf(token.nr)), y: ROW.tokenY } : middle,
    r: token.onRing ? STRIP.token : r,
    floating: !token.onRing,
    name: token.name,
    glyph: token.glyph,
    nr: token.nr,
    holders: token.holders,
    tone: token.interest,
  };
}

function tileRow(tile: TileView, x: number, pitch: number): TileRow {
  const at = { x: n2(x), y: ROW.tileY };
  return {
    pid: tile.pid,
    name: tile.name,
    glyph: tile.glyph,
    nr: tile.nr,
    at,
    size: Math.min(STRIP.tile, pitch - 2),
    state: tile.state,
    mark: tile.mark,
    word: wordOf(tile),
    label: undefined,
    stem: tile.state === 'reaped' ? undefined : { from: { x: at.x, y: ROW.tokenY }, to: at },
    tone: tile.interest,
  };
}

function stripCard(view: WorldView, card: CardView, holding: HoldingKind): CardRow {
  const { card: box } = STRIP;
  const table = holding !== 'number' || view.plugs.some(p => p.holder === card.pid);
  const held = view.notes.filter(n => n.holder === card.pid).slice(0, 1);
  const plug = card.fds.find(f => f.kind === 'pidfd' || f.kind === 'procdir');
  const slot: SlotRow = {
    fd: plug?.fd ?? 3,
    box: { x: box.x + 14, y: 13, w: 39, h: 41 },
    socket: { x: box.x + 33.5, y: 41.5 },
    kind: plug?.kind === 'procdir' ? 'procdir' : plug === undefined ? 'none' : 'pidfd',
  };
  const place = { x: box.x + 36, y: 34 };
  const empty = { key: 'empty', variable: 'pid', nr: undefined, state: 'empty' as const };
  const notes = held.length > 0 ? held : [empty];
  return {
    pid: card.pid,
    name: card.name,
    glyph: card.glyph,
    nr: card.nr,
    alive: card.alive,
    box,
    code: [],
    rule: undefined,
    heading: undefined,
    notes: table
      ? []
      : notes.map(n => ({
          key: n.key,
          variable: n.variable,
          nr: n.nr,
          at: place,
          scale: 0.56,
          state: n.state,
        })),
    slots: table ? [slot] : [],
    caption: undefined,
  };
}

function cables(
  view: WorldView,
  card: CardRow | undefined,
  tokens: readonly TokenRow[],
): readonly CableRow[] {
  return view.plugs.flatMap((plug): CableRow[] => {
    const slot = card?.slots.find(s => s.fd === plug.fd);
    const token = tokens.find(t => t.pid === plug.target);
    if (slot === undefined || token === undefined || plug.holder !== card?.pid) return [];
    const curve = stripCable(slot.socket, token);
    const end = token.floating ? ('float' as const) : ('ring' as const);
    return [{ key: plug.key, target: plug.target, socket: slot.socket, curve, end }];
  });
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

function signal(
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
  const letter = { x: Math.min(x, 124) - 31, y: 21, w: 62, h: 38 };
  const middle = letter.x + 31;
  const level = letter.y + 19;
  const from = origin;
  const cell = {
    x,
    y: tile === undefined ? ROW.top - 3 : ROW.tileY - (hit.outcome === 'wrong' ? 24 : 17),
  };
  const float = view.tokens.some(t => !t.onRing);
  return {
    via: hit.via,
    deed: hit.deed,
    signal: hit.signal,
    key: hit.key,
    outcome: hit.outcome,
    letter,
    toLetter: through([
      from,
      { x: (from.x + letter.x + 62) / 2, y: level },
      { x: letter.x + 67, y: level },
    ]),
    toCell: { from: { x: middle, y: letter.y + letter.h + 4 }, to: cell },
    toTile: tile === undefined ? undefined : { from: cell, to: tile.at },
    stamp: { x: float ? 47 : 119, y: 37 },
    stamped: view.last?.errno,
  };
}

/** The line under the strip: who has the watched number now, and how that one fares. */
export function stripCaption(view: WorldView): string {
  const cell = view.rings[0]?.cells.find(c => c.interest === 0);
  if (cell === undefined) return '';
  const tile = view.tiles.find(t => t.pid === cell.pid);
  if (tile === undefined) return `${cell.nr}, free`;
  const word = wordOf(tile);
  return `${tile.name} ${cell.nr}·${letterOf(tile.letter)}${word === undefined ? '' : `, ${word}`}`;
}
