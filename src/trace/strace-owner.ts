// Whose the lines without a number are. While strace follows one task it prints none, and the first
// number shows only when there are two; which of the two it is must be told from what the lines say.

import { FORKS } from './strace-call.ts';
import type { StraceLine } from './strace-line.ts';
import { splitCall } from './strace-split.ts';
import { Living, Tasks } from './strace-tasks.ts';

/** Calls that return the caller's own number. */
const OWN: ReadonlySet<string> = new Set(['set_tid_address', 'gettid', 'getpid']);

export class Owner {
  /** The first task; undefined until it is known. */
  main: number | undefined;
  readonly tasks = new Tasks();
  /** Tasks heard of that did not end. */
  readonly living: Living;
  private readonly children = new Set<number>();
  private bare = false;
  /** What the first task is in, after an unfinished line. */
  private inside = '';

  constructor(main: number | undefined) {
    this.main = main;
    this.living = new Living(this.tasks);
    if (main !== undefined) this.living.add(main);
  }

  /** strace attached to a task: a child, or the one it was told to. */
  announce(tid: number): void {
    if (this.main === undefined && !this.bare && this.children.size === 0) this.main = tid;
    this.children.add(tid);
    this.living.add(tid);
  }

  /** Looks at a line for the first task's number, which it sets when it is sure. */
  learn({ tid, piece }: StraceLine): void {
    if (tid === undefined) {
      this.bare = true;
      this.inside = piece.kind === 'unfinished' ? piece.name : '';
      if (piece.kind !== 'call') return;
      const isFork = FORKS.has(piece.name);
      if (!isFork && !OWN.has(piece.name)) return;
      const ret = splitCall(piece.text)?.ret ?? 0;
      if (ret <= 0) return;
      if (isFork) this.children.add(ret);
      else this.main = ret;
    } else if (!this.bare) this.main = tid;
    else if (piece.kind === 'resumed' && piece.name === this.inside) this.main = tid;
    // Who is inside a fork has nothing else to tell until it returns.
    else if (FORKS.has(this.inside)) this.children.add(tid);
    else if (!this.children.has(tid)) this.main = tid;
  }

  /** A line without a number is of the only task left, else of the first. */
  of(tid: number | undefined): number {
    if (tid !== undefined) return tid;
    return this.living.only ?? this.main ?? 0;
  }
}
