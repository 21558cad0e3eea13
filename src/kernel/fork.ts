// Making tasks: fork, vfork, clone, clone3. Mirrors kernel/fork.c (copy_process, kernel_clone).
// Simplified: memory, stacks and TLS are not modelled, so their checks are left out; CLONE_SIGHAND
// without CLONE_THREAD copies the dispositions; a user namespace is never made.

import { ensure } from '../base.ts';
import type { Clone3Args, Ptr } from './abi.ts';
import { badClone3, badFlags, badStruct, type CloneArgs, wantsNamespace } from './clone-args.ts';
import { CLONE, has, MAX_PID_NS_LEVEL, SIG } from './constants.ts';
import type { Draft } from './draft.ts';
import type { Errno } from './errno.ts';
import { nextSibling } from './exit.ts';
import { supports } from './features.ts';
import { fileOfCgroup, freeFd, installFd, makeFile, tableForChild } from './file.ts';
import type { Fd, GroupId, Nr, NsId, TaskId } from './id.ts';
import type { SyscallResult } from './outcome.ts';
import { allocPid, freePid } from './pid.ts';
import { copyGroup, copyTask } from './record.ts';
import { fail, give } from './result.ts';
import { nrIn, nsOf, tableOf } from './select.ts';
import type { StructPid, Task, ThreadGroup } from './state.ts';

const PLAIN: CloneArgs = {
  flags: 0,
  exitSignal: SIG.SIGCHLD,
  pidfd: 'ok',
  setTid: [],
  cgroup: -1,
};

/**
 * fork(2): a copy of the calling process.
 * Returns the child's number in the caller's namespace.
 * Errors: EAGAIN no free number at some level, or RLIMIT_NPROC; ENOMEM the namespace's pid 1 has died.
 * Kernel: kernel_clone.
 */
export function sysFork(draft: Draft, caller: Task): SyscallResult {
  return copyProcess(draft, caller, PLAIN);
}

/** vfork(2): fork, and wait until the child execs or exits. Errors and kernel as fork. */
export function sysVfork(draft: Draft, caller: Task): SyscallResult {
  const flags = CLONE.CLONE_VFORK | CLONE.CLONE_VM;
  return copyProcess(draft, caller, { ...PLAIN, flags });
}

/**
 * clone(2): a process or a thread; the low byte of the flags is the exit signal.
 * Returns the child's number; with CLONE_PIDFD a pidfd, stored where parent_tid points.
 * Errors: EINVAL contradictory flags; EFAULT and EMFILE for the pidfd (a number is then used up);
 * else as fork. Kernel: clone, kernel_clone.
 */
export function sysClone(draft: Draft, caller: Task, raw: number, parentTid: Ptr): SyscallResult {
  const exitSignal = raw % 256;
  let flags = raw - exitSignal;
  const known = supports(draft, 'clonePidfd');
  if (!known && has(flags, CLONE.CLONE_PIDFD)) flags -= CLONE.CLONE_PIDFD;
  if (has(flags, CLONE.CLONE_PIDFD) && has(flags, CLONE.CLONE_PARENT_SETTID)) return fail('EINVAL');
  return copyProcess(draft, caller, {
    flags,
    exitSignal,
    pidfd: parentTid,
    setTid: [],
    cgroup: -1,
  });
}

/**
 * clone3(2): as clone, with room for more: a pidfd field of its own, chosen numbers, a cgroup.
 * Errors: E2BIG, EINVAL for the structure; EINVAL unknown or contradictory flags; EBADF cgroup;
 * EEXIST, EINVAL, EPERM for set_tid; ENOSYS before 5.3; else as clone.
 * Kernel: clone3, copy_clone_args_from_user, clone3_args_valid.
 */
export function sysClone3(draft: Draft, caller: Task, args: Clone3Args): SyscallResult {
  const bad = badStruct(draft, args) ?? badClone3(draft, args);
  if (bad !== undefined) return fail(bad);
  const { flags, exitSignal, pidfd, cgroup } = args;
  return copyProcess(draft, caller, {
    flags,
    exitSignal,
    pidfd,
    setTid: args.setTid ?? [],
    cgroup,
  });
}

/** A new PID namespace below `parent`, with no pid 1 yet. Errors: EINVAL, ENOSPC. */
export function newPidNamespace(draft: Draft, caller: Task): NsId | Errno {
  const parent = caller.nsForChildren;
  if (nsOf(draft, caller) !== parent) return 'EINVAL';
  const level = draft.namespace(parent).level + 1;
  if (level + draft.outerDepth > MAX_PID_NS_LEVEL) return 'ENOSPC';
  const id = draft.namespaces.length as NsId;
  draft.addNamespace({
    id,
    level,
    parent,
    pidMax: 4194304,
    cursor: 0 as Nr,
    init: undefined,
    dead: false,
    nrs: [],
    inos: [],
    fpHi: 0,
    fpLo: 0,
  });
  return id;
}

