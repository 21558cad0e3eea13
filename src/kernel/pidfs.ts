// What pidfs tells about a process behind a descriptor: PIDFD_GET_INFO, namespaces, file handles.
// Mirrors fs/pidfs.c.
// Simplified: group ids and capabilities are not modelled; no cores are dumped.

import type { IoctlArg, Syscall } from './abi.ts';
import { AT_FDCWD, FD_PIDFS_ROOT, O, PIDFD_INFO } from './constants.ts';
import type { Draft } from './draft.ts';
import type { Errno } from './errno.ts';
import { supports } from './features.ts';
import { getFile, openFd } from './file.ts';
import type { Ino } from './id.ts';
import type { File } from './open.ts';
import type { PidfdInfo, SyscallResult } from './outcome.ts';
import { mayAccess, notOpenable, registerPid } from './pidfd.ts';
import { namespaceFile } from './procfs.ts';
import { done, fail, give } from './result.ts';
import { fdFile, nrIn, nsOf, parentOf, pidTask } from './select.ts';
import type { Task } from './state.ts';

type Info = Extract<IoctlArg, { kind: 'PIDFD_GET_INFO' }>;

type Namespace = Extract<IoctlArg, { kind: 'PIDFD_GET_NAMESPACE' }>;

type OpenByHandle = Extract<Syscall, { name: 'open_by_handle_at' }>;

/**
 * ioctl(2) on a pidfd: PIDFD_GET_INFO, PIDFD_GET_*_NAMESPACE, FS_IOC_GETVERSION.
 * Errors: EBADF; ENOTTY not for this kind of file or this version, or a structure that is too small;
 * EINVAL NULL or an argument that must be 0; EREMOTE outside the caller's namespace; ESRCH gone;
 * EACCES no ptrace rights; EMFILE. Kernel: pidfd_ioctl, pidfd_info.
 */
export function sysIoctl(draft: Draft, caller: Task, fd: number, request: IoctlArg): SyscallResult {
  const on = getFile(draft, caller, fd)?.on;
  if (on === undefined) return fail('EBADF');
  if (on.kind === 'epoll' && supports(draft, 'epollIoctl')) return fail('EINVAL');
  if (on.kind !== 'pidfd') return fail('ENOTTY');
  switch (request.kind) {
    case 'PIDFD_GET_INFO':
      return getInfo(draft, caller, on.pid, on.thread, request);
    case 'PIDFD_GET_NAMESPACE':
      return getNamespace(draft, caller, on.pid, request);
    case 'FS_IOC_GETVERSION':
      return supports(draft, 'fileHandles') ? done(0) : fail('ENOTTY');
    case 'unknown':
      return fail('ENOTTY');
  }
}

const INFO_SIZE = 64;

function badInfo(draft: Draft, caller: Task, ino: Ino, request: Info): Errno | undefined {
  if (!supports(draft, 'pidfdInfo')) return 'ENOTTY';
  if (request.size < INFO_SIZE) return supports(draft, 'shortInfoEnotty') ? 'ENOTTY' : 'EINVAL';
  if (request.arg === 'null') return 'EINVAL';
  if (request.arg === 'bad') return 'EFAULT';
  if (nrIn(draft.pid(ino), nsOf(draft, caller)) === 0)
    return supports(draft, 'eremote') ? 'EREMOTE' : 'ESRCH';
  return undefined;
}

