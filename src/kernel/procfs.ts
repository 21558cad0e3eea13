// Files: the part of /proc that names processes, and plain files. Mirrors fs/proc/base.c, fs/read_write.c
// and the file operations of pidfs.
// Simplified: /proc is always the one of the caller's PID namespace; a plain file exists whatever its
// name, and has no content.

import { ensure } from '../base.ts';
import type { Syscall } from './abi.ts';
import { O } from './constants.ts';
import type { Draft, View } from './draft.ts';
import type { Errno } from './errno.ts';
import { supports } from './features.ts';
import { freeFd, getFile, openFd } from './file.ts';
import type { Fd, Ino, NsId } from './id.ts';
import type { File, FileKind, NsType } from './open.ts';
import type { Out, SyscallResult } from './outcome.ts';
import { readPipe, writePipe } from './pipe.ts';
import { done, fail, give } from './result.ts';
import { fdFile, findPid, nrIn, nsOf, parentOf, pidTask, tableOf } from './select.ts';
import { receive, sysSendmsg } from './socket.ts';
import type { StructPid, Task } from './state.ts';

type OpenAt = Extract<Syscall, { name: 'openat' }>;

/**
 * open(2): a file by name; `/proc/NUMBER` and `/proc/self` give a directory that stays with the
 * process, also after its number is given away.
 * Errors: EMFILE, judged first; ENOENT nobody has that number. Kernel: proc_pid_lookup.
 */
export function sysOpen(draft: Draft, caller: Task, path: string, flags: number): SyscallResult {
  if (isFull(draft, caller)) return fail('EMFILE');
  const kind = lookupPath(draft, caller, path);
  return typeof kind === 'string' ? fail(kind) : openKind(draft, caller, kind, flags);
}

/** The descriptor is taken before the path is looked at. */
function isFull(view: View, caller: Task): boolean {
  const table = tableOf(view, caller);
  return table !== undefined && freeFd(table) === undefined;
}

function openKind(draft: Draft, caller: Task, kind: FileKind, flags: number): SyscallResult {
  const target = kind.kind === 'procdir' ? kind.pid : undefined;
  const on: FileKind = (flags & O.O_PATH) !== 0 ? { kind: 'opath', pid: target } : kind;
  return openFd(draft, caller.id, on, (flags & O.O_NONBLOCK) !== 0, (flags & O.O_CLOEXEC) !== 0);
}

function lookupPath(draft: Draft, caller: Task, path: string): FileKind | Errno {
  const parts = path.split('/').filter(part => part !== '');
  if (parts[0] !== 'proc' || parts.length < 2) return { kind: 'plain', name: path };
  const who = parts[1] ?? '';
  const self = who === 'self' || who === 'thread-self';
  if (!self && !/^[0-9]+$/.test(who)) return { kind: 'plain', name: path };
  const ns = nsOf(draft, caller);
  const pid = self ? draft.pid(caller.pid) : findPid(draft, ns, Number(who));
  if (pid === undefined || pidTask(draft, pid.ino) === undefined) return 'ENOENT';
  const process = self && who === 'self' ? draft.group(caller.group).tgid : pid.ino;
  if (parts.length === 2) return { kind: 'procdir', pid: process, level: 0 };
  return below(draft, ns, process, parts.slice(2).join('/'));
}

/** A path below /proc/PID. `task/TID` is a directory that names no process to signal. */
function below(view: View, ns: NsId, pid: Ino, path: string): FileKind | Errno {
  if (path === 'stat') return { kind: 'procfile', pid, ns, of: { kind: 'stat' } };
  const [dir, rest] = path.split('/');
  if (dir === 'fdinfo' && rest !== undefined) {
    const task = pidTask(view, pid);
    const fd = Number(rest);
    if (task === undefined || fdFile(view, task, fd) === undefined) return 'ENOENT';
    return { kind: 'procfile', pid, ns, of: { kind: 'fdinfo', fd: fd as Fd } };
  }
  if (dir === 'ns' && rest !== undefined) return nsFile(view, pid, rest);
  return { kind: 'procfile', pid, ns, of: { kind: 'other', name: path } };
}

const NS_TYPES: readonly NsType[] = [
  'cgroup',
  'ipc',
  'mnt',
  'net',
  'pid',
  'pid_for_children',
  'time',
  'time_for_children',
  'user',
  'uts',
];

function nsFile(view: View, pid: Ino, name: string): FileKind | Errno {
  const type = NS_TYPES.find(t => t === name);
  const task = pidTask(view, pid);
  if (type === undefined || task === undefined || task.state === 'zombie') return 'ENOENT';
  return namespaceFile(view, task, type);
}

/** A namespace of a task as a file. */
export function namespaceFile(view: View, task: Task, type: NsType): FileKind {
  if (type === 'pid') return { kind: 'nsfile', type, ns: nsOf(view, task) };
  if (type === 'pid_for_children') return { kind: 'nsfile', type, ns: task.nsForChildren };
  return { kind: 'nsfile', type, ns: undefined };
}

/**
 * openat(2): a file below an open directory. Below /proc/PID it fails once the process is gone,
 * whoever has its number now.
 * Errors: EMFILE, judged first; EBADF; ENOTDIR; ESRCH the process is gone.
 * Kernel: proc_pident_lookup.
 */
export function sysOpenat(draft: Draft, caller: Task, sys: OpenAt): SyscallResult {
  if (sys.path.startsWith('/')) return sysOpen(draft, caller, sys.path, sys.flags);
  if (isFull(draft, caller)) return fail('EMFILE');
  const file = fdFile(draft, caller, sys.dirfd);
  if (file === undefined) return fail('EBADF');
  const { on } = file;
  const pid = on.kind === 'procdir' || on.kind === 'opath' ? on.pid : undefined;
  if (pid === undefined) return on.kind === 'plain' ? fail('ENOENT') : fail('ENOTDIR');
  if (pidTask(draft, pid) === undefined) return fail('ESRCH');
  const kind = below(draft, nsOf(draft, caller), pid, sys.path);
  return typeof kind === 'string' ? fail(kind) : openKind(draft, caller, kind, sys.flags);
}

