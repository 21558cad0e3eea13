// Signals under a recording: they lie where they were queued until the recording says that they
// arrive, since a real task runs, and takes them, when it pleases. No program can ask for any of
// this. Every function gives another kernel and leaves the given one alone.

import { amend, amended } from './amend.ts';
import { SIG } from './constants.ts';
import type { GroupId, Ino, TaskId } from './id.ts';
import { threadsOf } from './select.ts';
import { act, sendSignal } from './signal.ts';
import type { Kernel, PendingSignal, SigAction } from './state.ts';

const ALL: readonly number[] = Array.from({ length: SIG.SIGRTMAX }, (_, i) => i + 1);

/** Whatever is sent to this task, and to those it makes, is queued and does nothing yet. */
export function holdSignals(kernel: Kernel, task: TaskId): Kernel {
  return amend(kernel, draft => {
    draft.writeTask(task).blocked = ALL;
  });
}

/**
 * Takes a queued signal out: of the thread's queue, else of its process's; one that `wanted` accepts
 * before others. Undefined: there is none.
 */
export function takeSignal(
  kernel: Kernel,
  task: TaskId,
  signal: number,
  wanted: (item: PendingSignal) => boolean,
): { readonly kernel: Kernel; readonly taken: PendingSignal } | undefined {
  const { kernel: left, gave: taken } = amended(kernel, draft => {
    const own = draft.task(task);
    const group = draft.group(own.group);
    const item = [...own.pending, ...group.pending].find(at => at.signal === signal && wanted(at));
    if (item === undefined) return undefined;
    if (own.pending.includes(item))
      draft.writeTask(task).pending = own.pending.filter(at => at !== item);
    else draft.writeGroup(group.id).pending = group.pending.filter(at => at !== item);
    return item;
  });
  return taken === undefined ? undefined : { kernel: left, taken };
}

/** A signal that no call of the story sent is queued for a process: it continues or unstops it. */
export function queueSignal(
  kernel: Kernel,
  task: TaskId,
  signal: number,
  from: Ino | undefined,
): Kernel {
  return amend(kernel, draft => {
    sendSignal(draft, { signal, code: 0, from, force: true }, draft.task(task), 'group');
  });
}

/** The process takes a signal that stops it. */
export function stopBy(kernel: Kernel, task: TaskId, signal: number): Kernel {
  return amend(kernel, draft => {
    act(draft, draft.task(task), { signal, code: 0, from: undefined, force: true });
  });
}

/** A process has begun to end: no stop or continue is to be told any more. Mirrors do_group_exit. */
export function dropJobEvent(kernel: Kernel, group: GroupId): Kernel {
  return amend(kernel, draft => {
    draft.writeGroup(group).jobEvent = { kind: 'none' };
  });
}

/** All threads of a process run, whatever stopped them or whatever they wait for. */
export function wake(kernel: Kernel, group: GroupId): Kernel {
  return amend(kernel, draft => {
    for (const task of threadsOf(draft, group)) {
      if (task.state === 'zombie') continue;
      if (task.state === 'stopped') draft.writeTask(task.id).state = 'running';
      if (task.vforkChild !== undefined) draft.writeTask(task.id).vforkChild = undefined;
    }
  });
}

/** What a process does about a signal turns out. */
export function setAction(
  kernel: Kernel,
  group: GroupId,
  signal: number,
  handler: SigAction['handler'],
): Kernel {
  return amend(kernel, draft => {
    const record = draft.writeGroup(group);
    const old = record.actions.find(a => a.signal === signal);
    const others = record.actions.filter(a => a.signal !== signal);
    const kept = { noCldWait: old?.noCldWait === true, noCldStop: old?.noCldStop === true };
    if (handler === 'default' && !kept.noCldWait && !kept.noCldStop) record.actions = others;
    else
      record.actions = [...others, { signal, handler, ...kept }].sort(
        (a, b) => a.signal - b.signal,
      );
  });
}

/** All threads of a process are stopped, and nobody is told again. */
export function freeze(kernel: Kernel, group: GroupId): Kernel {
  return amend(kernel, draft => {
    for (const task of threadsOf(draft, group))
      if (task.state === 'running') draft.writeTask(task.id).state = 'stopped';
  });
}
