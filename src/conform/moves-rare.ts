// Random moves: short scenes for what hardly comes about by single steps: a child without privilege,
// a full descriptor table.

import { type Chooser, type Move, minus, oneOf, step } from './move.ts';
import type { Step } from './plan.ts';

/** What a process without privilege is refused, with what its parent knows. */
function refused(c: Chooser, who: string): Step {
  const nr = c.number();
  const pidfd = c.pidfd();
  const request = { kind: 'PIDFD_GET_NAMESPACE', type: 'uts', arg: 0 };
  return oneOf<Step>(c, [
    { who, call: 'kill', args: { pid: nr, sig: 0 } },
    { who, call: 'kill', args: { pid: minus(c.group()), sig: 0 } },
    { who, call: 'kill', args: { pid: minus(c.group()), sig: 0 } },
    { who, call: 'tkill', args: { tid: nr, sig: 0 } },
    { who, call: 'tgkill', args: { tgid: nr, tid: nr, sig: 0 } },
    { who, call: 'setns', args: { fd: pidfd, nstype: 'CLONE_NEWPID' } },
    { who, call: 'ioctl', args: { fd: pidfd, request } },
    { who, call: 'pidfd_getfd', args: { pidfd, targetfd: 0, flags: 0 } },
    { who, call: 'process_madvise', args: { pidfd, advice: 'MADV_COLD', flags: 0 } },
    { who, call: 'pidfd_send_signal', args: { pidfd, sig: 0, flags: 0 } },
    { who, call: 'clone3', args: { exitSignal: 'SIGCHLD', setTid: [nr] }, child: c.name('p') },
  ]);
}

/** What wants a descriptor. */
function wanting(c: Chooser): Step {
  const handle = c.handle() ?? '$h0';
  const dirfd = c.fdOf('procdir');
  const mountFd = 'FD_PIDFS_ROOT';
  const calls: Step[] = [
    step(c, 'pidfd_open', { pid: c.number(), flags: 0 }),
    step(c, 'pidfd_getfd', { pidfd: c.pidfd(), targetfd: oneOf(c, [0, 1, 3]), flags: 0 }),
    step(c, 'open_by_handle_at', { mountFd, handle, flags: 0 }),
    step(c, 'open_by_handle_at', { mountFd, handle, flags: 0 }),
    step(c, 'clone', { flags: 'CLONE_PIDFD|SIGCHLD' }, { child: c.name('p') }),
  ];
  if (c.outermost()) {
    calls.push(step(c, 'open', { path: `/proc/${c.number()}`, flags: 'O_DIRECTORY' }));
    if (dirfd !== undefined) calls.push(step(c, 'openat', { dirfd, path: 'stat', flags: 0 }));
  }
  return oneOf(c, calls);
}

export const RARE_MOVES: readonly Move[] = [
  {
    name: 'a child without privilege',
    weight: 12,
    theme: 'privilege',
    make: c => {
      if (c.ids() < 1001) return undefined;
      const who = c.name('p');
      const args = { ruid: 1000, euid: 1000, suid: 1000 };
      return [
        step(c, 'fork', {}, { child: who }),
        { who, call: 'setresuid', args },
        refused(c, who),
        refused(c, who),
      ];
    },
  },
  {
    name: 'a full table',
    weight: 8,
    theme: 'handles',
    make: c => [
      step(c, 'setrlimit', { resource: 'RLIMIT_NOFILE', value: 0 }),
      wanting(c),
      step(c, 'setrlimit', { resource: 'RLIMIT_NOFILE', value: 64 }),
    ],
  },
];
