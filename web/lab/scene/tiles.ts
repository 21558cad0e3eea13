// Where tasks stand: around the table beside their number, threads stacked behind their process, and
// apart those whose number is below the ring. Names are placed together, so that none covers another.

import type { TileView, WorldView } from '../../../src/machine/view.ts';
import { type LabelRow, type LabelWish, placeLabels } from './labels.ts';
import { type Dial, tilePoint, tokenPoint } from './ring.ts';
import type { TileRow } from './scene.ts';
import { at, type Box, boxAround, n2, type Point, polar, type Spec, textWidth } from './spec.ts';
import { wordOf } from './tile-word.ts';

/** Threads are smaller than processes. */
const THREAD_SIZE = 0.7;

export interface Standing {
  readonly tile: TileView;
  readonly at: Point;
  readonly size: number;
  readonly stem: string | undefined;
  readonly wish: LabelWish;
}

/** Where everybody stands; whose card is open is drawn there instead. */
export function standings(
  view: WorldView,
  dial: Dial,
  owner: number | undefined,
): readonly Standing[] {
  return view.tiles.flatMap(tile => {
    if (tile.pid === owner && tile.state !== 'reaped') return [];
    return stacked(view, dial, tile, owner) ?? standing(view, dial, tile) ?? [];
  });
}

/** With their names; `taken`: what else no name may cover. */
export function tileRows(
  view: WorldView,
  dial: Dial,
  shown: readonly Standing[],
  taken: readonly Box[],
): readonly TileRow[] {
  const { spec } = dial;
  const labels = placeLabels(
    spec,
    shown.map(s => s.wish),
    [...standingBoxes(dial, shown), ...obstacles(view, dial), ...taken],
  );
  const rows = shown.map((s, i) => {
    const label = labels[i];
    const row = rowOf(view, s, label?.row);
    return { ...row, word: label?.word, ...(label === undefined ? {} : { box: label.box }) };
  });
  // Threads lie behind the process they belong to.
  return [...rows.filter(r => r.size < spec.tile), ...rows.filter(r => r.size >= spec.tile)];
}

function rowOf(
  view: WorldView,
  { tile, at, size, stem, wish }: Standing,
  label: LabelRow | undefined,
): TileRow {
  const { pid, name, glyph, nr, state, mark } = tile;
  return {
    pid,
    name,
    glyph,
    nr,
    at,
    size,
    state,
    mark,
    word: wish.word,
    waits: state === 'running' && view.waits.some(w => w.pid === pid),
    label,
    stem: state === 'reaped' ? undefined : stem,
    tone: tile.interest,
  };
}

function standing(view: WorldView, dial: Dial, tile: TileView): Standing | undefined {
  const { spec } = dial;
  const place = tilePoint(dial, tile.nr);
  const token = tokenPoint(dial, tile.nr);
  if (place === undefined || token === undefined) return undefined;
  const size = tile.threadOf === undefined ? spec.tile : spec.tile * THREAD_SIZE;
  const stem = `M${at(token)}L${at(place)}`;
  const wish = wishOf(view, dial, tile, place, size / 2);
  return { tile, at: place, size, stem, wish };
}

function wishOf(
  view: WorldView,
  dial: Dial,
  tile: TileView,
  beside: Point,
  half: number,
): LabelWish {
  const burst = tile.mark === 'killedWrongly';
  return {
    tile: beside,
    angle: dial.angleOf(tile.nr) ?? 0,
    name: tile.name,
    word: wordOf(tile, view),
    told: tile.interest !== undefined || tile.mark !== 'none' || tile.state !== 'running',
    marked: struck(tile) || (dial.spec.kind === 'wide' && tile.state !== 'running'),
    half: half * (burst ? 1.64 : 1),
  };
}

/** What a signal did to it, or nearly did. */
const struck = ({ mark }: TileView): boolean => mark !== 'none' && mark !== 'newTenant';

