// What processes may have seen without a call that names it: numbers in a list of /proc, which they or a
// child of theirs read; and whether SIGCHLD has just been handled, so that a wait may be the handler's.

import { Dispositions } from './dispositions.ts';
import { type Incarnation, namespaceOf } from './incarnation.ts';
import { type Learnt, type Memories, Source } from './memory.ts';
import type { Population } from './population.ts';

/** How far up it is looked whose list a number may come from: xargs, its shell. */
const ANCESTORS = 3;

export class Sightings {
  /** What calls of rt_sigaction do about SIGCHLD. */
  readonly dispositions = new Dispositions();
  /** By process: the last list of all processes that it began to read. */
  private readonly listed = new Map<number, { readonly event: number; readonly t: number }>();
  /** By process: which child looked into /proc last. */
  private readonly lookers = new Map<number, number>();
  /** Processes with a handler of SIGCHLD, since which event. */
  private readonly catchers = new Map<number, number>();
  /** Threads that handle SIGCHLD and have made no call since. */
  private readonly handling = new Set<number>();
  /** Processes that have waited for any child right then: while they had that handler. */
  private readonly reaping = new Map<number, { readonly from: number; to: number }[]>();

  /** A process opens /proc itself. */
  lists(process: number, event: number, t: number): void {
    this.listed.set(process, { event, t });
  }

  /** A process looks into /proc, or lists it: its parent may be told. */
  looks(process: number, parent: number): void {
    if (parent >= 0) this.lookers.set(parent, process);
  }

  /** A process gets a handler of SIGCHLD, or loses it. */
  catches(process: number, on: boolean, event: number): void {
    if (on) {
      if (!this.catchers.has(process)) this.catchers.set(process, event);
      return;
    }
    if (!this.catchers.delete(process)) return;
    for (const span of this.reaping.get(process) ?? []) span.to = Math.min(span.to, event);
  }

  inherit(child: number, parent: number, event: number): void {
    if (this.catchers.has(parent)) this.catchers.set(child, event);
  }

  /** SIGCHLD arrives at a thread. */
  handles({ leader, index }: Incarnation): void {
    if (this.catchers.has(leader)) this.handling.add(index);
  }

  /** A thread has made a call: whatever comes now is no longer the first of a handler. */
  acted(thread: number): void {
    if (this.handling.size > 0) this.handling.delete(thread);
  }

  /** A thread asks, without waiting, for any child. */
  polls({ leader, index }: Incarnation): void {
    if (!this.handling.has(index)) return;
    const spans = this.reaping.get(leader) ?? [];
    if (spans.at(-1)?.to === Number.POSITIVE_INFINITY) return;
    const from = this.catchers.get(leader) ?? 0;
    this.reaping.set(leader, [...spans, { from, to: Number.POSITIVE_INFINITY }]);
  }

  /** Whether at that event it seems to collect its children in a handler of SIGCHLD. */
  reapsInHandler(process: number, event: number): boolean {
    const spans = this.reaping.get(process) ?? [];
    return spans.some(({ from, to }) => from <= event && event < to);
  }

  /** Whom a number of unknown origin may mean: whoever had it when it was listed. */
  recall(
    user: Incarnation,
    nr: number,
    population: Population,
    memories: Memories,
  ): Learnt | undefined {
    if (this.listed.size === 0 && this.lookers.size === 0) return undefined;
    const ns = namespaceOf(user);
    let at = user.leader;
    for (let hop = 0; hop < ANCESTORS && at >= 0; hop++) {
      const looker = this.lookers.get(at) ?? -1;
      const told = looker < 0 ? undefined : memories.recall(looker, nr);
      if (told !== undefined && told.source === Source.proc)
        return { ...told, source: Source.listing };
      for (const who of [at, looker]) {
        const list = this.listed.get(who);
        const life = list === undefined ? -1 : population.holderAt(ns, nr, list.t);
        if (list !== undefined && life >= 0)
          return { event: list.event, life, source: Source.listing, by: who };
      }
      at = population.get(at).guardian;
    }
    return undefined;
  }
}
