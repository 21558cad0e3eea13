// Descriptors of processes: pidfd_open, pidfd_send_signal, pidfd_getfd, process_madvise,
// process_mrelease. Mirrors kernel/pid.c, kernel/signal.c, mm/madvise.c and mm/oom_kill.c.
// Simplified: memory is not modelled, so process_mrelease never finds a process that is still dying.

import type { InfoArg } from './abi.ts';
import { MADV, PIDFD, PIDFD_SELF, PIDFD_SELF_THREAD_GROUP_OLD, PIDFD_SIGNAL } from './constants.ts';
import type { Draft, View } from './draft.ts';
import type { Errno } from './errno.ts';
import { supports } from './features.ts';
import { freeFd, getFile, installFd, openFd } from './file.ts';
import type { Ino, Nr } from './id.ts';
import { forged, killGroup, sendTo, sendToNobody, TKILL, USER } from './kill.ts';
import type { SyscallResult } from './outcome.ts';
import { done, fail, give } from './result.ts';
import { fdFile, findPid, nrIn, nsOf, pidGroup, pidTask, tableOf, threadsOf } from './select.ts';
import type { Task } from './state.ts';

/** From now on pidfs keeps what it must about this identity. Mirrors pidfs_register_pid. */
export function registerPid(draft: Draft, ino: Ino): void {
  if (draft.pid(ino).attr !== undefined) return;
  draft.writePid(ino).attr = { exitCode: undefined, cgroup: 0 };
}

/**
 * pidfd_open(2): a descriptor of whoever has this number now. No permission is asked.
 * Returns a close-on-exec descriptor.
 * Errors: EINVAL unknown flags, or pid is not positive; ENOENT a thread that leads no process, without
 * PIDFD_THREAD (EINVAL before 6.16); ESRCH nobody has the number, or a group alone (EINVAL before
 * 6.16); EMFILE. Kernel: pidfd_open, pidfd_prepare.
 */
export function sysPidfdOpen(
  draft: Draft,
  caller: Task,
  pid: number,
  flags: number,
): SyscallResult {
  if (!supports(draft, 'pidfdOpen')) return fail('ENOSYS');
  if ((flags & ~openFlags(draft)) !== 0 || pid <= 0) return fail('EINVAL');
  const found = findPid(draft, nsOf(draft, caller), pid);
  draft.emit?.({ kind: 'lookup', by: caller.pid, nr: pid as Nr, found: found?.ino });
  if (found === undefined) return fail('ESRCH');
  const thread = (flags & PIDFD.PIDFD_THREAD) !== 0;
  const bad = notOpenable(draft, found.ino, thread);
  if (bad !== undefined) return fail(bad);
  return openPidfd(draft, caller, found.ino, thread, (flags & PIDFD.PIDFD_NONBLOCK) !== 0);
}

function openFlags(view: View): number {
  const thread = supports(view, 'pidfdThread') ? PIDFD.PIDFD_THREAD : 0;
  return thread | (supports(view, 'pidfdNonblock') ? PIDFD.PIDFD_NONBLOCK : 0);
}

/** A struct pid without a task, or a thread that leads nothing. Mirrors pidfd_prepare. */
export function notOpenable(view: View, ino: Ino, thread: boolean): Errno | undefined {
  const split = supports(view, 'splitErrors');
  if (pidTask(view, ino) === undefined) return split ? 'ESRCH' : 'EINVAL';
  if (!thread && pidGroup(view, ino) === undefined) return split ? 'ENOENT' : 'EINVAL';
  return undefined;
}

/** A new pidfd at the lowest free descriptor, close-on-exec. Errors: EMFILE. */
export function openPidfd(
  draft: Draft,
  caller: Task,
  ino: Ino,
  thread: boolean,
  nonblock: boolean,
): SyscallResult {
  const on = { kind: 'pidfd', pid: ino, thread, autokill: false } as const;
  const opened = openFd(draft, caller.id, on, nonblock, true);
  if (opened.ok) registerPid(draft, ino);
  return opened;
}

/** What a pidfd argument names. */
export interface Named {
  readonly ino: Ino;
  readonly thread: boolean;
}