/**
 * read(2): `stat` and `fdinfo` of /proc/PID, the next message of a socket, the next value of a pipe.
 * Errors: EBADF; EINVAL a pidfd; ESRCH the process is gone; EAGAIN. Kernel: vfs_read, proc_single_show.
 */
export function sysRead(draft: Draft, caller: Task, fd: number): SyscallResult {
  const file = getFile(draft, caller, fd);
  if (file === undefined) return fail('EBADF');
  switch (file.on.kind) {
    case 'socket':
      return receive(draft, caller, fd, false);
    case 'pipe':
      return readPipe(draft, file, file.on);
    case 'procfile':
      return readProc(draft, caller, file.on);
    case 'plain':
      return done(0);
    case 'procdir':
      return fail('EISDIR');
    default:
      return fail('EINVAL');
  }
}

function readProc(
  draft: Draft,
  reader: Task,
  on: Extract<FileKind, { kind: 'procfile' }>,
): SyscallResult {
  const task = pidTask(draft, on.pid);
  if (task === undefined) return fail('ESRCH');
  switch (on.of.kind) {
    case 'stat':
      return give(1, procStat(draft, on.ns, task, task.id === reader.id));
    case 'fdinfo': {
      const file = fdFile(draft, task, on.of.fd);
      return file === undefined ? fail('ENOENT') : give(1, fdinfo(draft, on.ns, file));
    }
    case 'other':
      return done(1);
  }
}

const LETTERS = { running: 'S', stopped: 'T', zombie: 'Z' } as const;

/** /proc/PID/stat, with the start time in ticks: several incarnations may fall into one. */
function procStat(view: View, ns: NsId, task: Task, reads: boolean): Out {
  const group = ensure(view.groups[task.group], 'process');
  const see = (ino: Ino | undefined): number => {
    const pid = ino === undefined ? undefined : view.pids[ino];
    return pid === undefined ? 0 : nrIn(pid, ns);
  };
  return {
    kind: 'procStat',
    nr: see(task.pid),
    comm: task.comm,
    state: reads ? 'R' : task.vforkChild !== undefined ? 'D' : LETTERS[task.state],
    ppid: see(parentOf(view, group)?.tgid),
    pgrp: see(group.pgid),
    session: see(group.sid),
    startTime: Math.floor(task.startTime / view.tick),
  };
}

/** fdinfo of a pidfd: numbers from the procfs's namespace inwards; 0 unseen, -1 gone. */
function fdinfo(view: View, ns: NsId, file: File): Out {
  if (file.on.kind !== 'pidfd') return { kind: 'none' };
  const pid = ensure(view.pids[file.on.pid], 'pid of a pidfd');
  if (pidTask(view, pid.ino) === undefined) return { kind: 'fdinfo', pid: -1, nspid: [-1] };
  const nspid = numbersFrom(pid, ns);
  return { kind: 'fdinfo', pid: nspid[0] ?? 0, nspid };
}

function numbersFrom(pid: StructPid, ns: NsId): readonly number[] {
  const at = pid.upids.findIndex(upid => upid.ns === ns);
  return at < 0 ? [0] : pid.upids.slice(at).map(upid => upid.nr);
}

/**
 * write(2): to a socket a message, to a pipe a value; to a plain file nothing is kept.
 * Errors: EBADF; EINVAL a pidfd; EPIPE. Kernel: vfs_write.
 */
export function sysWrite(draft: Draft, caller: Task, fd: number, value: number): SyscallResult {
  const file = getFile(draft, caller, fd);
  if (file === undefined) return fail('EBADF');
  if (file.on.kind === 'socket')
    return sysSendmsg(draft, caller, { name: 'sendmsg', fd, value, rights: [] });
  if (file.on.kind === 'pipe') return writePipe(draft, caller, file.on, value);
  if (file.on.kind === 'plain') return done(1);
  return fail(file.on.kind === 'pidfd' || file.on.kind === 'epoll' ? 'EINVAL' : 'EBADF');
}

/** lseek(2). Errors: EBADF; ESPIPE a pidfd, a socket, a pipe or a namespace file. Kernel: ksys_lseek. */
export function sysLseek(draft: Draft, caller: Task, fd: number): SyscallResult {
  const file = getFile(draft, caller, fd);
  if (file === undefined) return fail('EBADF');
  const { kind } = file.on;
  const unseekable = kind === 'pidfd' || kind === 'socket' || kind === 'pipe' || kind === 'nsfile';
  return unseekable ? fail('ESPIPE') : done(0);
}

const ANON_INODE_MODE = 0o600;

const PIDFS_MODE = 0o700;

/**
 * fstat(2): the inode number; of a pidfd the identity, from 6.9 on (one inode for all before).
 * Errors: EBADF. Kernel: vfs_fstat, pidfs_getattr.
 */
export function sysFstat(draft: Draft, caller: Task, fd: number): SyscallResult {
  const file = fdFile(draft, caller, fd);
  if (file === undefined) return fail('EBADF');
  const own = file.on.kind === 'pidfd' && supports(draft, 'pidfs');
  if (own && file.on.kind === 'pidfd')
    return give(0, { kind: 'inode', ino: file.on.pid, mode: PIDFS_MODE });
  return give(0, { kind: 'inode', ino: 0, mode: ANON_INODE_MODE });
}
