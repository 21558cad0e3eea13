// One world on a phone: the number table as a straight row, with the same parts as the clock, so that
// both worlds fit above each other. Names are left out; the line below tells of the watched number.

import type { CardView, TileView, TokenView, WorldView } from '../../../src/machine/view.ts';
import { type CardRow, emptyName, type HoldingKind, heldNotes, type SlotRow } from './card.ts';
import { placeOf, roomOf, type Slot, shares } from './fold.ts';
import { bellRows, waitingText } from './held.ts';
import { letterOf } from './layout.ts';
import { type CellRow, cellFacts, dialOf, leadingCard } from './ring.ts';
import type { Scene, TileRow, TokenRow } from './scene.ts';
import { travels } from './signal.ts';
import { at, boxAround, n2, ROW, STRIP } from './spec.ts';
import { cellBox, stripRows } from './strip-inner.ts';
import { stripCables, stripParcelCables, stripSignal } from './strip-lines.ts';
import { stripLinks } from './strip-links.ts';
import { waitLine } from './strip-waits.ts';
import { wordOf } from './tile-word.ts';
import { lowRows } from './tiles.ts';

export function stripOf(
  view: WorldView,
  holding: HoldingKind,
  keep?: ReadonlySet<number>,
): Scene | undefined {
  const ring = view.rings[0];
  if (ring === undefined) return undefined;
  const card = leadingCard(view);
  const owner = card?.nr;
  const dial = dialOf(STRIP, ring, owner, keep);
  const { places } = dial;
  const pitch = ROW.width / roomOf(places);
  const parts = shares(places);
  const xOf = (nr: number) => {
    const part = parts[placeOf(places, nr)];
    return ROW.left + (((part?.from ?? 0) + (part?.to ?? 0)) / 2) * ROW.width;
  };
  const on = (nr: number) => placeOf(places, nr) >= 0;
  const tokens = view.tokens
    .filter(t => !t.onRing || on(t.nr))
    .map(token => tokenRow(token, xOf, view));
  const tiles = view.tiles
    .filter(t => on(t.nr) && (t.pid !== card?.pid || t.state === 'reaped'))
    .map(tile => tileRow(view, tile, xOf, pitch));
  const low = lowRows(view, dial, card?.pid);
  const opened = card === undefined ? undefined : stripCard(view, card, holding);
  const inner = stripRows(view, xOf);
  const boxes = [...tiles, ...low].map(t => boxAround(t.at, t.size + 2));
  const floats = tokens.filter(t => t.floating).map(t => boxAround(t.at, t.r * 2));
  const joined = stripLinks(view, opened, [...tiles, ...low], [...boxes, ...floats]);
  const cables = [
    ...stripCables(view, opened, tokens, tiles),
    ...stripParcelCables(joined.parcels, tokens),
  ];
  const turned = pitch < NARROW;
  const figure = turned ? NARROW_FIGURE : Math.min(STRIP.figure, pitch * 0.43);
  const pointer = ring.next === undefined ? undefined : { nr: ring.next, x: n2(xOf(ring.next)) };
  const waits = waitLine(view, card?.pid, inner, pointer?.x);
  return {
    spec: {
      ...STRIP,
      figure,
      turned,
      height: inner.rows.length === 0 ? STRIP.height : inner.bottom + (waits ? 20 : 4),
      token: Math.min(STRIP.token, pitch * 0.36),
    },
    dial,
    cells: places.map(place => cellRow(place, xOf, place.kind === 'fold' ? pitch / 2 : pitch)),
    inner: inner.rows,
    deeper: inner.deeper,
    cursor: undefined,
    lap: ring.lap,
    tokens,
    tiles,
    low,
    card: opened,
    cables,
    ...joined,
    bells: bellRows(view, opened, cables),
    waiting: waitingText(view, card?.pid, 'strip'),
    waits,
    signal: stripSignal(view, opened, [...tiles, ...low], xOf),
    middle: 'empty',
    pointer,
  };
}

/** Cells narrower than this have their numbers written upwards. */
const NARROW = 24;
const NARROW_FIGURE = 11.5;

