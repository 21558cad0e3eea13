// What a plan's author knows in the middle of a plan: which numbers and descriptors a process has
// heard of, and what each of them means at this moment. The generator aims its calls with it; the
// coverage counts with it.

import {
  type File,
  fdFile,
  type Ino,
  type Kernel,
  type NsId,
  nrIn,
  nsOf,
  parentOf,
  pidNs,
  pidTask,
  type Task,
  tableOf,
} from '../kernel/index.ts';
import type { Num } from './plan.ts';
import type { World } from './world.ts';

/** What a call is aimed at, as seen by its caller. */
export const TARGET_STATES = [
  'self',
  'child',
  'stranger',
  'zombie',
  'reaped',
  'recycled',
  'otherNamespace',
  'thread',
  'none',
] as const;
export type TargetState = (typeof TARGET_STATES)[number];

/** Whom a name was learnt for, and in which namespace its number counts. */
export interface Meaning {
  readonly ino: Ino;
  readonly ns: NsId;
}

/** Names of numbers and of descriptors with what they meant when they were learnt. */
export interface Meanings {
  readonly numbers: ReadonlyMap<string, Meaning>;
  readonly files: ReadonlyMap<string, File['id']>;
}

/** How `caller` sees this identity. `stale`: its number has another holder now. */
export function stateOfPid(kernel: Kernel, caller: Task, ino: Ino, stale: boolean): TargetState {
  const task = pidTask(kernel, ino);
  const pid = kernel.pids[ino];
  if (stale) return 'recycled';
  if (task === undefined || pid === undefined) {
    const own = pid?.upids[0];
    const taken = own !== undefined && kernel.namespaces[own.ns]?.nrs.includes(own.nr);
    return taken === true && pid?.hashed === false ? 'recycled' : 'reaped';
  }
  if (pidNs(pid) !== nsOf(kernel, caller)) return 'otherNamespace';
  if (task.state === 'zombie') return 'zombie';
  const group = kernel.groups[task.group];
  if (group?.leader !== task.id) return 'thread';
  if (task.group === caller.group) return 'self';
  return group !== undefined && parentOf(kernel, group)?.id === caller.group ? 'child' : 'stranger';
}

/** A way to name a target in a plan. */
export interface Aim {
  readonly arg: Num;
  /** Whose it is, or was. */
  readonly ino?: Ino;
  readonly state: TargetState;
}

/** The numbers that `caller` can use, each with what it means now. */
export function numbersKnown(world: World, meanings: Meanings, caller: Task): readonly Aim[] {
  const { kernel, learnt } = world;
  const ns = nsOf(kernel, caller);
  const aims: Aim[] = [];
  const named = new Set<Ino>();
  for (const [name, meaning] of meanings.numbers) {
    const nr = learnt.get(name) ?? -1;
    if (meaning.ns !== ns || nr <= 0) continue;
    const pid = kernel.pids[meaning.ino];
    const holder =
      kernel.namespaces[ns]?.inos[kernel.namespaces[ns]?.nrs.indexOf(nr as never) ?? -1];
    const stale = holder !== undefined && holder !== meaning.ino;
    if (pid !== undefined && !stale) named.add(meaning.ino);
    const { ino } = meaning;
    aims.push({ arg: `$${name}`, ino, state: stateOfPid(kernel, caller, ino, stale) });
  }
  for (const task of kernel.tasks) {
    if (task === undefined || named.has(task.pid)) continue;
    const pid = kernel.pids[task.pid];
    const nr = pid === undefined ? 0 : nrIn(pid, ns);
    const ino = task.pid;
    if (nr > 0) aims.push({ arg: nr, ino, state: stateOfPid(kernel, caller, ino, false) });
  }
  return aims;
}

/** An open descriptor of a caller, with a way to name it. */
export interface FdAim extends Aim {
  readonly fd: number;
  readonly file: File;
}

/** Every descriptor that `caller` has open; its state is that of the process behind it. */
export function descriptorsKnown(world: World, meanings: Meanings, caller: Task): readonly FdAim[] {
  const { kernel } = world;
  const slots = tableOf(kernel, caller)?.slots ?? [];
  const aims: FdAim[] = [];
  slots.forEach((slot, fd) => {
    const file = slot === undefined ? undefined : fdFile(kernel, caller, fd);
    if (file === undefined) return;
    aims.push({
      arg: nameOfDescriptor(world, meanings, file, fd),
      state: stateOfFile(kernel, caller, file),
      fd,
      file,
    });
  });
  return aims;
}

function nameOfDescriptor(world: World, meanings: Meanings, file: File, fd: number): Num {
  for (const [name, id] of meanings.files) {
    if (id === file.id && world.learnt.get(name) === fd) return `$${name}`;
  }
  return fd;
}

/** The state of the process behind an open file; 'none' when there is no process behind it. */
export function stateOfFile(kernel: Kernel, caller: Task, file: File): TargetState {
  const { on } = file;
  if (on.kind === 'pidfd' || on.kind === 'procdir' || on.kind === 'procfile') {
    return stateOfPid(kernel, caller, on.pid, false);
  }
  return 'none';
}
