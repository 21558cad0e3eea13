// Connected socket pairs, and what travels over them beside a value: descriptors (SCM_RIGHTS), a
// pidfd of the sender (SCM_PIDFD). Mirrors net/unix/af_unix.c and sk_getsockopt.
// Simplified: a message is one value and is never split; nothing fills up; only socketpair makes
// sockets, so the peer is whoever called it.

import type { Syscall } from './abi.ts';
import { MSG, O, SIG, SO } from './constants.ts';
import type { Draft, View } from './draft.ts';
import { ERRNO } from './errno.ts';
import { supports } from './features.ts';
import { freeFd, getFile, installFd, makeFile, putFile } from './file.ts';
import type { Fd, FileId, Ino } from './id.ts';
import { sendTo, USER } from './kill.ts';
import type { File, FileKind, Message } from './open.ts';
import type { Readiness, SyscallResult } from './outcome.ts';
import { putPid } from './pid.ts';
import { openPidfd, registerPid } from './pidfd.ts';
import { done, fail, give } from './result.ts';
import { fdFile, fileOf, nrIn, nsOf, pidGroup, pidTask, tableOf } from './select.ts';
import type { Task } from './state.ts';

type SocketKind = Extract<FileKind, { kind: 'socket' }>;

type Send = Extract<Syscall, { name: 'sendmsg' }>;

type SetOpt = Extract<Syscall, { name: 'setsockopt' }>;

const KNOWN_TYPE = O.O_CLOEXEC | O.O_NONBLOCK;

/**
 * socketpair(2): two connected sockets; `type` may carry SOCK_CLOEXEC and SOCK_NONBLOCK.
 * Errors: EINVAL unknown flags; EMFILE. Kernel: __sys_socketpair, unix_socketpair.
 */
export function sysSocketpair(draft: Draft, caller: Task, type: number): SyscallResult {
  if ((type & ~(KNOWN_TYPE | 0xf)) !== 0) return fail('EINVAL');
  const table = tableOf(draft, caller);
  const first = table === undefined ? undefined : freeFd(table);
  const second = table === undefined || first === undefined ? undefined : freeFd(table, first + 1);
  if (first === undefined || second === undefined) return fail('EMFILE');
  const owner = draft.group(caller.group).tgid;
  const nonblock = (type & O.O_NONBLOCK) !== 0;
  const cloexec = (type & O.O_CLOEXEC) !== 0;
  const base = { kind: 'socket', owner, peerOwner: owner, passPidfd: false } as const;
  const empty = { ...base, queue: [], arrived: 0, peer: undefined };
  const a = makeFile(draft, caller.id, nonblock, empty);
  const b = makeFile(draft, caller.id, nonblock, { ...empty, peer: a.id });
  draft.writeFile(a.id).on = { ...empty, peer: b.id };
  // The kernel keeps what SO_PEERPIDFD will need even after the process is gone.
  if (supports(draft, 'stalePeerPidfd')) registerPid(draft, owner);
  installFd(draft, caller, first, a.id, cloexec);
  installFd(draft, caller, second, b.id, cloexec);
  return give(0, { kind: 'fds', fds: [first, second] });
}

function socketOf(
  view: View,
  caller: Task,
  fd: number,
): { readonly file: File; readonly on: SocketKind } | undefined {
  const file = getFile(view, caller, fd);
  return file?.on.kind === 'socket' ? { file, on: file.on } : undefined;
}

/**
 * sendmsg(2) and write(2): a value to the other end, with descriptors beside it.
 * Errors: EBADF; ENOTSOCK; EPIPE nobody holds the other end (and SIGPIPE). Kernel: unix_stream_sendmsg.
 */
export function sysSendmsg(draft: Draft, caller: Task, sys: Send): SyscallResult {
  const socket = socketOf(draft, caller, sys.fd);
  if (socket === undefined)
    return fail(getFile(draft, caller, sys.fd) === undefined ? 'EBADF' : 'ENOTSOCK');
  const files: FileId[] = [];
  for (const fd of sys.rights) {
    const passed = fdFile(draft, caller, fd);
    if (passed === undefined) return fail('EBADF');
    files.push(passed.id);
  }
  const peer = socket.on.peer === undefined ? undefined : fileOf(draft, socket.on.peer);
  if (peer?.on.kind !== 'socket') {
    sendTo(draft, caller, caller, SIG.SIGPIPE, USER, { via: 'kernel', scope: 'thread' });
    return fail('EPIPE');
  }
  const from = draft.group(caller.group).tgid;
  const named = peer.on.passPidfd || socket.on.passPidfd;
  if (named && supports(draft, 'staleScmPidfd')) registerPid(draft, from);
  const message: Message = { value: sys.value, files, from, named };
  draft.writeFile(peer.id).on = {
    ...peer.on,
    queue: [...peer.on.queue, message],
    arrived: peer.on.arrived + 1,
  };
  return done(1);
}

type Receive = Extract<Syscall, { name: 'recvmsg' | 'read' }>;

