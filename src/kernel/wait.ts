// Collecting children: wait4 and waitid. Mirrors kernel/exit.c (do_wait, wait_consider_task,
// wait_task_zombie, wait_task_stopped, wait_task_continued). Ptrace is not modelled.

import { CLD, INT_MIN, P, SIG, WAIT } from './constants.ts';
import type { Draft, View } from './draft.ts';
import type { Errno } from './errno.ts';
import { supports } from './features.ts';
import { getFile } from './file.ts';
import type { Ino } from './id.ts';
import { isDead } from './job.ts';
import type { Readiness, SyscallResult, WaitInfo } from './outcome.ts';
import { releaseTask } from './release.ts';
import { fail, give } from './result.ts';
import { findPid, nrIn, nsOf } from './select.ts';
import type { Task, ThreadGroup } from './state.ts';

/** Which children, and which changes of theirs. Mirrors struct wait_opts. */
export interface WaitOpts {
  readonly of:
    | { readonly kind: 'any' }
    | { readonly kind: 'pid'; readonly ino: Ino | undefined }
    | { readonly kind: 'group'; readonly ino: Ino | undefined };
  readonly options: number;
  /** A nonblocking pidfd: EAGAIN instead of waiting. */
  readonly again: boolean;
}

type Found =
  | { readonly kind: 'zombie'; readonly child: ThreadGroup }
  | { readonly kind: 'job'; readonly child: ThreadGroup }
  /** Something may come. */
  | { readonly kind: 'later'; readonly children: readonly Ino[] }
  | { readonly kind: 'none' };

const BOTH = WAIT.WNOHANG | WAIT.WUNTRACED | WAIT.WCONTINUED;

const SCOPE = WAIT.__WNOTHREAD + WAIT.__WALL + WAIT.__WCLONE;

const WAIT4_OPTIONS = BOTH + SCOPE;

const STATES = WAIT.WEXITED | WAIT.WSTOPPED | WAIT.WCONTINUED;

const WAITID_OPTIONS = WAIT.WNOHANG + WAIT.WNOWAIT + STATES + SCOPE;

/** Bits of `value` outside `known`, over the whole unsigned range. */
function unknownBits(value: number, known: number): boolean {
  return ((value >>> 0) & ~known) !== 0;
}

/** wait4's arguments, understood. */
export function wait4Opts(view: View, caller: Task, pid: number, raw: number): WaitOpts | Errno {
  if (unknownBits(raw, WAIT4_OPTIONS | 0)) return 'EINVAL';
  if (pid === INT_MIN) return 'ESRCH';
  const ns = nsOf(view, caller);
  const options = raw + WAIT.WEXITED;
  if (pid === -1) return { of: { kind: 'any' }, options, again: false };
  if (pid > 0)
    return { of: { kind: 'pid', ino: findPid(view, ns, pid)?.ino }, options, again: false };
  const own = view.groups[caller.group]?.pgid;
  const ino = pid === 0 ? own : findPid(view, ns, -pid)?.ino;
  return { of: { kind: 'group', ino }, options, again: false };
}

/** waitid's arguments, understood: options first, then the id. */
export function waitidOpts(
  view: View,
  caller: Task,
  args: { readonly idtype: number; readonly id: number; readonly options: number },
): WaitOpts | Errno {
  const { idtype, id, options } = args;
  if (unknownBits(options, WAITID_OPTIONS | 0)) return 'EINVAL';
  if ((options & STATES) === 0) return 'EINVAL';
  const ns = nsOf(view, caller);
  switch (idtype) {
    case P.P_ALL:
      return { of: { kind: 'any' }, options, again: false };
    case P.P_PID:
      if (id <= 0) return 'EINVAL';
      return { of: { kind: 'pid', ino: findPid(view, ns, id)?.ino }, options, again: false };
    case P.P_PGID: {
      if (id < 0 || (id === 0 && !supports(view, 'waitPgid0'))) return 'EINVAL';
      const own = view.groups[caller.group]?.pgid;
      const ino = id === 0 ? own : findPid(view, ns, id)?.ino;
      return { of: { kind: 'group', ino }, options, again: false };
    }
    case P.P_PIDFD:
      return supports(view, 'waitPidfd') ? pidfdOpts(view, caller, id, options) : 'EINVAL';
    default:
      return 'EINVAL';
  }
}

function pidfdOpts(view: View, caller: Task, fd: number, options: number): WaitOpts | Errno {
  if (fd < 0) return 'EINVAL';
  const file = getFile(view, caller, fd);
  if (file?.on.kind !== 'pidfd') return 'EBADF';
  return { of: { kind: 'pid', ino: file.on.pid }, options, again: file.nonblock };
}

/** Looks at every child that would do, and takes the first in order. Mirrors __do_wait. */
export function scan(view: View, caller: Task, opts: WaitOpts): Found {
  const { of, options } = opts;
  let best: ThreadGroup | undefined;
  let kind: 'zombie' | 'job' = 'zombie';
  let waiting: Ino[] | undefined;
  for (const child of view.groups) {
    if (child === undefined || !selected(child, of) || !isMine(view, caller, child, options))
      continue;
    if (!eligible(child, options)) continue;
    const dead = isDead(view, child);
    if (!dead) {
      if (waiting === undefined) waiting = [child.tgid];
      else waiting.push(child.tgid);
    }
    const wanted = dead ? WAIT.WEXITED : jobOption(child);
    if ((options & wanted) === 0 || (best !== undefined && !earlier(child, best, caller))) continue;
    best = child;
    kind = dead ? 'zombie' : 'job';
  }
  if (best !== undefined) return { kind, child: best };
  return waiting === undefined ? NOBODY : { kind: 'later', children: waiting };
}

