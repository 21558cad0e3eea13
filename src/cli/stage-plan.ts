// A schedule of a race as a plan for the real kernel: the machine takes the steps, and each call that
// it makes becomes a step of the plan, with the result that the real kernel must give too. Loads,
// stores and pauses are no calls and have no step there.

import { resultOf } from '../conform/outcome.ts';
import type { JsonObject, Plan, Step } from '../conform/plan.ts';
import { argShown, callText } from '../explain/call.ts';
import {
  call,
  type FileKind,
  fdFile,
  type Kernel,
  type Syscall,
  type SyscallResult,
} from '../kernel/index.ts';
import { blockedBy, nextStep } from '../machine/choice.ts';
import { type Actor, findActor, type Machine } from '../machine/machine.ts';
import type { Schedule } from '../machine/schedule.ts';
import { init } from '../machine/setup.ts';
import { step } from '../machine/step.ts';
import type { Race } from '../race/program.ts';
import { NotStageable, stageName, startOf } from './stage-start.ts';

export interface StagedPlan {
  readonly plan: Plan;
  /** How many of the plan's steps set the stage. */
  readonly before: number;
  /** For each step after those, the step of the schedule (from 0) that it performs. */
  readonly steps: readonly number[];
  /** And the call as the program has it: `kill(303, SIGKILL)`. */
  readonly calls: readonly string[];
  /** Steps of the schedule that are left out, with the reason. */
  readonly leftOut: readonly { readonly at: number; readonly why: string }[];
  /** The machine at the end. */
  readonly end: Machine;
  /** Where each process of the race must be at the end, by its name in the plan. */
  readonly states: Readonly<Record<string, 'there' | 'stopped' | 'zombie' | 'gone'>>;
}

/** Calls of the model that write files which the stage does not have. */
const NO_STAGE: Readonly<Record<string, string>> = {
  cgroup_kill: 'the stage has no cgroup of its own to write cgroup.kill in',
  cgroup_attach: 'the stage has no cgroups to move processes between',
};

const MOST_STEPS = 4000;
const MOST_ACTORS = 190;

/**
 * The plan that performs a schedule on a kernel of this version. Steps that are not possible in this
 * variant are left out. Throws NotStageable where the stage lacks what the race needs.
 */
export function planOf(
  race: Race,
  variant: number,
  version: number,
  schedule: Schedule,
): StagedPlan {
  let machine = init(race, variant, version);
  const files = machine.kernel.files.some(f => f !== undefined);
  const start = startOf(race, files);
  const steps: Step[] = [...start.steps];
  const of: number[] = [];
  const calls: string[] = [];
  const leftOut: { at: number; why: string }[] = [];
  schedule.forEach((ref, at) => {
    const index = findActor(machine, ref);
    const actor = machine.actors[index];
    if (actor === undefined || blockedBy(machine, actor) !== undefined) {
      leftOut.push({ at, why: 'not possible in this variant' });
      return;
    }
    const before = machine;
    machine = step(machine, index);
    const sys = actor.next?.sys;
    if (sys === undefined) {
      leftOut.push({ at, why: `${actor.next?.instr.kind} is no call` });
      return;
    }
    steps.push(stepOf(before, machine, actor, sys));
    of.push(at);
    calls.push(callWords(before, actor));
  });
  if (steps.length > MOST_STEPS) throw new NotStageable(`more than ${MOST_STEPS} calls`);
  if (machine.actors.length > MOST_ACTORS) {
    throw new NotStageable(`more than ${MOST_ACTORS} processes`);
  }
  const name = `${race.title}, ${race.variants[variant]}`;
  const plan = { name, setup: start.setup, steps };
  return {
    plan,
    before: start.steps.length,
    steps: of,
    calls,
    leftOut,
    end: machine,
    states: statesOf(machine),
  };
}

function callWords(machine: Machine, actor: Actor): string {
  const next = nextStep(machine, actor);
  if (next === undefined) return '';
  if (next.op !== 'spawn') return callText(next);
  return next.args.length === 0 ? 'fork()' : `clone3(${next.args.map(argShown).join(', ')})`;
}

