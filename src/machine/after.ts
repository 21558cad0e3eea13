// A call's effect on the programs: the caller goes on behind it, a new task gets its own actor.

import { ensure } from '../base.ts';
import {
  ERRNO,
  type Ino,
  type Kernel,
  pidOf,
  type Syscall,
  type SyscallResult,
} from '../kernel/index.ts';
import type { Instr } from '../race/program.ts';
import {
  type Actor,
  type ActorDraft,
  draftOf,
  type Machine,
  plain,
  type Value,
  ZERO,
} from './machine.ts';
import { writesOf } from './outs.ts';

/** Whose turn it is, and with what. */
export interface Turn {
  readonly machine: Machine;
  readonly actorIndex: number;
  readonly actor: Actor;
  readonly instr: Instr;
  /** The instruction's index in the program. */
  readonly at: number;
}

/** The caller after the call, before its local work. */
export function afterCall(
  turn: Turn,
  sys: Syscall,
  result: SyscallResult,
  kernel: Kernel,
  meant: Ino | undefined,
): ActorDraft {
  const { actor, instr } = turn;
  const into = instr.kind === 'syscall' || instr.kind === 'spawn' ? instr.into : undefined;
  const fields = draftOf(actor);
  if (!result.ok) {
    if (into !== undefined) fields.vars[into] = plain(-1);
    fields.errno = ERRNO[result.errno];
    fields.pc = turn.at + 1;
    return fields;
  }
  if (result.out.kind === 'gone') return fields;
  if (sys.name === 'execve') return afterExec(turn, fields, sys.path, kernel);
  fields.pc = turn.at + 1;
  const { value, out } = result;
  const writes = writesOf(instr, sys, value, out, kernel, kernel.tasks[actor.task], meant);
  for (const { slot, value: written } of writes.slots) fields.vars[slot] = written;
  if (into !== undefined) fields.vars[into] = writes.result;
  return fields;
}

/** The new program starts; a process of that name in the race says which. */
function afterExec(turn: Turn, fields: ActorDraft, path: string, kernel: Kernel): ActorDraft {
  const { setup } = turn.machine;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const program = setup.race.processes.findIndex(p => p.name === name);
  fields.pid = kernel.tasks[fields.task]?.pid ?? fields.pid;
  fields.upids = pidOf(kernel, fields.pid)?.upids ?? fields.upids;
  fields.name = name;
  fields.program = program < 0 ? undefined : program;
  fields.vars = emptyVars(turn.machine, program);
  fields.pc = 0;
  fields.errno = 0;
  return fields;
}

function emptyVars(machine: Machine, process: number): (Value | undefined)[] {
  const count = machine.setup.programs[process]?.vars.length ?? 0;
  return new Array<Value | undefined>(count).fill(undefined);
}

/** The new task's actor: for spawn the named program, for fork the caller's own, with result 0. */
export function childOf(
  turn: Turn,
  result: Extract<SyscallResult, { ok: true }>,
  kernel: Kernel,
  caller: ActorDraft,
): ActorDraft | undefined {
  const { out } = result;
  if (out.kind !== 'child') return undefined;
  const { machine, instr } = turn;
  const spawned = instr.kind === 'spawn';
  const process = spawned ? instr.process : turn.actor.process;
  const into = instr.kind === 'syscall' ? instr.into : undefined;
  // Of fork's child: the caller as it was before the call, and then the result, 0.
  const vars = spawned ? emptyVars(machine, process) : turn.actor.vars.slice();
  if (into !== undefined) vars[into] = ZERO;
  return {
    process,
    instance: countOf(machine, process),
    program: spawned ? process : turn.actor.program,
    task: out.task,
    pid: out.pid,
    upids: ensure(pidOf(kernel, out.pid), 'its identity').upids,
    name: spawned ? nameOf(machine, process) : turn.actor.name,
    pc: spawned ? 0 : caller.pc,
    vars,
    errno: 0,
  };
}

function countOf(machine: Machine, process: number): number {
  let count = 0;
  for (const actor of machine.actors) if (actor.process === process) count++;
  return count;
}

export function nameOf(machine: Machine, process: number): string {
  return ensure(machine.setup.race.processes[process], 'process').name;
}
