// Numbers that go back, as a recording tells. The model has mostly taken them back by itself, in a wait or
// by the rules, and is asked whether it could be so.

import { How } from '../trace/record.ts';
import { LATE } from './overlap.ts';
import type { Parts } from './parts.ts';
import { SAID, type Why } from './report.ts';
import type { Stage } from './stage.ts';

/** A number went back. */
export function reaped(parts: Parts, event: number, how: number): void {
  const { stage, ledger } = parts;
  const gone = stage.trace.columns.object[event] ?? -1;
  if (gone < 0 || stage.placed[gone] !== 1) return;
  const odd = impossible(parts, event, gone, how);
  if (odd !== undefined) {
    ledger.diverge(event, 'reap', SAID, SAID, odd);
    if (odd.kind === 'is') return;
  }
  stage.settle(gone);
  if (how !== How.wait) orphaned(stage, gone);
  const task = stage.task(gone);
  if (task === undefined) {
    if (odd === undefined) ledger.agree();
    return;
  }
  const state = stage.state(gone);
  if (odd !== undefined) stage.dying.delete(gone);
  else if (state === 'zombie') left(parts, event, gone, how);
  else if ((stage.life(gone)?.exit ?? -1) < 0 && !seesEnd(parts, gone)) ledger.cannotTell('past');
  else ledger.diverge(event, 'reap', SAID, SAID, { kind: 'is', life: gone, state });
  stage.remove(task);
}

/**
 * A number goes back once, and by the wait that collected its holder: our recorder tells of that wait in the
 * line before, unless the waiter is not recorded.
 */
function impossible(
  { stage, reaps, ledger }: Parts,
  event: number,
  gone: number,
  how: number,
): Why | undefined {
  const again = reaps.freed.has(gone);
  reaps.freed.add(gone);
  if (!stage.look.complete) return undefined;
  if (again) return { kind: 'is', life: gone, state: 'gone' };
  const actor = stage.trace.columns.actor[event] ?? -1;
  const told = how === How.wait && actor !== gone ? actor : -1;
  if (ledger.disputed.has(gone) || ledger.disputed.has(actor)) return undefined;
  const by = reaps.collected.get(gone) ?? -1;
  return told === by ? undefined : { kind: 'collected', life: gone, by };
}

/** Whether no end can be missing. */
const seesEnd = ({ stage, places }: Parts, gone: number): boolean =>
  stage.look.complete && places.isWhole(stage.leader(gone));

/**
 * It goes by itself when its parent ends: cleared with its namespace, or left to one who ignores it, who
 * may be ending in turn.
 */
function orphaned(stage: Stage, gone: number): void {
  for (let parent = -1; stage.task(gone) !== undefined; ) {
    const next = stage.parent(gone);
    if (next === parent || !stage.dying.has(next)) return;
    stage.settle(next);
    parent = next;
  }
}

/** A zombie is left over in the model: somebody has collected it whose wait is not in the recording. */
function left({ stage, places, ledger }: Parts, event: number, gone: number, how: number): void {
  const by = stage.trace.columns.actor[event] ?? -1;
  const parent = stage.parent(gone);
  const waiter = by === gone ? -1 : stage.leader(by);
  if (ledger.disputed.has(gone) || ledger.disputed.has(by)) ledger.skip('reap');
  else if (parent < 0 || (how === How.wait && waiter === stage.leader(parent))) ledger.agree();
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
