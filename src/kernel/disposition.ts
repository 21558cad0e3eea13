// Choosing what a signal does: dispositions, masks, and taking a pending one. Mirrors
// do_sigaction, sigprocmask and do_sigtimedwait in kernel/signal.c.

import type { Disposition } from './abi.ts';
import { SA, SIG, SIG_HOW } from './constants.ts';
import type { Draft, View } from './draft.ts';
import type { SyscallResult } from './outcome.ts';
import { dequeue, flush } from './pending.ts';
import { done, fail, give } from './result.ts';
import { deliverPending } from './signal.ts';
import { defaultEffect, validSignal } from './sigperm.ts';
import type { SigAction, Task } from './state.ts';

/**
 * rt_sigaction(2) and signal(2): the disposition of a signal, for the whole process. Ignoring a
 * signal also drops it where it is pending.
 * Errors: EINVAL no such signal, or SIGKILL or SIGSTOP. Kernel: do_sigaction.
 */
export function sysSigaction(
  draft: Draft,
  caller: Task,
  signum: number,
  handler: Disposition,
  flags: number,
): SyscallResult {
  const fixed = signum === SIG.SIGKILL || signum === SIG.SIGSTOP;
  if (!validSignal(signum) || signum === 0 || fixed) return fail('EINVAL');
  const group = draft.writeGroup(caller.group);
  const others = group.actions.filter(a => a.signal !== signum);
  const noCldWait = (flags & SA.SA_NOCLDWAIT) !== 0;
  const noCldStop = (flags & SA.SA_NOCLDSTOP) !== 0;
  if (handler === 'default' && !noCldWait && !noCldStop) group.actions = others;
  else {
    const action: SigAction = { signal: signum, handler, noCldWait, noCldStop };
    group.actions = [...others, action].sort((a, b) => a.signal - b.signal);
  }
  const effect = defaultEffect(signum);
  const dropped = effect === 'ignore' || effect === 'continue';
  if (handler === 'ignore' || (handler === 'default' && dropped))
    flush(draft, caller, s => s === signum);
  return done(0);
}

/**
 * rt_sigprocmask(2): blocks and unblocks signals of the calling thread; SIGKILL and SIGSTOP stay
 * unblocked. What was pending and is no longer blocked acts at once.
 * Errors: EINVAL how is none of the three. Kernel: sigprocmask.
 */
export function sysSigprocmask(
  draft: Draft,
  caller: Task,
  how: number,
  set: readonly number[],
): SyscallResult {
  const blocked = newMask(caller.blocked, how, set);
  if (blocked === undefined) return fail('EINVAL');
  draft.writeTask(caller.id).blocked = blocked;
  deliverPending(draft, caller.id);
  return done(0);
}

function newMask(
  old: readonly number[],
  how: number,
  set: readonly number[],
): number[] | undefined {
  const allowed = set.filter(s => s !== SIG.SIGKILL && s !== SIG.SIGSTOP);
  switch (how) {
    case SIG_HOW.SIG_BLOCK:
      return [...new Set([...old, ...allowed])].sort((a, b) => a - b);
    case SIG_HOW.SIG_UNBLOCK:
      return old.filter(s => !set.includes(s));
    case SIG_HOW.SIG_SETMASK:
      return [...new Set(allowed)].sort((a, b) => a - b);
    default:
      return undefined;
  }
}

/** Whether a signal of the set is pending for this thread. */
export function hasPending(view: View, task: Task, set: readonly number[]): boolean {
  const shared = view.groups[task.group]?.pending ?? [];
  return [...task.pending, ...shared].some(p => set.includes(p.signal));
}

/**
 * rt_sigtimedwait(2): takes a pending signal of the set.
 * Returns its number. Errors: EAGAIN none came in time. Kernel: do_sigtimedwait.
 * Simplified: signals of the set count as blocked only if the caller has blocked them.
 */
export function sysSigtimedwait(draft: Draft, caller: Task, set: readonly number[]): SyscallResult {
  const got = dequeue(draft, caller.id, signal => set.includes(signal));
  if (got === undefined) return fail('EAGAIN');
  const { signal, code, senderNr } = got;
  return give(signal, { kind: 'signal', signal, code, nr: senderNr });
}