/** The caller itself, by one of the PIDFD_SELF values of this version. */
export function selfPidfd(view: View, caller: Task, fd: number): Named | undefined {
  if (!supports(view, 'pidfdSelf')) return undefined;
  if (fd === PIDFD_SELF.PIDFD_SELF_THREAD) return { ino: caller.pid, thread: true };
  const group = supports(view, 'selfGroupRenumbered')
    ? PIDFD_SELF.PIDFD_SELF_THREAD_GROUP
    : PIDFD_SELF_THREAD_GROUP_OLD;
  const own = view.groups[caller.group];
  return fd === group && own !== undefined ? { ino: own.tgid, thread: false } : undefined;
}

/** The identity behind a pidfd; undefined: EBADF. Mirrors pidfd_get_pid. */
export function pidfdPid(view: View, caller: Task, fd: number): Named | undefined {
  const on = getFile(view, caller, fd)?.on;
  return on?.kind === 'pidfd' ? { ino: on.pid, thread: on.thread } : undefined;
}

/**
 * pidfd_send_signal(2): a signal to the process behind a descriptor, whatever its number means now.
 * Errors, in order: EINVAL unknown flags or more than one; EBADF neither pidfd nor /proc/PID; EINVAL
 * the target lives outside the caller's PID namespace; EFAULT info; EINVAL si_signo differs; EPERM
 * forged si_code; ESRCH it was reaped; EINVAL no such signal; EPERM. Kernel: pidfd_send_signal.
 */
export function sysPidfdSendSignal(
  draft: Draft,
  caller: Task,
  args: {
    readonly pidfd: number;
    readonly sig: number;
    readonly info: InfoArg;
    readonly flags: number;
  },
): SyscallResult {
  const { pidfd, sig, info, flags } = args;
  if (!supports(draft, 'pidfdSendSignal')) return fail('ENOSYS');
  const allowed = supports(draft, 'pidfdThread') ? 7 : 0;
  if ((flags & ~allowed) !== 0 || (flags & (flags - 1)) !== 0) return fail('EINVAL');
  const named = selfPidfd(draft, caller, pidfd) ?? signalTarget(draft, caller, pidfd);
  if (named === undefined) return fail('EBADF');
  const pid = draft.pid(named.ino);
  if (nrIn(pid, nsOf(draft, caller)) === 0) return fail('EINVAL');
  const scope = scopeOf(flags, named.thread);
  const own = named.ino === caller.pid && scope !== 'pgrp';
  const badInfo = checkInfo(info, sig, own);
  if (badInfo !== undefined) return fail(badInfo);
  const plain = scope === 'thread' ? TKILL : USER;
  const code = info.kind === 'info' ? { code: info.code, given: true } : plain;
  if (scope === 'pgrp') return killGroup(draft, caller, named.ino, sig, code, 'pidfd');
  const target = pidTask(draft, named.ino);
  if (target === undefined) return sendToNobody(draft, caller, sig, 'pidfd');
  const errno = sendTo(draft, caller, target, sig, code, { via: 'pidfd', scope });
  return errno === undefined ? done(0) : fail(errno);
}

/** A pidfd (from 5.2 on) or a /proc/PID directory. */
function signalTarget(view: View, caller: Task, fd: number): Named | undefined {
  const on = getFile(view, caller, fd)?.on;
  return on?.kind === 'procdir' ? { ino: on.pid, thread: false } : pidfdPid(view, caller, fd);
}

function scopeOf(flags: number, thread: boolean): 'thread' | 'group' | 'pgrp' {
  if (flags === PIDFD_SIGNAL.PIDFD_SIGNAL_PROCESS_GROUP) return 'pgrp';
  if (flags === PIDFD_SIGNAL.PIDFD_SIGNAL_THREAD_GROUP) return 'group';
  return thread || flags === PIDFD_SIGNAL.PIDFD_SIGNAL_THREAD ? 'thread' : 'group';
}

function checkInfo(info: InfoArg, sig: number, own: boolean): Errno | undefined {
  if (info.kind === 'null') return undefined;
  if (info.kind === 'bad') return 'EFAULT';
  if (info.signo !== sig) return 'EINVAL';
  return !own && forged(info.code) ? 'EPERM' : undefined;
}

/**
 * May the caller look into (read) or take from (attach) the target? `as`: judged by its real user
 * id, or by the one for files, which follows the effective one. Mirrors __ptrace_may_access.
 */
