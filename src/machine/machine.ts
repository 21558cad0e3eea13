// The machine: a model kernel with the programs that run on it, as one value. Records only; setup.ts
// makes the first one, step.ts every next one.
//
// A program sees numbers. What a number meant when it was learnt (`meant`) is written beside it for
// us alone: claims, verdicts and the X-ray read it, the step itself never does.

import type { Ino, Kernel, Nr, Syscall, TaskId, Upid } from '../kernel/index.ts';
import type { Instr, Program, Race } from '../race/program.ts';
import type { Letters } from './schedule.ts';

/** What a variable holds. Descriptors and numbers are told apart by where they came from. */
export interface Value {
  readonly n: number;
  readonly as: 'plain' | 'nr' | 'fd';
  /** Whom the number, or the descriptor, was meant to name when it was learnt. */
  readonly meant: Ino | undefined;
}

/** What stays the same in every state of one world. */
export interface Setup {
  readonly race: Race;
  readonly variant: number;
  /** major * 1000 + minor. */
  readonly version: number;
  /** What each process runs in this variant. */
  readonly programs: readonly Program[];
  readonly letters: Letters;
  /** The number that each process has at the start, and who that is. */
  readonly startNrs: readonly Value[];
  /** Some claim is about delivered signals: steps must watch for them. */
  readonly watchesSignals: boolean;
}

/** A running program. Built by `makeActor` alone. */
export interface Actor {
  /** Which process of the race it is, for good. */
  readonly process: number;
  /** The how-many-th of them, from 0. */
  readonly instance: number;
  /** Whose program it runs: another one's after exec; undefined: one with no steps. */
  readonly program: number | undefined;
  readonly task: TaskId;
  readonly pid: Ino;
  /** Its numbers, from the initial namespace inwards: kept for its name when it is gone. */
  readonly upids: readonly Upid[];
  /** The first of them. */
  readonly nr: Nr;
  readonly name: string;
  readonly pc: number;
  readonly vars: readonly (Value | undefined)[];
  readonly errno: number;
  /** Its next step, prepared from the fields above; undefined: its program is over. */
  readonly next: Prepared | undefined;
  /** As in the kernel's records: 0 and 0 is not computed; fingerprint.ts alone writes them. */
  fpHi: number;
  fpLo: number;
}

/** The next step of an actor, with its arguments worked out. */
export interface Prepared {
  readonly instr: Instr;
  /** Its index in the program. */
  readonly at: number;
  /** Milestones to wait for. */
  readonly after: readonly number[];
  /** The call; undefined for load, store and pause. */
  readonly sys: Syscall | undefined;
}

/** A call that named a process: whom it meant and whom it reached. */
export interface Hit {
  readonly by: Ino;
  readonly via: 'nr' | 'fd';
  /**
   * look: asks only (signal 0). open: makes a descriptor of it. read: opens or reads its entry in
   * /proc. use: anything else.
   */
  readonly deed: 'signal' | 'wait' | 'open' | 'look' | 'read' | 'use';
  readonly call: string;
  readonly signal: number;
  /** The number, or the descriptor. */
  readonly key: number;
  readonly meant: Ino | undefined;
  readonly reached: Ino | undefined;
  /** right, wrong: alive and reached. zombie: it had exited. nobody: there was none to reach. */
  readonly outcome: 'right' | 'wrong' | 'zombie' | 'nobody';
}

/** One moment of one world. Built by `makeMachine` alone. */
export interface Machine {
  readonly setup: Setup;
  readonly kernel: Kernel;
  /** In order of birth; the dead stay, for their names. */
  readonly actors: readonly Actor[];
  readonly cells: readonly Value[];
  /** Milestones reached, as bits. */
  readonly marks: number;
  /** Claims broken so far, as bits. */
  readonly broken: number;
  /** Outcomes seen so far, as bits of OUTCOME. */
  readonly seen: number;
  /** Calls that named a process, oldest first. For us alone; `seen` is what the future knows. */
  readonly hits: readonly Hit[];
  /** What is meant by the numbers in messages under way, in step with the kernel's queues. */
  readonly mail: readonly { readonly file: number; readonly value: Value }[];
}

export const OUTCOME = { wrong: 1, right: 2, zombie: 4, nobody: 8, assert: 16 } as const;

/** A number that names nothing. */
export function plain(n: number): Value {
  return n === 0 ? ZERO : { n, as: 'plain', meant: undefined };
}
export const ZERO: Value = { n: 0, as: 'plain', meant: undefined };

/** An actor in the making: what it is made of, writable; the rest is derived. */
export interface ActorDraft {
  process: number;
  instance: number;
  program: number | undefined;
  task: TaskId;
  pid: Ino;
  upids: readonly Upid[];
  name: string;
  pc: number;
  /** The draft's own array. */
  vars: (Value | undefined)[];
  errno: number;
}

/** A draft of the actor; spelt out, since spreading is slow where the explorer spends its time. */
export function draftOf(a: Actor): ActorDraft {
  return {
    process: a.process,
    instance: a.instance,
    program: a.program,
    task: a.task,
    pid: a.pid,
    upids: a.upids,
    name: a.name,
    pc: a.pc,
    vars: a.vars.slice(),
    errno: a.errno,
  };
}

/** Index of the actor, or -1. */
export function findActor(
  machine: Machine,
  ref: { readonly process: number; readonly instance: number },
): number {
  return machine.actors.findIndex(a => a.process === ref.process && a.instance === ref.instance);
}

/** Alive as the kernel sees it: not a zombie, not reaped. */
export function alive(kernel: Kernel, actor: Actor): boolean {
  const task = kernel.tasks[actor.task];
  return task !== undefined && task.state !== 'zombie';
}

export function programOf(setup: Setup, actor: Pick<Actor, 'program'>): Program | undefined {
  return actor.program === undefined ? undefined : setup.programs[actor.program];
}
