// Ends, orphans and reaps of a recording on the model. An end waits until something shows it; whose
// child an orphan becomes, and that a number goes back, the model says itself and is asked about.

import { collectTask, endTask, giveChild } from '../kernel/index.ts';
import { How } from '../trace/record.ts';
import { judged } from './killed.ts';
import { LATE } from './overlap.ts';
import type { Parts } from './parts.ts';
import { SAID } from './report.ts';
import type { Stage } from './stage.ts';

/** A task is about to end. */
export function exits(parts: Parts, event: number, status: number): void {
  const { stage, places, ledger } = parts;
  const life = stage.trace.columns.actor[event] ?? -1;
  if (places.ensure(life) === undefined) return;
  if (judged(parts, life, event, Math.max(status, 0))) ledger.agree();
  stage.dying.set(life, Math.max(status, 0));
}

/** Whose child an orphan becomes. */
export function adopted({ stage, places, ledger }: Parts, event: number, t: number): void {
  const child = stage.trace.columns.actor[event] ?? -1;
  places.ensure(child);
  const recorded = leader(stage, stage.trace.columns.object[event] ?? -1);
  const father = parentOf(stage, child);
  if (leader(stage, father) === recorded && stage.group(child) !== undefined) {
    ledger.agree();
    return;
  }
  if (father >= 0 && !stage.dying.has(father) && stage.state(father) === 'alive')
    endEarly(stage, father, t);
  stage.settle(father);
  const group = stage.group(child);
  const model = leader(stage, parentOf(stage, child));
  if (group === undefined || recorded === model) {
    ledger.agree();
    return;
  }
  const unknown = recorded >= 0 && !places.knowledge(recorded).children;
  if (!unknown && !(father >= 0 && stage.state(father) === 'alive')) {
    const said = { ...SAID, life: recorded };
    ledger.diverge(event, 'adopt', said, { ...SAID, life: model }, { kind: 'parent', life: model });
    return;
  }
  ledger.cannotTell('past');
  const to = (recorded < 0 ? undefined : places.ensure(recorded)) ?? stage.outside;
  stage.kernel = giveChild(stage.kernel, group, to);
}

/** The end of a father, if the log tells of it a little later. */
function endEarly(stage: Stage, father: number, t: number): void {
  const it = stage.life(father);
  if (it === undefined || it.exit < 0 || it.exitAt > t + LATE) return;
  stage.dying.set(father, it.status ?? 0);
}

const leader = (stage: Stage, life: number): number => stage.life(life)?.leader ?? -1;

/** The incarnation that is an incarnation's parent in the model; -1: somebody outside. */
function parentOf(stage: Stage, life: number): number {
  const group = stage.group(life);
  const parent = group === undefined ? undefined : stage.kernel.groups[group]?.parent;
  return parent === undefined ? -1 : stage.lifeOfTask(parent);
}

/** A number went back. The model has mostly done so by itself, in a wait or by the rules. */
export function reaped(parts: Parts, event: number, how: number): void {
  const { stage, ledger } = parts;
  const gone = stage.trace.columns.object[event] ?? -1;
  if (gone < 0 || stage.placed[gone] !== 1) return;
  stage.settle(gone);
  if (how !== How.wait) orphaned(stage, gone);
  const task = stage.task(gone);
  if (task === undefined) {
    ledger.agree();
    return;
  }
  const state = stage.state(gone);
  if (state === 'zombie') left(parts, event, gone, how);
  else if ((stage.life(gone)?.exit ?? -1) < 0) ledger.cannotTell('past');
  else ledger.diverge(event, 'reap', SAID, SAID, { kind: 'is', life: gone, state });
  if (state !== 'zombie') stage.kernel = endTask(stage.kernel, task, 0);
  if (stage.kernel.tasks[task] !== undefined) stage.kernel = collectTask(stage.kernel, task);
}

/**
 * It goes by itself when its parent ends: cleared with its namespace, or left to one who ignores it, who
 * may be ending in turn.
 */
function orphaned(stage: Stage, gone: number): void {
  for (let parent = -1; stage.task(gone) !== undefined; ) {
    const next = parentOf(stage, gone);
    if (next === parent || !stage.dying.has(next)) return;
    stage.settle(next);
    parent = next;
  }
}

/** A zombie is left over in the model: somebody has collected it whose wait is not in the recording. */
function left({ stage, places, ledger }: Parts, event: number, gone: number, how: number): void {
  const by = stage.trace.columns.actor[event] ?? -1;
  const parent = parentOf(stage, gone);
  const waiter = by === gone ? -1 : leader(stage, by);
  if (ledger.disputed.has(gone) || ledger.disputed.has(by)) ledger.skip('reap');
  else if (parent < 0 || (how === How.wait && waiter === leader(stage, parent))) ledger.agree();
  else if (how === How.wait && waiter < 0) ledger.cannotTell('outside');
  else if (how !== How.wait && fallingInit(stage, parent, event)) ledger.agree();
  else if (how !== How.wait && !places.knowledge(parent).sigchld) ledger.cannotTell('disposition');
  else ledger.diverge(event, 'reap', SAID, SAID, { kind: 'is', life: gone, state: 'zombie' });
}

/** The init of a namespace is ending, which clears it; its own end may be told a little later. */
function fallingInit(stage: Stage, life: number, event: number): boolean {
  const it = stage.life(life);
  if (it === undefined || it.nr.length < 2 || it.nr[it.nr.length - 1] !== 1) return false;
  const t = stage.trace.columns.t[event] ?? 0;
  return it.exit >= 0 && it.exitAt >= t && it.exitAt <= t + LATE;
}
