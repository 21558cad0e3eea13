// Signals by number: kill, tkill, tgkill, rt_sigqueueinfo. Mirrors kernel/signal.c (kill_something_info,
// do_send_specific). Existence is judged first, then the signal, then permission.

import { ensure } from '../base.ts';
import type { InfoArg } from './abi.ts';
import { INT_MIN, SI } from './constants.ts';
import type { Draft, View } from './draft.ts';
import type { Errno } from './errno.ts';
import type { Ino } from './id.ts';
import type { SyscallResult } from './outcome.ts';
import { done, fail } from './result.ts';
import { findPid, groupMembers, nrIn, nsOf, pidTask } from './select.ts';
import { sendSignal, userInfo } from './signal.ts';
import { killPermission } from './sigperm.ts';
import type { Task } from './state.ts';

export type Via = 'nr' | 'pidfd' | 'group' | 'kernel';

/** The si_code of a signal; `given`: in a siginfo of the sender's own making, whose si_pid is 0. */
export interface Code {
  readonly code: number;
  readonly given: boolean;
}

export const USER: Code = { code: SI.SI_USER, given: false };

export const TKILL: Code = { code: SI.SI_TKILL, given: false };

/** Checks, tells and sends; undefined: it was accepted. Mirrors group_send_sig_info. */
export function sendTo(
  draft: Draft,
  caller: Task,
  target: Task,
  sig: number,
  { code, given }: Code,
  how: { readonly via: Via; readonly scope: 'thread' | 'group' },
): Errno | undefined {
  const errno = killPermission(draft, caller, target, sig);
  draft.emit?.({
    kind: 'send',
    from: caller.pid,
    signal: sig,
    via: how.via,
    to: target.pid,
    errno,
  });
  if (errno !== undefined) return errno;
  const info = userInfo(draft, sig, code, caller, target);
  sendSignal(draft, given ? { ...info, nr: 0 } : info, target, how.scope);
  return undefined;
}

/** Nobody there: tells it and says so. */
export function sendToNobody(draft: Draft, caller: Task, sig: number, via: Via): SyscallResult {
  const errno = 'ESRCH';
  draft.emit?.({ kind: 'send', from: caller.pid, signal: sig, via, to: undefined, errno });
  return fail(errno);
}

function answer(errno: Errno | undefined): SyscallResult {
  return errno === undefined ? done(0) : fail(errno);
}

/**
 * kill(2): a signal to whoever has this number now.
 * `pid` > 0 a process (a thread's number names its process), 0 the caller's group, -1 everybody but
 * pid 1 and the caller, below -1 a group.
 * Errors: EINVAL no such signal; EPERM; ESRCH nobody there, also for INT_MIN.
 * Kernel: kill_something_info.
 */
export function sysKill(draft: Draft, caller: Task, pid: number, sig: number): SyscallResult {
  if (pid > 0) return killNumber(draft, caller, pid, sig, USER);
  if (pid === INT_MIN) return sendToNobody(draft, caller, sig, 'group');
  if (pid === -1) return killAll(draft, caller, sig);
  const own = draft.group(caller.group).pgid;
  const group = pid === 0 ? own : lookup(draft, caller, -pid);
  return killGroup(draft, caller, group, sig, USER, 'group');
}

/** Turns a number into an identity, here and now. */
function lookup(draft: Draft, caller: Task, nr: number): Ino | undefined {
  const found = findPid(draft, nsOf(draft, caller), nr)?.ino;
  draft.emit?.({ kind: 'lookup', by: caller.pid, nr: nr as never, found });
  return found;
}

function killNumber(
  draft: Draft,
  caller: Task,
  nr: number,
  sig: number,
  code: Code,
): SyscallResult {
  const ino = lookup(draft, caller, nr);
  const target = ino === undefined ? undefined : pidTask(draft, ino);
  if (target === undefined) return sendToNobody(draft, caller, sig, 'nr');
  return answer(sendTo(draft, caller, target, sig, code, { via: 'nr', scope: 'group' }));
}

/**
 * Success when at least one member accepted. The members share one siginfo: once it has gone to a
 * namespace that does not see the sender, si_pid is 0 for all that come after. Mirrors
 * __kill_pgrp_info, send_signal_locked.
 */
