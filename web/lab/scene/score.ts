// The choreography of one step: what moves, when and for how long, from the difference between two
// scenes. Motion shows cause: the cursor after the fork, the letter before the hit, the hold at the
// cell between them. Times in seconds. Nothing here decides what is true; the new scene is.

import { sample } from './cable.ts';
import { round } from './ring.ts';
import type { Scene } from './scene.ts';
import type { Point } from './spec.ts';

export const TIME = {
  zombie: 0.26,
  reap: 0.22,
  float: 0.52,
  tokenGone: 0.18,
  fork: 0.32,
  cursorCell: 0.07,
  cursorSkip: 0.11,
  cursorLongest: 1.2,
  note: 0.24,
  plug: 0.3,
  toCell: 0.48,
  hold: 0.18,
  toTile: 0.22,
  hit: 0.2,
  capsule: 0.42,
  capsuleBack: 0.26,
  stamp: 0.16,
  ordinary: 0.42,
} as const;

/** What moved between the scene before and this one. */
export interface Score {
  /** Processes (by identity) that are new. */
  readonly born: ReadonlySet<number>;
  /** Struct pids that left the ring but live on, with the place they come from. */
  readonly lifted: ReadonlyMap<number, { readonly from: Point; readonly r: number }>;
  /** Struct pids that are gone, still to be seen shrinking. */
  readonly gone: Scene['tokens'];
  readonly zombies: ReadonlySet<number>;
  /** Their numbers. */
  readonly hatched: ReadonlySet<number>;
  readonly notes: ReadonlySet<string>;
  readonly plugs: ReadonlySet<string>;
  readonly cursor: CursorMove | undefined;
  /** When the signal has arrived: hits, ticks and stamps wait for it. */
  readonly hitAt: number;
  readonly total: number;
}

/** Angles, dips and their times for the cursor's way. */
export interface CursorMove {
  readonly angles: readonly number[];
  readonly dips: readonly number[];
  readonly times: readonly number[];
  readonly duration: number;
}

/** The choreography from one scene to the next; undefined when nothing is to move. */
export function scoreOf(from: Scene | undefined, now: Scene): Score | undefined {
  if (from === undefined) return undefined;
  const before = new Map(from.tiles.map(t => [t.pid, t]));
  const tokens = new Map(from.tokens.map(t => [t.pid, t]));
  const cursor = cursorMove(from, now);
  const dying = now.tiles.filter(
    t => t.state === 'zombie' && before.get(t.pid)?.state !== 'zombie',
  );
  const hitAt = arrival(now);
  const score = {
    born: new Set(now.tokens.filter(t => !tokens.has(t.pid)).map(t => t.pid)),
    lifted: new Map(
      now.tokens.flatMap(t => {
        const old = tokens.get(t.pid);
        return t.floating && old !== undefined && !old.floating
          ? [[t.pid, { from: old.at, r: old.r }] as const]
          : [];
      }),
    ),
    gone: from.tokens.filter(t => !now.tokens.some(other => other.pid === t.pid)),
    zombies: new Set(dying.map(t => t.pid)),
    hatched: new Set(dying.map(t => t.nr)),
    notes: fresh(from.card?.notes ?? [], now.card?.notes ?? []),
    plugs: fresh(from.cables, now.cables),
    cursor,
    hitAt,
  };
  return { ...score, total: totalOf(score, now) };
}

const fresh = (old: readonly { key: string }[], now: readonly { key: string }[]) =>
  new Set(now.filter(n => !old.some(o => o.key === n.key)).map(n => n.key));

/** When the call has reached its end: at the tile, or back with an answer. */
function arrival(now: Scene): number {
  const { signal } = now;
  if (signal === undefined) return 0;
  if (signal.via === 'nr') return TIME.toCell + TIME.hold + (signal.toTile ? TIME.toTile : 0);
  return TIME.capsule + (signal.toTile ? TIME.toTile : TIME.capsuleBack);
}

function totalOf(score: Omit<Score, 'total'>, now: Scene): number {
  return Math.max(
    TIME.ordinary,
    score.lifted.size > 0 ? TIME.float + 0.2 : 0,
    score.cursor?.duration ?? 0,
    score.hitAt > 0
      ? score.hitAt + TIME.hit + TIME.stamp + (now.signal?.via === 'nr' ? 0.2 : 0)
      : 0,
  );
}

/** The cursor goes from number to number, and dips at each one that is taken. */
function cursorMove(from: Scene, now: Scene): CursorMove | undefined {
  if (from.cursor === undefined || now.cursor === undefined) return undefined;
  if (from.cursor.nr === now.cursor.nr) return undefined;
  const numbers = now.cells.map(c => c.nr);
  const placeOf = (nr: number) => now.cells.findIndex(c => c.nr <= nr && nr <= c.to);
  const taken = new Set(now.cells.filter(c => c.state !== 'free').map(c => c.nr));
  const angleAt = now.cells.map(c => c.angle ?? 0);
  const angles = [from.cursor.angle];
  const dips = [0];
  const ends = [0];
  let i = placeOf(from.cursor.nr);
  const end = placeOf(now.cursor.nr);
  for (let guard = 0; i !== end && guard < numbers.length; guard++) {
    const last = { angle: angles.at(-1) ?? 0, end: ends.at(-1) ?? 0 };
    i = (i + 1) % numbers.length;
    const skipped = i !== end && taken.has(numbers[i] ?? -1);
    const length = skipped ? TIME.cursorSkip : TIME.cursorCell;
    angles.push(last.angle + round((angleAt[i] ?? 0) - last.angle));
    dips.push(skipped ? 6 : 0);
    ends.push(last.end + length);
  }
  const duration = ends.at(-1) ?? 0;
  const times = ends.map(t => (duration === 0 ? 0 : t / duration));
  return { angles, dips, times, duration: Math.min(duration, TIME.cursorLongest) };
}

/** The bead's way inside a cable: out, and back when nobody is there. */
export function beadWay(scene: Scene, returns: boolean): readonly Point[] {
  const cable = scene.cables.find(c => c.holder === scene.signal?.by);
  if (cable === undefined) return [];
  const out = sample(cable.curve, 6);
  return returns ? [...out, ...[...out].reverse().slice(1)] : out;
}
