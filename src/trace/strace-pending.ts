// The calls that tasks are in: told by an unfinished line, and not returned yet.

import type { HalfCall } from './strace-half.ts';
import type { Task, Tasks } from './strace-tasks.ts';

export class PendingCalls {
  /** How many of them are forks. */
  forks = 0;
  private readonly tasks: Tasks;
  private turn = 0;

  constructor(tasks: Tasks) {
    this.tasks = tasks;
  }

  get(tid: number): HalfCall | undefined {
    return this.tasks.of(tid).call;
  }

  /** In the order in which they began. */
  all(): readonly (readonly [number, HalfCall])[] {
    const inCall = this.tasks.all.filter(({ call }) => call !== undefined);
    inCall.sort((a, b) => a.turn - b.turn);
    return inCall.flatMap(({ tid, call }) => (call === undefined ? [] : [[tid, call] as const]));
  }

  open(tid: number, call: HalfCall): void {
    const task: Task = this.tasks.of(tid);
    // One in another's place has that one's turn.
    if (task.call === undefined) task.turn = this.turn++;
    task.call = call;
    if (call.forks) this.forks++;
  }

  /** Takes the call that a task is in off the list. */
  take(tid: number): HalfCall | undefined {
    const task = this.tasks.of(tid);
    const { call } = task;
    task.call = undefined;
    if (call?.forks) this.forks--;
    return call;
  }

  clear(): void {
    for (const task of this.tasks.all) task.call = undefined;
    this.forks = 0;
  }
}
