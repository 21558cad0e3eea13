// One step of one actor: a pure function from machine to machine.

import { assert, ensure } from '../base.ts';
import {
  call,
  ERRNO,
  type Errno,
  fdFile,
  type Ino,
  type Kernel,
  type KernelEvent,
  nameTask,
  pidOf,
  type Syscall,
  type SyscallResult,
} from '../kernel/index.ts';
import type { Arg, Instr } from '../race/program.ts';
import { settle } from './actor.ts';
import { brokenBy, outcomeOf } from './claims.ts';
import { evaluateValue } from './eval.ts';
import { hitOf, meantBy, namingOf } from './hit.ts';
import {
  type Actor,
  type ActorDraft,
  draftOf,
  type Hit,
  type Machine,
  OUTCOME,
  plain,
  type Value,
  ZERO,
} from './machine.ts';
import { writesOf } from './outs.ts';

/** What a step did, for those who tell of it. The explorer asks for none. */
export interface StepLog {
  events: KernelEvent[];
  result: number | undefined;
  errno: Errno | undefined;
  hit: Hit | undefined;
}

/**
 * Lets the actor with this index take its next step; it must be ready. With `log`, says what
 * happened in it.
 */
export function step(machine: Machine, actorIndex: number, log?: StepLog): Machine {
  const actor = ensure(machine.actors[actorIndex], 'actor');
  const { instr, at, sys } = ensure(actor.next, `next step of ${actor.name}`);
  const turn: Turn = { machine, actorIndex, actor, instr, at, log };
  if (sys !== undefined) return system(turn, sys);
  switch (instr.kind) {
    case 'load':
      return local(turn, instr.into, machine.cells[instr.cell] ?? ZERO, machine.cells);
    case 'store': {
      const value = evaluateValue(instr.value, actor, machine.setup);
      return local(turn, undefined, value, machine.cells.with(instr.cell, value));
    }
    default:
      return local(turn, undefined, ZERO, machine.cells);
  }
}

interface Turn {
  readonly machine: Machine;
  readonly actorIndex: number;
  readonly actor: Actor;
  readonly instr: Instr;
  readonly at: number;
  readonly log: StepLog | undefined;
}

/** A step that is no call. */
function local(
  turn: Turn,
  into: number | undefined,
  value: Value,
  cells: readonly Value[],
): Machine {
  const { machine, actor } = turn;
  if (turn.log && into !== undefined) turn.log.result = value.n;
  const fields = draftOf(actor);
  if (into !== undefined) fields.vars[into] = value;
  fields.pc = turn.at + 1;
  return publish(turn, { fields, child: undefined, kernel: machine.kernel, cells });
}

/** A step that is a call. */
function system(turn: Turn, sys: Syscall): Machine {
  const { machine, actor, instr, log } = turn;
  const { setup, kernel: before } = machine;
  const events = log?.events ?? (setup.watchesSignals && maySignal(sys) ? [] : undefined);
  const name = namingOf(sys);
  const meant = name && meantBy(instr, name, actor, setup);
  const called = call(before, actor.task, sys, events);
  const { result } = called;
  const kernel = named(turn, called.kernel, result);
  const hit = name && hitOf(name, meant, actor, before, result);
  if (log) record(log, result, hit);
  const mail = post(turn, sys, result);
  const fields = afterCall(turn, sys, result, kernel, mail.received?.meant ?? meant);
  const child = result.ok ? childOf(turn, result, kernel, fields) : undefined;
  const next = { fields, child, kernel, cells: machine.cells, mail: mail.queue, hit, events };
  return publish(turn, next);
}

/** A spawned child is called as its process, as if it had called execve. */
function named(turn: Turn, kernel: Kernel, result: SyscallResult): Kernel {
  const { instr, machine } = turn;
  if (instr.kind !== 'spawn' || !result.ok || result.out.kind !== 'child') return kernel;
  return nameTask(kernel, result.out.task, nameOf(machine, instr.process));
}

function record(log: StepLog, result: SyscallResult, hit: Hit | undefined): void {
  const gone = result.ok && result.out.kind === 'gone';
  log.result = gone ? undefined : result.ok ? result.value : -1;
  log.errno = result.ok ? undefined : result.errno;
  log.hit = hit;
}

