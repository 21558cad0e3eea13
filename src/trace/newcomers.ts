// Tasks that a log mentions before it introduces them: strace prints a child's first lines before its
// parent's fork returns, and a fork inside a PID namespace returns another number than the one the
// lines carry. Here the two are brought together.

import type { Incarnation } from './incarnation.ts';
import type { Population } from './population.ts';
import type { Birth } from './record.ts';

export class Newcomers {
  /** Incarnations not introduced yet, and the event in which they were first seen. */
  private readonly fresh = new Map<number, number>();
  /** Thread ids announced, and not claimed by a fork yet. */
  private readonly announced = new Set<number>();
  /** Tasks whose next child begins a PID namespace. */
  private readonly unshared = new Set<number>();
  /** Who collected a task before its own end was told. */
  private readonly early = new Map<number, number>();
  private readonly population: Population;

  constructor(population: Population) {
    this.population = population;
  }

  announce(tid: number): void {
    this.announced.add(tid);
  }

  unshare(tid: number): void {
    this.unshared.add(tid);
  }

  seen(life: Incarnation, event: number): void {
    this.fresh.set(life.index, event);
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
  childOf(
    maker: number,
    ret: number,
    start: number,
    newNamespace: boolean,
  ): { tid: number; nr: readonly number[] } {
    const tid = this.taskBehind(maker, ret, start);
    const makerLife = this.population.at(maker);
    if (makerLife >= 0 && tid !== ret) this.population.enter(makerLife, ret);
    const outer = makerLife < 0 ? [maker] : this.population.get(makerLife).nr;
    const inner = newNamespace || this.unshared.has(maker) ? [1] : [];
    if (outer.length > 1)
      return { tid, nr: [tid, ...outer.slice(1, -1).map(() => 0), ret, ...inner] };
    return { tid, nr: tid === ret ? [tid, ...inner] : [tid, ret, ...inner] };
  }

  private taskBehind(maker: number, ret: number, start: number): number {
    if (this.announced.has(ret) || this.isFresh(this.population.at(ret), start)) return ret;
    const candidates = new Set(this.announced);
    for (const index of this.fresh.keys()) {
      const { tid } = this.population.get(index);
      if (this.isFresh(index, start) && tid !== maker) candidates.add(tid);
    }
    if (candidates.size === 1) for (const tid of candidates) return tid;
    return ret;
  }

  private isFresh(index: number, start: number): boolean {
    return index >= 0 && this.fresh.has(index) && this.population.get(index).bornAt >= start;
  }
}

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
