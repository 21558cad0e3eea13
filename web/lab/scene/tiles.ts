// Where tasks stand: around the table beside their number, threads stacked behind their process, and
// apart those whose number is below the ring. Names are placed together, so that none covers another.

import type { TileView, WorldView } from '../../../src/machine/view.ts';
import { type LabelRow, type LabelWish, placeLabels } from './labels.ts';
import { type Dial, tilePoint, tokenPoint } from './ring.ts';
import type { TileRow } from './scene.ts';
import { at, type Box, boxAround, n2, type Point, polar } from './spec.ts';

/** Threads are smaller than processes. */
const THREAD_SIZE = 0.7;

interface Standing {
  readonly tile: TileView;
  readonly at: Point;
  readonly size: number;
  readonly stem: string | undefined;
  readonly wish: LabelWish;
}

export function tileRows(
  view: WorldView,
  dial: Dial,
  owner: number | undefined,
): readonly TileRow[] {
  const { spec } = dial;
  const shown = view.tiles.flatMap(tile => {
    if (tile.pid === owner && tile.state !== 'reaped') return [];
    return stacked(view, dial, tile, owner) ?? standing(view, dial, tile) ?? [];
  });
  const labels = placeLabels(
    spec,
    shown.map(s => s.wish),
    obstacles(view, dial, shown),
  );
  const rows = shown.map((s, i) => rowOf(s.tile, s.at, s.size, s.wish.word, labels[i], s.stem));
  // Threads lie behind the process they belong to.
  return [...rows.filter(r => r.size < spec.tile), ...rows.filter(r => r.size >= spec.tile)];
}

function rowOf(
  tile: TileView,
  place: Point,
  size: number,
  word: string | undefined,
  label: LabelRow | undefined,
  stem: string | undefined,
): TileRow {
  const { pid, name, glyph, nr, state, mark } = tile;
  return {
    pid,
    name,
    glyph,
    nr,
    at: place,
    size,
    state,
    mark,
    word,
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
    half: half * (burst ? 1.64 : 1),
  };
}

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
  const rank = view.tiles.filter(t => t.threadOf === tile.threadOf).indexOf(tile);
  const shift = ((spec.tile * (0.74 + 0.4 * rank)) / spec.tileAt) * (180 / Math.PI);
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

function obstacles(view: WorldView, dial: Dial, shown: readonly Standing[]): readonly Box[] {
  const { spec } = dial;
  const low = lowRows(view, dial, undefined);
  return [
    ...shown.map(s => boxAround(s.at, s.size + 4)),
    ...shown.flatMap(s => tokenBox(dial, s.tile.nr)),
    ...(dial.cardNr === undefined ? [] : [spec.card]),
    ...low.map(t => ({ x: t.at.x - 92, y: t.at.y - 18, w: 110, h: 36 })),
    boxAround(spec.c, spec.outer * 1.5),
    // Below the card stands the last call.
    ...(spec.kind === 'wide' ? [{ x: 18, y: 418, w: 200, h: 70 }] : []),
  ];
}

const tokenBox = (dial: Dial, nr: number): readonly Box[] => {
  const p = tokenPoint(dial, nr);
  return p === undefined ? [] : [boxAround(p, dial.spec.token * 2)];
};

const MOST_LOW = 3;

/** Top right, below each other; in small pictures only those to whom something happens. */
export function lowRows(
  view: WorldView,
  dial: Pick<Dial, 'spec' | 'angleOf'>,
  owner: number | undefined,
): readonly TileRow[] {
  const { spec } = dial;
  const first = view.rings[0]?.cells[0]?.nr ?? 0;
  const touched = (t: TileView) => t.mark !== 'none' || view.last?.hit?.reached === t.pid;
  const all = view.tiles.filter(t => t.nr < first && t.pid !== owner);
  const wide = spec.kind === 'wide';
  const sorted = [...all.filter(touched), ...(wide ? all.filter(t => !touched(t)) : [])];
  const shown = sorted.slice(0, wide ? MOST_LOW : 1).sort((a, b) => a.nr - b.nr);
  return shown.map((tile, i) => {
    const size = spec.tile * (wide ? 0.65 : 0.9);
    const place = { x: spec.low.x, y: spec.low.y + i * size * 1.45 };
    const word = wordOf(tile, view);
    const reach = size * (tile.mark === 'killedWrongly' ? 0.9 : 0.5) + 7;
    const label: LabelRow =
      spec.kind === 'strip'
        ? { x: place.x, y: place.y + size + 6, anchor: 'middle' }
        : { x: place.x - reach, y: place.y + (word === undefined ? 5 : -2), anchor: 'end' };
    return rowOf(tile, place, size, word, label, undefined);
  });
}

/** The word under a name; what happened in the last step before what lasts. */
export function wordOf(tile: TileView, view: Pick<WorldView, 'tokens'>): string | undefined {
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
  if (tile.state !== 'running') return tile.state;
  if (tile.threadOf !== undefined) return 'thread';
  const group = view.tokens.find(t => t.pid === tile.pgid);
  if (group?.interest === 0 && group.pid !== tile.pid) return `group ${group.nr}`;
  return undefined;
}