export function receiveReady(view: View, caller: Task, sys: Receive): Readiness {
  const socket = socketOf(view, caller, sys.fd);
  const dontWait = sys.name === 'recvmsg' && (sys.flags & MSG.MSG_DONTWAIT) !== 0;
  if (socket === undefined || dontWait || socket.file.nonblock) return { ready: true };
  if (socket.on.queue.length > 0 || socket.on.peer === undefined) return { ready: true };
  return { ready: false, why: { kind: 'message', fd: sys.fd as Fd } };
}

/**
 * recvmsg(2) and read(2): the next message, with its descriptors (those that fit) and, under
 * SO_PASSPIDFD, a pidfd of the sender. Returns 0 when the other end is closed.
 * Errors: EBADF; EAGAIN no message. Kernel: unix_stream_read_generic, scm_recv.
 */
export function sysRecvmsg(draft: Draft, caller: Task, fd: number, _flags: number): SyscallResult {
  return receive(draft, caller, fd, true);
}

/** With no room for what travels beside the bytes (as for read), that is dropped. */
export function receive(draft: Draft, caller: Task, fd: number, beside: boolean): SyscallResult {
  const socket = socketOf(draft, caller, fd);
  if (socket === undefined)
    return fail(getFile(draft, caller, fd) === undefined ? 'EBADF' : 'ENOTSOCK');
  const { file, on } = socket;
  const message = on.queue[0];
  if (message === undefined) return on.peer === undefined ? done(0) : fail('EAGAIN');
  const rights: Fd[] = [];
  for (const passed of beside ? message.files : []) {
    const table = tableOf(draft, caller);
    const free = table === undefined ? undefined : freeFd(table);
    if (free === undefined) break;
    installFd(draft, draft.task(caller.id), free, passed, false);
    rights.push(free);
  }
  // Descriptors that were passed are installed before the sender's pidfd.
  const asked = beside && on.passPidfd && message.named;
  const pidfd = asked ? senderPidfd(draft, draft.task(caller.id), message.from) : undefined;
  draft.writeFile(file.id).on = { ...on, queue: on.queue.slice(1) };
  putPid(draft, message.from);
  for (const passed of message.files) putFile(draft, passed);
  return give(1, { kind: 'message', value: message.value, rights, pidfd });
}

/** SCM_PIDFD: a descriptor, or a negative errno in its place. */
function senderPidfd(draft: Draft, caller: Task, from: Ino): number {
  if (pidTask(draft, from) === undefined && !supports(draft, 'staleScmPidfd')) return -ERRNO.ESRCH;
  const opened = openPidfd(draft, caller, from, false, false);
  return opened.ok ? opened.value : -ERRNO[opened.errno];
}

/**
 * getsockopt(2): who made the other end. SO_PEERCRED says a number, which may be a stranger's by now
 * (0 when not seen from here); SO_PEERPIDFD gives a pidfd.
 * Errors: EBADF; EINVAL SO_PEERPIDFD of a reaped peer before 6.16; ENODATA no peer; EMFILE;
 * ENOTSOCK; ENOPROTOOPT unknown option. Kernel: sk_getsockopt.
 */
export function sysGetsockopt(
  draft: Draft,
  caller: Task,
  fd: number,
  optname: number,
): SyscallResult {
  const socket = socketOf(draft, caller, fd);
  if (socket === undefined)
    return fail(getFile(draft, caller, fd) === undefined ? 'EBADF' : 'ENOTSOCK');
  const peer = socket.on.peerOwner;
  switch (optname) {
    case SO.SO_PEERCRED: {
      const nr = peer === undefined ? 0 : nrIn(draft.pid(peer), nsOf(draft, caller));
      return give(0, { kind: 'ucred', nr, uid: 0 });
    }
    case SO.SO_PEERPIDFD: {
      if (!supports(draft, 'peerPidfd')) return fail('ENOPROTOOPT');
      if (peer === undefined) return fail('ENODATA');
      const gone = pidGroup(draft, peer) === undefined;
      if (gone && !supports(draft, 'stalePeerPidfd')) return fail('EINVAL');
      const opened = openPidfd(draft, caller, peer, false, false);
      return opened.ok ? give(0, opened.out) : opened;
    }
    default:
      return fail('ENOPROTOOPT');
  }
}

/** setsockopt(2): SO_PASSPIDFD. Errors: EBADF; ENOTSOCK; ENOPROTOOPT. Kernel: sk_setsockopt. */
export function sysSetsockopt(draft: Draft, caller: Task, sys: SetOpt): SyscallResult {
  const socket = socketOf(draft, caller, sys.fd);
  if (socket === undefined)
    return fail(getFile(draft, caller, sys.fd) === undefined ? 'EBADF' : 'ENOTSOCK');
  if (sys.optname !== SO.SO_PASSPIDFD || !supports(draft, 'peerPidfd')) return fail('ENOPROTOOPT');
  draft.writeFile(socket.file.id).on = { ...socket.on, passPidfd: sys.value !== 0 };
  return done(0);
}
