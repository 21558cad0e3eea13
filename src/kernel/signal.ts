// Signals: who gets one and what it does there. Mirrors kernel/signal.c (prepare_signal,
// __send_signal_locked, complete_signal, get_signal).
// Simplified: a running target acts on a signal at once; a handler is noted, not run, and does not
// interrupt a call (as under SA_RESTART); no cores are dumped; SA_RESETHAND is not modelled.

import { CLD, SI, SIG } from './constants.ts';
import type { Draft, View } from './draft.ts';
import type { Ino, TaskId } from './id.ts';
import { willBecomeOrphaned } from './job.ts';
import { dequeue, flush } from './pending.ts';
import { nrIn, nsOf, parentOf, pidTask, threadsOf } from './select.ts';
import { actionOf, defaultEffect, effectOn, kernelOnly, unkillable } from './sigperm.ts';
import type { PendingSignal, Task, ThreadGroup } from './state.ts';

export interface SigInfo {
  readonly signal: number;
  readonly code: number;
  /** Who sends it; undefined: the kernel. */
  readonly from: Ino | undefined;
  /** si_pid as it was when the signal was queued; absent: the sender's number now. */
  readonly nr?: number;
  /** Reaches even a pid 1 without a handler: SIGKILL and SIGSTOP from outside its namespace. */
  readonly force: boolean;
}

/** What a user sends: forced when the sender lives outside the target's namespace. */
export function userInfo(
  draft: Draft,
  signal: number,
  code: number,
  from: Task,
  target: Task,
): SigInfo {
  const nr = nrIn(draft.pid(draft.group(from.group).tgid), nsOf(draft, target));
  return { signal, code, from: from.pid, nr, force: nr === 0 };
}

/** SIGKILL from the kernel itself, to the process or thread with this identity. */
export function killByKernel(draft: Draft, ino: Ino): void {
  const task = pidTask(draft, ino);
  if (task === undefined) return;
  const info = { signal: SIG.SIGKILL, code: SI.SI_KERNEL, from: undefined, force: true };
  draft.emit?.({
    kind: 'send',
    from: ino,
    signal: SIG.SIGKILL,
    via: 'kernel',
    to: ino,
    errno: undefined,
  });
  sendSignal(draft, info, task, 'group');
}

/** Queues or acts out a signal that is permitted. Mirrors send_signal_locked. */
export function sendSignal(
  draft: Draft,
  info: SigInfo,
  target: Task,
  scope: 'thread' | 'group',
): void {
  const { signal } = info;
  if (signal === 0) return;
  if (draft.group(target.group).groupExit !== undefined) {
    tell(draft, target, info, 'none');
    return;
  }
  if (defaultEffect(signal) === 'stop') flush(draft, target, s => s === SIG.SIGCONT);
  if (signal === SIG.SIGCONT) {
    flush(draft, target, s => defaultEffect(s) === 'stop');
    resume(draft, target, info);
  }
  const group = draft.group(target.group);
  const now = draft.task(target.id);
  if (!now.blocked.includes(signal) && ignores(draft, group, info)) {
    tell(draft, now, info, 'ignored');
    return;
  }
  const queue = scope === 'thread' ? now.pending : group.pending;
  if (signal < 32 && queue.some(p => p.signal === signal)) {
    tell(draft, now, info, 'pending');
    return;
  }
  const chosen = chooseThread(draft, now, signal, scope);
  if (chosen !== undefined) {
    act(draft, chosen, info);
    return;
  }
  const senderNr = numberOf(draft, info, now);
  const item: PendingSignal = { signal, code: info.code, from: info.from, senderNr };
  if (scope === 'thread') draft.writeTask(now.id).pending = now.pending.concat(item);
  else draft.writeGroup(group.id).pending = group.pending.concat(item);
  tell(draft, now, info, now.state === 'zombie' ? 'none' : 'pending');
}

/** si_pid as the receiver sees it. */
function numberOf(view: View, info: SigInfo, receiver: Task): number {
  const sender = info.from === undefined ? undefined : view.pids[info.from];
  return info.nr ?? (sender === undefined ? 0 : nrIn(sender, nsOf(view, receiver)));
}

type Told = 'terminate' | 'stop' | 'continue' | 'handler' | 'ignored' | 'pending' | 'none';

function tell(draft: Draft, task: Task, info: SigInfo, effect: Told): void {
  const { signal, code, from } = info;
  const nr = numberOf(draft, info, task);
  draft.emit?.({ kind: 'deliver', pid: task.pid, signal, code, from, nr, effect });
}

/** Dropped on arrival. Mirrors sig_task_ignored. */
function ignores(view: View, group: ThreadGroup, info: SigInfo): boolean {
  const action = actionOf(group, info.signal);
  if (action?.handler === 'handle') return false;
  if (action?.handler === 'ignore') return true;
  if (unkillable(view, group) && !(info.force && kernelOnly(info.signal))) return true;
  const effect = defaultEffect(info.signal);
  return effect === 'ignore' || effect === 'continue';
}

