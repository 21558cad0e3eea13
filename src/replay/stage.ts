// The model kernel under a recording: which task each incarnation is, who is about to end, and how
// the kernel was a moment ago. A death is recorded when it begins; it is performed when something
// shows it (a SIGCHLD, a wait, a reuse of the number), since nobody can tell before.

import {
  aimNumber,
  BOOT_DEFAULTS,
  boot,
  compact,
  endTask,
  findPid,
  type GroupId,
  holdSignals,
  type Ino,
  type Kernel,
  type NsId,
  pidTask,
  placeInGroup,
  removeTask,
  type TaskId,
} from '../kernel/index.ts';
import type { Incarnation } from '../trace/incarnation.ts';
import type { Trace } from '../trace/trace.ts';
import { type Lookups, lookups } from './lookups.ts';
import { mayBeGone } from './overlap.ts';
import { Past } from './past.ts';

export const ROOT = 0 as NsId;

/** What can be put back. */
export interface Saved {
  readonly kernel: Kernel;
  readonly dying: ReadonlyMap<number, number>;
}

export class Stage {
  kernel: Kernel;
  readonly trace: Trace;
  readonly look: Lookups;
  /** Everybody who is not in the recording: pid 1 of the model, whom the rest descends from. */
  outside: TaskId;
  /** Ends that were recorded and not shown yet: wait status by incarnation. */
  dying = new Map<number, number>();
  /** Status with which each process ends, by its leader. */
  readonly statuses = new Map<number, number>();
  private readonly early = new Set<number>();
  /** Whether a task was ever made for an incarnation. */
  readonly placed: Uint8Array;
  private tasks = new Map<number, TaskId>();
  private lives = new Map<Ino, number>();
  readonly past = new Past();
  private threshold = 256;

  constructor(trace: Trace, version: number) {
    this.trace = trace;
    this.look = lookups(trace);
    this.placed = new Uint8Array(trace.lives.length);
    // Numbers above the real ones are for tasks that the recording does not number.
    const booted = boot({
      ...BOOT_DEFAULTS,
      version,
      pidMax: 1 << 26,
      cursor: 1 << 25,
      openFiles: 1 << 30,
      init: 'outside',
    });
    this.outside = (booted.tasks[0]?.task ?? 0) as TaskId;
    this.kernel = holdSignals(booted.kernel, this.outside);
  }

  life(index: number): Incarnation | undefined {
    return this.trace.lives.at(index);
  }

  /** The process of an incarnation, as its leader's; -1: nobody known. */
  leader(life: number): number {
    return this.life(life)?.leader ?? -1;
  }

  /** The task of an incarnation, while there is one. */
  task(life: number): TaskId | undefined {
    const id = this.tasks.get(life);
    return id === undefined || this.kernel.tasks[id] === undefined ? undefined : id;
  }

  group(life: number): GroupId | undefined {
    const id = this.task(life);
    return id === undefined ? undefined : this.kernel.tasks[id]?.group;
  }

  /** The identity of an incarnation's task. */
  pid(life: number): Ino | undefined {
    const id = this.task(life);
    return id === undefined ? undefined : this.kernel.tasks[id]?.pid;
  }

  /** The incarnation behind an identity; -1: somebody outside. */
  lifeOf(pid: Ino): number {
    return this.lives.get(pid) ?? -1;
  }

  lifeOfTask(task: TaskId): number {
    const pid = this.kernel.tasks[task]?.pid;
    return pid === undefined ? -1 : this.lifeOf(pid);
  }

  bind(life: number, task: TaskId, pid: Ino): void {
    this.tasks.set(life, task);
    this.lives.set(pid, life);
    this.placed[life] = 1;
  }

  /** After a thread's exec: the task that goes on under the leader's identity. */
  rebind(life: number, former: number, task: TaskId): void {
    this.tasks.delete(former);
    this.tasks.set(life, task);
  }

  /** The incarnation that is an incarnation's parent in the model; -1: somebody outside. */
  parent(life: number): number {
    const group = this.group(life);
    const parent = group === undefined ? undefined : this.kernel.groups[group]?.parent;
    return parent === undefined ? -1 : this.lifeOfTask(parent);
  }

  state(life: number): 'alive' | 'zombie' | 'gone' {
    const id = this.task(life);
    if (id === undefined) return 'gone';
    return this.kernel.tasks[id]?.state === 'zombie' ? 'zombie' : 'alive';
  }

