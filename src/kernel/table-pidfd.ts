// Rows of the syscall table: the pidfd family.

import { fails, param, row, type TableRow } from './table-row.ts';

const GONE = fails('ESRCH', 'the process is gone');

const NOT_PIDFD = fails('EBADF', 'not a pidfd');

const BAD_FLAGS = fails('EINVAL', 'unknown flags');

export const PIDFD_ROWS: readonly TableRow[] = [
  row(
    'pidfd_open',
    'a descriptor for whoever has this number now',
    [param('pid', 'nr'), param('flags', 'flags', 'pidfd_open')],
    'fd',
    [
      fails('EINVAL', 'unknown flags, or pid is not positive'),
      fails('EINVAL', 'a thread that leads no process; a number only a group holds', 0, 6016),
      fails('EMFILE', 'no free descriptor'),
      fails('ENOENT', 'a thread that leads no process, without PIDFD_THREAD', 6016),
      fails('ENOSYS', 'no such call', 0, 5003),
      fails('ESRCH', 'nobody has this number'),
    ],
    { since: 5003 },
  ),
  row(
    'pidfd_send_signal',
    'send a signal to the process behind a descriptor',
    [
      param('pidfd', 'fd', 'pidfd_self'),
      param('sig', 'signal', 'signal'),
      param('info', 'struct'),
      param('flags', 'flags', 'pidfd_send_signal'),
    ],
    'zero',
    [
      fails('EBADF', 'neither a pidfd nor a /proc/PID directory'),
      fails('EFAULT', 'info is a bad pointer'),
      fails('EINVAL', 'unknown flags, or more than one of them'),
      fails('EINVAL', "the target is not in the caller's PID namespace or below it"),
      fails('EINVAL', 'no such signal, or si_signo differs from sig'),
      fails('ENOSYS', 'no such call', 0, 5001),
      fails('EPERM', 'the caller may not signal the target, or forged si_code'),
      fails('ESRCH', 'the process has been reaped, whoever has its number now'),
    ],
    { since: 5001 },
  ),
  row(
    'pidfd_getfd',
    'a copy of a descriptor of another process',
    [param('pidfd', 'fd'), param('targetfd', 'fd'), param('flags', 'int')],
    'fd',
    [
      fails('EBADF', 'not a pidfd, or the process has no such descriptor'),
      fails('EINVAL', 'flags is not 0'),
      fails('EMFILE', 'no free descriptor'),
      fails('ENOSYS', 'no such call', 0, 5006),
      fails('EPERM', 'no right to ptrace the process'),
      fails('ESRCH', 'the process has exited'),
    ],
    { since: 5006 },
  ),
  row(
    'process_madvise',
    "advise about another process's memory",
    [
      param('pidfd', 'fd', 'pidfd_self'),
      param('iovec', 'pointer'),
      param('vlen', 'int'),
      param('advice', 'flags', 'madvise'),
      param('flags', 'int'),
    ],
    'count',
    [
      fails('EACCES', 'no right to read the process'),
      NOT_PIDFD,
      fails('EINVAL', 'flags is not 0, or advice not for others'),
      fails('ENOSYS', 'no such call', 0, 5010),
      fails('ESRCH', 'the process has exited, or a thread that leads no process'),
    ],
    { since: 5010 },
  ),
  row(
    'process_mrelease',
    'free the memory of a dying process',
    [param('pidfd', 'fd', 'pidfd_self'), param('flags', 'int')],
    'zero',
    [
      NOT_PIDFD,
      fails('EINVAL', 'flags is not 0, or the process is not dying'),
      fails('ENOSYS', 'no such call', 0, 5015),
      fails('ESRCH', 'the process has exited'),
    ],
    { since: 5015 },
  ),
  row(
    'ioctl',
    'ask a pidfd about its process',
    [param('fd', 'fd'), param('request', 'flags', 'ioctl'), param('arg', 'struct')],
    'value',
    [
      fails('EACCES', 'a namespace asked for without ptrace rights', 6011),
      fails('EBADF', 'no such descriptor'),
      fails('EFAULT', 'a bad pointer'),
      fails('EINVAL', 'a NULL structure, or an argument that must be 0'),
      fails('EMFILE', 'no free descriptor for a namespace'),
      fails('ENOTTY', 'not a request for this kind of file or this kernel; structure too small'),
      fails('EREMOTE', "the process is not in the caller's PID namespace or below it", 6018),
      GONE,
    ],
  ),
  row(
    'name_to_handle_at',
    "a pidfd's identity as bytes that survive without a descriptor",
    [param('dirfd', 'fd'), param('size', 'int'), param('handle', 'out')],
    'zero',
    [
      fails('EBADF', 'no such descriptor'),
      fails('EOPNOTSUPP', 'not a file with handles', 0, 6014),
      fails('EOVERFLOW', 'the buffer is smaller than 8 bytes'),
    ],
  ),
  row(
    'open_by_handle_at',
    'a pidfd from such bytes',
    [param('mount_fd', 'fd', 'at'), param('handle', 'int'), param('flags', 'flags', 'open')],
    'fd',
    [
      fails('EBADF', 'no such descriptor'),
      BAD_FLAGS,
      fails('EMFILE', 'no free descriptor'),
      fails('EPERM', 'mount_fd is of another file system, and the caller has no privilege outside'),
      fails('ESTALE', 'the number has been freed, or is not seen from here'),
    ],
    { since: 6014 },
  ),
];
