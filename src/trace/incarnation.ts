// Incarnations: who held which number when. A number is looked up per PID namespace, since one task
// has a number in every namespace that sees it, and the same number lives in many namespaces. Told
// apart by the pidfs inode where the log has one, else by (number, start time), else by the order of
// births and ends.

import { ensure } from '../base.ts';
import type { Birth } from './record.ts';

/** One holder of a number: from birth to reap. `event` fields are event indices, -1 for not seen. */
export interface Incarnation {
  readonly index: number;
  /** Thread id in the recorder's namespace. */
  readonly tid: number;
  /** Incarnation of its thread group's leader; itself for a process. */
  leader: number;
  /** Who made it; and whose child it is now, which another becomes when the maker ends first. */
  parent: number;
  guardian: number;
  /** Its numbers from the recorder's namespace inwards, and those namespaces (-1: unknown). */
  nr: readonly number[];
  ns: readonly number[];
  /** Which holder of the number it is, per level: 0 is A. */
  holder: readonly number[];
  id: string | undefined;
  start: number | undefined;
  /** How it began: `fork`, …; `proc` was there before; `seen` has no beginning in the log. */
  how: string;
  born: number;
  bornAt: number;
  exit: number;
  exitAt: number;
  status: number | undefined;
  reap: number;
  reapAt: number;
  /**
   * `wait`, `auto`, `thread`; `inferred` when only the number's reuse shows it; `unseen` in a recording
   * that shows no reaps: then the life is over for us with its exit.
   */
  reapHow: 'wait' | 'auto' | 'thread' | 'inferred' | 'unseen' | undefined;
  reaper: number;
  /** Names in turn: the first at birth, then one per exec. */
  names: { event: number; name: string; argv: readonly string[] }[];
}

/** What an incarnation's own namespace calls it. */
export function numberOf(life: Incarnation): number {
  const own = life.nr[life.nr.length - 1] ?? 0;
  return own > 0 ? own : life.tid;
}
export const namespaceOf = (life: Incarnation): number => life.ns[life.ns.length - 1] ?? -1;
export const holderOf = (life: Incarnation): number => life.holder[life.holder.length - 1] ?? 0;

/** The letter of the n-th holder: A … Z, AA … */
export function letter(holder: number): string {
  const tail = String.fromCharCode(65 + (holder % 26));
  return holder < 26 ? tail : letter(Math.floor(holder / 26) - 1) + tail;
}

/** `303·A`. */
export const labelOf = (life: Incarnation): string => `${numberOf(life)}·${letter(holderOf(life))}`;
/** Its name at the time of an event; the last one without. */
export function nameOf(life: Incarnation, event = Number.POSITIVE_INFINITY): string {
  let name = life.names[0]?.name ?? '';
  for (const entry of life.names) if (entry.event <= event) name = entry.name;
  return name;
}
export const isThread = (life: Incarnation): boolean => life.leader !== life.index;

const key = (ns: number, nr: number): number => ns * 0x100000000 + nr;

/** All incarnations, and who holds a number now or held it then. */
export class Population {
  readonly all: Incarnation[] = [];
  /** Inodes of the namespaces, by namespace number; 0 is the recorder's. */
  readonly namespaces: string[] = [''];
  private readonly namespaceByInode = new Map<string, number>();
  private readonly living = new Map<number, number>();
  private readonly holders = new Map<number, number[]>();
  private readonly byId = new Map<number, number>();

  /** The living holder of a number in the recorder's namespace, or -1. */
  at(tid: number): number {
    return this.living.get(tid) ?? -1;
  }

  get(index: number): Incarnation {
    return ensure(this.all[index], 'an incarnation of that index');
  }

  /** The holder of a number in a namespace who is neither reaped nor replaced, or -1. */
  holding(ns: number, nr: number): number {
    const list = this.holders.get(key(ns, nr));
    const last = list?.[list.length - 1];
    return last !== undefined && this.get(last).reap < 0 ? last : -1;
  }

  /** Who held a number at a time, or -1. Later births win, as a reuse may be logged late. */
  holderAt(ns: number, nr: number, t: number): number {
    const list = this.holdersOf(ns, nr);
    for (let i = list.length - 1; i >= 0; i--) {
      const life = this.get(list[i] as number);
      if (life.bornAt <= t) return life.reap < 0 || life.reapAt > t ? life.index : -1;
    }
    return -1;
  }

  /** All holders of a number in a namespace, in the order of their births. */
  holdersOf(ns: number, nr: number): readonly number[] {
    return this.holders.get(key(ns, nr)) ?? [];
  }

