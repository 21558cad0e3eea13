// What an actor's next step is about, and who is whose kin: what the dependence relation
// (reduction.ts) asks of a machine.

import { fileOf, findPid, type Ino, type NsId, pidTask, type Task } from '../kernel/index.ts';
import { LETHAL } from './future.ts';
import type { Actor, Machine } from './machine.ts';
import type { Local } from './parts.ts';

/** What the next step of an actor is about. */
export type Next =
  | { readonly kind: 'opaque' | 'private' | 'spawn' | 'exit' | 'wait' | 'ignore' }
  | { readonly kind: 'load' | 'store'; readonly cell: number }
  /** By number: an attempt to kill, or a mere look. */
  | { readonly kind: 'kill' | 'look'; readonly nr: number }
  /** Through a pidfd. */
  | { readonly kind: 'send'; readonly to: Ino | undefined };

export function nextOf(machine: Machine, local: Local): Next {
  const { next } = local.actor;
  if (next === undefined) return { kind: 'opaque' };
  const { instr, sys } = next;
  if (instr.kind === 'load' || instr.kind === 'store')
    return { kind: instr.kind, cell: instr.cell };
  if (instr.kind === 'pause') return { kind: 'private' };
  if (instr.kind === 'spawn') return { kind: instr.args === undefined ? 'spawn' : 'opaque' };
  switch (sys?.name) {
    case 'getpid':
      return { kind: 'private' };
    case 'exit':
      return { kind: 'exit' };
    case 'wait4':
      return { kind: 'wait' };
    case 'signal':
      return { kind: sys.signum === 17 ? 'ignore' : 'opaque' };
    case 'kill':
      if (sys.pid <= 0 || (sys.sig !== 0 && !LETHAL.has(sys.sig))) return { kind: 'opaque' };
      return { kind: sys.sig === 0 ? 'look' : 'kill', nr: sys.pid };
    case 'pidfd_open':
      return { kind: 'look', nr: sys.pid };
    case 'pidfd_send_signal': {
      if (sys.sig !== 0 && !LETHAL.has(sys.sig)) return { kind: 'opaque' };
      return { kind: 'send', to: pidfdsOf(machine, local)[sys.pidfd] };
    }
    default:
      return { kind: 'opaque' };
  }
}

/** By descriptor: the identity that an actor's pidfd refers to; undefined: no pidfd. */
export function pidfdsOf({ kernel }: Machine, { actor, own }: Local): readonly (Ino | undefined)[] {
  const table = kernel.tasks[actor.task]?.files;
  const slots = table === undefined ? [] : (kernel.fdTables[table]?.slots ?? []);
  const pids = slots.map(slot => {
    const on = slot === undefined ? undefined : fileOf(kernel, slot.file)?.on;
    return on?.kind === 'pidfd' ? on.pid : undefined;
  });
  for (const { fd, pid } of own?.fds ?? []) pids[fd] = pid.ino;
  return pids;
}

export function taskAt(machine: Machine, nr: number): Task | undefined {
  const pid = findPid(machine.kernel, 0 as NsId, nr);
  return pid === undefined ? undefined : pidTask(machine.kernel, pid.ino);
}

export function nrOf(machine: Machine, pid: Ino): number {
  return machine.kernel.pids[pid]?.upids[0]?.nr ?? 0;
}

export function parentOf(machine: Machine, task: Task): number | undefined {
  return machine.kernel.groups[task.group]?.parent;
}

export function childrenOf(machine: Machine, task: number): readonly Task[] {
  const found: Task[] = [];
  for (const group of machine.kernel.groups) {
    const child = group?.parent === task ? machine.kernel.tasks[group.leader] : undefined;
    if (child !== undefined) found.push(child);
  }
  return found;
}

export function isInit(machine: Machine, actor: Actor): boolean {
  return machine.kernel.namespaces[0]?.init === actor.task;
}
