// One recorded call on the model: performed, and held against what the real kernel said. A call took
// effect at some moment of its duration, and its record comes at its end; so before the two are said
// to differ, the ends that were under way are performed, reaps that had begun, and the states of the
// kernel since the call began are asked.

import {
  call,
  type Kernel,
  type KernelEvent,
  ready,
  type Syscall,
  type SyscallResult,
  type TaskId,
} from '../kernel/index.ts';
import { slack } from './overlap.ts';
import type { Parts } from './parts.ts';
import { SAID, type Said, type Unknown, type Why } from './report.ts';

/** A recorded call and what it takes to compare it. */
export interface Recorded {
  readonly event: number;
  readonly name: string;
  /** When it began and ended. */
  readonly from: number;
  readonly t: number;
  readonly caller: TaskId;
  /** The caller's incarnation. */
  readonly actor: number;
  readonly sys: Syscall;
  readonly said: Said;
  /** What the model says, in the same terms; looked up in the kernel before the call. */
  readonly read: (result: SyscallResult, before: Kernel) => Said;
  /** Whose end decides: whoever the call was aimed at or collected. */
  readonly about: readonly number[];
  /** Whose reap decides. */
  readonly gone: readonly number[];
  /** Why the model says what it does, looked up now. */
  readonly why: () => Why;
  /** Told of whom a signal was sent to, once both sides agree; what it does must happen in any case. */
  readonly sends?: (events: readonly KernelEvent[]) => void;
  /** How much before its beginning an earlier moment may lie. */
  readonly back?: number;
  /** A reason not to call a difference one. */
  readonly excuse: (model: Said) => Unknown | undefined;
}

const BLOCKED: Said = { ...SAID, blocked: true };

/** Same, as far as both sides tell. */
export function same(recorded: Said, model: Said): boolean {
  if (model.blocked !== recorded.blocked || model.errno !== recorded.errno) return false;
  if (recorded.life !== undefined && model.life !== undefined && recorded.life !== model.life)
    return false;
  if (recorded.status !== undefined && model.status !== undefined)
    if (recorded.status !== model.status) return false;
  return recorded.events === undefined || recorded.events === model.events;
}

interface Tried {
  readonly kernel: Kernel;
  readonly said: Said;
  readonly result: SyscallResult | undefined;
  readonly events: readonly KernelEvent[];
}

function perform(kernel: Kernel, recorded: Recorded): Tried {
  const { caller, sys, read } = recorded;
  if (!ready(kernel, caller, sys).ready)
    return { kernel, said: BLOCKED, result: undefined, events: [] };
  const events: KernelEvent[] = [];
  const called = call(kernel, caller, sys, recorded.sends === undefined ? undefined : events);
  const { result } = called;
  return { kernel: called.kernel, said: read(result, kernel), result, events };
}

/** Performs and compares. Returns the model's result where it agrees. */
export function attempt(parts: Parts, recorded: Recorded): SyscallResult | undefined {
  const { stage, ledger } = parts;
  const { event, about, gone, said } = recorded;
  const saved = stage.save();
  const first = perform(stage.kernel, recorded);
  let tried = first;
  let early = false;
  const goes = [
    (): void => {
      for (const life of about) stage.settle(life);
    },
    (): void => stage.settleAll(),
    (): void => {
      for (const life of gone) stage.collectEarly(life, event, recorded.t);
    },
  ];
  for (let i = 0; !same(said, tried.said) && i < goes.length; i++) {
    early = i === 2;
    if (early) stage.restore(saved);
    goes[i]?.();
    tried = perform(stage.kernel, recorded);
  }
  if (same(said, tried.said)) {
    stage.kernel = tried.kernel;
    recorded.sends?.(tried.events);
    ledger.agree(early);
    return tried.result;
  }
  stage.restore(saved);
  return before(parts, recorded) ?? differ(parts, recorded, first.said);
}

/** Whether an earlier moment of the call's duration gives what was recorded. */
function before(parts: Parts, recorded: Recorded): SyscallResult | undefined {
  const { stage, ledger } = parts;
  const saved = stage.save();
  const from = recorded.from - slack(recorded.t - recorded.from) - (recorded.back ?? 0);
  for (const kernel of stage.past.since(from)) {
    if (kernel.tasks[recorded.caller] === undefined) continue;
    let tried = perform(kernel, recorded);
    if (!same(recorded.said, tried.said)) {
      stage.restore({ ...saved, kernel });
      for (const life of recorded.about) stage.settle(life);
      tried = perform(stage.kernel, recorded);
      stage.restore(saved);
    }
    if (!same(recorded.said, tried.said)) continue;
    if (recorded.sends !== undefined && tried.result?.ok === true) sendLate(parts, recorded);
    ledger.agree(true);
    return tried.result;
  }
  return undefined;
}

/** What was sent at an earlier moment is queued by now. */
function sendLate({ stage }: Parts, recorded: Recorded): void {
  const now = perform(stage.kernel, recorded);
  if (now.result?.ok !== true) return;
  stage.kernel = now.kernel;
  recorded.sends?.(now.events);
}

function differ(parts: Parts, recorded: Recorded, model: Said): undefined {
  const { ledger } = parts;
  const excuse = recorded.excuse(model);
  if (excuse !== undefined) ledger.cannotTell(excuse);
  else ledger.diverge(recorded.event, recorded.name, recorded.said, model, recorded.why());
  return undefined;
}