/** A thread: behind its process, on the side of its own number, with a stem round to its token. */
function stacked(
  view: WorldView,
  dial: Dial,
  tile: TileView,
  owner: number | undefined,
): Standing | undefined {
  const leader = view.tiles.find(t => t.pid === tile.threadOf && t.pid !== owner);
  const [own, its] = [dial.angleOf(tile.nr), leader && dial.angleOf(leader.nr)];
  const token = tokenPoint(dial, tile.nr);
  if (leader === undefined || own === undefined || its === undefined || !token) return undefined;
  const { spec } = dial;
  const way = ((own - its + 540) % 360) - 180;
  const side = way < 0 ? -1 : 1;
  const place = tilePoint(dial, leader.nr);
  const expected = polar(spec.c, spec.tileAt, its);
  if (place === undefined || Math.hypot(place.x - expected.x, place.y - expected.y) > spec.tile) {
    return undefined;
  }
  const mates = view.tiles.filter(t => t.threadOf === tile.threadOf);
  // Many lie closer on each other.
  const pitch = Math.min(0.4, 1.2 / mates.length);
  const shift =
    ((spec.tile * (0.74 + pitch * mates.indexOf(tile))) / spec.tileAt) * (180 / Math.PI);
  const angle = its + side * shift;
  const spot = polar(spec.c, spec.tileAt, angle);
  // Kept in line with the leader, which may have been moved into the frame.
  const at2 = { x: spot.x + place.x - expected.x, y: spot.y + place.y - expected.y };
  const r = spec.tokenAt + spec.token + 3;
  const [start, end] = [polar(spec.c, r, own), polar(spec.c, r, angle)];
  const stem = `M${at(polar(spec.c, spec.tokenAt, own))}L${at(start)}A${n2(r)} ${n2(r)} 0 0 ${side < 0 ? 1 : 0} ${at(end)}L${at(at2)}`;
  // Its name stands where its tile would, beside its token.
  const wish = wishOf(view, dial, tile, tilePoint(dial, tile.nr) ?? token, spec.tile * 0.2);
  return { tile, at: at2, size: spec.tile * THREAD_SIZE, stem, wish };
}

/** The tiles themselves, and their tokens. */
export function standingBoxes(dial: Dial, shown: readonly Standing[]): readonly Box[] {
  const { spec } = dial;
  return shown.flatMap(s => {
    const token = tokenPoint(dial, s.tile.nr);
    const tile = boxAround(s.at, s.size + 4);
    return token === undefined ? [tile] : [tile, boxAround(token, spec.token * 2)];
  });
}

function obstacles(view: WorldView, dial: Dial): readonly Box[] {
  const { spec } = dial;
  const low = lowRows(view, dial, undefined);
  return [
    ...(dial.cardNr === undefined ? [] : [spec.card]),
    ...low.map(t => lowBox(spec, t)),
    boxAround(spec.c, spec.outer * 1.5),
    // Below the card stands the last call.
    ...(spec.kind === 'wide' ? [{ x: 18, y: 418, w: 200, h: 70 }] : []),
  ];
}

/** A tile apart from the ring, with its name. */
function lowBox(spec: Spec, { at, size, name, nr, word, label }: TileRow): Box {
  if (spec.kind === 'compact' && label !== undefined) {
    const w = textWidth(`${name} ${nr}`, spec.name) + 8;
    return { x: spec.width - w, y: at.y - size / 2, w, h: size + spec.name * 2.6 };
  }
  const text = Math.max(textWidth(`${name} ${nr}`, spec.name), textWidth(word ?? '', spec.word));
  const w = size / 2 + 11 + text;
  return { x: at.x - w, y: at.y - size / 2 - 2, w: w + size / 2, h: size + 4 };
}

const MOST_LOW = 3;

/** Top right, below each other; in small pictures only those to whom something happens. */
export function lowRows(
  view: WorldView,
  dial: Pick<Dial, 'spec' | 'angleOf'>,
  owner: number | undefined,
): readonly TileRow[] {
  const { spec } = dial;
  const first = view.rings[0]?.cells[0]?.nr ?? 0;
  const joined = (t: TileView) => view.links.some(l => l.ends.some(e => e.at === t.pid));
  const touched = (t: TileView) =>
    t.mark !== 'none' || view.last?.hit?.reached === t.pid || joined(t);
  const all = view.tiles.filter(t => t.nr < first && t.pid !== owner);
  const wide = spec.kind === 'wide';
  const sorted = [...all.filter(touched), ...(wide ? all.filter(t => !touched(t)) : [])];
  const shown = sorted.slice(0, wide ? MOST_LOW : 1).sort((a, b) => a.nr - b.nr);
  return shown.map((tile, i) => {
    const size = spec.tile * (wide ? 0.65 : 0.9);
    const at = { x: spec.low.x, y: spec.low.y + i * size * 1.45 };
    const word = wordOf(tile, view);
    const wish = { tile: at, angle: 0, name: tile.name, word, told: false, marked: false, half: 0 };
    const hit = view.last?.hit?.reached === tile.pid;
    const row = rowOf(view, { tile, at, size, stem: undefined, wish }, undefined);
    return { ...row, label: lowLabel(spec, row, hit) };
  });
}

/** Left of the tile, and a little above a letter that comes in; on small pictures below it. */
function lowLabel(spec: Spec, { at, size, word, mark, waits }: TileRow, hit: boolean): LabelRow {
  if (spec.kind === 'strip') return { x: at.x, y: at.y + size + 6, anchor: 'middle' };
  if (spec.kind === 'compact') {
    return { x: spec.width - 4, y: at.y + size / 2 + spec.name + 2, anchor: 'end' };
  }
  const reach = size * (mark === 'killedWrongly' ? 0.9 : 0.5) + (waits ? 11 : 7);
  return {
    x: at.x - reach,
    y: at.y + (word === undefined ? 5 : -7) - (hit ? 6 : 0),
    anchor: 'end',
  };
}