export function mayAccess(view: View, caller: Task, target: Task, as: 'real' | 'fs'): boolean {
  if (caller.group === target.group) return true;
  const dumpable = view.groups[target.group]?.dumpable === true;
  const ended = target.state === 'zombie';
  // What has no memory any more is judged by the initial user namespace.
  const secret = ended && supports(view, 'zombieDumpable') && !dumpable && view.outerDepth > 0;
  if (caller.creds.privileged) return !secret;
  const mine = as === 'real' ? caller.creds.ruid : caller.creds.euid;
  const { ruid, euid, suid } = target.creds;
  if (mine !== ruid || mine !== euid || mine !== suid) return false;
  return dumpable || (ended && !supports(view, 'zombieDumpable'));
}

/**
 * pidfd_getfd(2): a copy of a descriptor of another process, close-on-exec.
 * Errors: EINVAL flags; EBADF no pidfd; ESRCH it has exited; EPERM no ptrace rights; EBADF it has no
 * such descriptor; EMFILE. Kernel: pidfd_getfd, __pidfd_fget.
 */
export function sysPidfdGetfd(
  draft: Draft,
  caller: Task,
  pidfd: number,
  targetfd: number,
  flags: number,
): SyscallResult {
  if (!supports(draft, 'pidfdGetfd')) return fail('ENOSYS');
  if (flags !== 0) return fail('EINVAL');
  const named = pidfdPid(draft, caller, pidfd);
  if (named === undefined) return fail('EBADF');
  const target = pidTask(draft, named.ino);
  if (target === undefined) return fail('ESRCH');
  if (!mayAccess(draft, caller, target, 'real')) return fail('EPERM');
  if (target.state === 'zombie') return fail(supports(draft, 'pidfdThread') ? 'ESRCH' : 'EBADF');
  const file = fdFile(draft, target, targetfd);
  if (file === undefined) return fail('EBADF');
  const table = tableOf(draft, caller);
  const fd = table === undefined ? undefined : freeFd(table);
  if (fd === undefined) return fail('EMFILE');
  installFd(draft, caller, fd, file.id, true);
  return give(fd, { kind: 'fd', fd, file: file.id });
}

/**
 * process_madvise(2): advice about another process's memory.
 * Returns the bytes advised, here always 0.
 * Errors: EINVAL flags; EBADF; ESRCH exited, or a thread that leads no process; EACCES no ptrace
 * rights; EINVAL advice not for others; EPERM no CAP_SYS_NICE over the initial user namespace.
 * Kernel: process_madvise.
 */
export function sysProcessMadvise(
  draft: Draft,
  caller: Task,
  pidfd: number,
  advice: number,
  flags: number,
): SyscallResult {
  if (!supports(draft, 'processMadvise')) return fail('ENOSYS');
  if (flags !== 0) return fail('EINVAL');
  if (selfPidfd(draft, caller, pidfd) !== undefined) return done(0);
  const named = pidfdPid(draft, caller, pidfd);
  if (named === undefined) return fail('EBADF');
  const group = pidGroup(draft, named.ino);
  const target = group === undefined ? undefined : draft.task(group.leader);
  if (target === undefined) return fail('ESRCH');
  const known = advice === MADV.MADV_COLD || advice === MADV.MADV_PAGEOUT;
  if (target.state === 'zombie') return fail('ESRCH');
  if (!mayAccess(draft, caller, target, 'fs')) return fail('EACCES');
  if (target.group === caller.group) return done(0);
  if (!known) return fail('EINVAL');
  return caller.creds.privileged && draft.outerDepth === 0 ? done(0) : fail('EPERM');
}

/**
 * process_mrelease(2): frees the memory of a process that is already dying.
 * Errors: EINVAL flags; EBADF; ESRCH it has exited, or a thread that leads no process; EINVAL it is
 * not dying. Kernel: process_mrelease.
 */
export function sysProcessMrelease(
  draft: Draft,
  caller: Task,
  pidfd: number,
  flags: number,
): SyscallResult {
  if (!supports(draft, 'processMrelease')) return fail('ENOSYS');
  if (flags !== 0) return fail('EINVAL');
  const named = selfPidfd(draft, caller, pidfd) ?? pidfdPid(draft, caller, pidfd);
  if (named === undefined) return fail('EBADF');
  const group = pidGroup(draft, named.ino);
  const threads = group === undefined ? [] : threadsOf(draft, group.id);
  return fail(threads.some(t => t.state !== 'zombie') ? 'EINVAL' : 'ESRCH');
}