function getInfo(
  draft: Draft,
  caller: Task,
  ino: Ino,
  thread: boolean,
  request: Info,
): SyscallResult {
  const bad = badInfo(draft, caller, ino, request);
  if (bad !== undefined) return fail(bad);
  const { attr } = draft.pid(ino);
  const wantsExit = (request.mask & PIDFD_INFO.PIDFD_INFO_EXIT) !== 0;
  const exit = wantsExit && supports(draft, 'pidfdExitInfo') ? attr : undefined;
  const exitCode = exit?.exitCode;
  const task = pidTask(draft, ino);
  if (task === undefined) {
    if (exitCode === undefined || exit === undefined) return fail('ESRCH');
    const core = request.mask & PIDFD_INFO.PIDFD_INFO_COREDUMP;
    const known = core !== 0 && supports(draft, 'coredumpInfo') ? core : 0;
    const mask = PIDFD_INFO.PIDFD_INFO_EXIT | PIDFD_INFO.PIDFD_INFO_CGROUPID | known;
    return give(0, { kind: 'info', info: { ...BLANK, mask, cgroup: exit.cgroup, exitCode } });
  }
  const info = liveInfo(draft, caller, task, request);
  const orphan = info.ppid === 0 && info.pid !== 1;
  if (orphan && !supports(draft, 'infoWithoutParent') && !thread) return fail('ESRCH');
  return give(0, { kind: 'info', info });
}

const BLANK: PidfdInfo = {
  mask: 0,
  cgroup: 0,
  pid: 0,
  tgid: 0,
  ppid: 0,
  ruid: 0,
  euid: 0,
  suid: 0,
  exitCode: 0,
  coredumpMask: 0,
  supportedMask: 0,
};

const ALWAYS =
  PIDFD_INFO.PIDFD_INFO_PID | PIDFD_INFO.PIDFD_INFO_CREDS | PIDFD_INFO.PIDFD_INFO_CGROUPID;

const COREDUMP_SKIP = 2;

const COREDUMP_USER = 4;

const SUPPORTED_MASK_SIZE = 80;

const COREDUMP_SIZE = 72;

function liveInfo(draft: Draft, caller: Task, task: Task, request: Info): PidfdInfo {
  const ns = nsOf(draft, caller);
  const group = draft.group(task.group);
  const parent = parentOf(draft, group);
  const core =
    (request.mask & PIDFD_INFO.PIDFD_INFO_COREDUMP) !== 0 && supports(draft, 'coredumpInfo');
  const mask =
    (request.mask & PIDFD_INFO.PIDFD_INFO_SUPPORTED_MASK) !== 0 &&
    supports(draft, 'supportedMask') &&
    request.size >= SUPPORTED_MASK_SIZE;
  const dumped = core && request.size >= COREDUMP_SIZE && task.state !== 'zombie';
  const { ruid, euid, suid } = task.creds;
  return {
    mask:
      ALWAYS |
      (core ? PIDFD_INFO.PIDFD_INFO_COREDUMP : 0) |
      (mask ? PIDFD_INFO.PIDFD_INFO_SUPPORTED_MASK : 0),
    cgroup: group.cgroup,
    pid: nrIn(draft.pid(task.pid), ns),
    tgid: nrIn(draft.pid(group.tgid), ns),
    ppid: parent === undefined ? 0 : nrIn(draft.pid(parent.tgid), ns),
    ruid,
    euid,
    suid,
    exitCode: 0,
    coredumpMask: dumped ? dumpKind(group.dumpable) : 0,
    supportedMask: mask ? 0x7f : 0,
  };
}

/** How a core would be dumped; a process that has exited without one answers 0. */
function dumpKind(dumpable: boolean): number {
  return dumpable ? COREDUMP_USER : COREDUMP_SKIP;
}

/** A namespace of the process as a descriptor, close-on-exec. */
function getNamespace(draft: Draft, caller: Task, ino: Ino, request: Namespace): SyscallResult {
  if (!supports(draft, 'namespaceIoctls')) return fail('ENOTTY');
  const task = pidTask(draft, ino);
  if (task === undefined) return fail('ESRCH');
  if (request.arg !== 0) return fail('EINVAL');
  if (task.state === 'zombie') return fail('ESRCH');
  if (!mayAccess(draft, caller, task, 'fs')) return fail('EACCES');
  return openFd(draft, caller.id, namespaceFile(draft, task, request.type), false, true);
}

