// Random moves: poll and epoll, copying and passing descriptors, /proc, sockets.

import { type Chooser, type Move, oneOf, step } from './move.ts';

function events(c: Chooser): string | number {
  return oneOf(c, ['POLLIN', 'POLLIN', 'POLLIN', 0, 'POLLOUT', 'POLLIN|POLLHUP']);
}

/** Waiting for descriptors. */
const POLL_MOVES: readonly Move[] = [
  {
    name: 'poll',
    weight: 35,
    theme: 'epoll',
    make: c => {
      const count = 1 + c.dice.below(3);
      const fds = Array.from({ length: count }, () => ({ fd: c.pidfd(), events: events(c) }));
      return [step(c, 'poll', { fds, timeout: c.dice.chance(85) ? 0 : -1 })];
    },
  },
  {
    name: 'epoll_create1',
    weight: 4,
    theme: 'epoll',
    make: c => [
      step(c, 'epoll_create1', { flags: oneOf(c, [0, 'EPOLL_CLOEXEC', 1]) }, { as: c.name('e') }),
    ],
  },
  {
    name: 'epoll_ctl',
    weight: 10,
    theme: 'epoll',
    make: c => {
      const epfd = c.fdOf('epoll');
      if (epfd === undefined) return undefined;
      const op = oneOf(c, [
        'EPOLL_CTL_ADD',
        'EPOLL_CTL_ADD',
        'EPOLL_CTL_ADD',
        'EPOLL_CTL_DEL',
        'EPOLL_CTL_MOD',
        9,
      ]);
      const wanted = oneOf(c, [
        'EPOLLIN',
        'EPOLLIN',
        'EPOLLIN|EPOLLET',
        'EPOLLET',
        0,
        'EPOLLIN|EPOLLONESHOT',
      ]);
      return [
        step(c, 'epoll_ctl', {
          epfd,
          op,
          fd: c.dice.chance(90) ? c.pidfd() : epfd,
          events: wanted,
        }),
      ];
    },
  },
  {
    name: 'epoll_wait',
    weight: 8,
    theme: 'epoll',
    make: c => {
      const epfd = c.fdOf('epoll') ?? (c.dice.chance(10) ? c.fd() : undefined);
      if (epfd === undefined) return undefined;
      const maxevents = oneOf(c, [16, 16, 16, 1, 0]);
      return [step(c, 'epoll_wait', { epfd, maxevents, timeout: c.dice.chance(90) ? 0 : -1 })];
    },
  },
];

