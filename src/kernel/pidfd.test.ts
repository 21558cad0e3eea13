// Assertions E01 to E17 of the fact base: where pidfds come from.

import { describe, expect, it } from 'vitest';
import { CLONE, F, O, P, PIDFD, PIDFD_SELF, RLIMIT, WAIT } from './constants.ts';
import { THREAD_FLAGS, World } from './testing/world.ts';

const inode = (w: World, fd: number): number => w.out(w.init, { name: 'fstat', fd }, 'inode').ino;
const fcntl = (w: World, fd: number, cmd: number): number =>
  w.value(w.init, { name: 'fcntl', fd, cmd, arg: 0 });

describe('pidfd_open', () => {
  it('E01 wants a positive number of somebody and known flags, flags first', () => {
    const w = new World();
    expect([w.tryOpen(w.init, 0), w.tryOpen(w.init, -1), w.tryOpen(w.init, 305)]).toEqual([
      'EINVAL',
      'EINVAL',
      'ESRCH',
    ]);
    expect([w.tryOpen(w.init, 1, 1), w.tryOpen(w.init, 305, O.O_CLOEXEC)]).toEqual([
      'EINVAL',
      'EINVAL',
    ]);
  });
  it('E02 E03 opens a thread only with PIDFD_THREAD, from 6.9 on', () => {
    for (const [version, plain, thread] of [
      [6018, 'ENOENT', 0],
      [6015, 'EINVAL', 0],
      [6008, 'EINVAL', 'EINVAL'],
    ] as const) {
      const w = new World({ version });
      const tid = w.thread(w.fork(w.init)).nr;
      expect(w.tryOpen(w.init, tid)).toBe(plain);
      expect(w.tryOpen(w.init, tid, PIDFD.PIDFD_THREAD)).toBe(thread);
    }
  });
  it('E03 shows its kind in F_GETFL', () => {
    const w = new World();
    const child = w.fork(w.init);
    const flags = [0, PIDFD.PIDFD_NONBLOCK, PIDFD.PIDFD_THREAD].map(f =>
      fcntl(w, w.open(w.init, child.nr, f), F.F_GETFL),
    );
    expect(flags).toEqual([0o2, 0o4002, 0o202]);
  });
  it('E04 opens a zombie, not the reaped', () => {
    const w = new World();
    const child = w.fork(w.init);
    w.exit(child);
    expect(w.tryOpen(w.init, child.nr)).toBe(0);
    w.wait(w.init);
    expect(w.tryOpen(w.init, child.nr)).toBe('ESRCH');
  });
  it('E05 says EMFILE when the table is full, but looks for the process first', () => {
    const w = new World();
    w.call(w.init, { name: 'setrlimit', resource: RLIMIT.RLIMIT_NOFILE, value: 0 });
    expect([w.tryOpen(w.init, 1), w.tryOpen(w.init, 305)]).toEqual(['EMFILE', 'ESRCH']);
  });
  it('E06 asks for no permission', () => {
    const w = new World();
    const child = w.fork(w.init);
    w.call(child, { name: 'setresuid', ruid: 1000, euid: 1000, suid: 1000 });
    expect(w.tryOpen(child, 1)).toBe(0);
  });
  it('does not exist before 5.3, nor PIDFD_NONBLOCK before 5.10', () => {
    const at = (version: number, flags: number) => {
      const w = new World({ version });
      return w.tryOpen(w.init, 1, flags);
    };
    expect([at(5002, 0), at(5003, 0)]).toEqual(['ENOSYS', 0]);
    expect([at(5009, PIDFD.PIDFD_NONBLOCK), at(5010, PIDFD.PIDFD_NONBLOCK)]).toEqual(['EINVAL', 0]);
  });
});

