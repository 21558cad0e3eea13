// Queues of pending signals, of a thread and of its process. Mirrors next_signal, dequeue_signal and
// flush_sigqueue_mask in kernel/signal.c.

import { SIG } from './constants.ts';
import type { Draft } from './draft.ts';
import type { TaskId } from './id.ts';
import { threadsOf } from './select.ts';
import type { PendingSignal, Task } from './state.ts';

/** Removes matching signals from every queue of the process. */
export function flush(draft: Draft, target: Task, match: (signal: number) => boolean): void {
  const group = draft.group(target.group);
  if (group.pending.some(p => match(p.signal)))
    draft.writeGroup(group.id).pending = group.pending.filter(p => !match(p.signal));
  for (const task of threadsOf(draft, group.id)) {
    if (task.pending.some(p => match(p.signal)))
      draft.writeTask(task.id).pending = task.pending.filter(p => !match(p.signal));
  }
}

/** A pending signal that may act now, taken out of its queue. Mirrors dequeue_signal. */
export function dequeue(
  draft: Draft,
  id: TaskId,
  match: (signal: number) => boolean,
): PendingSignal | undefined {
  const task = draft.task(id);
  const own = nextOf(task.pending, match);
  if (own !== undefined) {
    draft.writeTask(id).pending = task.pending.filter(p => p !== own);
    return own;
  }
  const group = draft.group(task.group);
  const shared = nextOf(group.pending, match);
  if (shared !== undefined)
    draft.writeGroup(group.id).pending = group.pending.filter(p => p !== shared);
  return shared;
}

const SYNCHRONOUS: readonly number[] = [
  SIG.SIGSEGV,
  SIG.SIGBUS,
  SIG.SIGILL,
  SIG.SIGTRAP,
  SIG.SIGFPE,
  SIG.SIGSYS,
];

/** Synchronous signals first, then the lowest number. Mirrors next_signal. */
function nextOf(
  queue: readonly PendingSignal[],
  match: (signal: number) => boolean,
): PendingSignal | undefined {
  let best: PendingSignal | undefined;
  for (const p of queue) {
    if (match(p.signal) && (best === undefined || rank(p.signal) < rank(best.signal))) best = p;
  }
  return best;
}

function rank(signal: number): number {
  return SYNCHRONOUS.includes(signal) ? signal - 100 : signal;
}
