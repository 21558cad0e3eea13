// Which steps can be swapped: the dependence relation for the explorer's partial-order reduction. A
// step's needs are worked out from the state it is taken in; what others may do later, from their code
// (future.ts). Whatever is not understood depends on everything, so that the reduction stays sound.
//
// Two states that differ only in the order in which identities, tasks or files were numbered count as
// the same here: no program can see those numbers.

import { findPid, type Ino, type NsId, pidTask } from '../kernel/index.ts';
import { type Future, futureOf, mayName, namesSome } from './future.ts';
import type { Actor, Machine, Setup } from './machine.ts';
import { childrenOf, isInit, nextOf, nrOf, parentOf, pidfdsOf, taskAt } from './next.ts';
import type { Packer } from './packed.ts';
import type { Local, Packed, World } from './parts.ts';

/** The relation for one search; undefined where the race has something it does not understand. */
export function reductionOf(start: Machine, packer: Packer) {
  const { race } = start.setup;
  const plain = race.processes.every(
    p =>
      p.threadOf === undefined && p.inside === undefined && p.group === undefined && !p.subreaper,
  );
  if (!plain || race.namespaces.length > 0 || race.sockets.length > 0) return undefined;
  const relation = new Relation(start.setup, packer);
  return {
    live: (state: Packed): readonly number[] => relation.live(state),
    disturbers: (state: Packed, live: readonly number[], at: number): number =>
      relation.disturbers(state, live, at),
  };
}

class Relation {
  private readonly setup: Setup;
  private readonly packer: Packer;
  /** Some exit may free a number at once: somebody ignores SIGCHLD, now or later. */
  private readonly autoreap: boolean;
  private readonly futures: (Future | undefined)[] = [];

  constructor(setup: Setup, packer: Packer) {
    this.setup = setup;
    this.packer = packer;
    this.autoreap =
      setup.race.processes.some(p => p.ignores.includes(17)) ||
      setup.programs.some(p => p.code.some(i => i.kind === 'syscall' && i.name === 'signal'));
  }

  live(state: Packed): readonly number[] {
    const found: number[] = [];
    for (let i = 0; i < state.locals.length; i++) if (state.locals[i]?.acts === true) found.push(i);
    return found;
  }

  disturbers(state: Packed, live: readonly number[], at: number): number {
    const { locals, world, shared, marks } = state;
    const actor = live[at] as number;
    const a = locals[actor] as Local;
    const waits = a.after & ~marks;
    const reaches = this.future(a).marks & ~marks;
    const row = rowOf(world, shared.id, a.id);
    let bits = 0;
    for (let i = 0; i < live.length; i++) {
      if (i === at) continue;
      const o = locals[live[i] as number] as Local;
      const f = this.future(o);
      let disturbs = (f.marks & waits) !== 0 || (f.afters & reaches) !== 0;
      if (!disturbs) {
        disturbs = row[o.id] ?? this.conflict(state, world.machine, o, a, actor, f);
        row[o.id] = disturbs;
      }
      if (disturbs) bits |= 1 << i;
    }
    return bits;
  }

  private future(local: Local): Future {
    const known = this.futures[local.id];
    if (known !== undefined) return known;
    const made = futureOf(this.setup, local.actor);
    this.futures[local.id] = made;
    return made;
  }

  private conflict(
    state: Packed,
    machine: Machine,
    o: Local,
    a: Local,
    index: number,
    f: Future,
  ): boolean {
    const next = nextOf(machine, a);
    if (f.opaque || next.kind === 'opaque') return true;
    const by = { machine, local: o, other: o.actor, f };
    // Whoever may end or stop the actor disturbs any step of it.
    if (mayName(f.kills, a.actor.nr) || aims(by, a.actor.pid, a.actor.nr)) return true;
    switch (next.kind) {
      case 'load':
        return ((f.stores >> next.cell) & 1) === 1;
      case 'store':
        return (((f.stores | f.loads) >> next.cell) & 1) === 1;
      case 'private':
        return false;
      case 'spawn':
        return this.spawnConflict(by, a.actor, this.packer.birthAt(state, index));
      case 'exit':
        return this.endConflict(by, a.actor.pid);
      case 'wait':
        return waitConflict(by, a.actor);
      case 'look':
        return this.tableConflict(by, next.nr);
      case 'kill': {
        const target = taskAt(machine, next.nr);
        if (this.tableConflict(by, next.nr)) return true;
        if (target === undefined) return false;
        return target.pid === o.actor.pid || this.endConflict(by, target.pid);
      }
      case 'send':
        if (next.to === undefined || pidTask(machine.kernel, next.to) === undefined) return false;
        return next.to === o.actor.pid || this.endConflict(by, next.to);
      case 'ignore':
        return f.exits || f.sends || namesSome(f.kills);
    }
  }