  /** Who has an identity, as a number (see `identity`); 0 is nobody's. */
  withId(id: number): number {
    return id === 0 ? -1 : (this.byId.get(id) ?? -1);
  }

  namespace(inode: string): number {
    const found = this.namespaceByInode.get(inode);
    if (found !== undefined) return found;
    this.namespaceByInode.set(inode, this.namespaces.length);
    return this.namespaces.push(inode) - 1;
  }

  /** Says which namespace is the recorder's. */
  setRoot(inode: string): void {
    this.namespaces[0] = inode;
    this.namespaceByInode.set(inode, 0);
  }

  /** Adds an incarnation; who held its number before must have been ended by then. */
  add(birth: Birth, parent: number, event: number, t: number): Incarnation {
    const index = this.all.length;
    const leader = birth.tid === birth.pid ? index : this.at(birth.pid);
    const ns = this.chain(birth, parent);
    const life: Incarnation = {
      index,
      tid: birth.tid,
      leader: leader < 0 ? index : leader,
      parent,
      guardian: parent,
      nr: birth.nr,
      ns,
      holder: [],
      id: birth.id,
      start: birth.start,
      how: birth.how,
      born: event,
      bornAt: t,
      exit: -1,
      exitAt: -1,
      status: undefined,
      reap: -1,
      reapAt: -1,
      reapHow: undefined,
      reaper: -1,
      names: [{ event: -1, name: birth.comm, argv: [] }],
    };
    this.all.push(life);
    life.holder = birth.nr.map((nr, level) => this.hold(ns[level] ?? -1, nr, index));
    this.living.set(birth.tid, index);
    if (birth.idNumber !== 0) this.byId.set(birth.idNumber, index);
    return life;
  }

  /** Completes an incarnation that was seen before the log introduced it. */
  introduce(life: Incarnation, birth: Birth): void {
    if (birth.nr.length > life.nr.length) {
      life.ns = this.chain(birth, life.parent);
      life.nr = birth.nr;
      life.holder = birth.nr.map(
        (nr, level) => life.holder[level] ?? this.hold(life.ns[level] ?? -1, nr, life.index),
      );
    }
    if (birth.idNumber !== 0) this.byId.set(birth.idNumber, life.index);
    life.id ??= birth.id;
    life.start ??= birth.start;
    const first = life.names[0];
    if (first !== undefined && first.name === '') first.name = birth.comm;
  }

  /**
   * A task whose child got number `ret` must be in a namespace of its own that the log did not name.
   * Its number there is known only if the child is second: then the task is its init, number 1.
   */
  enter(life: Incarnation, ret: number): void {
    if (life.nr.length > 1) return;
    const ns = this.namespace(`of task ${life.index}`);
    const nr = ret === 2 ? 1 : 0;
    life.ns = [...life.ns, ns];
    life.nr = [...life.nr, nr];
    life.holder = [...life.holder, this.hold(ns, nr, life.index)];
  }

  /** Takes a release back: the task turned out to live on. */
  revive(life: Incarnation): void {
    life.reap = -1;
    life.reapAt = -1;
    life.reapHow = undefined;
    this.living.set(life.tid, life.index);
  }

  /** Its number goes back. */
  release(life: Incarnation): void {
    if (this.living.get(life.tid) === life.index) this.living.delete(life.tid);
  }

  private hold(ns: number, nr: number, index: number): number {
    if (ns < 0 || nr <= 0) return 0;
    const list = this.holders.get(key(ns, nr));
    if (list === undefined) {
      this.holders.set(key(ns, nr), [index]);
      return 0;
    }
    return list.push(index) - 1;
  }

  /** The namespaces of a task's numbers. The log names the innermost; the parent's fill the rest. */
  private chain(birth: Birth, parent: number): readonly number[] {
    const depth = birth.nr.length;
    const above = parent < 0 ? [0] : this.get(parent).ns;
    const own =
      depth === 1
        ? 0
        : birth.ns !== undefined
          ? this.namespace(birth.ns)
          : (above[depth - 1] ?? this.namespace(unnamed(birth, parent, this.all.length)));
    if (depth === above.length && own === above[depth - 1]) return above;
    return birth.nr.map((_, level) => (level === depth - 1 ? own : (above[level] ?? -1)));
  }
}

/** A namespace that the log does not name: a new one for its first task, else its parent's children's. */
const unnamed = (birth: Birth, parent: number, index: number): string =>
  birth.nr[birth.nr.length - 1] === 1 ? `of task ${index}` : `below task ${parent}`;
