// One step of one actor: a pure function from machine to machine.

import { assert, ensure } from '../base.ts';
import {
  call,
  type Errno,
  type Kernel,
  type KernelEvent,
  nameTask,
  type Syscall,
  type SyscallResult,
} from '../kernel/index.ts';
import { settle } from './actor.ts';
import { afterCall, childOf, nameOf, type Turn } from './after.ts';
import { brokenBy, outcomeOf } from './claims.ts';
import { evaluateValue } from './eval.ts';
import { hitOf, meantBy, namingOf } from './hit.ts';
import {
  type ActorDraft,
  draftOf,
  type Hit,
  type Machine,
  OUTCOME,
  type Value,
  ZERO,
} from './machine.ts';
import { post } from './mail.ts';

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
  const turn: Turn = { machine, actorIndex, actor, instr, at };
  if (sys !== undefined) return system(turn, sys, log);
  switch (instr.kind) {
    case 'load': {
      const value = machine.cells[instr.cell] ?? ZERO;
      if (log) log.result = value.n;
      return local(turn, instr.into, value, machine.cells);
    }
    case 'store': {
      const value = evaluateValue(instr.value, actor, machine.setup);
      return local(turn, undefined, value, machine.cells.with(instr.cell, value));
    }
    default:
      return local(turn, undefined, ZERO, machine.cells);
  }
}

/** A step that is no call. */
function local(
  turn: Turn,
  into: number | undefined,
  value: Value,
  cells: readonly Value[],
): Machine {
  const { machine, actor } = turn;
  const fields = draftOf(actor);
  if (into !== undefined) fields.vars[into] = value;
  fields.pc = turn.at + 1;
  return publish(turn, { fields, child: undefined, kernel: machine.kernel, cells });
}

/** A step that is a call. */
function system(turn: Turn, sys: Syscall, log: StepLog | undefined): Machine {
  const { machine, actor, instr } = turn;
  const { setup, kernel: before } = machine;
  const events = log?.events ?? (setup.watchesSignals && maySignal(sys) ? [] : undefined);
  const name = namingOf(sys);
  const meant = name && meantBy(instr, name, actor, setup);
  const called = call(before, actor.task, sys, events);
  const { result } = called;
  const kernel = named(turn, called.kernel, result);
  const hit = name && hitOf(name, sys.name, meant, actor, before, result);
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
