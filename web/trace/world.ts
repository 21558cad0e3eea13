// A moment of a recording as the lab's picture of a world: the same rows, so that the same drawing
// shows it. Numbers that the recording never saw are folded, since nothing is known of them.

import { nameIn } from '../../src/explain/trace.ts';
import type { Ino, Nr, NsId } from '../../src/kernel/index.ts';
import type { CellView, PlugView, TileView, TokenView, WorldView } from '../../src/machine/view.ts';
import { type Incarnation, isThread } from '../../src/trace/incarnation.ts';
import { type Handouts, lastHolder, type Numbers } from '../../src/trace/numbers.ts';
import { numberKey, usageAt } from '../../src/trace/trace.ts';
import type { Slot } from '../lab/scene/fold.ts';
import { sceneOn } from '../lab/scene/layout.ts';
import { cursorRow, dialWith } from '../lab/scene/ring.ts';
import type { Scene } from '../lab/scene/scene.ts';
import type { Spec } from '../lab/scene/spec.ts';
import type { Moment } from './moments.ts';
import type { Loaded } from './trace-store.ts';

/** The clock shows as many places as have room for legible figures; of more, see LargeRing.tsx. */
const PLACES_MAX = 20;
const FIGURE_MIN = 10;

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

/** What a recording's uses did is told beside it, not by a frame around the picture. */
const UNJUDGED: WorldView['verdict'] = {
  kind: 'fine',
  nr: undefined,
  pid: undefined,
  who: undefined,
  looked: false,
  looker: undefined,
  zombie: false,
};

const ino = (life: number): Ino => (life + 1) as Ino;
/** The incarnation that a part of the picture stands for; -1 for none. */
export const lifeOfPid = (pid: number): number => pid - 1;

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
  const room = (Math.PI * (CLOCK.inner + CLOCK.outer)) / places - 4;
  return Math.min(CLOCK.figure, room / (digits * 0.6));
}

function cellOf({ trace, index, tones }: Loaded, table: Numbers, nr: Nr, event: number): CellView {
  const key = numberKey(table.ns, nr);
  const held = table.held.find(entry => entry.nr === nr);
  const holders = index.holders.get(key) ?? [];
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

function worldOf(
  loaded: Loaded,
  table: Numbers,
  cells: readonly CellView[],
  moment: Moment,
): WorldView {
  const { trace } = loaded;
  const open = trace.pidfds.filter(
    hold =>
      hold.opened <= moment.event &&
      (hold.closed < 0 || hold.closed > moment.event) &&
      moment.living.includes(hold.process),
  );
  const there = table.held.flatMap(({ nr, life }) => {
    const found = trace.lives[life];
    return found === undefined ? [] : [{ nr, life: found }];
  });
  const left = [...new Set(open.map(hold => hold.life))]
    .map(life => trace.lives[life])
    .filter(life => life !== undefined)
    .filter(life => life.ns.includes(table.ns) && !there.some(other => other.life === life))
    .slice(0, 3);
  const tokens = [
    ...there.map(({ nr, life }) => tokenOf(loaded, table.ns, nr, life, true, 0)),
    ...left.map(life => {
      const nr = life.nr[life.ns.indexOf(table.ns)] ?? 0;
      const holders = open.filter(hold => hold.life === life.index).length;
      return tokenOf(loaded, table.ns, nr, life, false, holders);
    }),
  ];
  return {
    variant: 0,
    name: '',
    holder: undefined,
    people: [],
    rings: [
      {
        ns: table.ns as NsId,
        level: 0,
        parent: undefined,
        cells,
        cursor: (table.last?.nr ?? 0) as Nr,
        next: undefined,
        lap: table.lap,
        low: [],
      },
    ],
    tokens,
    tiles: there.map(({ nr, life }) => tileOf(loaded, table, nr, life, moment.event)),
    cards: [],
    notes: [],
    plugs: open.map(plugOf),
    shared: [],
    last: undefined,
    verdict: UNJUDGED,
  };
}

function toneIn(loaded: Loaded, ns: number, nr: number): number | undefined {
  const tone = loaded.tones.get(numberKey(ns, nr));
  return tone === undefined ? undefined : tone.colour - 1;
}

function tokenOf(
  loaded: Loaded,
  ns: number,
  nr: number,
  life: Incarnation,
  onRing: boolean,
  holders: number,
): TokenView {
  return {
    pid: ino(life.index),
    upids: [{ ns: ns as NsId, nr: nr as Nr }],
    nr: nr as Nr,
    letter: life.holder[life.ns.indexOf(ns)] ?? 0,
    onRing,
    holders,
    process: life.leader,
    name: nameIn(life),
    glyph: '',
    interest: toneIn(loaded, ns, nr),
  };
}

function tileOf(
  loaded: Loaded,
  table: Numbers,
  nr: number,
  life: Incarnation,
  event: number,
): TileView {
  const { trace } = loaded;
  const zombie = life.exit >= 0 && life.exit <= event;
  const use = usageAt(trace, event);
  const wrong = use >= 0 && trace.uses.hit[use] === life.index && trace.uses.verdict[use] === 1;
  const newTenant = table.last?.life === life.index && life.born === event;
  return {
    pid: ino(life.index),
    ref: { process: life.index, instance: 0 },
    process: life.leader,
    name: nameIn(life, event),
    glyph: '',
    nr: nr as Nr,
    letter: life.holder[life.ns.indexOf(table.ns)] ?? 0,
    state: zombie ? 'zombie' : 'running',
    mark: wrong
      ? 'killedWrongly'
      : newTenant && (life.holder[life.ns.indexOf(table.ns)] ?? 0) > 0
        ? 'newTenant'
        : 'none',
    threadOf: isThread(life) ? ino(life.leader) : undefined,
    parent: life.parent < 0 ? undefined : ino(life.parent),
    pgid: undefined,
    sid: undefined,
    interest: toneIn(loaded, table.ns, nr),
    acts: false,
  };
}

function plugOf(hold: Loaded['trace']['pidfds'][number]): PlugView {
  return {
    key: `${hold.process} ${hold.fd} ${hold.opened}`,
    holder: ino(hold.process),
    fd: hold.fd as PlugView['fd'],
    variable: undefined,
    kind: 'pidfd',
    target: ino(hold.life),
    meant: undefined,
    revents: 0,
  };
}