function cellRow(place: Slot, xOf: (nr: number) => number, pitch: number): CellRow {
  const facts = cellFacts(place);
  const x = xOf(facts.nr);
  return {
    ...facts,
    right: x + pitch / 2,
    path: cellBox(x, pitch - 1.8, ROW.top, ROW.height),
    label: { x: n2(x), y: ROW.top + ROW.height / 2 },
  };
}

function tokenRow(token: TokenView, xOf: (nr: number) => number, view: WorldView): TokenRow {
  const floating = view.tokens.filter(t => !t.onRing);
  const i = floating.indexOf(token);
  const hit = view.last?.hit;
  // A letter needs the middle: what floats there makes room.
  const aside = hit?.via === 'nr' && travels(hit);
  const r = floating.length > 1 || aside ? 24 : STRIP.float;
  const middle = { x: (aside ? 42 : STRIP.c.x) - Math.max(0, i) * r * 2.1, y: STRIP.c.y };
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

/** A thread is smaller, and a line above the tiles leads to its process. */
function tileRow(
  view: WorldView,
  tile: TileView,
  xOf: (nr: number) => number,
  pitch: number,
): TileRow {
  const place = { x: n2(xOf(tile.nr)), y: ROW.tileY };
  const full = Math.min(STRIP.tile, pitch - 2);
  const size = tile.threadOf === undefined ? full : full * 0.74;
  const leader = view.tiles.find(t => t.pid === tile.threadOf);
  const top = ROW.tileY - full / 2 - 5;
  const link =
    leader === undefined ? '' : `M${at(place)}V${top}H${n2(xOf(leader.nr))}V${ROW.tileY}`;
  return {
    pid: tile.pid,
    name: tile.name,
    glyph: tile.glyph,
    nr: tile.nr,
    at: place,
    size,
    state: tile.state,
    mark: tile.mark,
    word: wordOf(tile, view),
    waits: tile.state === 'running' && view.waits.some(w => w.pid === tile.pid),
    label: undefined,
    stem: tile.state === 'reaped' ? undefined : `M${place.x} ${ROW.tokenY}L${at(place)}${link}`,
    tone: tile.interest,
  };
}

function stripCard(view: WorldView, card: CardView, holding: HoldingKind): CardRow {
  const { card: box } = STRIP;
  const table = holding !== 'number' || view.plugs.some(p => p.holder === card.pid);
  const held = heldNotes(view, card).slice(0, 1);
  const plug = card.fds.find(f => f.kind === 'pidfd' || f.kind === 'procdir');
  const slot: SlotRow = {
    fd: plug?.fd ?? 3,
    box: { x: box.x + 14, y: 13, w: 39, h: 41 },
    socket: { x: box.x + 33.5, y: 41.5 },
    kind: plug?.kind === 'procdir' ? 'procdir' : plug === undefined ? 'none' : 'pidfd',
  };
  const place = { x: box.x + 36, y: 34 };
  const empty = { key: 'empty', variable: 'pid', nr: undefined, state: 'empty' as const };
  const notes = held.length > 0 ? held : emptyName(card) === undefined ? [] : [empty];
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

/** The line under the strip: who has the watched number now, and how that one fares. */
export function stripCaption(view: WorldView): string {
  const cell = view.rings[0]?.cells.find(c => c.interest === 0);
  if (cell === undefined) return '';
  const struck = view.tiles.find(t => t.mark === 'killedWrongly' && t.nr !== cell.nr);
  const tile = struck ?? view.tiles.find(t => t.pid === cell.pid);
  if (tile === undefined)
    return `${cell.nr}, ${cell.state === 'pinned' ? pinnedWords(view, cell.pid) : 'free'}`;
  const word = wordOf(tile, view);
  return `${tile.name} ${tile.nr}·${letterOf(tile.letter)}${word === undefined ? '' : `, ${word}`}`;
}

/** Kept by whom: the members of a group or session whose leader is gone. */
function pinnedWords(view: WorldView, pid: number | undefined): string {
  const member = view.tiles.find(t => t.state !== 'reaped' && (t.pgid === pid || t.sid === pid));
  return member === undefined ? 'kept' : `kept by ${member.name}’s group`;
}