  save(): Saved {
    return { kernel: this.kernel, dying: new Map(this.dying) };
  }

  restore({ kernel, dying }: Saved): void {
    this.kernel = kernel;
    this.dying = new Map(dying);
  }

  /** An end is recorded. */
  dies(life: number, status: number): void {
    this.dying.set(life, status);
    const leader = this.leader(life);
    // After a leader that ended alone, in pthread_exit, another thread may end the process.
    const others = status !== 0 && !this.statuses.get(leader);
    if (life === leader || others) this.statuses.set(leader, status);
  }

  /** Performs a recorded end, and before it the ends of the process's threads. */
  settle(life: number): void {
    if (!this.dying.has(life)) return;
    const process = this.life(life)?.leader === life;
    const ends = process
      ? [...this.dying.keys()].filter(other => this.life(other)?.leader === life)
      : [life];
    for (const other of ends) this.end(other);
  }

  settleAll(): void {
    for (const life of [...this.dying.keys()]) this.end(life);
  }

  private end(life: number): void {
    const own = this.dying.get(life) ?? 0;
    this.dying.delete(life);
    const task = this.task(life);
    if (task !== undefined)
      this.kernel = endTask(this.kernel, task, this.statuses.get(life) ?? own);
  }

  /** The task is gone, and a process with its threads, whatever the model thinks of it. */
  remove(task: TaskId, status = 0): void {
    this.kernel = removeTask(this.kernel, task, status);
  }

  /** Whether it was collected before the log says so. */
  wasEarly(life: number): boolean {
    return this.early.has(life) && this.task(life) === undefined;
  }

  /** Collects a zombie before the log says so. */
  collectEarly(life: number, event: number, t: number): void {
    if (!mayBeGone(this.trace, life, event, t)) return;
    this.settle(life);
    const task = this.task(life);
    if (task === undefined || this.kernel.tasks[task]?.state !== 'zombie') return;
    this.remove(task);
    this.early.add(life);
  }

  /**
   * Makes a number free that the recording gives away, by force if need be. False: not at that price, since
   * the holder is who gives it away, or a namespace hangs on it.
   */
  evict(ns: NsId, nr: number, maker?: TaskId): boolean {
    const pid = findPid(this.kernel, ns, nr);
    if (pid === undefined) return true;
    const holder = pidTask(this.kernel, pid.ino);
    if (holder !== undefined) {
      const own = maker !== undefined && this.kernel.tasks[maker]?.group === holder.group;
      if (own || this.kernel.namespaces.some(space => space.init === holder.id)) return false;
      this.dying.delete(this.lifeOf(pid.ino));
      this.remove(holder.id);
    }
    const outside = this.kernel.tasks[this.outside];
    for (const group of this.kernel.groups) {
      if (group === undefined || outside === undefined) continue;
      if (group.pgid !== pid.ino && group.sid !== pid.ino) continue;
      const pgid = group.pgid === pid.ino ? outside.pid : group.pgid;
      const sid = group.sid === pid.ino ? outside.pid : group.sid;
      this.kernel = placeInGroup(this.kernel, group.id, pgid, sid);
    }
    return true;
  }

  aim(ns: NsId, nr: number): void {
    this.kernel = aimNumber(this.kernel, ns, nr);
  }

  /** Remembers how things are, and keeps the tables short. */
  remember(t: number): void {
    this.past.add(t, this.kernel);
    if (this.kernel.tasks.length > this.threshold) this.tidy();
  }

  private tidy(): void {
    const renamed = compact(this.kernel);
    this.kernel = renamed.kernel;
    this.past.forget();
    const tasks = new Map<number, TaskId>();
    for (const [life, old] of this.tasks) {
      const task = renamed.task(old);
      if (task !== undefined && this.kernel.tasks[task] !== undefined) tasks.set(life, task);
    }
    this.tasks = tasks;
    const lives = new Map<Ino, number>();
    for (const [old, life] of this.lives) {
      const pid = renamed.pid(old);
      if (pid !== undefined) lives.set(pid, life);
    }
    this.lives = lives;
    this.outside = renamed.task(this.outside) ?? this.outside;
    this.threshold = this.kernel.tasks.length + 256;
  }
}
