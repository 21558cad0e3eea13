// Tasks that act although the model has them stopped, waiting in vfork, or killed. A continuing signal
// may be told of later than what it sets free, and so may the program that ends a vfork.

import { freeze, queueSignal, SIG, takeSignal, wake } from '../kernel/index.ts';
import { Kind } from '../trace/record.ts';
import type { Trace } from '../trace/trace.ts';
import { LATE, slack } from './overlap.ts';
import type { Parts } from './parts.ts';
import { SAID, type State } from './report.ts';
import type { Stage } from './stage.ts';
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
  halted(parts, action);
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

/** Nothing holds up a SIGSTOP but a SIGCONT after it. */
function halted({ stage, ledger, signals, tracers }: Parts, action: Action): void {
  const { life, event, what, from } = action;
  const leader = stage.leader(life);
  const sent = signals.halts.get(leader);
  if (sent === undefined || from <= sent + LATE) return;
  signals.halts.delete(leader);
  if (!stage.look.signals || tracers.isTraced(life) || isContinued(stage, leader, event)) return;
  ledger.diverge(event, what, SAID, SAID, { kind: 'halted', life: leader, signal: SIG.SIGSTOP });
}

function stopped(parts: Parts, action: Action): () => void {
  const { stage, signals } = parts;
  const { life, event, from } = action;
  const group = stage.group(life);
  const stop = signals.stopped.get(stage.leader(life));
  if (group === undefined) return () => undefined;
  if (continued(parts, life, event)) return () => undefined;
  const late = stop === undefined || from > stop.t + (stop.thread === life ? 0 : LATE);
  if (late && !parts.tracers.isTraced(life)) differ(parts, action, 'stopped');
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
  if (!isContinued(stage, leader, event)) return false;
  stage.kernel = queueSignal(stage.kernel, task, SIG.SIGCONT, undefined);
  const taken = takeSignal(stage.kernel, task, SIG.SIGCONT, item => item.from === undefined);
  if (taken !== undefined) stage.kernel = taken.kernel;
  return true;
}

const isContinued = ({ trace }: Stage, leader: number, event: number): boolean =>
  underWay(trace, event, SIG.SIGCONT, -1, leader) !== undefined ||
  arrivesSoon(trace, event, 'SIGCONT', leader);

function waitingInVfork(parts: Parts, action: Action, task: number): void {
  const { stage } = parts;
  const child = stage.lifeOfTask(task as never);
  stage.settle(child);
  const own = stage.task(action.life);
  if (own === undefined || stage.kernel.tasks[own]?.vforkChild === undefined) return;
  const it = stage.life(child);
  const { kind } = stage.trace.columns;
  const soon = (event: number): boolean =>
    event >= action.event && (stage.trace.columns.t[event] ?? 0) <= action.t + LATE;
  const ends =
    it !== undefined &&
    (soon(it.exit) || it.names.some(name => soon(name.event) && kind[name.event] !== Kind.call));
  if (!ends || callsLater(stage.trace, child, action)) differ(parts, action, 'vfork');
  const group = stage.group(action.life);
  if (group !== undefined) stage.kernel = wake(stage.kernel, group);
}

/** Whether a child has yet to begin a call, before its program or its end, when its maker acts. */
function callsLater(trace: Trace, child: number, { event, from, t }: Action): boolean {
  const { kind, actor, t: times, d } = trace.columns;
  for (let i = event + 1; i < trace.count && (times[i] ?? 0) <= t + LATE; i++) {
    if (actor[i] !== child) continue;
    const took = d[i] ?? 0;
    return kind[i] === Kind.call && (times[i] ?? 0) - took > from + slack(took);
  }
  return false;
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