const NOBODY: Found = { kind: 'none' };

function selected(child: ThreadGroup, of: WaitOpts['of']): boolean {
  if (of.kind === 'any') return true;
  return (of.kind === 'pid' ? child.tgid : child.pgid) === of.ino;
}

/** A child of the caller's process, or under __WNOTHREAD of the calling thread. */
function isMine(view: View, caller: Task, child: ThreadGroup, options: number): boolean {
  if (child.parent === undefined) return false;
  if (child.parent === caller.id) return true;
  if ((options & WAIT.__WNOTHREAD) !== 0) return false;
  return view.tasks[child.parent]?.group === caller.group;
}

/** The option that collects what job control did to the child; 0: it did nothing. */
function jobOption(child: ThreadGroup): number {
  const { kind } = child.jobEvent;
  if (kind === 'stopped') return WAIT.WSTOPPED;
  return kind === 'continued' ? WAIT.WCONTINUED : 0;
}

/** The caller's own children come first, then those of its other threads in turn. */
function earlier(a: ThreadGroup, b: ThreadGroup, caller: Task): boolean {
  const turnA = (a.parent ?? 0) >= caller.id ? 0 : 1;
  const turnB = (b.parent ?? 0) >= caller.id ? 0 : 1;
  if (turnA !== turnB) return turnA < turnB;
  if (a.parent !== b.parent) return (a.parent ?? 0) < (b.parent ?? 0);
  return a.sibling < b.sibling;
}

/** A child with an exit signal other than SIGCHLD is seen by __WALL and __WCLONE alone. */
function eligible(child: ThreadGroup, options: number): boolean {
  if ((options & WAIT.__WALL) !== 0) return true;
  return (child.exitSignal !== SIG.SIGCHLD) === ((options & WAIT.__WCLONE) !== 0);
}

/** Whether a wait has an answer now. */
export function waitReady(view: View, caller: Task, opts: WaitOpts | Errno): Readiness {
  if (typeof opts === 'string' || opts.again || (opts.options & WAIT.WNOHANG) !== 0)
    return { ready: true };
  const found = scan(view, caller, opts);
  if (found.kind !== 'later') return { ready: true };
  return { ready: false, why: { kind: 'child', children: found.children } };
}

/**
 * wait4(2): wait for a child, and collect it if it is a zombie.
 * Returns the child's number; 0 under WNOHANG when none is ready.
 * Errors: ECHILD no such child; EINVAL options; ESRCH pid is INT_MIN. Kernel: kernel_wait4.
 */
export function sysWait4(draft: Draft, caller: Task, pid: number, raw: number): SyscallResult {
  const opts = wait4Opts(draft, caller, pid, raw);
  return typeof opts === 'string' ? fail(opts) : collect(draft, caller, opts, true);
}

/**
 * waitid(2): wait for a child by number, group or pidfd.
 * Returns 0; the siginfo tells who, its number is 0 under WNOHANG when none is ready.
 * Errors: EAGAIN a nonblocking pidfd and the child lives; EBADF no pidfd; ECHILD; EINVAL.
 * Kernel: kernel_waitid.
 */
export function sysWaitid(
  draft: Draft,
  caller: Task,
  args: { readonly idtype: number; readonly id: number; readonly options: number },
): SyscallResult {
  const opts = waitidOpts(draft, caller, args);
  return typeof opts === 'string' ? fail(opts) : collect(draft, caller, opts, false);
}

function collect(draft: Draft, caller: Task, opts: WaitOpts, byNumber: boolean): SyscallResult {
  const found = scan(draft, caller, opts);
  if (found.kind === 'none') return fail('ECHILD');
  if (found.kind === 'later') {
    const again = opts.again && (opts.options & WAIT.WNOHANG) === 0;
    return again ? fail('EAGAIN') : give(0, { kind: 'nobody' });
  }
  const { child } = found;
  const info =
    found.kind === 'zombie' ? exitInfo(draft, caller, child) : jobInfo(draft, caller, child);
  if ((opts.options & WAIT.WNOWAIT) === 0) {
    if (found.kind === 'zombie') {
      releaseTask(draft, child.leader, caller.pid);
    } else draft.writeGroup(child.id).jobEvent = { kind: 'none' };
  }
  return give(byNumber ? info.nr : 0, { kind: 'wait', info });
}

function exitInfo(draft: Draft, caller: Task, child: ThreadGroup): WaitInfo {
  const status = child.groupExit ?? 0;
  const signal = status & 0x7f;
  const code =
    signal === 0 ? CLD.CLD_EXITED : (status & 0x80) !== 0 ? CLD.CLD_DUMPED : CLD.CLD_KILLED;
  return waitInfo(draft, caller, child, status, code, signal === 0 ? status >> 8 : signal);
}

function jobInfo(draft: Draft, caller: Task, child: ThreadGroup): WaitInfo {
  const { jobEvent } = child;
  if (jobEvent.kind !== 'stopped')
    return waitInfo(draft, caller, child, 0xffff, CLD.CLD_CONTINUED, SIG.SIGCONT);
  const { signal } = jobEvent;
  return waitInfo(draft, caller, child, signal * 256 + 0x7f, CLD.CLD_STOPPED, signal);
}

function waitInfo(
  draft: Draft,
  caller: Task,
  child: ThreadGroup,
  status: number,
  code: number,
  value: number,
): WaitInfo {
  const nr = nrIn(draft.pid(child.tgid), nsOf(draft, caller));
  const uid = draft.task(child.leader).creds.ruid;
  return { pid: child.tgid, nr, status, code, value, uid };
}
