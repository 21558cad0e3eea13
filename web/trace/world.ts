// A moment of a recording as the lab's view of a world: the same rows, so that the same drawing shows it.

import { nameIn } from '../../src/explain/trace.ts';
import type { Ino, Nr, NsId } from '../../src/kernel/index.ts';
import type { CellView, PlugView, TileView, TokenView, WorldView } from '../../src/machine/view.ts';
import type { PidfdHold } from '../../src/trace/holds.ts';
import { type Incarnation, isThread } from '../../src/trace/incarnation.ts';
import type { Numbers } from '../../src/trace/numbers.ts';
import { numberKey, usageAt } from '../../src/trace/trace.ts';
import type { Moment } from './moments.ts';
import type { Loaded } from './trace-store.ts';

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

/** The identity that a part of the picture has. */
export const ino = (life: number): Ino => (life + 1) as Ino;
/** The incarnation that a part of the picture stands for; -1 for none. */
export const lifeOfPid = (pid: number): number => pid - 1;

/** What sceneOn needs of a world: who holds which number, and which pidfds are open. */
export function worldOf(
  loaded: Loaded,
  table: Numbers,
  cells: readonly CellView[],
  moment: Moment,
): WorldView {
  const { trace } = loaded;
  const open = pidfdsAt(loaded, moment);
  const there = table.held.flatMap(({ nr, life }) => {
    const found = trace.lives.at(life);
    return found === undefined ? [] : [{ nr, life: found }];
  });
  const left = [...new Set(open.map(hold => hold.life))]
    .map(life => trace.lives.at(life))
    .filter(life => life !== undefined)
    .filter(
      life => life.ns.includes(table.ns) && !there.some(other => other.life.index === life.index),
    )
    .slice(0, 2);
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
    links: [],
    sets: [],
    waits: [],
    shared: [],
    last: undefined,
    verdict: UNJUDGED,
  };
}

/** More cables than this would be a knot. */
const CABLES_MAX = 4;

/** Pidfds open at a moment: those made or opened before those that a fork copied. */
function pidfdsAt({ trace }: Loaded, { event, living }: Moment): readonly PidfdHold[] {
  const open = trace.pidfds.openAt(event).filter(hold => living.includes(hold.process));
  const own = open.filter(hold => hold.how !== 'inherited');
  return [...own, ...(own.length > 0 ? [] : open)].slice(-CABLES_MAX);
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

function plugOf(hold: PidfdHold): PlugView {
  return {
    key: `${hold.process} ${hold.fd} ${hold.opened}`,
    holder: ino(hold.process),
    fd: hold.fd as PlugView['fd'],
    variable: undefined,
    kind: 'pidfd',
    target: ino(hold.life),
    meant: undefined,
    watched: false,
    revents: 0,
  };
}
