// Who is who in one world: every identity that was ever there, with its name, its letter among the
// holders of its number, and its colour. Derived from the machine.

import type { Ino, Nr, NsId, Upid } from '../kernel/index.ts';
import type { Race } from '../race/program.ts';
import type { Machine } from './machine.ts';
import type { ActorRef } from './schedule.ts';

/** One identity. */
export interface Person {
  readonly pid: Ino;
  readonly upids: readonly Upid[];
  readonly nr: Nr;
  /** -1 for a task that no process of the race stands for. */
  readonly process: number;
  readonly ref: ActorRef;
  readonly name: string;
  readonly glyph: string;
}

export interface People {
  readonly all: readonly Person[];
  of(pid: Ino | undefined): Person | undefined;
  name(pid: Ino | undefined): string | undefined;
  /** Which holder of that number it is, from 0. */
  letter(ns: NsId, nr: Nr, pid: Ino): number;
  /** How many holders the number has had. */
  holders(ns: NsId, nr: Nr): number;
}

/** The people of a world: actors in order of birth, then tasks that are nobody's. */
export function peopleOf(machine: Machine): People {
  const all: Person[] = machine.actors.map(a => ({
    pid: a.pid,
    upids: a.upids,
    nr: a.nr,
    process: a.process,
    ref: { process: a.process, instance: a.instance },
    name: a.name,
    glyph: glyphOf(machine.setup.race, a.process, a.name),
  }));
  const byPid = new Map(all.map(p => [p.pid, p]));
  for (const task of machine.kernel.tasks) {
    if (task === undefined || byPid.has(task.pid)) continue;
    const upids = machine.kernel.pids[task.pid]?.upids ?? [];
    const nr = upids[0]?.nr;
    if (nr === undefined) continue;
    const ref = { process: -1, instance: task.id };
    const { pid, comm } = task;
    const stranger = { pid, upids, nr, process: -1, ref, name: comm, glyph: comm };
    all.push(stranger);
    byPid.set(pid, stranger);
  }
  all.sort((a, b) => a.pid - b.pid);
  const held = (p: Person, ns: NsId, nr: Nr) => p.upids.some(u => u.ns === ns && u.nr === nr);
  return {
    all,
    of: pid => (pid === undefined ? undefined : byPid.get(pid)),
    name: pid => (pid === undefined ? undefined : byPid.get(pid)?.name),
    letter: (ns, nr, pid) => all.filter(p => p.pid < pid && held(p, ns, nr)).length,
    holders: (ns, nr) => all.filter(p => held(p, ns, nr)).length,
  };
}

function glyphOf(race: Race, process: number, name: string): string {
  return race.processes[process]?.glyph ?? name;
}
