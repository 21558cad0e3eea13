// A moment of a recording on the lab's clock. Numbers that the recording never saw are folded, since
// nothing is known of them.

import type { Nr } from '../../src/kernel/index.ts';
import type { CellView } from '../../src/machine/view.ts';
import { type Handouts, lastHolder, type Numbers } from '../../src/trace/numbers.ts';
import { numberKey } from '../../src/trace/trace.ts';
import type { Slot } from '../lab/scene/fold.ts';
import { sceneOn } from '../lab/scene/layout.ts';
import { cursorRow, dialWith } from '../lab/scene/ring.ts';
import type { Scene } from '../lab/scene/scene.ts';
import type { Spec } from '../lab/scene/spec.ts';
import type { Moment } from './moments.ts';
import type { Loaded } from './trace-store.ts';
import { ino, worldOf } from './world.ts';

/** The clock shows as many places as have room for legible figures; of more, see LargeRing.tsx. */
const PLACES_MAX = 20;
const FIGURE_MIN = 9;

export const CLOCK: Spec = {
  kind: 'compact',
  width: 330,
  height: 296,
  c: { x: 165, y: 148 },
  inner: 58,
  outer: 90,
  tokenAt: 100,
  tileAt: 124,
  token: 9.6,
  float: 31,
  tile: 28,
  card: { x: 0, y: 0, w: 0, h: 0 },
  asideTop: { x: 0, y: 0 },
  asideBottom: { x: 0, y: 0 },
  figure: 14,
  name: 13.5,
  word: 12.5,
  low: { x: 330, y: 19 },
};

/** The numbers seen in a namespace, and the gaps between them, as places of a dial. */
export function placesOf(handouts: Handouts, cells: readonly CellView[]): readonly Slot[] {
  const places: Slot[] = [];
  let before: number | undefined;
  for (const cell of cells) {
    if (before !== undefined && cell.nr > before + 1) {
      places.push({ kind: 'fold', from: before + 1, to: cell.nr - 1 });
    }
    places.push({ kind: 'number', cell });
    before = cell.nr;
  }
  const last = before ?? 0;
  const rest = handouts.end === undefined || handouts.end > last + 1;
  // Where the table ends is not known, or is far off.
  if (rest) places.push({ kind: 'fold', from: last + 1, to: last + 2 });
  return places;
}

/** The clock at a moment; undefined when the recording saw too many numbers for one. */
export function clockOf(
  loaded: Loaded,
  handouts: Handouts,
  numbers: Numbers,
  moment: Moment,
): Scene | undefined {
  const shown = [...handouts.seen].filter(nr => handouts.ns !== 0 || nr !== 1);
  if (shown.length === 0 || shown.length > PLACES_MAX) return undefined;
  const cells = shown.map(nr => cellOf(loaded, numbers, nr as Nr, moment.event));
  const places = placesOf(handouts, cells);
  const figure = figureFor(places.length, shown);
  if (figure < FIGURE_MIN) return undefined;
  const plain = dialWith(CLOCK, places, undefined);
  const dial = { ...plain, spec: { ...plain.spec, figure } };
  const scene = sceneOn(worldOf(loaded, numbers, cells, moment), dial, 'number');
  const cursor = numbers.last === undefined ? undefined : cursorRow(dial, numbers.last.nr);
  // What a cable crosses is no place for words.
  const middle = scene.cables.length > 0 ? 'float' : scene.middle;
  return { ...scene, cursor, lap: numbers.lap, middle };
}

/** The size of type in which the longest number fits its cell. */
function figureFor(places: number, numbers: readonly number[]): number {
  const digits = Math.max(...numbers.map(nr => String(nr).length));
  const around = (Math.PI * (CLOCK.inner + CLOCK.outer)) / places - 4;
  const room = Math.min(around, CLOCK.outer - CLOCK.inner - 3);
  return Math.min(CLOCK.figure, room / (digits * 0.6));
}

function cellOf({ trace, index, tones }: Loaded, table: Numbers, nr: Nr, event: number): CellView {
  const key = numberKey(table.ns, nr);
  const held = table.held.find(entry => entry.nr === nr);
  const holders = index.holders.of(table.ns, nr);
  const tone = tones.get(key);
  const before = lastHolder(trace, holders, event);
  const had = held !== undefined || before >= 0;
  return {
    nr,
    state: held === undefined ? 'free' : held.zombie ? 'zombie' : 'live',
    pid: held === undefined ? undefined : ino(held.life),
    letter: undefined,
    holders: holders.length,
    interest: tone === undefined || !had ? undefined : tone.colour - 1,
  };
}