describe('CLONE_PIDFD', () => {
  it('E07 sets close-on-exec, as every creating call does but open_by_handle_at', () => {
    const w = new World();
    const child = w.clone3(w.init, { flags: CLONE.CLONE_PIDFD });
    w.open(w.init, child.nr);
    const { handle } = w.out(w.init, { name: 'name_to_handle_at', dirfd: 0, size: 8 }, 'handle');
    const byHandle = w.value(w.init, { name: 'open_by_handle_at', mountFd: 0, handle, flags: 0 });
    expect([0, 1, byHandle].map(fd => fcntl(w, fd, F.F_GETFD))).toEqual([1, 1, 0]);
    w.call(w.init, { name: 'execve', path: '/bin/sh' });
    expect([0, 1, byHandle].map(fd => w.poll(w.init, fd))).toEqual([32, 32, 0]);
  });
  it('E08 in clone stores the descriptor where parent_tid points', () => {
    const w = new World();
    const flags = CLONE.CLONE_PIDFD + 17;
    const sys = { name: 'clone', flags, parentTid: 'ok' } as const;
    expect(w.out(w.init, sys, 'child').pidfd).toBe(0);
    const both = flags + CLONE.CLONE_PARENT_SETTID;
    expect(w.says(w.init, { ...sys, flags: both })).toBe('EINVAL');
  });
  it('E09 in clone3 has a pointer of its own', () => {
    const w = new World();
    const flags = CLONE.CLONE_PIDFD + CLONE.CLONE_PARENT_SETTID;
    expect(w.tryClone3(w.init, { flags })).toBe(300);
    expect(w.tryClone3(w.init, { flags, parentTid: 'pidfd' })).toBe('EINVAL');
    expect(w.tryClone3(w.init, { flags: CLONE.CLONE_PIDFD, pidfd: 'null' })).toBe('EFAULT');
  });
  it('E10 E11 excludes CLONE_DETACHED, and CLONE_THREAD before 6.9', () => {
    const w = new World();
    const detached = CLONE.CLONE_PIDFD + CLONE.CLONE_DETACHED + 17;
    expect(w.says(w.init, { name: 'clone', flags: detached, parentTid: 'ok' })).toBe('EINVAL');
    const alone = CLONE.CLONE_DETACHED + 17;
    expect(w.says(w.init, { name: 'clone', flags: alone, parentTid: 'ok' })).toBe(300);
    const thread = { flags: CLONE.CLONE_PIDFD + THREAD_FLAGS, exitSignal: 0 };
    expect(w.tryClone3(w.init, thread)).toBe(301);
    expect(fcntl(w, 0, F.F_GETFL)).toBe(0o202);
    const old = new World({ version: 6008 });
    expect(old.tryClone3(old.init, thread)).toBe('EINVAL');
  });
  it('E12 leaves the child without it', () => {
    const w = new World();
    const child = w.clone3(w.init, { flags: CLONE.CLONE_PIDFD });
    expect([w.poll(w.init, 0), w.poll(child, 0)]).toEqual([0, 32]);
  });
  it('E13 clone3 checks its structure', () => {
    const w = new World();
    const says = (size: number, tailZero = true) => w.tryClone3(w.init, { size, tailZero });
    expect([says(60), says(5000), says(128, false), says(128)]).toEqual([
      'EINVAL',
      'E2BIG',
      'E2BIG',
      300,
    ]);
    expect(w.tryClone3(w.init, { flags: 2 ** 40 })).toBe('EINVAL');
    expect(w.tryClone3(w.init, { exitSignal: 65 })).toBe('EINVAL');
    expect(w.tryClone3(w.init, { flags: THREAD_FLAGS })).toBe('EINVAL');
  });
  it('by version: clone3 5.3, set_tid 5.5, CLEAR_SIGHAND 5.5, INTO_CGROUP 5.7', () => {
    const at = (version: number, args: Parameters<World['tryClone3']>[1]) => {
      const w = new World({ version });
      return w.tryClone3(w.init, args);
    };
    expect([at(5002, {}), at(5003, {})]).toEqual(['ENOSYS', 300]);
    expect([at(5004, { setTid: [77] }), at(5005, { setTid: [77] })]).toEqual(['E2BIG', 77]);
    const clear = { flags: CLONE.CLONE_CLEAR_SIGHAND };
    expect([at(5004, clear), at(5005, clear)]).toEqual(['EINVAL', 300]);
    const into = { flags: CLONE.CLONE_INTO_CGROUP };
    expect([at(5006, into), at(5007, into)]).toEqual(['EINVAL', 'EBADF']);
  });
});

describe('a pidfd', () => {
  it('E14 E15 has one inode per struct pid', () => {
    const w = new World({ pidMax: 302, cursor: 300 });
    const child = w.fork(w.init);
    const thread = w.thread(child);
    const open = (nr: number, flags = 0) => inode(w, w.open(w.init, nr, flags));
    const own = open(child.nr);
    expect([open(child.nr), open(child.nr, PIDFD.PIDFD_THREAD)]).toEqual([own, own]);
    expect(open(thread.nr, PIDFD.PIDFD_THREAD)).not.toBe(own);
    w.endAndReap(child, w.init);
    expect(open(w.clone3(w.init, { setTid: [child.nr] }).nr)).not.toBe(own);
  });
  it('E16 cannot be replaced by PIDFD_SELF where no self is meant', () => {
    const w = new World();
    const fd = PIDFD_SELF.PIDFD_SELF;
    expect(w.waitid(w.init, P.P_PIDFD, fd, WAIT.WEXITED)).toBe('EINVAL');
    expect(w.says(w.init, { name: 'pidfd_getfd', pidfd: fd, targetfd: 0, flags: 0 })).toBe('EBADF');
    expect(w.says(w.init, { name: 'setns', fd, nstype: CLONE.CLONE_NEWUTS })).toBe('EBADF');
    expect(w.says(w.init, { name: 'process_madvise', pidfd: fd, advice: 20, flags: 0 })).toBe(0);
    expect(w.poll(w.init, fd)).toBe(0);
  });
  it('E17 leaves the process alone when it is closed', () => {
    const w = new World();
    const child = w.clone3(w.init, { flags: CLONE.CLONE_PIDFD });
    w.call(w.init, { name: 'close', fd: 0 });
    expect(w.state(child)).toBe('running');
    expect(w.says(w.init, { name: 'close', fd: 0 })).toBe('EBADF');
  });
  it('keeps the struct pid, not the number', () => {
    const w = new World();
    const child = w.fork(w.init);
    const fd = w.open(w.init, child.nr);
    w.endAndReap(child, w.init);
    expect(w.holder(child.nr)).toBeUndefined();
    expect(w.kernel.pids[child.pid]?.hashed).toBe(false);
    w.call(w.init, { name: 'close', fd });
    expect(w.kernel.pids[child.pid]).toBeUndefined();
  });
});
