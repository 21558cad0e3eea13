// Performs a plan on the model kernel, and says of each step what the stage says of it on the real
// one: the result, or where the caller is instead; results of calls that had blocked; signals that
// reached a handler; new states.

import {
  BOOT_DEFAULTS,
  boot,
  call,
  type Kernel,
  type KernelEvent,
  ready,
  type Syscall,
  type TaskId,
} from '../kernel/index.ts';
import { syscallOf } from './arguments.ts';
import { newStates, signalsSeen } from './effects.ts';
import { learntFrom, resultOf } from './outcome.ts';
import type { ActorState, Performance, Plan, Result, Setup, Step, StepResult } from './plan.ts';
import { type Actor, actorNamed, type Pending, type World } from './world.ts';

/** The world before the first step of a plan, on a kernel of this version. */
export function opening(setup: Setup, version: number): World {
  const booted = boot({
    ...BOOT_DEFAULTS,
    version,
    pidMax: setup.pid_max ?? 4194304,
    cursor: (setup.last_pid ?? 1) + 1,
    openFiles: setup.nofile ?? 64,
    outerDepth: 2,
  });
  const init: Actor = { name: 'init', task: 0 as TaskId, state: 'idle', pending: undefined };
  const task = booted.tasks[0]?.task ?? init.task;
  return { kernel: booted.kernel, actors: [{ ...init, task }], learnt: new Map() };
}

/** Calls that a handler ends although it was set with SA_RESTART, as the stage sets all of them. */
const INTERRUPTED = new Set(['poll', 'epoll_wait', 'pause', 'rt_sigtimedwait']);

/** What performing one step changes while it goes on. */
interface Scene {
  kernel: Kernel;
  actors: Actor[];
  learnt: Map<string, number>;
  readonly events: KernelEvent[];
  readonly late: { i: number; result: Result }[];
}

/** Performs step `i` of a plan. */
export function performStep(
  world: World,
  step: Step,
  i: number,
): { readonly world: World; readonly told: StepResult; readonly events: readonly KernelEvent[] } {
  const scene: Scene = {
    kernel: world.kernel,
    actors: [...world.actors],
    learnt: new Map(world.learnt),
    events: [],
    late: [],
  };
  const caller = actorNamed(world, step.who);
  let result: Result;
  if (caller === undefined) result = { skipped: 'no such process' };
  else if (caller.state !== 'idle') result = { skipped: caller.state };
  else result = issue(scene, caller, step, i);
  settle(scene, caller);
  if (caller !== undefined && result.at !== undefined) {
    result = { at: scene.actors.find(a => a.task === caller.task)?.state ?? 'gone' };
  }
  const told: StepResult = {
    i,
    result,
    late: scene.late,
    signals: signalsSeen(scene.kernel, scene.events, [...scene.actors, ...world.actors]),
    states: newStates(world.actors, scene.actors),
  };
  const next = { kernel: scene.kernel, actors: scene.actors, learnt: scene.learnt };
  return { world: next, told, events: scene.events };
}

function replace(scene: Scene, actor: Actor, change: Partial<Actor>): void {
  scene.actors = scene.actors.map(a => (a.task === actor.task ? { ...a, ...change } : a));
}

function issue(scene: Scene, caller: Actor, step: Step, i: number): Result {
  const sys = syscallOf(step, scene.learnt);
  if (!ready(scene.kernel, caller.task, sys).ready) {
    replace(scene, caller, { pending: { i, step, sys, result: undefined } });
    return { at: 'blocked' };
  }
  const result = make(scene, caller, step, sys);
  const state = stateOf(scene.kernel, caller.task, false);
  if (result === undefined || state === 'zombie' || state === 'gone' || state === 'dying') {
    return { at: state };
  }
  if (state === 'stopped' || inVfork(scene.kernel, caller.task)) {
    replace(scene, caller, { pending: { i, step, sys, result } });
    return { at: state === 'stopped' ? 'stopped' : 'blocked' };
  }
  learn(scene, step, result);
  return result;
}

/** Makes the call. Undefined: the caller does not come back from it. */
function make(scene: Scene, caller: Actor, step: Step, sys: Syscall): Result | undefined {
  const called = call(scene.kernel, caller.task, sys, scene.events);
  scene.kernel = called.kernel;
  const { result } = called;
  if (result.ok && result.out.kind === 'gone') return undefined;
  if (result.ok && result.out.kind === 'child') {
    scene.actors.push({
      name: step.child ?? 'nameless',
      task: result.out.task,
      state: 'idle',
      pending: undefined,
    });
  }
  return resultOf(sys, result);
}

function learn(scene: Scene, step: Step, result: Result): void {
  for (const [name, value] of learntFrom(step, result)) scene.learnt.set(name, value);
}

/** Lets blocked calls go on until none can, and looks at everybody's state. */
function settle(scene: Scene, caller: Actor | undefined): void {
  let moved = true;
  while (moved) {
    moved = false;
    for (const actor of scene.actors) {
      const { pending } = actor;
      if (pending === undefined) continue;
      const state = stateOf(scene.kernel, actor.task, true);
      if (state === 'zombie' || state === 'gone' || state === 'dying') {
        replace(scene, actor, { pending: undefined });
        continue;
      }
      if (state === 'stopped' || inVfork(scene.kernel, actor.task)) continue;
      const result = pending.result ?? goOn(scene, actor, pending, caller);
      if (result === undefined) continue;
      replace(scene, actor, { pending: undefined });
      learn(scene, pending.step, result);
      scene.late.push({ i: pending.i, result });
      moved = true;
    }
  }
  scene.actors = scene.actors.map(a =>
    a.state === 'gone'
      ? a
      : { ...a, state: stateOf(scene.kernel, a.task, a.pending !== undefined) },
  );
}

/** Made a child by vfork that has neither called execve nor ended. */
function inVfork(kernel: Kernel, id: TaskId): boolean {
  return kernel.tasks[id]?.vforkChild !== undefined;
}

/** The result of a blocked call if it can go on now, or is interrupted by a handler. */
function goOn(scene: Scene, actor: Actor, pending: Pending, caller: Actor | undefined) {
  if (ready(scene.kernel, actor.task, pending.sys).ready) {
    return make(scene, actor, pending.step, pending.sys);
  }
  const pid = scene.kernel.tasks[actor.task]?.pid;
  const handled = scene.events.some(
    e => e.kind === 'deliver' && e.effect === 'handler' && e.pid === pid,
  );
  const justNow = caller?.task === actor.task;
  const interrupted = handled && !justNow && INTERRUPTED.has(pending.sys.name);
  return interrupted ? { ret: -1, err: 'EINTR' } : undefined;
}

/** Where a task is. `calling`: inside a call. */
function stateOf(kernel: Kernel, id: TaskId, calling: boolean): ActorState {
  const task = kernel.tasks[id];
  if (task === undefined) return 'gone';
  if (task.state === 'zombie') return 'zombie';
  if (task.state === 'stopped') return 'stopped';
  return calling ? 'blocked' : 'idle';
}

/** Performs a whole plan on the model. */
export function performOnModel(plan: Plan, version: number): Performance {
  let world = opening(plan.setup ?? {}, version);
  const steps: StepResult[] = [];
  for (const [i, step] of plan.steps.entries()) {
    const done = performStep(world, step, i);
    world = done.world;
    steps.push(done.told);
  }
  return { steps, problem: undefined };
}
