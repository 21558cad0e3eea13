// What a step of the model brought about for others than its caller, in the words of the stage.

import type { Kernel, KernelEvent } from '../kernel/index.ts';
import type { ActorState, SignalSeen } from './plan.ts';
import type { Actor } from './world.ts';

/** The signals that reached a handler. `known`: everybody who may have got one. */
export function signalsSeen(
  kernel: Kernel,
  events: readonly KernelEvent[],
  known: readonly Actor[],
): SignalSeen[] {
  const seen: SignalSeen[] = [];
  for (const event of events) {
    if (event.kind !== 'deliver' || event.effect !== 'handler') continue;
    const holder = known.find(a => kernel.tasks[a.task]?.pid === event.pid);
    const who = holder?.name ?? '?';
    seen.push({ who, signo: event.signal, code: event.code, pid: event.nr });
  }
  return seen;
}

/** Whose state is another one than before. */
export function newStates(
  before: readonly Actor[],
  after: readonly Actor[],
): Readonly<Record<string, ActorState>> {
  const changed: Record<string, ActorState> = {};
  for (const actor of after) {
    const earlier = before.find(b => b.task === actor.task);
    if (earlier?.state !== actor.state) changed[actor.name] = actor.state;
  }
  return changed;
}
