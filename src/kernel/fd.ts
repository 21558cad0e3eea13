// Calls on descriptors: close, dup, dup3, fcntl. Mirrors fs/file.c and fs/fcntl.c.

import { ensure } from '../base.ts';
import { F, FD_CLOEXEC, O } from './constants.ts';
import type { Draft } from './draft.ts';
import { dropSlot, freeFd, installFd } from './file.ts';
import type { Fd } from './id.ts';
import type { File } from './open.ts';
import type { SyscallResult } from './outcome.ts';
import { done, fail, give } from './result.ts';
import { fdFile, tableOf } from './select.ts';
import type { FdSlot, Task } from './state.ts';

/**
 * close(2): gives a descriptor back.
 * Errors: EBADF. Kernel: close_fd. Closing a pidfd does nothing to the process, except that the file
 * made with CLONE_PIDFD_AUTOKILL kills it when its last reference goes.
 */
export function sysClose(draft: Draft, task: Task, fd: number): SyscallResult {
  if (fdFile(draft, task, fd) === undefined) return fail('EBADF');
  dropSlot(draft, task, fd as Fd, 'close');
  return done(0);
}

/**
 * dup(2), and fcntl(F_DUPFD): a second descriptor of the same open file.
 * Errors: EBADF; EINVAL when `from` is beyond the limit; EMFILE. Kernel: do_dup, f_dupfd.
 */
export function sysDup(
  draft: Draft,
  task: Task,
  fd: number,
  from: number,
  cloexec: boolean,
): SyscallResult {
  const file = fdFile(draft, task, fd);
  const table = tableOf(draft, task);
  if (file === undefined || table === undefined) return fail('EBADF');
  if (from < 0 || from >= table.limit) return fail('EINVAL');
  const free = freeFd(table, from);
  if (free === undefined) return fail('EMFILE');
  installFd(draft, task, free, file.id, cloexec);
  return give(free, { kind: 'fd', fd: free, file: file.id });
}

/**
 * dup3(2): a second descriptor at a chosen place, closing what was there.
 * Errors: EBADF (also for a place beyond the limit), EINVAL. Kernel: ksys_dup3.
 */
export function sysDup3(
  draft: Draft,
  task: Task,
  args: { readonly oldfd: number; readonly newfd: number; readonly flags: number },
): SyscallResult {
  const { oldfd, newfd, flags } = args;
  if ((flags & ~O.O_CLOEXEC) !== 0 || oldfd === newfd) return fail('EINVAL');
  const table = tableOf(draft, task);
  if (table === undefined || newfd < 0 || newfd >= table.limit) return fail('EBADF');
  const file = fdFile(draft, task, oldfd);
  if (file === undefined) return fail('EBADF');
  if (table.slots[newfd] !== undefined) dropSlot(draft, task, newfd as Fd, 'close');
  installFd(draft, task, newfd as Fd, file.id, (flags & O.O_CLOEXEC) !== 0);
  return give(newfd, { kind: 'fd', fd: newfd as Fd, file: file.id });
}

/** What open adds by itself on 64-bit machines. */
const O_LARGEFILE = 0o100000;

/** F_GETFL of an open file: its mode, O_NONBLOCK, and O_EXCL for a thread pidfd. */
export function fileFlags(file: File): number {
  const { on } = file;
  let flags = file.nonblock ? O.O_NONBLOCK : 0;
  if (on.kind === 'pidfd') flags |= O.O_RDWR | (on.thread ? O.O_EXCL : 0);
  else if (on.kind === 'socket' || on.kind === 'epoll') flags |= O.O_RDWR;
  else if (on.kind === 'pipe') flags |= on.end === 'write' ? O.O_WRONLY : 0;
  else if (on.kind === 'opath') flags |= O.O_PATH;
  else if (on.kind === 'procdir') flags |= O_LARGEFILE | O.O_DIRECTORY;
  else if (on.kind === 'procfile' || on.kind === 'plain') flags |= O_LARGEFILE;
  return flags;
}

/**
 * fcntl(2): F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL (only O_NONBLOCK changes).
 * Errors: EBADF (also F_SETFL and what is unknown on O_PATH), EINVAL, EMFILE. Kernel: do_fcntl.
 */
export function sysFcntl(
  draft: Draft,
  task: Task,
  args: { readonly fd: number; readonly cmd: number; readonly arg: number },
): SyscallResult {
  const { fd, cmd, arg } = args;
  const file = fdFile(draft, task, fd);
  const slot = tableOf(draft, task)?.slots[fd];
  if (file === undefined || slot === undefined) return fail('EBADF');
  switch (cmd) {
    case F.F_DUPFD:
      return sysDup(draft, task, fd, arg, false);
    case F.F_DUPFD_CLOEXEC:
      return sysDup(draft, task, fd, arg, true);
    case F.F_GETFD:
      return done(slot.cloexec ? FD_CLOEXEC : 0);
    case F.F_SETFD:
      setSlot(draft, task, fd, { file: file.id, cloexec: (arg & FD_CLOEXEC) !== 0 });
      return done(0);
    case F.F_GETFL:
      return done(fileFlags(file));
    case F.F_SETFL:
      if (file.on.kind === 'opath') return fail('EBADF');
      draft.writeFile(file.id).nonblock = (arg & O.O_NONBLOCK) !== 0;
      return done(0);
    default:
      return fail(file.on.kind === 'opath' ? 'EBADF' : 'EINVAL');
  }
}

function setSlot(draft: Draft, task: Task, fd: number, slot: FdSlot): void {
  const table = draft.writeFdTable(ensure(task.files, 'descriptor table'));
  table.slots = table.slots.with(fd, slot);
}