/** Copying, closing and passing them; /proc. */
const FD_MOVES: readonly Move[] = [
  {
    name: 'close',
    weight: 14,
    theme: 'descriptors',
    make: c => [step(c, 'close', { fd: c.fd() })],
  },
  {
    name: 'dup',
    weight: 5,
    theme: 'descriptors',
    make: c => [step(c, 'dup', { oldfd: c.fd() }, { as: c.name('f') })],
  },
  {
    name: 'dup3',
    weight: 4,
    theme: 'descriptors',
    make: c => {
      const newfd = oneOf(c, [5, 7, 9, -1, 9999, c.fd()]);
      return [
        step(
          c,
          'dup3',
          { oldfd: c.fd(), newfd, flags: oneOf(c, [0, 'O_CLOEXEC', 1]) },
          { as: c.name('f') },
        ),
      ];
    },
  },
  {
    name: 'fcntl',
    weight: 12,
    theme: 'descriptors',
    make: c => {
      const [cmd, arg] = oneOf(c, [
        ...[
          ['F_GETFD', 0],
          ['F_SETFD', 0],
          ['F_SETFD', 'FD_CLOEXEC'],
          ['F_GETFL', 0],
          ['F_GETFL', 0],
        ],
        ...[
          ['F_SETFL', 'O_NONBLOCK'],
          ['F_SETFL', 0],
          ['F_DUPFD', 10],
          ['F_DUPFD_CLOEXEC', 0],
          ['9999', 0],
        ],
      ]);
      return [step(c, 'fcntl', { fd: c.pidfd(), cmd: cmd ?? 0, arg: arg ?? 0 })];
    },
  },
  {
    name: 'open /proc/PID',
    weight: 12,
    theme: 'proc',
    make: c => {
      if (!c.outermost()) return undefined;
      const flags = oneOf(c, ['O_DIRECTORY', 'O_DIRECTORY|O_CLOEXEC', 'O_PATH']);
      return [step(c, 'open', { path: `/proc/${c.number()}`, flags }, { as: c.name('d') })];
    },
  },
  {
    name: 'read a /proc file',
    weight: 10,
    theme: 'proc',
    make: c => {
      if (!c.outermost()) return undefined;
      const as = c.name('r');
      const dirfd = c.fdOf('procdir');
      const open =
        dirfd !== undefined && c.dice.chance(60)
          ? step(c, 'openat', { dirfd, path: 'stat', flags: 'O_RDONLY' }, { as })
          : step(c, 'open', { path: `/proc/${c.number()}/stat`, flags: 'O_RDONLY' }, { as });
      return [open, step(c, 'read', { fd: `$${as}` })];
    },
  },
  {
    name: 'read again',
    weight: 4,
    theme: 'proc',
    make: c => {
      const fd = c.fdOf('procfile');
      return fd === undefined ? undefined : [step(c, 'read', { fd })];
    },
  },
  {
    name: 'fdinfo',
    weight: 8,
    theme: 'proc',
    make: c => {
      if (!c.outermost()) return undefined;
      const as = c.name('r');
      const fd = c.pidfd();
      if (typeof fd === 'string' && !fd.startsWith('$')) return undefined;
      return [
        step(c, 'open', { path: `/proc/self/fdinfo/${fd}`, flags: 'O_RDONLY' }, { as }),
        step(c, 'read', { fd: `$${as}` }),
        step(c, 'close', { fd: `$${as}` }),
      ];
    },
  },
  {
    name: 'read a pidfd',
    weight: 2,
    make: c => [step(c, oneOf(c, ['read', 'lseek']), { fd: c.pidfd() })],
  },
  {
    name: 'socketpair',
    weight: 6,
    theme: 'sockets',
    make: c => [
      step(
        c,
        'socketpair',
        { type: oneOf(c, ['SOCK_STREAM', 'SOCK_STREAM|SOCK_CLOEXEC']) },
        { fds: [c.name('s'), c.name('s')] },
      ),
    ],
  },
  {
    name: 'sendmsg',
    weight: 10,
    theme: 'sockets',
    make: c => {
      const fd = c.fdOf('socket');
      if (fd === undefined) return undefined;
      const rights = c.dice.chance(60) ? [c.pidfd()] : [];
      return [step(c, 'sendmsg', { fd, value: 1 + c.dice.below(99), rights })];
    },
  },
  {
    name: 'recvmsg',
    weight: 10,
    theme: 'sockets',
    make: c => {
      const fd = c.fdOf('socket');
      if (fd === undefined) return undefined;
      const flags = c.dice.chance(85) ? 'MSG_DONTWAIT' : 0;
      return [step(c, 'recvmsg', { fd, flags }, { fds: [c.name('f')], pidfd: c.name('f') })];
    },
  },
  {
    name: 'socket options',
    weight: 8,
    theme: 'sockets',
    make: c => {
      const fd = c.fdOf('socket') ?? (c.dice.chance(10) ? c.pidfd() : undefined);
      if (fd === undefined) return undefined;
      const which = c.dice.below(3);
      if (which === 0) return [step(c, 'setsockopt', { fd, optname: 'SO_PASSPIDFD', value: 1 })];
      if (which === 1) return [step(c, 'getsockopt', { fd, optname: 'SO_PEERCRED' })];
      return [step(c, 'getsockopt', { fd, optname: 'SO_PEERPIDFD' }, { pidfd: c.name('f') })];
    },
  },
];

export const DESCRIPTOR_MOVES: readonly Move[] = [...POLL_MOVES, ...FD_MOVES];
