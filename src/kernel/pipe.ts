// Pipes: what is written at one end is read at the other. Mirrors fs/pipe.c.
// Simplified: a write is one value and is never split; nothing fills up; O_DIRECT (packets) and
// O_NOTIFICATION_PIPE are refused.

import type { Syscall } from './abi.ts';
import { O, SIG } from './constants.ts';
import type { Draft, View } from './draft.ts';
import { freeFd, getFile, installFd, makeFile } from './file.ts';
import type { Fd } from './id.ts';
import { sendTo, USER } from './kill.ts';
import type { File, FileKind } from './open.ts';
import type { Readiness, SyscallResult } from './outcome.ts';
import { done, fail, give } from './result.ts';
import { fileOf, tableOf } from './select.ts';
import type { Task } from './state.ts';

type PipeKind = Extract<FileKind, { kind: 'pipe' }>;

/**
 * pipe2(2), and pipe(2) with no flags: the reading end and the writing end, at the two lowest free
 * descriptors; flags O_CLOEXEC and O_NONBLOCK are for both.
 * Errors: EINVAL unknown flags; EMFILE. Kernel: do_pipe2, create_pipe_files.
 */
export function sysPipe2(draft: Draft, caller: Task, flags: number): SyscallResult {
  if ((flags & ~(O.O_CLOEXEC | O.O_NONBLOCK)) !== 0) return fail('EINVAL');
  const table = tableOf(draft, caller);
  const first = table === undefined ? undefined : freeFd(table);
  const second = table === undefined || first === undefined ? undefined : freeFd(table, first + 1);
  if (first === undefined || second === undefined) return fail('EMFILE');
  const nonblock = (flags & O.O_NONBLOCK) !== 0;
  const cloexec = (flags & O.O_CLOEXEC) !== 0;
  const empty = { kind: 'pipe', queue: [], arrived: 0, peer: undefined } as const;
  const reader = makeFile(draft, caller.id, nonblock, { ...empty, end: 'read' });
  const writer = makeFile(draft, caller.id, nonblock, { ...empty, end: 'write', peer: reader.id });
  draft.writeFile(reader.id).on = { ...empty, end: 'read', peer: writer.id };
  installFd(draft, caller, first, reader.id, cloexec);
  installFd(draft, caller, second, writer.id, cloexec);
  return give(0, { kind: 'fds', fds: [first, second] });
}

/** Whether a read of this descriptor can go on; undefined: it is no end of a pipe. */
export function pipeReady(
  view: View,
  caller: Task,
  sys: Extract<Syscall, { name: 'read' | 'recvmsg' }>,
): Readiness | undefined {
  const file = getFile(view, caller, sys.fd);
  if (sys.name !== 'read' || file?.on.kind !== 'pipe') return undefined;
  const { end, queue, peer } = file.on;
  const waits = end === 'read' && queue.length === 0 && peer !== undefined && !file.nonblock;
  return waits ? { ready: false, why: { kind: 'pipe', fd: sys.fd as Fd } } : { ready: true };
}

/**
 * read(2) of a pipe: the oldest value; 0 (end of file) once nobody holds the writing end.
 * Errors: EBADF the writing end; EAGAIN empty. Kernel: anon_pipe_read.
 */
export function readPipe(draft: Draft, file: File, on: PipeKind): SyscallResult {
  if (on.end === 'write') return fail('EBADF');
  const value = on.queue[0];
  if (value === undefined) return on.peer === undefined ? done(0) : fail('EAGAIN');
  draft.writeFile(file.id).on = { ...on, queue: on.queue.slice(1) };
  return give(1, { kind: 'message', value, rights: [], pidfd: undefined });
}

/**
 * write(2) to a pipe.
 * Errors: EBADF the reading end; EPIPE nobody holds the reading end (and SIGPIPE).
 * Kernel: anon_pipe_write.
 */
export function writePipe(draft: Draft, caller: Task, on: PipeKind, value: number): SyscallResult {
  if (on.end === 'read') return fail('EBADF');
  const peer = on.peer === undefined ? undefined : fileOf(draft, on.peer);
  if (peer?.on.kind !== 'pipe') {
    sendTo(draft, caller, caller, SIG.SIGPIPE, USER, { via: 'kernel', scope: 'thread' });
    return fail('EPIPE');
  }
  draft.writeFile(peer.id).on = {
    ...peer.on,
    queue: [...peer.on.queue, value],
    arrived: peer.on.arrived + 1,
  };
  return done(1);
}
