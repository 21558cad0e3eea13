// The version switch: each call before and from the version that brought it. What holds for versions
// other than 6.18 is read from the sources, not run.

import { describe, expect, it } from 'vitest';
import { CLONE, O, P, PIDFD, SIG, SO, WAIT } from './constants.ts';
import { NEWEST, OLDEST } from './features.ts';
import type { Syscall } from './index.ts';
import { TABLE, tableRow } from './index.ts';
import { THREAD_FLAGS, World } from './testing/world.ts';

type Try = (w: World) => string | number;

const onPidfd =
  (make: (fd: number) => Syscall): Try =>
  w => {
    const fd = w.open(w.init, w.fork(w.init).nr);
    return w.says(w.init, make(fd));
  };

/** What is tried, the version that brought it, the answer before, and the answer from then on. */
const GATES: readonly [string, number, string | number, string | number, Try][] = [
  [
    'pidfd_send_signal on /proc/PID',
    5001,
    'ENOSYS',
    0,
    w => w.send(w.init, w.value(w.init, { name: 'open', path: '/proc/1', flags: 0 })),
  ],
  ['pidfd_open', 5003, 'ENOSYS', 0, w => w.tryOpen(w.init, 1)],
  ['clone3', 5003, 'ENOSYS', 300, w => w.tryClone3(w.init, {})],
  ['clone3 set_tid', 5005, 'E2BIG', 77, w => w.tryClone3(w.init, { setTid: [77] })],
  [
    'CLONE_CLEAR_SIGHAND',
    5005,
    'EINVAL',
    300,
    w => w.tryClone3(w.init, { flags: CLONE.CLONE_CLEAR_SIGHAND }),
  ],
  ['PIDFD_NONBLOCK', 5010, 'EINVAL', 0, w => w.tryOpen(w.init, 1, PIDFD.PIDFD_NONBLOCK)],
  ['PIDFD_THREAD', 6009, 'EINVAL', 0, w => w.tryOpen(w.init, 1, PIDFD.PIDFD_THREAD)],
  [
    'CLONE_PIDFD with CLONE_THREAD',
    6009,
    'EINVAL',
    300,
    w => w.tryClone3(w.init, { flags: THREAD_FLAGS + CLONE.CLONE_PIDFD, exitSignal: 0 }),
  ],
  [
    'CLONE_AUTOREAP',
    7001,
    'EINVAL',
    300,
    w => w.tryClone3(w.init, { flags: CLONE.CLONE_AUTOREAP, exitSignal: 0 }),
  ],
  [
    'cgroup.kill',
    5014,
    'ENOENT',
    0,
    w => w.says(w.init, { name: 'cgroup_kill', cgroup: 9, value: 1 }),
  ],
];

const PIDFD_GATES: readonly [string, number, string | number, string | number, Try][] = [
  [
    'waitid(P_PIDFD)',
    5004,
    'EINVAL',
    0,
    onPidfd(id => ({
      name: 'waitid',
      idtype: P.P_PIDFD,
      id,
      options: WAIT.WEXITED | WAIT.WNOHANG,
    })),
  ],
  [
    'pidfd_getfd',
    5006,
    'ENOSYS',
    'EBADF',
    onPidfd(pidfd => ({ name: 'pidfd_getfd', pidfd, targetfd: 9, flags: 0 })),
  ],
  [
    'setns on a pidfd',
    5008,
    'EINVAL',
    0,
    onPidfd(fd => ({ name: 'setns', fd, nstype: CLONE.CLONE_NEWUTS })),
  ],
  [
    'process_madvise',
    5010,
    'ENOSYS',
    0,
    onPidfd(pidfd => ({ name: 'process_madvise', pidfd, advice: 20, flags: 0 })),
  ],
  [
    'process_mrelease',
    5015,
    'ENOSYS',
    'EINVAL',
    onPidfd(pidfd => ({ name: 'process_mrelease', pidfd, flags: 0 })),
  ],
  [
    'signal scopes',
    6009,
    'EINVAL',
    0,
    onPidfd(pidfd => ({
      name: 'pidfd_send_signal',
      pidfd,
      sig: 0,
      info: { kind: 'null' },
      flags: 2,
    })),
  ],
  [
    'namespace ioctls',
    6011,
    'ENOTTY',
    1,
    onPidfd(fd => ({
      name: 'ioctl',
      fd,
      request: { kind: 'PIDFD_GET_NAMESPACE', type: 'pid', arg: 0 },
    })),
  ],
  [
    'PIDFD_GET_INFO',
    6013,
    'ENOTTY',
    0,
    onPidfd(fd => ({
      name: 'ioctl',
      fd,
      request: { kind: 'PIDFD_GET_INFO', mask: 0, size: 64, arg: 'ok' },
    })),
  ],
  [
    'file handles',
    6014,
    'EOPNOTSUPP',
    0,
    onPidfd(dirfd => ({ name: 'name_to_handle_at', dirfd, size: 8 })),
  ],
];

describe('the version switch', () => {
  it.each([...GATES, ...PIDFD_GATES])(
    '%s comes with %i',
    (_name, since, before, after, attempt) => {
      expect(attempt(new World({ version: since - 1 }))).toBe(before);
      for (const version of [since, 6018, NEWEST])
        if (version >= since) expect(attempt(new World({ version }))).toBe(after);
    },
  );
  it('SO_PEERPIDFD comes with 6.5', () => {
    const ask = (version: number) => {
      const w = new World({ version });
      const [fd] = w.out(w.init, { name: 'socketpair', type: 1 }, 'fds').fds;
      return w.says(w.init, { name: 'getsockopt', fd, optname: SO.SO_PEERPIDFD });
    };
    expect([ask(6004), ask(6005)]).toEqual(['ENOPROTOOPT', 0]);
  });
  it('pidfds share one inode before 6.9', () => {
    const distinct = (version: number) => {
      const w = new World({ version });
      const inodes = [w.fork(w.init), w.fork(w.init)].map(child => {
        const fd = w.open(w.init, child.nr);
        return w.out(w.init, { name: 'fstat', fd }, 'inode').ino;
      });
      return new Set(inodes).size;
    };
    expect([distinct(6008), distinct(6009)]).toEqual([1, 2]);
  });
  it('runs the oldest idioms on the oldest kernel', () => {
    const w = new World({ version: OLDEST, pidMax: 302, cursor: 300 });
    const child = w.fork(w.init);
    const dirfd = w.value(w.init, { name: 'open', path: '/proc/300', flags: O.O_DIRECTORY });
    expect(w.kill(w.init, child.nr, SIG.SIGKILL)).toBe(0);
    expect(w.wait(w.init)).toBe(300);
    expect(w.fork(w.init).nr).toBe(301);
    expect(w.fork(w.init).nr).toBe(300);
    expect(w.says(w.init, { name: 'openat', dirfd, path: 'stat', flags: 0 })).toBe('ESRCH');
  });
});

describe('the syscall table', () => {
  it('has one row per call, each found by its name', () => {
    const names = TABLE.map(row => row.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.map(name => tableRow(name)?.name)).toEqual(names);
    expect(tableRow('waitfd')).toBeUndefined();
  });
  it('lists errors in the order of a man page', () => {
    for (const { name, errors } of TABLE) {
      const order = errors.map(e => e.errno);
      expect([name, ...order]).toEqual([name, ...[...order].sort()]);
    }
  });
});