/** The common part. Mirrors copy_process and what kernel_clone does after it. */
function copyProcess(draft: Draft, caller: Task, args: CloneArgs): SyscallResult {
  const { flags } = args;
  const bad = badFlags(draft, caller, args);
  if (bad !== undefined) return fail(bad);
  if (overLimit(draft, caller)) return fail('EAGAIN');
  if (wantsNamespace(flags) && !caller.creds.privileged) return fail('EPERM');
  const ns = has(flags, CLONE.CLONE_NEWPID) ? newPidNamespace(draft, caller) : caller.nsForChildren;
  if (typeof ns === 'string') return fail(ns);
  const pid = allocPid(draft, ns, args.setTid, caller.creds.privileged);
  if (typeof pid === 'string') return fail(pid);
  const late = lateFailure(draft, caller, args);
  if (late !== undefined) {
    freePid(draft, pid.ino);
    return fail(late);
  }
  const task = makeTask(draft, caller, args, pid, ns);
  const nr = nrIn(pid, nsOf(draft, caller));
  const thread = has(flags, CLONE.CLONE_THREAD);
  draft.emit?.({ kind: 'fork', parent: caller.pid, child: pid.ino, thread });
  if (has(flags, CLONE.CLONE_VFORK)) draft.writeTask(caller.id).vforkChild = task;
  const pidfd = has(flags, CLONE.CLONE_PIDFD) ? addPidfd(draft, caller, pid, flags) : undefined;
  return give(nr, { kind: 'child', task, pid: pid.ino, nr: nr as Nr, pidfd });
}

/** RLIMIT_NPROC: the user has as many tasks as the limit allows, zombies too. */
function overLimit(draft: Draft, caller: Task): boolean {
  const { taskLimit } = draft.group(caller.group);
  if (taskLimit === undefined || caller.creds.privileged) return false;
  let count = 0;
  for (const task of draft.tasks)
    if (task !== undefined && task.creds.ruid === caller.creds.ruid) count++;
  return count >= taskLimit;
}

/** What fails after the number was taken: it is used up. */
function lateFailure(draft: Draft, caller: Task, args: CloneArgs): Errno | undefined {
  if (has(args.flags, CLONE.CLONE_PIDFD)) {
    const table = ensure(tableOf(draft, caller), 'descriptor table');
    if (freeFd(table) === undefined) return 'EMFILE';
    if (args.pidfd !== 'ok') return 'EFAULT';
  }
  if (has(args.flags, CLONE.CLONE_INTO_CGROUP)) {
    if (fileOfCgroup(draft, caller, args.cgroup) === undefined) return 'EBADF';
  }
  return undefined;
}

function addPidfd(draft: Draft, caller: Task, pid: StructPid, flags: number): Fd {
  const fd = ensure(freeFd(ensure(tableOf(draft, caller), 'table')), 'free descriptor');
  const file = makeFile(draft, caller.id, false, {
    kind: 'pidfd',
    pid: pid.ino,
    thread: has(flags, CLONE.CLONE_THREAD),
    autokill: has(flags, CLONE.CLONE_PIDFD_AUTOKILL),
  });
  const writable = draft.writePid(pid.ino);
  if (writable.attr === undefined) writable.attr = { exitCode: undefined, cgroup: 0 };
  installFd(draft, caller, fd, file.id, true);
  return fd;
}

function makeTask(draft: Draft, caller: Task, args: CloneArgs, pid: StructPid, ns: NsId): TaskId {
  const id = draft.tasks.length as TaskId;
  const thread = has(args.flags, CLONE.CLONE_THREAD);
  draft.clock++;
  const task = copyTask(caller);
  task.id = id;
  task.pid = pid.ino;
  task.files = tableForChild(draft, caller, args.flags);
  task.state = 'running';
  task.nsForChildren = ns;
  task.pending = [];
  task.exitCode = undefined;
  task.startTime = draft.clock;
  task.vforkChild = undefined;
  task.pdeathSignal = 0;
  task.opened = 0;
  if (has(args.flags, CLONE.CLONE_NNP)) task.creds = { ...caller.creds, noNewPrivs: true };
  if (!thread) task.group = makeGroup(draft, caller, args, pid, id);
  draft.addTask(task);
  if (draft.namespace(ns).init === undefined) draft.writeNamespace(ns).init = id;
  return id;
}

function makeGroup(
  draft: Draft,
  caller: Task,
  args: CloneArgs,
  pid: StructPid,
  leader: TaskId,
): GroupId {
  const mine: ThreadGroup = draft.group(caller.group);
  const sibling = has(args.flags, CLONE.CLONE_PARENT);
  const group = copyGroup(mine);
  group.id = draft.groups.length as GroupId;
  group.leader = leader;
  group.tgid = pid.ino;
  group.parent = sibling ? mine.parent : caller.id;
  group.sibling = nextSibling(draft, group.parent);
  group.exitSignal = sibling ? mine.exitSignal : args.exitSignal;
  group.subreaper = false;
  group.pending = [];
  group.execed = false;
  group.parentExeced = sibling && mine.parentExeced;
  group.autoreap = has(args.flags, CLONE.CLONE_AUTOREAP);
  group.groupExit = undefined;
  group.jobEvent = { kind: 'none' };
  if (has(args.flags, CLONE.CLONE_CLEAR_SIGHAND))
    group.actions = group.actions.filter(a => a.handler === 'ignore');
  if (has(args.flags, CLONE.CLONE_INTO_CGROUP))
    group.cgroup = ensure(fileOfCgroup(draft, caller, args.cgroup), 'cgroup');
  draft.addGroup(group);
  return group.id;
}