export function killGroup(
  draft: Draft,
  caller: Task,
  group: Ino | undefined,
  sig: number,
  code: Code,
  via: Via,
): SyscallResult {
  const members = group === undefined ? [] : groupMembers(draft, group);
  if (members.length === 0) return sendToNobody(draft, caller, sig, via);
  let accepted = false;
  let given = code.given;
  let last: Errno | undefined;
  for (const member of members) {
    const target = draft.tasks[member.leader];
    if (target === undefined) continue;
    last = sendTo(draft, caller, target, sig, { code: code.code, given }, { via, scope: 'group' });
    if (last === undefined) accepted = true;
    given ||= last === undefined && sig !== 0 && hides(draft, caller, target);
  }
  return accepted ? done(0) : fail(last ?? 'ESRCH');
}

/** Whether the target's namespace does not see the sender. */
function hides(view: View, caller: Task, target: Task): boolean {
  return nrIn(ensure(view.pids[caller.pid], 'pid of the sender'), nsOf(view, target)) === 0;
}

/** kill(-1): refusals with EPERM count as success. */
function killAll(draft: Draft, caller: Task, sig: number): SyscallResult {
  const ns = nsOf(draft, caller);
  let count = 0;
  let given = false;
  let result: Errno | undefined;
  for (const group of draft.groups) {
    if (group === undefined || group.id === caller.group) continue;
    if (nrIn(draft.pid(group.tgid), ns) <= 1) continue;
    const target = draft.task(group.leader);
    count++;
    const how = { via: 'group', scope: 'group' } as const;
    const errno = sendTo(draft, caller, target, sig, { code: USER.code, given }, how);
    given ||= errno === undefined && sig !== 0 && hides(draft, caller, target);
    if (errno !== 'EPERM') result = errno;
  }
  return count === 0 ? sendToNobody(draft, caller, sig, 'group') : answer(result);
}

/**
 * tkill(2) (`tgid` undefined) and tgkill(2): a signal to one thread.
 * Errors: EINVAL an id that is not positive, or no such signal; EPERM; ESRCH no such thread, or not in
 * that process. Kernel: do_tkill, do_send_specific.
 */
export function sysTgkill(
  draft: Draft,
  caller: Task,
  tgid: number | undefined,
  tid: number,
  sig: number,
): SyscallResult {
  if (tid <= 0 || (tgid !== undefined && tgid <= 0)) return fail('EINVAL');
  const ino = lookup(draft, caller, tid);
  const target = ino === undefined ? undefined : pidTask(draft, ino);
  if (target === undefined) return sendToNobody(draft, caller, sig, 'nr');
  const process = draft.pid(draft.group(target.group).tgid);
  if (tgid !== undefined && nrIn(process, nsOf(draft, caller)) !== tgid)
    return sendToNobody(draft, caller, sig, 'nr');
  return answer(sendTo(draft, caller, target, sig, TKILL, { via: 'nr', scope: 'thread' }));
}

/**
 * rt_sigqueueinfo(2): a signal with data.
 * Errors: EFAULT info; EINVAL no such signal; EPERM not allowed, or a forged si_code (0 and above, or
 * SI_TKILL) towards another number than one's own thread id, judged before existence; ESRCH.
 * Kernel: do_rt_sigqueueinfo.
 */
export function sysRtSigqueueinfo(
  draft: Draft,
  caller: Task,
  args: { readonly tgid: number; readonly sig: number; readonly info: InfoArg },
): SyscallResult {
  const { tgid, sig, info } = args;
  if (info.kind !== 'info') return fail('EFAULT');
  const own = nrIn(draft.pid(caller.pid), nsOf(draft, caller));
  if (forged(info.code) && own !== tgid) return fail('EPERM');
  if (tgid <= 0) return sendToNobody(draft, caller, sig, 'nr');
  return killNumber(draft, caller, tgid, sig, { code: info.code, given: true });
}

/** An si_code that only the kernel and kill itself may use. */
export function forged(code: number): boolean {
  return code >= 0 || code === SI.SI_TKILL;
}
