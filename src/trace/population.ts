// All incarnations of a recording, and who holds a number now or held it then. A number is looked up
// per PID namespace.

import type { Incarnation } from './incarnation.ts';
import { LifeBuilder } from './life-builder.ts';
import type { Tables } from './ndjson-scan.ts';
import { type Birth, NONE } from './record.ts';
import { PairTable, roomFor } from './tables.ts';

/** All incarnations, and who holds a number now or held it then. */
export class Population {
  readonly all: LifeBuilder;
  /** Inodes of the namespaces, by namespace number; 0 is the recorder's. */
  readonly namespaces: string[] = [''];
  private readonly namespaceByInode = new Map<string, number>();
  private readonly living = new PairTable();
  /** By namespace and number: the last of its holders. */
  private readonly last = new PairTable();
  /** The holders of all numbers as they came: who, who had the number before, and which one it is. */
  private who = new Int32Array(256);
  private previous = new Int32Array(256);
  private rank = new Int32Array(256);
  private held = 0;
  private readonly byId = new PairTable();

  constructor({ names, texts }: Tables) {
    this.all = new LifeBuilder(names, texts);
  }

  /** The living holder of a number in the recorder's namespace, or -1. */
  at(tid: number): number {
    return this.living.get(0, tid);
  }

  /** The incarnation of that index, which must be there. */
  get(index: number): Incarnation {
    return this.all.view(index);
  }

  /** The holder of a number in a namespace who is neither reaped nor replaced, or -1. */
  holding(ns: number, nr: number): number {
    const last = this.lastHolder(ns, nr);
    return last >= 0 && (this.all.columns.reap[last] as number) < 0 ? last : -1;
  }

  /** Who held a number at a time, or -1. Later births win, as a reuse may be logged late. */
  holderAt(ns: number, nr: number, t: number): number {
    for (let at = this.last.get(ns, nr); at >= 0; at = this.previous[at] as number) {
      const life = this.holder(at);
      if (life.bornAt <= t) return life.reap < 0 || life.reapAt > t ? life.index : -1;
    }
    return -1;
  }

  /** The last holder of a number in a namespace, or -1. */
  lastHolder(ns: number, nr: number): number {
    const at = this.last.get(ns, nr);
    return at < 0 ? -1 : (this.who[at] as number);
  }

  /** The same as a place in the list of holders, from which `before` goes to the one before it. */
  lastOf(ns: number, nr: number): number {
    return this.last.get(ns, nr);
  }

  before(place: number): number {
    return this.previous[place] as number;
  }

  holder(place: number): Incarnation {
    return this.get(this.who[place] as number);
  }

  /** Who has an identity, as a number (see `identity`); 0 is nobody's. */
  withId(id: number): number {
    return id === 0 ? -1 : this.byId.get(Math.floor(id / 2 ** 32), id | 0);
  }

  namespace(inode: string): number {
    const found = this.namespaceByInode.get(inode);
    if (found !== undefined) return found;
    this.namespaceByInode.set(inode, this.namespaces.length);
    return this.namespaces.push(inode) - 1;
  }

  /** The innermost. Its number 1 begins it; the inode may have been that of one now gone. */
  private home(birth: Birth, inode: string): number {
    const found = this.namespace(inode);
    if (birth.nr[birth.nr.length - 1] !== 1 || this.lastHolder(found, 1) < 0) return found;
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
    this.all.add(birth, leader < 0 ? index : leader, parent, event, t);
    const ranks = birth.nr.map((nr, level) => this.hold(ns[level] ?? -1, nr, index));
    this.all.setLevels(index, birth.nr, ns, ranks);
    this.living.set(0, birth.tid, index);
    this.identify(birth.idNumber, index);
    return this.get(index);
  }

  /** Completes an incarnation that was seen before the log introduced it. */
  introduce(index: number, birth: Birth): void {
    const life = this.get(index);
    if (birth.nr.length > life.depth) {
      const { holder } = life;
      const ns = this.chain(birth, life.parent);
      const ranks = birth.nr.map(
        (nr, level) => holder[level] ?? this.hold(ns[level] ?? -1, nr, index),
      );
      this.all.setLevels(index, birth.nr, ns, ranks);
    }
    this.identify(birth.idNumber, index);
    const { id, start } = this.all.columns;
    if (id[index] === 0) id[index] = birth.idNumber;
    if (start[index] === NONE) start[index] = birth.start ?? NONE;
    this.all.christen(index, birth.comm);
  }

  /**
   * A task whose child got number `ret` must be in a namespace of its own that the log did not name.
   * Its number there is known only if the child is second: then the task is its init, number 1.
   */
  enter(index: number, ret: number): void {
    const life = this.get(index);
    if (life.depth > 1) return;
    const ns = this.namespace(`of task ${index}`);
    const nr = ret === 2 ? 1 : 0;
    const rank = this.hold(ns, nr, index);
    this.all.setLevels(index, [...life.nr, nr], [...life.ns, ns], [...life.holder, rank]);
  }

  /** The thread id of a task whose number in the recorder's namespace was not known. */
  identified(index: number, tid: number): void {
    const { columns } = this.all;
    const stand = columns.tid[index] as number;
    columns.tid[index] = tid;
    if (this.living.get(0, stand) === index) this.living.set(0, stand, -1);
    this.living.set(0, tid, index);
    const { nr, ns, holder } = this.get(index);
    const rank = this.hold(0, tid, index);
    this.all.setLevels(index, [tid, ...nr.slice(1)], ns, [rank, ...holder.slice(1)]);
  }

  /** Takes a release back: the task turned out to live on. */
  revive(life: Incarnation): void {
    this.all.reaped(life.index, -1, -1, undefined, life.reaper);
    this.living.set(0, life.tid, life.index);
  }

  /** Its number goes back. */
  release(life: Incarnation): void {
    if (this.at(life.tid) === life.index) this.living.set(0, life.tid, -1);
  }

  private hold(ns: number, nr: number, index: number): number {
    if (ns < 0 || nr <= 0) return 0;
    const at = this.held++;
    const before = this.last.get(ns, nr);
    this.who = roomFor(this.who, at);
    this.previous = roomFor(this.previous, at);
    this.rank = roomFor(this.rank, at);
    this.who[at] = index;
    this.previous[at] = before;
    this.rank[at] = before < 0 ? 0 : (this.rank[before] as number) + 1;
    this.last.set(ns, nr, at);
    return this.rank[at] as number;
  }

  private identify(id: number, index: number): void {
    if (id !== 0) this.byId.set(Math.floor(id / 2 ** 32), id | 0, index);
  }

  /** The namespaces of a task's numbers. The log names the innermost; the parent's fill the rest. */
  private chain(birth: Birth, parent: number): readonly number[] {
    const depth = birth.nr.length;
    if (depth === 1) return ROOT;
    const above = parent < 0 ? ROOT : this.get(parent).ns;
    const own =
      birth.ns !== undefined
        ? this.home(birth, birth.ns)
        : (above[depth - 1] ?? this.namespace(unnamed(birth, parent, this.all.length)));
    if (depth === above.length && own === above[depth - 1]) return above;
    return birth.nr.map((_, level) => (level === depth - 1 ? own : (above[level] ?? -1)));
  }
}

const ROOT: readonly number[] = [0];

/** A namespace that the log does not name: a new one for its first task, else its parent's children's. */
const unnamed = (birth: Birth, parent: number, index: number): string =>
  birth.nr[birth.nr.length - 1] === 1 ? `of task ${index}` : `below task ${parent}`;