const HANDLE_BYTES = 8;

/** Handles of namespace files are not modelled, but for their size. */
const NSFS_HANDLE_BYTES = 16;

/**
 * name_to_handle_at(2) with AT_EMPTY_PATH: the identity as eight bytes that survive without a
 * descriptor: the pidfile that cannot lie.
 * Errors: EBADF; EOPNOTSUPP not a pidfd, or before 6.14; EOVERFLOW the buffer is smaller.
 * Kernel: pidfs_encode_fh.
 */
export function sysNameToHandleAt(
  draft: Draft,
  caller: Task,
  dirfd: number,
  size: number,
): SyscallResult {
  const file = fdFile(draft, caller, dirfd);
  if (file === undefined) return fail('EBADF');
  if (file.on.kind === 'nsfile' && supports(draft, 'nsfsHandles') && size < NSFS_HANDLE_BYTES)
    return fail('EOVERFLOW');
  if (file.on.kind !== 'pidfd' || !supports(draft, 'fileHandles')) return fail('EOPNOTSUPP');
  if (size < HANDLE_BYTES) return fail('EOVERFLOW');
  return give(0, { kind: 'handle', handle: file.on.pid, size: HANDLE_BYTES });
}

/**
 * Another file system knows no such handle. Without privilege outside, only directories of file
 * systems that are mounted are tried.
 */
function elsewhere(draft: Draft, caller: Task, flags: number, mounted: boolean): Errno {
  const tried = mounted && (flags & O.O_DIRECTORY) !== 0;
  return caller.creds.privileged && (draft.outerDepth === 0 || tried) ? 'ESTALE' : 'EPERM';
}

function isInTree(file: File | undefined): boolean {
  const kind = file?.on.kind;
  return kind === 'procdir' || kind === 'procfile' || kind === 'plain';
}

const HANDLE_FLAGS = 3 | O.O_NONBLOCK | O.O_CLOEXEC | O.O_EXCL;

/**
 * open_by_handle_at(2): a pidfd from such bytes, while the number is still held. Asks no privilege.
 * Errors: EINVAL unknown flags; EBADF; ESTALE the number was freed, is not seen from here, or the
 * mount argument is no pidfd (from 6.17 FD_PIDFS_ROOT will do); EMFILE. Kernel: pidfs_fh_to_dentry.
 */
export function sysOpenByHandleAt(draft: Draft, caller: Task, sys: OpenByHandle): SyscallResult {
  const { mountFd, handle, flags } = sys;
  const root = mountFd === FD_PIDFS_ROOT && supports(draft, 'pidfsRoot');
  const mount = getFile(draft, caller, mountFd);
  if (!root && mount === undefined)
    return fail(mountFd === AT_FDCWD ? elsewhere(draft, caller, flags, true) : 'EBADF');
  if (!supports(draft, 'fileHandles')) return fail('ESTALE');
  if (mount?.on.kind === 'nsfile' && supports(draft, 'nsfsHandles')) return fail('ESTALE');
  if (!root && mount?.on.kind !== 'pidfd')
    return fail(elsewhere(draft, caller, flags, isInTree(mount)));
  if ((flags & ~HANDLE_FLAGS) !== 0) return fail('EINVAL');
  const pid = draft.pids[handle];
  if (pid?.hashed !== true || nrIn(pid, nsOf(draft, caller)) === 0) return fail('ESTALE');
  if (pid.attr === undefined && notOpenable(draft, pid.ino, true) !== undefined)
    return fail('ESTALE');
  const nonblock = (flags & O.O_NONBLOCK) !== 0;
  const on = { kind: 'pidfd', pid: pid.ino, thread: false, autokill: false } as const;
  const opened = openFd(draft, caller.id, on, nonblock, (flags & O.O_CLOEXEC) !== 0);
  if (opened.ok) registerPid(draft, pid.ino);
  return opened;
}
