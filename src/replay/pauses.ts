// Tasks that act although the model has them stopped, waiting in vfork, or killed. A continuing signal
// may be told of later than what it sets free, and so may the program that ends a vfork.

import { freeze, queueSignal, SIG, takeSignal, wake } from '../kernel/index.ts';
import { LATE } from './overlap.ts';
import type { Parts } from './parts.ts';
import { SAID, type State } from './report.ts';
import { arrivesSoon, underWay } from './under-way.ts';

/** Somebody acts. */
export interface Action {
  readonly life: number;
  readonly event: number;
  readonly what: string;
  /** When it began and was told. */
  readonly from: number;
  readonly t: number;
}

/**
 * Sees to it that a task can act, and says where it cannot have. Returns what to do once it has: it may
 * have acted on its way into a stop.
 */
export function unpaused(parts: Parts, action: Action): () => void {
  killed(parts, action);
  const { stage } = parts;
  const task = stage.task(action.life);
  const record = task === undefined ? undefined : stage.kernel.tasks[task];
  if (record?.state === 'stopped') return stopped(parts, action);
  if (record?.vforkChild !== undefined) waitingInVfork(parts, action, record.vforkChild);
  return () => undefined;
}

/** Whoever has been killed makes no more calls. */
function killed({ stage, ledger, signals }: Parts, { life, event, what, from }: Action): void {
  const leader = stage.leader(life);
  const fate = signals.fates.get(leader);
  if (fate === undefined || from <= fate.t + (fate.thread === life ? 0 : LATE)) return;
  signals.fates.delete(leader);
  ledger.diverge(event, what, SAID, SAID, { kind: 'killed', life: leader, signal: fate.signal });
}

function stopped(parts: Parts, action: Action): () => void {
  const { stage, signals } = parts;
  const { life, event, from } = action;
  const group = stage.group(life);
  const stop = signals.stopped.get(stage.leader(life));
  if (group === undefined) return () => undefined;
  if (continued(parts, life, event)) return () => undefined;
  if (stop === undefined || from > stop.t + (stop.thread === life ? 0 : LATE))
    differ(parts, action, 'stopped');
  stage.kernel = wake(stage.kernel, group);
  if (stop === undefined || from > stop.t) return () => undefined;
  return () => {
    const still = stage.group(life);
    if (still !== undefined) stage.kernel = freeze(stage.kernel, still);
  };
}

/** A SIGCONT is under way, or sent from outside, that is told of later: it takes effect now. */
export function continued({ stage }: Parts, life: number, event: number): boolean {
  const leader = stage.leader(life);
  const task = stage.task(leader);
  if (task === undefined) return false;
  const sent =
    underWay(stage.trace, event, SIG.SIGCONT, -1, leader) !== undefined ||
    arrivesSoon(stage.trace, event, 'SIGCONT', leader);
  if (!sent) return false;
  stage.kernel = queueSignal(stage.kernel, task, SIG.SIGCONT, undefined);
  const taken = takeSignal(stage.kernel, task, SIG.SIGCONT, item => item.from === undefined);
  if (taken !== undefined) stage.kernel = taken.kernel;
  return true;
}

function waitingInVfork(parts: Parts, action: Action, task: number): void {
  const { stage } = parts;
  const child = stage.lifeOfTask(task as never);
  stage.settle(child);
  const own = stage.task(action.life);
  if (own === undefined || stage.kernel.tasks[own]?.vforkChild === undefined) return;
  const it = stage.life(child);
  const soon = (event: number): boolean =>
    event >= action.event && (stage.trace.columns.t[event] ?? 0) <= action.t + LATE;
  const ends = it !== undefined && (soon(it.exit) || it.names.some(name => soon(name.event)));
  if (!ends) differ(parts, action, 'vfork');
  const group = stage.group(action.life);
  if (group !== undefined) stage.kernel = wake(stage.kernel, group);
}

/** Killed a moment later: it may see others of a falling namespace go before it goes itself. */
export function isFalling({ stage }: Parts, life: number, event: number, t: number): boolean {
  const it = stage.life(stage.leader(life));
  if (it === undefined || it.exit < event || it.exitAt > t + LATE) return false;
  return ((it.status ?? 0) & 0x7f) === SIG.SIGKILL && it.nr.length > 1;
}

function differ({ stage, ledger }: Parts, { life, event, what }: Action, state: State): void {
  ledger.diverge(event, what, SAID, SAID, { kind: 'is', life: stage.leader(life), state });
}
