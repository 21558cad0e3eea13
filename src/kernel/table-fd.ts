// Rows of the syscall table: descriptors, poll, pipes, sockets.

import { fails, param, row, type TableRow } from './table-row.ts';

const BADF = fails('EBADF', 'no such descriptor');

const NOTSOCK = fails('ENOTSOCK', 'not a socket');

const FULL = fails('EMFILE', 'no free descriptor');

export const FD_ROWS: readonly TableRow[] = [
  row(
    'poll',
    'wait until a descriptor has an event',
    [param('fds', 'list', 'poll'), param('nfds', 'int'), param('timeout', 'int')],
    'count',
    [],
    { blocks: true },
  ),
  row(
    'epoll_create1',
    'make a set of watched descriptors',
    [param('flags', 'flags', 'epoll')],
    'fd',
    [fails('EINVAL', 'unknown flags'), FULL],
  ),
  row(
    'epoll_ctl',
    'add, change or remove a watched descriptor',
    [
      param('epfd', 'fd'),
      param('op', 'flags', 'epoll'),
      param('fd', 'fd'),
      param('events', 'flags', 'epoll'),
    ],
    'zero',
    [
      BADF,
      fails('EEXIST', 'already in the set'),
      fails('EINVAL', 'not an epoll set, the set itself, or unknown op'),
      fails('ENOENT', 'not in the set'),
      fails('EPERM', 'a file that cannot be polled'),
    ],
  ),
  row(
    'epoll_wait',
    'wait until something in the set has an event',
    [
      param('epfd', 'fd'),
      param('events', 'out'),
      param('maxevents', 'int'),
      param('timeout', 'int'),
    ],
    'count',
    [BADF, fails('EINVAL', 'not an epoll set, or maxevents is not positive')],
    { blocks: true },
  ),
  row('close', 'give a descriptor back', [param('fd', 'fd')], 'zero', [BADF]),
  row('dup', 'a second descriptor of the same file', [param('oldfd', 'fd')], 'fd', [BADF, FULL]),
  row(
    'dup3',
    'a second descriptor at a chosen place',
    [param('oldfd', 'fd'), param('newfd', 'fd'), param('flags', 'flags', 'open')],
    'fd',
    [BADF, fails('EINVAL', 'oldfd equals newfd, or unknown flags')],
  ),
  row(
    'fcntl',
    'flags of a descriptor or of its file',
    [param('fd', 'fd'), param('cmd', 'flags', 'fcntl'), param('arg', 'int')],
    'flags',
    [BADF, fails('EINVAL', 'unknown command'), FULL],
  ),
  row(
    'open',
    'open a file by name',
    [param('path', 'text'), param('flags', 'flags', 'open')],
    'fd',
    [FULL, fails('ENOENT', 'nobody has that number'), fails('ENOTDIR', 'not a directory')],
  ),
  row(
    'openat',
    'open a file below an open directory, as /proc/PID',
    [param('dirfd', 'fd'), param('path', 'text'), param('flags', 'flags', 'open')],
    'fd',
    [
      BADF,
      FULL,
      fails('ENOENT', 'no such file in it'),
      fails('ENOTDIR', 'not a directory'),
      fails('ESRCH', 'the process is gone'),
    ],
  ),
  row(
    'read',
    'read a file under /proc/PID; on a socket the next message, on a pipe the next value',
    [param('fd', 'fd')],
    'count',
    [
      fails('EAGAIN', 'a nonblocking socket or pipe with nothing in it'),
      fails('EBADF', 'no such descriptor, or the writing end of a pipe'),
      fails('EINVAL', 'a pidfd'),
      fails('EISDIR', 'a directory'),
      fails('ENOENT', 'fdinfo of a descriptor closed since'),
      fails('ESRCH', 'the process is gone'),
    ],
    { blocks: true },
  ),
  row('write', 'write a value', [param('fd', 'fd'), param('value', 'int')], 'count', [
    fails('EBADF', 'no such descriptor, or the reading end of a pipe'),
    fails('EINVAL', 'a pidfd'),
    fails('EPIPE', 'nobody holds the other end'),
  ]),
  row('lseek', 'move the file position', [param('fd', 'fd')], 'value', [
    BADF,
    fails('ESPIPE', 'a pidfd, a socket or a pipe'),
  ]),
  row('fstat', "a file's inode number: for a pidfd the identity", [param('fd', 'fd')], 'zero', [
    BADF,
  ]),
  row(
    'pipe2',
    'a pipe: the reading and the writing end',
    [param('flags', 'flags', 'open')],
    'zero',
    [fails('EINVAL', 'unknown flags'), FULL],
  ),
  row('socketpair', 'two connected sockets', [param('type', 'flags', 'open')], 'zero', [FULL]),
  row(
    'sendmsg',
    'send a value, and descriptors beside it (SCM_RIGHTS)',
    [param('fd', 'fd'), param('value', 'int'), param('rights', 'list')],
    'count',
    [BADF, NOTSOCK, fails('EPIPE', 'nobody holds the other end')],
  ),
  row(
    'recvmsg',
    'receive a value, and descriptors beside it',
    [param('fd', 'fd'), param('msg', 'out'), param('flags', 'flags', 'msg')],
    'count',
    [fails('EAGAIN', 'no message'), BADF, NOTSOCK],
    { blocks: true },
  ),
  row(
    'getsockopt',
    'who made the other end: as a number (SO_PEERCRED) or as a pidfd (SO_PEERPIDFD)',
    [param('fd', 'fd'), param('optname', 'flags', 'socket'), param('optval', 'out')],
    'zero',
    [
      BADF,
      fails('EINVAL', 'SO_PEERPIDFD of a reaped peer', 6005, 6016),
      FULL,
      fails('ENODATA', 'nobody made the other end'),
      fails('ENOPROTOOPT', 'unknown option, or unknown to this version'),
      NOTSOCK,
    ],
  ),
  row(
    'setsockopt',
    'ask for a pidfd of the sender with each message (SO_PASSPIDFD)',
    [param('fd', 'fd'), param('optname', 'flags', 'socket'), param('value', 'int')],
    'zero',
    [BADF, fails('ENOPROTOOPT', 'unknown option, or unknown to this version'), NOTSOCK],
  ),
];