/** The calls in whose course a signal may be delivered. */
function maySignal(sys: Syscall): boolean {
  switch (sys.name) {
    case 'kill':
    case 'tkill':
    case 'tgkill':
    case 'rt_sigqueueinfo':
    case 'pidfd_send_signal':
    case 'close':
    case 'dup3':
    case 'exit':
    case 'exit_group':
    case 'execve':
    case 'cgroup_kill':
    case 'rt_sigprocmask':
    case 'write':
    case 'sendmsg':
      return true;
    default:
      return false;
  }
}

/** The caller after the call, before its local work. */
function afterCall(
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
function childOf(
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

function nameOf(machine: Machine, process: number): string {
  return ensure(machine.setup.race.processes[process], 'process').name;
}

/** Keeps what numbers in messages mean in step with the kernel's queues. */
function post(
  turn: Turn,
  sys: Syscall,
  result: SyscallResult,
): { readonly queue: Machine['mail']; readonly received: Value | undefined } {
  const { mail, kernel, setup } = turn.machine;
  const idle = { queue: mail, received: undefined };
  const task = kernel.tasks[turn.actor.task];
  if (!result.ok || task === undefined) return idle;
  if (sys.name === 'sendmsg' || sys.name === 'write') {
    const on = fdFile(kernel, task, sys.fd)?.on;
    if (on?.kind !== 'socket' || on.peer === undefined) return idle;
    const arg = dataOf(turn.instr);
    const value = arg?.kind === 'value' ? evaluateValue(arg.expr, turn.actor, setup) : ZERO;
    return { queue: [...mail, { file: on.peer, value }], received: undefined };
  }
  if (sys.name !== 'recvmsg' && sys.name !== 'read') return idle;
  const file = fdFile(kernel, task, sys.fd)?.id;
  const first = mail.findIndex(m => m.file === file);
  return first < 0 ? idle : { queue: mail.toSpliced(first, 1), received: mail[first]?.value };
}

/** The value that a message carries: of write itself, of sendmsg in its structure. */
function dataOf(instr: Instr): Arg | undefined {
  const arg = instr.kind === 'syscall' ? instr.args[1] : undefined;
  return arg?.kind === 'struct' ? arg.fields.find(f => f.name === 'data')?.value : arg;
}

interface Next {
  readonly fields: ActorDraft;
  readonly child: ActorDraft | undefined;
  readonly kernel: Kernel;
  readonly cells: readonly Value[];
  readonly mail?: Machine['mail'];
  readonly hit?: Hit | undefined;
  readonly events?: readonly KernelEvent[] | undefined;
}

/** Local work, monitors, and the new machine. */
function publish(turn: Turn, next: Next): Machine {
  const { machine, actorIndex } = turn;
  const { setup } = machine;
  const own = settle(setup, next.fields, machine.marks);
  const child = next.child && settle(setup, next.child, own.marks);
  const actors = machine.actors.slice();
  actors[actorIndex] = own.actor;
  if (child) actors.push(child.actor);
  const changed = child ? [own.actor, child.actor] : [own.actor];
  const { hit, events } = next;
  const broken = brokenBy({ setup, actors, changed, hit, events });
  const failed = own.failedAssert || child?.failedAssert === true;
  return makeMachine({
    setup,
    kernel: next.kernel,
    actors,
    cells: next.cells,
    marks: child ? child.marks : own.marks,
    broken: machine.broken | broken,
    seen: machine.seen | outcomeOf(hit) | (failed ? OUTCOME.assert : 0),
    hits: hit ? [...machine.hits, hit] : machine.hits,
    mail: next.mail ?? machine.mail,
  });
}

/** The one constructor of machines. */
export function makeMachine(m: Machine): Machine {
  assert(m.actors.length > 0 || m.setup.race.processes.length === 0, 'a machine with actors');
  return {
    setup: m.setup,
    kernel: m.kernel,
    actors: m.actors,
    cells: m.cells,
    marks: m.marks,
    broken: m.broken,
    seen: m.seen,
    hits: m.hits,
    mail: m.mail,
  };
}
