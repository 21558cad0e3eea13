// Random moves: pipes. A read may sleep until somebody writes or the last writer is gone.

import { type Move, oneOf, step } from './move.ts';

export const PIPE_MOVES: readonly Move[] = [
  {
    name: 'pipe2',
    weight: 8,
    theme: 'pipes',
    make: c => {
      // Mostly such as nobody sleeps at: a plan whose processes all sleep is over.
      const more = oneOf(c, ['O_NONBLOCK', 'O_NONBLOCK', 'O_CLOEXEC|O_NONBLOCK', 0, 'O_CLOEXEC']);
      const flags = c.dice.chance(95) ? more : 1;
      return [step(c, 'pipe2', { flags }, { fds: [c.name('r'), c.name('w')] })];
    },
  },
  {
    name: 'write to a pipe',
    weight: 16,
    theme: 'pipes',
    make: c => {
      const fd = c.fdOf('pipe');
      if (fd === undefined) return undefined;
      return [step(c, 'write', { fd, value: 1 + c.dice.below(99), length: 1 })];
    },
  },
  {
    name: 'read from a pipe',
    weight: 14,
    theme: 'pipes',
    make: c => {
      const fd = c.fdOf('pipe');
      return fd === undefined ? undefined : [step(c, 'read', { fd, length: 1 })];
    },
  },
  {
    name: 'close an end',
    weight: 3,
    theme: 'pipes',
    make: c => {
      const fd = c.fdOf('pipe');
      return fd === undefined ? undefined : [step(c, 'close', { fd })];
    },
  },
  {
    name: 'poll a pipe',
    weight: 6,
    theme: 'pipes',
    make: c => {
      const fd = c.fdOf('pipe');
      if (fd === undefined) return undefined;
      const events = oneOf(c, ['POLLIN', 'POLLIN', 'POLLOUT', 'POLLIN|POLLOUT', 0]);
      const timeout = c.dice.chance(80) ? 0 : -1;
      return [step(c, 'poll', { fds: [{ fd, events }], timeout })];
    },
  },
  {
    name: 'a pipe in an epoll set',
    weight: 4,
    theme: 'pipes',
    make: c => {
      const [epfd, fd] = [c.fdOf('epoll'), c.fdOf('pipe')];
      if (epfd === undefined || fd === undefined) return undefined;
      const op = oneOf(c, ['EPOLL_CTL_ADD', 'EPOLL_CTL_ADD', 'EPOLL_CTL_DEL', 'EPOLL_CTL_MOD']);
      const events = oneOf(c, ['EPOLLIN', 'EPOLLIN|EPOLLET', 'EPOLLIN|EPOLLONESHOT', 'EPOLLOUT']);
      return [step(c, 'epoll_ctl', { epfd, op, fd, events })];
    },
  },
];
