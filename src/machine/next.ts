// What an actor's next step is about, and who is whose kin: what the dependence relation
// (reduction.ts) asks of a machine.

import { fdFile, findPid, type Ino, type NsId, pidTask, type Task } from '../kernel/index.ts';
import { LETHAL } from './future.ts';
import type { Actor, Machine } from './machine.ts';

/** What the next step of an actor is about. */
export type Next =
  | { readonly kind: 'opaque' | 'private' | 'spawn' | 'exit' | 'wait' | 'ignore' }
  | { readonly kind: 'load' | 'store'; readonly cell: number }
  /** By number: an attempt to kill, or a mere look. */
  | { readonly kind: 'kill' | 'look'; readonly nr: number }
  /** Through a pidfd. */
  | { readonly kind: 'send'; readonly to: Ino | undefined };

export function nextOf(machine: Machine, actor: Actor): Next {
  const { next } = actor;
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
      const task = machine.kernel.tasks[actor.task];
      const on = task && sys.pidfd >= 0 ? fdFile(machine.kernel, task, sys.pidfd)?.on : undefined;
      return { kind: 'send', to: on?.kind === 'pidfd' ? on.pid : undefined };
    }
    default:
      return { kind: 'opaque' };
  }
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
  return machine.kernel.groups.flatMap(group => {
    const child = group?.parent === task ? machine.kernel.tasks[group.leader] : undefined;
    return child === undefined ? [] : [child];
  });
}

export function isInit(machine: Machine, actor: Actor): boolean {
  return machine.kernel.namespaces[0]?.init === actor.task;
}
