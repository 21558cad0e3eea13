// Sets of watched descriptors. Mirrors fs/eventpoll.c.
// Simplified: sets inside sets are watched but loops are not looked for; EPOLLEXCLUSIVE and
// EPOLLWAKEUP are unknown.

import type { Syscall } from './abi.ts';
import { EPOLL, EPOLL_CLOEXEC, EPOLL_CTL } from './constants.ts';
import type { Draft, View } from './draft.ts';
import { getFile, openFd } from './file.ts';
import type { Fd, Ino } from './id.ts';
import type { File, FileKind, Interest } from './open.ts';
import type { Readiness, SyscallResult } from './outcome.ts';
import { interestEvents, wakeups } from './poll.ts';
import { done, fail, give } from './result.ts';
import { fileOf } from './select.ts';
import type { Task } from './state.ts';

type Ctl = Extract<Syscall, { name: 'epoll_ctl' }>;

type Wait = Extract<Syscall, { name: 'epoll_wait' }>;

type EpollKind = Extract<FileKind, { kind: 'epoll' }>;

/** epoll_create1(2): an empty set. Errors: EINVAL unknown flags; EMFILE. Kernel: do_epoll_create. */
export function sysEpollCreate1(draft: Draft, caller: Task, flags: number): SyscallResult {
  if ((flags & ~EPOLL_CLOEXEC) !== 0) return fail('EINVAL');
  return openFd(draft, caller.id, { kind: 'epoll', interest: [] }, false, flags !== 0);
}

/** What epoll cannot watch: files without a poll operation. */
function pollable(file: File): boolean {
  const { kind } = file.on;
  return kind === 'pidfd' || kind === 'socket' || kind === 'pipe' || kind === 'epoll';
}

/**
 * epoll_ctl(2): adds, changes or removes a watched descriptor.
 * Errors: EBADF; EPERM a file that cannot be polled; EINVAL not a set, the set itself, or unknown op;
 * EEXIST already in; ENOENT not in. Kernel: do_epoll_ctl.
 */
export function sysEpollCtl(draft: Draft, caller: Task, sys: Ctl): SyscallResult {
  const set = getFile(draft, caller, sys.epfd);
  const file = getFile(draft, caller, sys.fd);
  if (set === undefined || file === undefined) return fail('EBADF');
  if (!pollable(file)) return fail('EPERM');
  if (set.on.kind !== 'epoll' || set.id === file.id) return fail('EINVAL');
  const { interest } = set.on;
  const at = interest.findIndex(i => i.fd === sys.fd && i.file === file.id);
  const entry: Interest = { fd: sys.fd as Fd, file: file.id, events: sys.events, seen: -1 };
  const write = (next: readonly Interest[]): SyscallResult => {
    draft.writeFile(set.id).on = { kind: 'epoll', interest: next };
    return done(0);
  };
  switch (sys.op) {
    case EPOLL_CTL.EPOLL_CTL_ADD:
      return at >= 0 ? fail('EEXIST') : write([...interest, entry]);
    case EPOLL_CTL.EPOLL_CTL_MOD:
      return at < 0 ? fail('ENOENT') : write(interest.with(at, entry));
    case EPOLL_CTL.EPOLL_CTL_DEL:
      return at < 0 ? fail('ENOENT') : write(interest.toSpliced(at, 1));
    default:
      return fail('EINVAL');
  }
}

/** A registration that epoll_wait reports now: its events, if there was an edge. */
function reported(view: View, interest: Interest): number {
  const file = fileOf(view, interest.file);
  if (file === undefined) return 0;
  const edge = (interest.events & EPOLL.EPOLLET) !== 0;
  if (edge && interest.seen >= wakeups(view, file) && interest.seen >= 0) return 0;
  return interestEvents(view, interest);
}

function setOf(view: View, caller: Task, fd: number): EpollKind | undefined {
  const on = getFile(view, caller, fd)?.on;
  return on?.kind === 'epoll' ? on : undefined;
}

export function epollReady(view: View, caller: Task, sys: Wait): Readiness {
  const set = setOf(view, caller, sys.epfd);
  if (set === undefined || sys.timeout === 0 || sys.maxevents <= 0) return { ready: true };
  if (set.interest.some(i => reported(view, i) !== 0)) return { ready: true };
  const pids: Ino[] = [];
  for (const { file } of set.interest) {
    const on = fileOf(view, file)?.on;
    if (on?.kind === 'pidfd') pids.push(on.pid);
  }
  return { ready: false, why: { kind: 'poll', pids } };
}

/**
 * epoll_wait(2): waits until something in the set has an event.
 * Returns how many are reported. A pidfd wakes its watchers twice: at death and at reaping.
 * Errors: EINVAL maxevents, or not a set; EBADF. Kernel: do_epoll_wait, ep_send_events.
 */
export function sysEpollWait(draft: Draft, caller: Task, sys: Wait): SyscallResult {
  const file = getFile(draft, caller, sys.epfd);
  if (file === undefined) return fail('EBADF');
  if (sys.maxevents <= 0 || file.on.kind !== 'epoll') return fail('EINVAL');
  const events: { fd: number; events: number }[] = [];
  const next = file.on.interest.map(interest => {
    const bits = events.length < sys.maxevents ? reported(draft, interest) : 0;
    if (bits === 0) return interest;
    events.push({ fd: interest.fd, events: bits });
    tellPoll(draft, caller, interest, bits);
    return afterReport(draft, interest);
  });
  if (events.length > 0) draft.writeFile(file.id).on = { kind: 'epoll', interest: next };
  return give(events.length, { kind: 'epoll', events });
}

function afterReport(view: View, interest: Interest): Interest {
  const watched = fileOf(view, interest.file);
  const seen = watched === undefined ? 0 : wakeups(view, watched);
  const oneShot = (interest.events & EPOLL.EPOLLONESHOT) !== 0;
  return oneShot ? { ...interest, events: 0, seen } : { ...interest, seen };
}

function tellPoll(draft: Draft, caller: Task, interest: Interest, revents: number): void {
  const on = fileOf(draft, interest.file)?.on;
  if (on?.kind === 'pidfd')
    draft.emit?.({ kind: 'poll', by: caller.pid, fd: interest.fd, target: on.pid, revents });
}