/** The thread that takes the signal now; undefined: none can. Mirrors complete_signal. */
function chooseThread(
  draft: Draft,
  target: Task,
  signal: number,
  scope: 'thread' | 'group',
): Task | undefined {
  const group = draft.group(target.group);
  const fatal = signal === SIG.SIGKILL || (isFatal(group, signal) && !isBehind(group, target));
  if (wants(target, signal, fatal)) return target;
  if (scope === 'thread') return undefined;
  return threadsOf(draft, target.group).find(task => wants(task, signal, fatal));
}

/** Has another signal to act on first. Mirrors task_sigpending. */
function isBehind(group: ThreadGroup, task: Task): boolean {
  return task.pending.concat(group.pending).some(p => !task.blocked.includes(p.signal));
}

/** Ends the process by default and without a core. Mirrors sig_fatal. */
function isFatal(group: ThreadGroup, signal: number): boolean {
  return defaultEffect(signal) === 'terminate' && actionOf(group, signal) === undefined;
}

/** A thread in vfork acts on nothing but its end until the child is out of its way. */
function wants(task: Task, signal: number, fatal: boolean): boolean {
  if (task.vforkChild !== undefined && !fatal) return false;
  if (task.state === 'zombie' || task.blocked.includes(signal)) return false;
  return signal === SIG.SIGKILL || task.state === 'running';
}

/** The signal takes effect in a thread. Mirrors get_signal. */
export function act(draft: Draft, task: Task, info: SigInfo): void {
  const group = draft.group(task.group);
  const effect = effectOn(draft, group, info.signal);
  if (effect === 'stop') {
    stop(draft, task, group, info);
    return;
  }
  tell(draft, task, info, effect);
  if (effect === 'terminate') beginGroupExit(draft, group, info.signal);
}

/** Tells every thread to exit with this status. Mirrors zap_other_threads, do_group_exit. */
export function beginGroupExit(draft: Draft, group: ThreadGroup, status: number): void {
  if (group.groupExit !== undefined) return;
  const writable = draft.writeGroup(group.id);
  writable.groupExit = status;
  writable.jobEvent = { kind: 'none' };
  if (draft.dying === undefined) draft.dying = [group.id];
  else draft.dying.push(group.id);
}

/** The whole process stops. Mirrors do_signal_stop. */
function stop(draft: Draft, task: Task, group: ThreadGroup, info: SigInfo): void {
  if (info.signal !== SIG.SIGSTOP && willBecomeOrphaned(draft, group.pgid, undefined)) {
    tell(draft, task, info, 'ignored');
    return;
  }
  for (const thread of threadsOf(draft, group.id))
    if (thread.state === 'running') draft.writeTask(thread.id).state = 'stopped';
  draft.writeGroup(group.id).jobEvent = { kind: 'stopped', signal: info.signal };
  tell(draft, task, info, 'stop');
  notifyJob(draft, group, CLD.CLD_STOPPED);
}

/** SIGCONT wakes a stopped process whatever its disposition. Mirrors prepare_signal. */
function resume(draft: Draft, target: Task, info: SigInfo): void {
  const stopped = threadsOf(draft, target.group).filter(t => t.state === 'stopped');
  if (stopped.length === 0) return;
  for (const thread of stopped) draft.writeTask(thread.id).state = 'running';
  const group = draft.writeGroup(target.group);
  group.jobEvent = { kind: 'continued' };
  tell(draft, target, info, 'continue');
  notifyJob(draft, group, CLD.CLD_CONTINUED);
  for (const thread of stopped) deliverPending(draft, thread.id);
}

/** SIGCHLD for a stop or a continue. Mirrors do_notify_parent_cldstop. */
function notifyJob(draft: Draft, group: ThreadGroup, code: number): void {
  const parent = parentOf(draft, group);
  if (parent === undefined) return;
  const action = actionOf(parent, SIG.SIGCHLD);
  if (action?.handler === 'ignore' || action?.noCldStop === true) return;
  sendChildSignal(draft, SIG.SIGCHLD, code, group);
}

/** A child's signal to the thread that is its parent; `code` is a CLD_ value. */
export function sendChildSignal(
  draft: Draft,
  signal: number,
  code: number,
  child: ThreadGroup,
): void {
  const target = child.parent === undefined ? undefined : draft.tasks[child.parent];
  if (target === undefined) return;
  const info = { signal, code, from: child.tgid, force: false };
  sendSignal(draft, info, target, 'group');
}

/** Acts on what is pending and no longer held back. */
export function deliverPending(draft: Draft, id: TaskId): void {
  for (;;) {
    const task = draft.tasks[id];
    if (task === undefined || task.state !== 'running') return;
    if (draft.group(task.group).groupExit !== undefined) return;
    const next = dequeue(draft, id, signal => !task.blocked.includes(signal));
    if (next === undefined) return;
    const { signal, code, from, senderNr } = next;
    act(draft, task, { signal, code, from, nr: senderNr, force: false });
  }
}
