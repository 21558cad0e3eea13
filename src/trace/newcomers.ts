// Tasks that a log mentions before it introduces them: strace prints a child's first lines before its
// parent's fork returns, and a fork inside a PID namespace returns another number than the one the
// lines carry. Here the two are brought together.

import type { Incarnation } from './incarnation.ts';
import type { Population } from './population.ts';
import type { Birth } from './record.ts';
import { firstFrom } from './sorted.ts';

/** A fork that returned. */
export interface Forked {
  readonly maker: number;
  readonly ret: number;
  /** The child in strace's namespace, if the line says so. */
  readonly outside: number | undefined;
  /** When the fork began. */
  readonly start: number;
  readonly newNamespace: boolean;
  /** Whether another task is in a fork, whose child may have been heard of. */
  readonly othersFork: boolean;
}

export class Newcomers {
  /** Incarnations not introduced yet, and the event in which they were first seen. */
  private readonly fresh = new Map<number, number>();
  /** They in the order in which they were seen, some introduced since, and the latest birth up to each. */
  private readonly order: number[] = [];
  private readonly latest: number[] = [];
  /** By place in the order of one introduced since: from where on there may be one who is not. */
  private readonly next: number[] = [];
  /** Thread ids announced, and not claimed by a fork yet. */
  private readonly announced = new Set<number>();
  /** Introduced by the number of an inner namespace, and not heard of yet: what stands for their thread ids. */
  private readonly awaited = new Set<number>();
  private nameless = 0;
  /** Children in PID namespaces that several forks may have made: who came first was taken. */
  guessed = 0;
  /** Tasks whose next child begins a PID namespace. */
  private readonly unshared = new Set<number>();
  /** Who collected a task before its own end was told. */
  private readonly early = new Map<number, number>();
  private readonly population: Population;

  constructor(population: Population) {
    this.population = population;
  }

  /** A task is there whose fork did not return yet, unless it was told of. */
  announce(tid: number): void {
    if (this.population.at(tid) < 0 && this.arrives(tid) < 0) this.announced.add(tid);
  }

  unshare(tid: number): void {
    this.unshared.add(tid);
  }

  seen(life: Incarnation, event: number): void {
    this.fresh.set(life.index, event);
    this.announced.delete(life.tid);
    this.next.push(this.order.push(life.index));
    this.latest.push(Math.max(life.bornAt, this.latest.at(-1) ?? 0));
  }

  /**
   * The task that was collected too early: without unfinished calls, strace gives a wait the time at
   * which it began, before the end of the child that it collected.
   */
  collectedEarly(tid: number): Incarnation | undefined {
    const index = this.population.lastHolder(0, tid);
    const life = index < 0 ? undefined : this.population.get(index);
    if (life === undefined || life.exit >= 0 || life.reapHow !== 'wait') return undefined;
    this.early.set(life.index, life.reaper);
    this.population.revive(life);
    return life;
  }

  /** Who collected this task before its end was told, if anybody did. */
  collector(life: Incarnation): number | undefined {
    const reaper = this.early.get(life.index);
    this.early.delete(life.index);
    return reaper;
  }

  /** Takes the task that a birth introduces out of the unknown, if it was seen before; else -1. */
  claim(birth: Birth, start: number): number {
    this.announced.delete(birth.tid);
    const index = this.population.at(birth.tid);
    const event = this.fresh.get(index);
    if (event === undefined) return -1;
    this.fresh.delete(index);
    const { all } = this.population;
    if ((all.columns.bornAt[index] as number) < start) return -1;
    all.begins(index, event, birth.how);
    return index;
  }

  /** Which task a fork's result means, and its numbers from strace's namespace inwards. */
  childOf(fork: Forked): { tid: number; nr: readonly number[] } {
    const maker = this.population.at(fork.maker);
    const tid = fork.outside ?? this.taskBehind(fork, maker);
    if (maker >= 0 && tid !== fork.ret) this.population.enter(maker, fork.ret);
    const outer = maker < 0 ? [fork.maker] : this.population.get(maker).nr;
    const first = Math.max(0, tid);
    const inner = fork.newNamespace || this.unshared.has(fork.maker) ? [1] : [];
    if (outer.length > 1) {
      return { tid, nr: [first, ...outer.slice(1, -1).map(() => 0), fork.ret, ...inner] };
    }
    return { tid, nr: tid === fork.ret ? [tid, ...inner] : [first, fork.ret, ...inner] };
  }

  /** The task that was not heard of before, if a fork is known that must have made it; else -1. */
  arrives(tid: number): number {
    for (const stand of this.awaited) {
      const others = this.awaited.size > 1;
      this.awaited.delete(stand);
      const index = this.population.at(stand);
      if (index < 0) continue;
      if (others) this.guessed++;
      this.population.identified(index, tid);
      return index;
    }
    return -1;
  }

  private taskBehind({ maker, ret, start, othersFork }: Forked, makerIndex: number): number {
    const inner = makerIndex >= 0 && this.population.get(makerIndex).depth > 1;
    if (!inner && (this.announced.has(ret) || this.isFresh(this.population.at(ret), start))) {
      return ret;
    }
    let first: number | undefined;
    let unsure = othersFork;
    for (const tid of this.candidates(start, maker)) {
      unsure ||= first !== undefined && first !== tid;
      if (unsure && !inner) return ret;
      first ??= tid;
      if (unsure) break;
    }
    if (inner && first !== undefined && unsure) this.guessed++;
    if (!inner || first !== undefined) return first ?? ret;
    const stand = STAND_IN - this.nameless++;
    this.awaited.add(stand);
    return stand;
  }

  /** The tasks that a fork which began then may have made, the first seen first. */
  private *candidates(start: number, maker: number): Generator<number> {
    const { order } = this;
    for (let i = this.freshFrom(firstFrom(this.latest, start)); i < order.length; ) {
      const index = order[i] as number;
      const { tid } = this.population.get(index);
      if (this.isFresh(index, start) && tid !== maker) yield tid;
      i = this.freshFrom(i + 1);
    }
    yield* this.announced;
  }

  /** The first place in the order from `at` on of one not introduced. The way there is shortened. */
  private freshFrom(at: number): number {
    const { order, next } = this;
    let to = at;
    while (to < order.length && !this.fresh.has(order[to] as number)) to = next[to] as number;
    for (let i = at; i < to; ) {
      const then = next[i] as number;
      next[i] = to;
      i = then;
    }
    return to;
  }

  private isFresh(index: number, start: number): boolean {
    return index >= 0 && this.fresh.has(index) && this.population.get(index).bornAt >= start;
  }
}

/** Below every number that a kernel gives: stands for the thread id of a task that is yet to be heard of. */
const STAND_IN = -1_000_000;

/** The beginning of a task that the log never introduced. */
export const unseenBirth = (tid: number, pid: number): Birth => ({
  kind: 'birth',
  tid,
  pid,
  ppid: undefined,
  comm: '',
  start: undefined,
  idNumber: 0,
  ns: undefined,
  nr: [tid],
  how: 'seen',
  flags: [],
  exitSignal: undefined,
  pidfd: undefined,
});
