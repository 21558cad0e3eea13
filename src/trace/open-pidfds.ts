// Which pidfds processes have open while a recording is read. A fork copies them all, so that what a
// supervisor of thousands hands to each of its children is written down only where a child uses it.

import { HoldBuilder, type Holds, type PidfdHold } from './holds.ts';
import { PairTable, roomFor } from './tables.ts';

/** More than these are not copied at a fork, but looked up in the parent's past. */
const COPIED_MAX = 16;
/** How far back that is followed. */
const GENERATIONS = 64;

export class OpenPidfds {
  private readonly holds = new HoldBuilder();
  /** By process that has any: descriptors that are open now, and which pidfd each is. */
  private readonly open = new Map<number, Map<number, number>>();
  /** By process and descriptor: the last pidfd there; and by pidfd: the one there before. */
  private readonly last = new PairTable();
  private before = new Int32Array(64);
  /** By process: whose pidfds it has beside those written down, since when, and until when. */
  private parents = new Int32Array(64).fill(-1);
  private since = new Int32Array(64);
  private until = new Int32Array(64);

  /** How many were written down. */
  get length(): number {
    return this.holds.length;
  }

  /** The pidfd that is open at a descriptor. */
  at(process: number, fd: number): PidfdHold | undefined {
    return this.holds.at(this.find(process, fd));
  }

  add(
    process: number,
    fd: number,
    life: number,
    how: PidfdHold['how'],
    event: number,
    use: number,
  ): number {
    if (fd < 0) return -1;
    let own = this.open.get(process);
    if (own === undefined) {
      own = new Map();
      this.open.set(process, own);
    }
    const former = own.get(fd);
    if (former !== undefined) this.holds.close(former, event);
    const index = this.holds.add({ process, fd, life, how, opened: event, closed: -1, use });
    own.set(fd, index);
    this.before = roomFor(this.before, index);
    this.before[index] = this.last.get(process, fd);
    this.last.set(process, fd, index);
    return index;
  }

  close(process: number, fd: number, event: number): void {
    const index = this.find(process, fd);
    if (index < 0) return;
    this.holds.close(index, event);
    this.open.get(process)?.delete(fd);
  }

  /** A process's end, or its exec, closes what it had open. */
  closeAll(process: number, event: number): void {
    if (this.isHeir(process) && this.until[process] === NEVER) this.until[process] = event;
    const own = this.open.get(process);
    if (own === undefined) return;
    for (const index of own.values()) this.holds.close(index, event);
    this.open.delete(process);
  }

  /** A fork: the child has its parent's. */
  inherit(child: number, parent: number, event: number): void {
    const theirs = this.open.get(parent);
    const heir = this.isHeir(parent) && this.until[parent] === NEVER;
    if (heir || (theirs?.size ?? 0) > COPIED_MAX) {
      this.parents = roomFor(this.parents, child, -1);
      this.since = roomFor(this.since, child);
      this.until = roomFor(this.until, child);
      this.parents[child] = parent;
      this.since[child] = event;
      this.until[child] = NEVER;
      return;
    }
    for (const index of theirs?.values() ?? []) {
      const hold = this.holds.at(index);
      if (hold !== undefined) this.add(child, hold.fd, hold.life, 'inherited', event, hold.use);
    }
  }

  /** All that were written down. */
  finish(): Holds {
    return this.holds.finish();
  }

  private isHeir(process: number): boolean {
    return process < this.parents.length && this.parents[process] !== -1;
  }

  /** Which pidfd is open at a descriptor, written down now if it was not; -1 for none. */
  private find(process: number, fd: number): number {
    const open = this.open.get(process)?.get(fd);
    if (open !== undefined) return open;
    if (!this.isHeir(process) || this.until[process] !== NEVER) return -1;
    const event = this.since[process] as number;
    // What was here since the fork is closed.
    const last = this.last.get(process, fd);
    if (last >= 0 && this.holds.openedAt(last) >= event) return -1;
    const hold = this.holds.at(this.inPast(this.parents[process] as number, fd, event));
    return hold === undefined ? -1 : this.add(process, fd, hold.life, 'inherited', event, hold.use);
  }

  /** Which pidfd was open at a descriptor just before an event, by the process or an ancestor; -1: none. */
  private inPast(process: number, fd: number, event: number): number {
    let [by, t] = [process, event];
    for (let hop = 0; hop < GENERATIONS; hop++) {
      let index = this.last.get(by, fd);
      while (index >= 0 && this.holds.openedAt(index) >= t) index = this.before[index] as number;
      const heir = this.isHeir(by) && (this.since[by] as number) < t;
      if (index >= 0 && !(heir && this.holds.openedAt(index) < (this.since[by] as number))) {
        return this.holds.isOpen(index, t) ? index : -1;
      }
      if (!heir || (this.until[by] as number) < t) return -1;
      t = this.since[by] as number;
      by = this.parents[by] as number;
    }
    return -1;
  }
}

const NEVER = 0x7fffffff;
