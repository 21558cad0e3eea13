// Who can run now, and why the others cannot. Derived from the machine, never stored.

import { ensure } from '../base.ts';
import {
  type BlockedReason,
  call,
  type Ino,
  type Kernel,
  ready as kernelReady,
  type Readiness,
} from '../kernel/index.ts';
import type { Instr } from '../race/program.ts';
import { evaluate } from './eval.ts';
import { type Actor, alive, type Machine, programOf } from './machine.ts';
import type { ActorRef } from './schedule.ts';
import { argTexts } from './source.ts';

/** Why an actor cannot take its next step. */
export type Blocked =
  /** Its program has no further step; the process stays. */
  | { readonly kind: 'finished' }
  /** It has exited or was killed; `reaped`: and has been collected. */
  | { readonly kind: 'dead'; readonly reaped: boolean }
  /** The call would block. */
  | { readonly kind: 'call'; readonly call: string; readonly why: BlockedReason }
  /** It waits for a milestone of the story. */
  | { readonly kind: 'after'; readonly mark: string }
  /** No such process in this world (yet). */
  | { readonly kind: 'absent' };

/** One actor's next step, or the reason why there is none. */
export interface Choice {
  readonly ref: ActorRef;
  /** Index in `Machine.actors`. */
  readonly actor: number;
  readonly pid: Ino;
  readonly name: string;
  readonly ready: boolean;
  readonly blocked: Blocked | undefined;
  /** What it would do: `kill`, `spawn`, ...; undefined when it has no next step. */
  readonly next: NextStep | undefined;
}

export interface NextStep {
  readonly op: 'syscall' | 'spawn' | 'load' | 'store' | 'pause';
  /** The call's name; for spawn the process's; for load and store the cell's; pause's words. */
  readonly what: string;
  readonly args: readonly ArgText[];
  readonly line: number;
  /** The number that a fork would give out now; undefined: not a fork, or the table is full. */
  readonly gives: number | undefined;
}

/** An argument as written, and as the kernel gets it. */
export interface ArgText {
  readonly text: string;
  readonly value: number | undefined;
}

/** Indices of the actors that can run, in order: what the explorer walks. */
export function runnable(machine: Machine): number[] {
  const indices: number[] = [];
  for (let i = 0; i < machine.actors.length; i++) {
    const actor = machine.actors[i];
    if (actor?.next !== undefined && canRun(machine, actor)) indices.push(i);
  }
  return indices;
}

/** Whether this actor can take its next step. */
export function canRun(machine: Machine, actor: Actor): boolean {
  return actor.next !== undefined && blockedBy(machine, actor) === undefined;
}

/** Every actor with a program, in order, ready or not. */
export function choices(machine: Machine): readonly Choice[] {
  const list: Choice[] = [];
  machine.actors.forEach((actor, i) => {
    if ((programOf(machine.setup, actor)?.code.length ?? 0) === 0) return;
    const blocked = blockedBy(machine, actor);
    list.push({
      ref: { process: actor.process, instance: actor.instance },
      actor: i,
      pid: actor.pid,
      name: actor.name,
      ready: blocked === undefined,
      blocked,
      next: alive(machine.kernel, actor) ? nextStep(machine, actor) : undefined,
    });
  });
  return list;
}

/** Why the actor cannot run now; undefined: it can. */
export function blockedBy(machine: Machine, actor: Actor): Blocked | undefined {
  const { kernel, marks } = machine;
  const task = kernel.tasks[actor.task];
  if (task === undefined || task.state === 'zombie') {
    return { kind: 'dead', reaped: task === undefined };
  }
  const { next } = actor;
  if (next === undefined) return { kind: 'finished' };
  for (const mark of next.after) {
    if ((marks & (1 << mark)) === 0) {
      return { kind: 'after', mark: machine.setup.race.marks[mark] ?? '' };
    }
  }
  const readiness = isReady(kernel, actor);
  if (readiness.ready) return undefined;
  const { why } = readiness;
  return { kind: 'call', call: next.sys?.name ?? next.instr.kind, why };
}

/** A step that is no call needs a task that runs: asked as for a call that never blocks. */
function isReady(kernel: Kernel, actor: Actor): Readiness {
  return kernelReady(kernel, actor.task, actor.next?.sys ?? { name: 'getpid' });
}

/** What the actor would do, in the terms of its own program. */
export function nextStep(machine: Machine, actor: Actor): NextStep | undefined {
  if (actor.next === undefined) return undefined;
  const { instr, sys } = actor.next;
  const { op, what } = nameOf(machine, instr);
  const program = programOf(machine.setup, actor);
  const value = (expr: Parameters<typeof evaluate>[0]) => evaluate(expr, actor, machine.setup);
  const args = argTexts(instr, program?.vars ?? [], machine.setup.race, value);
  const forks = sys !== undefined && FORKS.has(sys.name);
  return {
    op,
    what,
    args,
    line: instr.span.line,
    gives: forks ? gives(machine, actor) : undefined,
  };
}

const FORKS: ReadonlySet<string> = new Set(['fork', 'vfork', 'clone', 'clone3']);

/** Tries the fork on a copy: what it would return. */
function gives(machine: Machine, actor: Actor): number | undefined {
  if (actor.next?.sys === undefined || !canRun(machine, actor)) return undefined;
  const { result } = call(machine.kernel, actor.task, actor.next.sys, undefined);
  return result.ok ? result.value : undefined;
}

export function nameOf(machine: Machine, instr: Instr): Pick<NextStep, 'op' | 'what'> {
  const { race } = machine.setup;
  switch (instr.kind) {
    case 'syscall':
      return { op: 'syscall', what: instr.name };
    case 'spawn':
      return { op: 'spawn', what: ensure(race.processes[instr.process], 'process').name };
    case 'load':
    case 'store':
      return { op: instr.kind, what: ensure(race.cells[instr.cell], 'cell').name };
    case 'pause':
      return { op: 'pause', what: instr.note };
    default:
      throw new Error(`bug: ${instr.kind} is no step`);
  }
}
