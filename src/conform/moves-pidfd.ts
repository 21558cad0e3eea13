// Random moves: the pidfd calls themselves.

import { type Move, oneOf, step } from './move.ts';
import type { Json } from './plan.ts';

const SIGNALS = [0, 0, 0, 'SIGKILL', 'SIGTERM', 'SIGUSR1', 'SIGSTOP', 'SIGCONT', 'SIGCHLD', 34];

const NAMESPACES = [
  'pid',
  'pid_for_children',
  'user',
  'mnt',
  'net',
  'uts',
  'ipc',
  'cgroup',
  'time',
];

/** The pidfd calls themselves. */
export const PIDFD_MOVES: readonly Move[] = [
  {
    name: 'pidfd_open',
    weight: 45,
    theme: 'pidfds',
    make: c => [
      step(
        c,
        'pidfd_open',
        {
          pid: c.dice.chance(8) ? oneOf(c, [0, -1, 'INT_MIN']) : c.number(),
          flags: oneOf(c, [
            0,
            0,
            0,
            'PIDFD_THREAD',
            'PIDFD_THREAD',
            'PIDFD_NONBLOCK',
            'PIDFD_THREAD|PIDFD_NONBLOCK',
            1,
            'O_CLOEXEC',
          ]),
        },
        { as: c.name('f') },
      ),
    ],
  },
  {
    name: 'pidfd_send_signal',
    weight: 60,
    theme: 'pidfds',
    make: c => {
      const sig = c.dice.chance(8) ? oneOf(c, [99, -1, 65]) : oneOf(c, SIGNALS);
      return [
        step(c, 'pidfd_send_signal', {
          pidfd: c.dice.chance(6)
            ? oneOf(c, ['PIDFD_SELF', 'PIDFD_SELF_PROCESS', -20000])
            : c.pidfd(),
          sig,
          info: c.dice.chance(80) ? { kind: 'null' } : c.siginfo(sig),
          flags: oneOf(c, [
            0,
            0,
            0,
            0,
            'PIDFD_SIGNAL_THREAD',
            'PIDFD_SIGNAL_THREAD_GROUP',
            'PIDFD_SIGNAL_PROCESS_GROUP',
            'PIDFD_SIGNAL_PROCESS_GROUP',
            3,
            8,
          ]),
        }),
      ];
    },
  },
  {
    name: 'pidfd_getfd',
    weight: 14,
    theme: 'pidfds',
    make: c => [
      step(
        c,
        'pidfd_getfd',
        {
          pidfd: c.dice.chance(5) ? 'PIDFD_SELF' : c.pidfd(),
          targetfd: oneOf(c, [0, 1, 3, 4, 60]),
          flags: c.dice.chance(7) ? 1 : 0,
        },
        { as: c.name('f') },
      ),
    ],
  },
  {
    name: 'PIDFD_GET_INFO',
    weight: 35,
    theme: 'pidfds',
    make: c => {
      const mask = oneOf(c, [
        0,
        15,
        15,
        'PIDFD_INFO_EXIT',
        'PIDFD_INFO_EXIT|PIDFD_INFO_CGROUPID',
        31,
      ]);
      const size = oneOf(c, [64, 72, 72, 72, 80, 60, 128]);
      const arg = c.dice.chance(4) ? 'null' : 'ok';
      return [
        step(c, 'ioctl', { fd: c.pidfd(), request: { kind: 'PIDFD_GET_INFO', mask, size, arg } }),
      ];
    },
  },
  {
    name: 'namespace ioctl',
    weight: 12,
    theme: 'namespaces',
    make: c => {
      const request = {
        kind: 'PIDFD_GET_NAMESPACE',
        type: oneOf(c, NAMESPACES),
        arg: c.dice.chance(8) ? 1 : 0,
      };
      return [step(c, 'ioctl', { fd: c.pidfd(), request }, { as: c.name('n') })];
    },
  },
  {
    name: 'other ioctl',
    weight: 4,
    make: c => [
      step(c, 'ioctl', {
        fd: c.pidfd(),
        request: { kind: oneOf(c, ['FS_IOC_GETVERSION', 'unknown']) },
      }),
    ],
  },
  {
    name: 'setns',
    weight: 10,
    theme: 'namespaces',
    make: c => [
      step(c, 'setns', {
        fd:
          c.fdOf('nsfile') !== undefined && c.dice.chance(40) ? (c.fdOf('nsfile') ?? 0) : c.pidfd(),
        nstype: oneOf(c, [
          'CLONE_NEWPID',
          'CLONE_NEWPID',
          'CLONE_NEWUTS',
          'CLONE_NEWNET',
          0,
          1,
          'CLONE_NEWUSER',
          'CLONE_NEWPID|CLONE_NEWUTS',
        ]),
      }),
    ],
  },
  {
    name: 'setns without privilege',
    weight: 2,
    theme: 'privilege',
    make: c => [step(c, 'setns', { fd: c.pidfd(), nstype: 'CLONE_NEWPID' })],
  },
  {
    name: 'process_mrelease',
    weight: 8,
    theme: 'pidfds',
    make: c => [step(c, 'process_mrelease', { pidfd: c.pidfd(), flags: c.dice.chance(8) ? 1 : 0 })],
  },
  {
    name: 'process_madvise',
    weight: 10,
    theme: 'pidfds',
    make: c => [
      step(c, 'process_madvise', {
        pidfd: c.dice.chance(8) ? 'PIDFD_SELF' : c.pidfd(),
        advice: oneOf(c, ['MADV_COLD', 'MADV_COLD', 'MADV_PAGEOUT', 4, 0]),
        flags: c.dice.chance(8) ? 1 : 0,
      }),
    ],
  },
  { name: 'fstat', weight: 10, make: c => [step(c, 'fstat', { fd: c.pidfd() })] },
  {
    name: 'name_to_handle_at',
    weight: 10,
    theme: 'handles',
    make: c => [
      step(
        c,
        'name_to_handle_at',
        { dirfd: c.pidfd(), size: c.dice.chance(10) ? 4 : 8 },
        { handle: c.name('h') },
      ),
    ],
  },
  {
    name: 'open_by_handle_at',
    weight: 12,
    theme: 'handles',
    make: c => {
      const handle = c.handle();
      if (handle === undefined) return undefined;
      const mountFd = oneOf<Json>(c, ['FD_PIDFS_ROOT', 'FD_PIDFS_ROOT', c.pidfd(), 'AT_FDCWD']);
      const flags = oneOf(c, [0, 0, 'O_CLOEXEC', 'O_NONBLOCK', 'O_EXCL', 'O_DIRECTORY', 'O_RDWR']);
      return [step(c, 'open_by_handle_at', { mountFd, handle, flags }, { as: c.name('f') })];
    },
  },
];
