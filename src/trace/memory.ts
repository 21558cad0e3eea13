// What each process has in hand: the numbers it learnt, with the incarnation each meant then, and its
// pidfds. Seen from outside: a process cannot know that its number has gone stale; the log can.
// Simplified: memory is per process, a fork copies it, an exec keeps only what the argv mentions;
// numbers that came by pipe or environment are not seen, but for one that a child read from a file.

import { OpenPidfds } from './open-pidfds.ts';
import { PairTable, roomFor } from './tables.ts';

/** How a number was learnt. */
export const Source = {
  fork: 1,
  signal: 2,
  argv: 3,
  use: 4,
  peer: 5,
  file: 6,
  proc: 7,
  listing: 8,
} as const;
export type SourceName = keyof typeof Source;
export const SOURCE_NAMES = Object.keys(Source) as readonly SourceName[];

/** Something learnt: `life` had the number at `event`. */
export interface Learnt {
  readonly event: number;
  /** `EARLIER`: somebody who was gone before the recording. */
  readonly life: number;
  readonly source: number;
  /** The process that learnt it, if a fork handed it down. */
  readonly by: number;
}

/** Whoever had a number before the one who has it as the recording begins. */
export const EARLIER = -2;

/** How far back a number is followed through forks. */
const GENERATIONS = 64;

/** No thread waited for any child; several did. */
const NOBODY = -1;
const SEVERAL = -2;

/** The memories of all processes, by incarnation of the thread group leader. */
export class Memories {
  readonly pidfds = new OpenPidfds();
  /** Things learnt, oldest first: `before` is what the same process learnt of the number earlier. */
  private events = new Int32Array(256);
  private lives = new Int32Array(256);
  private sources = new Int32Array(256);
  private before = new Int32Array(256);
  private count = 0;
  /** By process and number: the newest thing learnt. */
  private readonly newest = new PairTable();
  /** By process: what was learnt before this is forgotten, since an exec. */
  private forgotten = new Int32Array(64);
  /** The process it was forked from, and when; -1 since an exec. */
  private heirs = new Int32Array(64).fill(-1);
  private heirsAt = new Int32Array(64).fill(-1);
  /** Whether SIGCHLD is ignored, so that children leave no zombie. */
  private autoreap = new Int32Array(64);
  /** The thread that waited for any child. */
  private waiters = new Int32Array(64).fill(NOBODY);

  learn(process: number, nr: number, life: number, event: number, source: number): void {
    const i = this.count++;
    this.events = roomFor(this.events, i);
    this.lives = roomFor(this.lives, i);
    this.sources = roomFor(this.sources, i);
    this.before = roomFor(this.before, i);
    this.events[i] = event;
    this.lives[i] = life;
    this.sources[i] = source;
    this.before[i] = this.newest.get(process, nr);
    this.newest.set(process, nr, i);
  }

  /** What a number last meant to a process, itself or by inheritance. */
  recall(process: number, nr: number): Learnt | undefined {
    let by = process;
    let limit = Number.POSITIVE_INFINITY;
    for (let hop = 0; hop < GENERATIONS && by >= 0; hop++) {
      const oldest = this.forgotten[by] ?? 0;
      let i = this.newest.get(by, nr);
      while (i >= oldest && (this.events[i] as number) >= limit) i = this.before[i] as number;
      if (i >= oldest) {
        return {
          event: this.events[i] as number,
          life: this.lives[i] as number,
          source: this.sources[i] as number,
          by,
        };
      }
      limit = Math.min(limit, this.heirsAt[by] ?? -1);
      by = this.heirs[by] ?? -1;
    }
    return undefined;
  }

  /** A fork: the child remembers what the parent knew then, and has its pidfds. */
  inherit(child: number, parent: number, event: number, sharesFiles: boolean): void {
    this.heirs = roomFor(this.heirs, child, -1);
    this.heirsAt = roomFor(this.heirsAt, child, -1);
    this.heirs[child] = parent;
    this.heirsAt[child] = event;
    this.setAutoreap(child, this.isAutoreaping(parent));
    if (!sharesFiles) this.pidfds.inherit(child, parent, event);
  }

  /** An exec: memory is gone but for the numbers that the arguments mention; pidfds are close-on-exec. */
  exec(process: number, mentioned: readonly number[], event: number): void {
    const kept: [number, Learnt][] = [];
    for (const nr of mentioned) {
      const learnt = this.recall(process, nr);
      if (learnt !== undefined) kept.push([nr, learnt]);
    }
    this.forgotten = roomFor(this.forgotten, process);
    this.forgotten[process] = this.count;
    if (process < this.heirs.length) this.heirs[process] = -1;
    if (process < this.waiters.length) this.waiters[process] = NOBODY;
    this.pidfds.closeAll(process, event);
    for (const [nr, learnt] of kept)
      this.learn(process, nr, learnt.life, learnt.event, Source.argv);
  }

  isAutoreaping(process: number): boolean {
    return this.autoreap[process] === 1;
  }

  setAutoreap(process: number, on: boolean): void {
    if (this.isAutoreaping(process) === on) return;
    this.autoreap = roomFor(this.autoreap, process);
    this.autoreap[process] = Number(on);
  }

  /** A thread waits for any child. */
  waits(process: number, thread: number): void {
    this.waiters = roomFor(this.waiters, process, NOBODY);
    const before = this.waiters[process];
    this.waiters[process] = before === NOBODY || before === thread ? thread : SEVERAL;
  }

  /** Whether another thread than this one ever waited for any child. */
  othersWait(process: number, thread: number): boolean {
    const waiter = this.waiters[process] ?? NOBODY;
    return waiter !== NOBODY && waiter !== thread;
  }
}