  /** The other may change which number the child gets, or may name that number. */
  private spawnConflict(by: By, actor: Actor, gives: number | undefined): boolean {
    const { machine, f } = by;
    const ends = f.exits || f.sends || namesSome(f.kills);
    if (f.spawns || f.waits || (this.autoreap && ends)) return true;
    if (gives !== undefined && mayName(f.looks, gives)) return true;
    return ends && isInit(machine, actor);
  }

  /** A process ends now: who waits for it, looks at it, or is its kin? */
  private endConflict(by: By, pid: Ino): boolean {
    const { machine, other, f } = by;
    const task = pidTask(machine.kernel, pid);
    if (task === undefined) return false;
    const nr = nrOf(machine, pid);
    const parent = parentOf(machine, task);
    const kin = parent === other.task || isInit(machine, other);
    if ((f.waits || f.ignores) && kin) return true;
    if (mayName(f.looks, nr) || aims(by, pid, nr)) return true;
    if (this.autoreap && f.spawns) return true;
    const ends = f.exits || f.sends || namesSome(f.kills);
    if (childrenOf(machine, task.id).length > 0 && (ends || (f.spawns && kin))) return true;
    if (f.exits && parent === other.task) return true;
    const above = parent === undefined ? undefined : machine.kernel.tasks[parent];
    if (above === undefined) return false;
    const aboveNr = nrOf(machine, above.pid);
    return mayName(f.kills, aboveNr) || aims(by, above.pid, aboveNr);
  }

  /** The other may change what a number means. */
  private tableConflict(by: By, nr: number): boolean {
    const { machine, other, f } = by;
    const found = findPid(machine.kernel, 0 as NsId, nr);
    if (found === undefined) return f.spawns;
    const task = pidTask(machine.kernel, found.ino);
    // Nobody's own number any more, but still a group's: the group's last member frees it.
    if (task === undefined)
      return f.waits || (this.autoreap && (f.exits || f.sends || namesSome(f.kills)));
    if (f.waits && (parentOf(machine, task) === other.task || isInit(machine, other))) return true;
    if (!this.autoreap) return false;
    if (f.exits && (task.pid === other.pid || parentOf(machine, task) === other.task)) return true;
    return f.ignores || f.sends || namesSome(f.kills);
  }
}

/** What is known of who disturbs this actor in this world with these cells, by the other's id. */
function rowOf({ conflicts }: World, shared: number, actor: number): (boolean | undefined)[] {
  const rows = conflicts[shared] ?? [];
  conflicts[shared] = rows;
  const row = rows[actor] ?? [];
  rows[actor] = row;
  return row;
}

interface By {
  readonly machine: Machine;
  readonly local: Local;
  readonly other: Actor;
  readonly f: Future;
}

/** Whether the other may signal this process through a pidfd that it has or may open. */
function aims({ machine, local, f }: By, pid: Ino, nr: number): boolean {
  if (!f.sends) return false;
  return mayName(f.opens, nr) || pidfdsOf(machine, local).includes(pid);
}

function waitConflict(by: By, actor: Actor): boolean {
  const { machine, other, f } = by;
  if (f.spawns) return true;
  if (isInit(machine, actor) && (f.exits || f.sends || namesSome(f.kills))) return true;
  return childrenOf(machine, actor.task).some(child => {
    if (f.exits && child.pid === other.pid) return true;
    const nr = nrOf(machine, child.pid);
    return mayName(f.looks, nr) || aims(by, child.pid, nr);
  });
}