function stepOf(before: Machine, after: Machine, actor: Actor, sys: Syscall): Step {
  const { race } = before.setup;
  const why = NO_STAGE[sys.name];
  if (why !== undefined) throw new NotStageable(`${sys.name}: ${why}`);
  if (sys.name === 'clone3' && sys.cgroup !== 0) {
    throw new NotStageable('clone3: the stage has no cgroup to start a process in');
  }
  const who = stageName(race, actor.process, actor.instance);
  const { result } = call(before.kernel, actor.task, sys, undefined);
  const child = after.actors.length > before.actors.length ? after.actors.at(-1) : undefined;
  const named = namesOf(sys, result, before.kernel);
  return {
    who,
    ...callOf(sys, fileKind(before.kernel, actor, sys)),
    ...(child === undefined ? {} : { child: stageName(race, child.process, child.instance) }),
    ...named,
    expect: expectation(sys, result),
  };
}

/** What is read from or written to. */
function fileKind(kernel: Kernel, actor: Actor, sys: Syscall): FileKind['kind'] | undefined {
  const task = kernel.tasks[actor.task];
  if (task === undefined || (sys.name !== 'read' && sys.name !== 'write')) return undefined;
  return fdFile(kernel, task, sys.fd)?.on.kind;
}

/** A handle is not the same number on the real kernel: it goes by name. */
function namesOf(sys: Syscall, result: SyscallResult, kernel: Kernel): Partial<Step> {
  if (sys.name !== 'name_to_handle_at' || !result.ok || kernel.files.length === 0) return {};
  return result.out.kind === 'handle' ? { handle: `handle${result.out.handle}` } : {};
}

/** The call with its arguments, which have the same names in a plan as in the model. */
function callOf(
  sys: Syscall,
  on: FileKind['kind'] | undefined,
): { readonly call: string; readonly args: JsonObject } {
  const { name, ...args } = sys as Syscall & Record<string, unknown>;
  const plain = JSON.parse(JSON.stringify(args)) as JsonObject;
  switch (sys.name) {
    case 'execve':
      return { call: name, args: {} };
    case 'open_by_handle_at':
      return { call: name, args: { ...plain, handle: `$handle${sys.handle}` } };
    // One byte travels, so of a number its lowest byte: who gets it is what counts.
    case 'write':
      if (on === 'pipe')
        return { call: name, args: { fd: sys.fd, value: sys.value & 255, length: 1 } };
      return { call: 'sendmsg', args: { fd: sys.fd, value: sys.value & 255 } };
    case 'sendmsg':
      return { call: name, args: { ...plain, value: sys.value & 255 } };
    case 'read': {
      const one = on === 'pipe' || on === 'socket';
      return { call: name, args: one ? { ...plain, length: 1 } : plain };
    }
    default:
      return { call: name, args: plain };
  }
}

/** What the real kernel's result must have: what the model says, without what no model can know. */
function expectation(sys: Syscall, result: SyscallResult): JsonObject {
  if (result.ok && (result.out.kind === 'gone' || sys.name === 'vfork')) return {};
  const told = resultOf(sys, result);
  const { ret, err, pidfd, status, wait, signal, revents, events, fds, rights, cred } = told;
  const counted = sys.name === 'read' || sys.name === 'write' || sys.name === 'process_madvise';
  const value = result.ok && result.out.kind === 'message' ? { value: result.out.value & 255 } : {};
  const known = { err, pidfd, status, wait, signal, revents, events, fds, rights, cred, ...value };
  const all = counted && result.ok ? known : { ret, ...known };
  return JSON.parse(JSON.stringify(all)) as JsonObject;
}

function statesOf(machine: Machine): StagedPlan['states'] {
  const { race } = machine.setup;
  const entries = machine.actors.map(actor => {
    const task = machine.kernel.tasks[actor.task];
    const state =
      task === undefined
        ? 'gone'
        : task.state === 'zombie' || task.state === 'stopped'
          ? task.state
          : 'there';
    return [stageName(race, actor.process, actor.instance), state] as const;
  });
  return Object.fromEntries(entries);
}
