// Readiness of descriptors, and poll. Mirrors fs/select.c and the poll operations of pidfs, sockets,
// pipes and epoll.
// Simplified: a timeout other than 0 never expires; sockets and pipes are always writable.

import type { Syscall } from './abi.ts';
import { POLL } from './constants.ts';
import type { Draft, View } from './draft.ts';
import { getFile } from './file.ts';
import type { Ino } from './id.ts';
import type { File, Interest } from './open.ts';
import type { Readiness, SyscallResult } from './outcome.ts';
import { give } from './result.ts';
import { delayGroupLeader, fileOf, pidfdPoll, pidTask } from './select.ts';
import type { Task } from './state.ts';

const ALWAYS = POLL.POLLIN | POLL.POLLOUT | POLL.POLLRDNORM | POLL.POLLWRNORM;

const IN = POLL.POLLIN | POLL.POLLRDNORM;

const OUT = POLL.POLLOUT | POLL.POLLWRNORM;

const RDHUP = 0x2000;

/** What a file offers now, unmasked. Files without a poll operation are always ready. */
export function filePoll(view: View, file: File): number {
  const { on } = file;
  switch (on.kind) {
    case 'pidfd':
      return pidfdPoll(view, on.pid, on.thread);
    case 'socket': {
      const hup = on.peer === undefined ? IN | POLL.POLLHUP | RDHUP : 0;
      return (on.queue.length > 0 ? IN : 0) | hup | OUT;
    }
    case 'pipe': {
      const gone = on.peer === undefined;
      if (on.end === 'write') return OUT | (gone ? POLL.POLLERR : 0);
      return (on.queue.length > 0 ? IN : 0) | (gone ? POLL.POLLHUP : 0);
    }
    case 'epoll':
      return on.interest.some(i => interestEvents(view, i) !== 0) ? IN : 0;
    default:
      return ALWAYS;
  }
}

/** The events that one registration of an epoll set would report now, edges aside. */
export function interestEvents(view: View, interest: Interest): number {
  const file = fileOf(view, interest.file);
  if (file === undefined) return 0;
  return filePoll(view, file) & ((interest.events & 0x3fff) | POLL.POLLERR | POLL.POLLHUP);
}

/** How often the file has woken its watchers: edge-triggered registrations compare this. */
export function wakeups(view: View, file: File): number {
  const { on } = file;
  if (on.kind === 'socket' || on.kind === 'pipe')
    return on.arrived + (on.peer === undefined ? 1 : 0);
  if (on.kind !== 'pidfd') return 0;
  const task = pidTask(view, on.pid);
  if (task === undefined) return 2;
  return task.state === 'zombie' && !delayGroupLeader(view, task) ? 1 : 0;
}

type PollCall = Extract<Syscall, { name: 'poll' }>;

function revents(view: View, caller: Task, fd: number, events: number): number {
  if (fd < 0) return 0;
  const file = getFile(view, caller, fd);
  if (file === undefined) return POLL.POLLNVAL;
  return filePoll(view, file) & (events | POLL.POLLERR | POLL.POLLHUP);
}

/** The identities behind the watched descriptors. */
function watched(view: View, caller: Task, sys: PollCall): Ino[] {
  const pids: Ino[] = [];
  for (const { fd } of sys.fds) {
    const on = getFile(view, caller, fd)?.on;
    if (on?.kind === 'pidfd') pids.push(on.pid);
  }
  return pids;
}

export function pollReady(view: View, caller: Task, sys: PollCall): Readiness {
  if (sys.timeout === 0) return { ready: true };
  if (sys.fds.some(({ fd, events }) => revents(view, caller, fd, events) !== 0))
    return { ready: true };
  return { ready: false, why: { kind: 'poll', pids: watched(view, caller, sys) } };
}

/**
 * poll(2): waits until a descriptor has an event. Anyone who holds a pidfd may poll it.
 * Returns how many have one; a closed descriptor counts with POLLNVAL, a negative one is ignored.
 * Errors: none modelled. Kernel: do_sys_poll, pidfd_poll.
 */
export function sysPoll(draft: Draft, caller: Task, sys: PollCall): SyscallResult {
  const seen = sys.fds.map(({ fd, events }) => revents(draft, caller, fd, events));
  sys.fds.forEach(({ fd }, i) => {
    const on = getFile(draft, caller, fd)?.on;
    const bits = seen[i] ?? 0;
    if (on?.kind === 'pidfd' && bits !== 0)
      draft.emit?.({
        kind: 'poll',
        by: caller.pid,
        fd: fd as never,
        target: on.pid,
        revents: bits,
      });
  });
  return give(seen.filter(bits => bits !== 0).length, { kind: 'revents', revents: seen });
}
