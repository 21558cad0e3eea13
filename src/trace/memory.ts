// What each process has in hand: the numbers it learnt, with the incarnation each meant then, and its
// pidfds. Seen from outside: a process cannot know that its number has gone stale; the log can.
// Simplified: memory is per process, a fork copies it, an exec keeps only what the argv mentions;
// numbers that came by file, pipe or environment are not seen.

import type { Incarnation } from './incarnation.ts';

/** How a number was learnt. */
export const Source = { fork: 1, signal: 2, argv: 3, use: 4, peer: 5 } as const;
export type SourceName = keyof typeof Source;
export const SOURCE_NAMES = Object.keys(Source) as readonly SourceName[];

/** An open pidfd, and afterwards its history. */
export interface PidfdHold {
  readonly process: number;
  readonly fd: number;
  /** Incarnation it refers to, -1 when the log does not show it. */
  readonly life: number;
  readonly how: 'clone' | 'open' | 'copy' | 'inherited' | 'peer';
  readonly opened: number;
  closed: number;
  /** The use that opened it by number, or -1. */
  readonly use: number;
}

/** Something learnt: `life` had the number at `event`. */
export interface Learnt {
  readonly event: number;
  readonly life: number;
  readonly source: number;
  /** The process that learnt it, if a fork handed it down. */
  readonly by: number;
}

interface Memory {
  /** Newest thing learnt per number: index into the list. */
  readonly numbers: Map<number, number>;
  readonly fds: Map<number, PidfdHold>;
  /** Memory it was forked from, and when; -1 since an exec. */
  heir: number;
  heirAt: number;
  /** Whether SIGCHLD is ignored, so that children leave no zombie. */
  autoreap: boolean;
  /** Threads that waited for any child. */
  readonly waiters: Set<number>;
}

/** How far back a number is followed through forks. */
const GENERATIONS = 64;

/** The memories of all processes, by incarnation of the thread group leader. */
export class Memories {
  readonly pidfds: PidfdHold[] = [];
  /** By incarnation of the leader. */
  private readonly memories: (Memory | undefined)[] = [];
  private events = new Int32Array(256);
  private lives = new Int32Array(256);
  private sources = new Uint8Array(256);
  private before = new Int32Array(256);
  private count = 0;

  of(process: number): Memory {
    const found = this.memories[process];
    if (found !== undefined) return found;
    while (this.memories.length < process) this.memories.push(undefined);
    const memory: Memory = {
      numbers: new Map(),
      fds: new Map(),
      heir: -1,
      heirAt: -1,
      autoreap: false,
      waiters: new Set(),
    };
    this.memories[process] = memory;
    return memory;
  }

  /** The memory of a process if it has any. */
  peek(process: number): Memory | undefined {
    return this.memories[process];
  }

  learn(process: number, nr: number, life: number, event: number, source: number): void {
    const i = this.count++;
    if (i === this.events.length) this.grow();
    const { numbers } = this.of(process);
    this.events[i] = event;
    this.lives[i] = life;
    this.sources[i] = source;
    this.before[i] = numbers.get(nr) ?? -1;
    numbers.set(nr, i);
  }

  /** What a number last meant to a process, itself or by inheritance. */
  recall(process: number, nr: number): Learnt | undefined {
    let by = process;
    let limit = Number.POSITIVE_INFINITY;
    for (let hop = 0; hop < GENERATIONS && by >= 0; hop++) {
      const memory = this.memories[by];
      if (memory === undefined) return undefined;
      let i = memory.numbers.get(nr) ?? -1;
      while (i >= 0 && (this.events[i] as number) >= limit) i = this.before[i] as number;
      if (i >= 0) {
        return {
          event: this.events[i] as number,
          life: this.lives[i] as number,
          source: this.sources[i] as number,
          by,
        };
      }
      limit = Math.min(limit, memory.heirAt);
      by = memory.heir;
    }
    return undefined;
  }

  /** A fork: the child remembers what the parent knew then, and has its pidfds. */
  inherit(child: number, parent: number, event: number, sharesFiles: boolean): void {
    const source = this.memories[parent];
    const memory = this.of(child);
    memory.heir = parent;
    memory.heirAt = event;
    if (source === undefined) return;
    memory.autoreap = source.autoreap;
    if (sharesFiles) return;
    for (const hold of source.fds.values()) {
      this.open(child, hold.fd, hold.life, 'inherited', event, hold.use);
    }
  }

  /** An exec: memory is gone but for what the arguments mention; pidfds are close-on-exec. */
  exec(process: number, argv: readonly string[], event: number): void {
    const memory = this.memories[process];
    if (memory === undefined) return;
    const kept: [number, Learnt][] = [];
    for (const nr of mentioned(argv)) {
      const learnt = this.recall(process, nr);
      if (learnt !== undefined) kept.push([nr, learnt]);
    }
    memory.numbers.clear();
    memory.heir = -1;
    memory.heirAt = -1;
    memory.waiters.clear();
    for (const fd of [...memory.fds.keys()]) this.close(process, fd, event);
    for (const [nr, learnt] of kept)
      this.learn(process, nr, learnt.life, learnt.event, Source.argv);
  }

  open(
    process: number,
    fd: number,
    life: number,
    how: PidfdHold['how'],
    event: number,
    use: number,
  ): void {
    if (fd < 0) return;
    const { fds } = this.of(process);
    const before = fds.get(fd);
    if (before !== undefined) before.closed = event;
    const hold: PidfdHold = { process, fd, life, how, opened: event, closed: -1, use };
    fds.set(fd, hold);
    this.pidfds.push(hold);
  }

  close(process: number, fd: number, event: number): void {
    const memory = this.memories[process];
    const hold = memory?.fds.get(fd);
    if (memory === undefined || hold === undefined) return;
    hold.closed = event;
    memory.fds.delete(fd);
  }

  /** A process's end closes what it had open. */
  end(life: Incarnation, event: number): void {
    const memory = this.memories[life.index];
    if (memory === undefined) return;
    for (const hold of memory.fds.values()) hold.closed = event;
    memory.fds.clear();
  }

  private grow(): void {
    const size = this.events.length * 2;
    const wider = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const into = new Int32Array(size);
      into.set(from);
      return into;
    };
    this.events = wider(this.events);
    this.lives = wider(this.lives);
    this.before = wider(this.before);
    const sources = new Uint8Array(size);
    sources.set(this.sources);
    this.sources = sources;
  }
}

/** The whole numbers that stand alone in the arguments. */
function mentioned(argv: readonly string[]): readonly number[] {
  const found = new Set<number>();
  for (const arg of argv.slice(0, 64)) {
    if (arg.length > 4096) continue;
    for (const match of arg.matchAll(/(?<![\w.])-?(\d{1,7})(?![\w.])/g)) {
      const nr = Number(match[1]);
      if (nr > 1) found.add(nr);
    }
  }
  return [...found];
}
