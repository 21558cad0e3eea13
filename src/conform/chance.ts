// Which steps the real kernel leaves to chance: two processes that die of one signal die in no fixed
// order, two sleepers that wake at once wake in no fixed order. A plan with such a step could differ
// from the model without either being wrong, so the generator takes the step back.

import type { GroupId, Kernel, KernelEvent, Task } from '../kernel/index.ts';
import type { World } from './perform.ts';
import type { Step, StepResult } from './plan.ts';

/** Calls of which one sleeper takes what another then lacks. */
const TAKING = new Set(['wait4', 'waitid', 'recvmsg', 'read', 'rt_sigtimedwait']);

/** Whether the outcome of this step, or of what follows from it, depends on who runs first. */
export function leftToChance(
  before: World,
  after: World,
  told: StepResult,
  events: readonly KernelEvent[],
  step: Step,
): boolean {
  return (
    endsTheWorld(after) ||
    rivals(before, told, step) ||
    coalesces(events) ||
    deathsInDisorder(before.kernel, after.kernel, told)
  );
}

/** pid 1 of the plan must live: without it nothing can be asked any more. */
function endsTheWorld(after: World): boolean {
  const init = after.actors[0];
  return init === undefined || init.state === 'gone' || init.state === 'zombie';
}

function processOf(world: World, name: string): GroupId | undefined {
  const actor = world.actors.findLast(a => a.name === name && a.state !== 'gone');
  return actor === undefined ? undefined : world.kernel.tasks[actor.task]?.group;
}

/** A second thread of a process that would sleep for the same thing; two of them woken at once. */
function rivals(before: World, told: StepResult, step: Step): boolean {
  if (told.result.at === 'blocked' && TAKING.has(step.call)) {
    const mine = processOf(before, step.who);
    const others = before.actors.filter(
      a =>
        a.pending !== undefined &&
        TAKING.has(a.pending.sys.name) &&
        (before.kernel.tasks[a.task]?.group === mine || step.call === 'recvmsg'),
    );
    if (others.length > 0) return true;
  }
  return told.late.length > 1;
}

/** One handler run or two: a second signal of the same number may find the first one pending. */
function coalesces(events: readonly KernelEvent[]): boolean {
  const seen = new Set<string>();
  for (const e of events) {
    if (e.kind !== 'deliver' || (e.effect !== 'handler' && e.effect !== 'pending')) continue;
    const key = `${e.pid}:${e.signal}`;
    if (seen.has(key)) return true;
    seen.add(key);
  }
  return false;
}

function livingThreads(kernel: Kernel, group: GroupId): Task[] {
  return kernel.tasks.filter(
    (t): t is Task => t !== undefined && t.group === group && t.state !== 'zombie',
  );
}

/** More than one process dies in the step, and something depends on which of them goes first. */
function deathsInDisorder(before: Kernel, after: Kernel, told: StepResult): boolean {
  const dead = before.groups.filter(
    g =>
      g !== undefined &&
      livingThreads(before, g.id).length > 0 &&
      livingThreads(after, g.id).length === 0,
  );
  if (dead.length < 2) return false;
  if (told.late.length > 0 || told.signals.length > 0) return true;
  const ids = new Set(dead.map(g => g?.id));
  const parents = dead.map(g =>
    g?.parent === undefined ? undefined : before.tasks[g.parent]?.group,
  );
  if (parents.some(p => ids.has(p))) return true;
  // Orphans of two parents would reach their reaper in either order.
  const bereaved = new Set(
    before.groups
      .filter(g => g?.parent !== undefined && !ids.has(g.id))
      .map(g => (g?.parent === undefined ? undefined : before.tasks[g.parent]?.group))
      .filter(p => ids.has(p)),
  );
  return bereaved.size > 1;
}
