// The model in the middle of a plan: its kernel, the processes of the plan by name, and what the plan
// has learnt.

import type { GroupId, Kernel, Syscall, TaskId } from '../kernel/index.ts';
import type { ActorState, Result, Step } from './plan.ts';

/** A call under way: blocked, or done but its caller was stopped on the way back. */
export interface Pending {
  readonly i: number;
  readonly step: Step;
  readonly sys: Syscall;
  /** Set when the call has its result already. */
  readonly result: Result | undefined;
}

/** A process or thread of a plan. Its task stays its own through de_thread. */
export interface Actor {
  readonly name: string;
  readonly task: TaskId;
  readonly state: ActorState;
  readonly pending: Pending | undefined;
}

/** The model in the middle of a plan. */
export interface World {
  readonly kernel: Kernel;
  readonly actors: readonly Actor[];
  readonly learnt: ReadonlyMap<string, number>;
}

/** The actor that a name means now: the last one of that name that is not gone. */
export function actorNamed(world: Pick<World, 'actors'>, name: string): Actor | undefined {
  return world.actors.findLast(a => a.name === name && a.state !== 'gone');
}

/** The process that a name means now. */
export function processOf(world: World, name: string): GroupId | undefined {
  const actor = world.actors.findLast(a => a.name === name && a.state !== 'gone');
  return actor === undefined ? undefined : world.kernel.tasks[actor.task]?.group;
}
