// The tasks of strace's lines by their numbers: which call each is in, and whether it ended.

import type { HalfCall } from './strace-half.ts';
import { PairTable } from './tables.ts';

export interface Task {
  readonly tid: number;
  /** The call it is in, and how many had begun before that. */
  call: HalfCall | undefined;
  turn: number;
  living: boolean;
}

const newTask = (tid: number): Task => ({ tid, call: undefined, turn: 0, living: false });

export class Tasks {
  readonly all: Task[] = [];
  private readonly places = new PairTable();
  /** The one that was asked for last: for each line it is several times. */
  private last = newTask(-1);

  of(tid: number): Task {
    if (tid === this.last.tid) return this.last;
    const place = this.places.get(0, tid);
    const task = place < 0 ? this.add(tid) : (this.all[place] as Task);
    this.last = task;
    return task;
  }

  private add(tid: number): Task {
    const task = newTask(tid);
    this.places.set(0, tid, this.all.push(task) - 1);
    return task;
  }
}

/** The tasks that did not end. */
export class Living {
  private readonly tasks: Tasks;
  private count = 0;
  /** Of their numbers: with one left it is that one's. */
  private sum = 0;

  constructor(tasks: Tasks) {
    this.tasks = tasks;
  }

  /** The only one, if there is one alone. */
  get only(): number | undefined {
    return this.count === 1 ? this.sum : undefined;
  }

  add(tid: number): void {
    const task = this.tasks.of(tid);
    if (task.living) return;
    task.living = true;
    this.count++;
    this.sum += tid;
  }

  delete(tid: number): void {
    const task = this.tasks.of(tid);
    if (!task.living) return;
    task.living = false;
    this.count--;
    this.sum -= tid;
  }
}
