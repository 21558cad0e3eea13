// Assertions A01 to A33 of the fact base: who gets which number.

import { describe, expect, it } from 'vitest';
import { CLONE, PID_MAX_LIMIT, SIG } from './constants.ts';
import { World } from './testing/world.ts';

/** A world whose automatic pool is 300..pidMax-1. */
function small(pidMax: number, cursor: number, version = 6018): World {
  return new World({ pidMax, cursor, version });
}

/** The numbers of `n` children, each reaped before the next is made. */
function laps(w: World, n: number): number[] {
  return Array.from({ length: n }, () => {
    const child = w.fork(w.init);
    w.endAndReap(child, w.init);
    return child.nr;
  });
}

describe('the allocator', () => {
  it('A01 gives 1 to the first process of a namespace, then 2 and 3', () => {
    const w = small(32768, 400);
    w.call(w.init, { name: 'unshare', flags: CLONE.CLONE_NEWPID });
    const first = w.fork(w.init);
    expect(w.nrOf(first)).toBe(1);
    expect(w.value(first, { name: 'fork' })).toBe(2);
    expect(w.value(first, { name: 'fork' })).toBe(3);
  });
  it('A02 gives fork, wait, fork two successive numbers', () => {
    expect(laps(small(32768, 500), 2)).toEqual([500, 501]);
  });
  it('A03 goes from the last number to 300, not to 1', () => {
    expect(laps(small(310, 309), 4)).toEqual([309, 300, 301, 302]);
  });
  it('A04 hands out numbers below 300 on the first lap only', () => {
    const w = small(305, 2);
    w.cursor(w.init, 290);
    const lap = [300, 301, 302, 303, 304];
    const first = Array.from({ length: 14 }, (_, i) => 291 + i);
    expect(laps(w, 24)).toEqual([...first, ...lap, ...lap]);
  });
  it('A05 recycles one single number when pid_max is 301', () => {
    expect(laps(small(301, 298), 6)).toEqual([298, 299, 300, 300, 300, 300]);
  });
  it('A06 says EAGAIN when that one number is held', () => {
    const w = small(301, 300);
    w.fork(w.init);
    expect(w.says(w.init, { name: 'fork' })).toBe('EAGAIN');
  });
  it('A07 A08 says EAGAIN with 2..299 free, also when the holders are zombies', () => {
    const w = small(310, 300);
    const held = Array.from({ length: 10 }, () => w.fork(w.init));
    expect(w.says(w.init, { name: 'fork' })).toBe('EAGAIN');
    for (const child of held) w.exit(child);
    expect(w.says(w.init, { name: 'fork' })).toBe('EAGAIN');
  });
  it('A09 A10 gives out a reaped number although a pidfd is open; the pidfd says ESRCH', () => {
    const w = small(310, 300);
    const held = Array.from({ length: 10 }, () => w.fork(w.init));
    const fd = w.open(w.init, 304);
    w.endAndReap(held[4] ?? w.init, w.init);
    expect(w.fork(w.init).nr).toBe(304);
    expect(w.send(w.init, fd)).toBe('ESRCH');
    expect(w.kill(w.init, 304)).toBe(0);
  });
  it('A11 gives 20 identities to five numbers, all pidfds kept', () => {
    const w = small(305, 300);
    const inodes = new Set<number>();
    const numbers = new Set<number>();
    for (let i = 0; i < 20; i++) {
      const child = w.fork(w.init);
      const fd = w.open(w.init, child.nr);
      inodes.add(w.out(w.init, { name: 'fstat', fd }, 'inode').ino);
      numbers.add(child.nr);
      w.endAndReap(child, w.init);
    }
    expect([inodes.size, numbers.size]).toEqual([20, 5]);
  });
  it('A12 takes pid_max from 301 to 4194304', () => {
    const w = small(32768, 2);
    const write = (value: number) => w.says(w.init, { name: 'sysctl', key: 'pid_max', value });
    expect([300, 301, 4194304, 4194305].map(write)).toEqual(['EINVAL', 0, 0, 'EINVAL']);
  });
  it('A13 starts a namespace with the ceiling as pid_max, from 6.14 on', () => {
    for (const [version, expected] of [
      [6014, PID_MAX_LIMIT],
      [6013, 32768],
    ] as const) {
      const w = small(32768, 400, version);
      const child = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
      const read = { name: 'sysctl', key: 'pid_max', value: undefined } as const;
      expect(w.value(child, read)).toBe(expected);
    }
  });
  it('A14 leaves living numbers above a lowered pid_max alone', () => {
    const w = small(400, 350);
    w.fork(w.init);
    expect(w.says(w.init, { name: 'sysctl', key: 'pid_max', value: 310 })).toBe(0);
    expect(w.kill(w.init, 350)).toBe(0);
    expect(w.fork(w.init).nr).toBe(300);
  });
  it('A15 A16 moves the cursor by ns_last_pid, within 0..pid_max', () => {
    const w = small(310, 300);
    expect(w.cursor(w.init, 304)).toBe(0);
    expect(w.fork(w.init).nr).toBe(305);
    const read = { name: 'sysctl', key: 'ns_last_pid', value: undefined } as const;
    expect(w.value(w.init, read)).toBe(305);
    expect([310, 311, -1].map(v => w.cursor(w.init, v))).toEqual([0, 'EINVAL', 'EINVAL']);
  });
  it('A17 A18 says EAGAIN in a nearly empty child namespace when the outer table is full', () => {
    const w = small(303, 300);
    const child = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    w.fork(w.init);
    w.fork(w.init);
    expect(w.says(child, { name: 'fork' })).toBe('EAGAIN');
    expect(w.tryClone3(w.init, { flags: CLONE.CLONE_NEWPID })).toBe('EAGAIN');
    const thread = CLONE.CLONE_THREAD + CLONE.CLONE_SIGHAND + CLONE.CLONE_VM;
    expect(w.tryClone3(w.init, { flags: thread, exitSignal: 0 })).toBe('EAGAIN');
  });
  it('A19 counts unreaped zombies against the limit until they are reaped', () => {
    const w = small(305, 300);
    for (let i = 0; i < 5; i++) w.exit(w.fork(w.init));
    expect(w.says(w.init, { name: 'fork' })).toBe('EAGAIN');
    w.wait(w.init);
    expect(w.says(w.init, { name: 'fork' })).toBe(300);
  });
  it('A20 says ENOMEM in a namespace whose pid 1 has died, also with set_tid', () => {
    const w = small(32768, 400);
    w.call(w.init, { name: 'unshare', flags: CLONE.CLONE_NEWPID });
    w.endAndReap(w.fork(w.init), w.init);
    expect(w.says(w.init, { name: 'fork' })).toBe('ENOMEM');
    expect(w.tryClone3(w.init, { setTid: [1] })).toBe('ENOMEM');
    expect(w.tryClone3(w.init, { setTid: [5] })).toBe('ENOMEM');
  });
  it('A21 nests 32 levels and no more', () => {
    const w = small(32768, 400);
    let at = w.init;
    for (let level = 0; level < 32; level++) at = w.clone3(at, { flags: CLONE.CLONE_NEWPID });
    expect(w.tryClone3(at, { flags: CLONE.CLONE_NEWPID })).toBe('ENOSPC');
    expect(w.says(at, { name: 'unshare', flags: CLONE.CLONE_NEWPID })).toBe('ENOSPC');
  });
  it('A22 A23 uses up a number when the pidfd fails, none when a flag is wrong', () => {
    const w = small(32768, 400);
    const flags = CLONE.CLONE_PIDFD;
    expect(w.tryClone3(w.init, { flags, pidfd: 'bad' })).toBe('EFAULT');
    expect(w.fork(w.init).nr).toBe(401);
    expect(w.tryClone3(w.init, { flags: CLONE.CLONE_AUTOREAP })).toBe('EINVAL');
    expect(w.fork(w.init).nr).toBe(402);
    w.call(w.init, { name: 'setrlimit', resource: 7, value: 0 });
    expect(w.tryClone3(w.init, { flags })).toBe('EMFILE');
    expect(w.fork(w.init).nr).toBe(404);
  });
  it('says EAGAIN to a user who has as many tasks as RLIMIT_NPROC allows', () => {
    const w = small(32768, 400);
    const user = w.fork(w.init);
    w.call(user, { name: 'setrlimit', resource: 6, value: 2 });
    expect(w.fork(user).nr).toBe(401);
    w.call(user, { name: 'setresuid', ruid: 7, euid: 7, suid: 7 });
    const child = w.fork(user);
    expect(w.says(user, { name: 'fork' })).toBe('EAGAIN');
    w.endAndReap(child, user);
    expect(w.says(user, { name: 'fork' })).toBe(403);
  });
  it('A24 takes the numbers of threads from the same table', () => {
    const w = small(32768, 400);
    const child = w.fork(w.init);
    expect([w.thread(child).nr, w.fork(w.init).nr]).toEqual([401, 402]);
  });
});

describe('set_tid', () => {
  const tid = (w: World, ...setTid: number[]) => w.tryClone3(w.init, { setTid });

  it('A25 must lie between 1 and pid_max', () => {
    const w = small(310, 300);
    expect([tid(w, 0), tid(w, -1), tid(w, 310), tid(w, 309)]).toEqual([
      'EINVAL',
      'EINVAL',
      'EINVAL',
      309,
    ]);
  });
  it('A26 must not be in use: by the living, a zombie, or a group', () => {
    const w = small(310, 300);
    const child = w.fork(w.init);
    expect(tid(w, 300)).toBe('EEXIST');
    w.exit(child);
    expect(tid(w, 300)).toBe('EEXIST');
    const leader = w.fork(w.init);
    w.call(leader, { name: 'setpgid', pid: 0, pgid: 0 });
    w.fork(leader);
    w.endAndReap(leader, w.init);
    expect(tid(w, leader.nr)).toBe('EEXIST');
  });
  it('A27 A32 leaves the cursor alone, and works when the pool is exhausted', () => {
    const w = small(302, 300);
    w.fork(w.init);
    w.fork(w.init);
    expect(w.says(w.init, { name: 'fork' })).toBe('EAGAIN');
    const read = { name: 'sysctl', key: 'ns_last_pid', value: undefined } as const;
    const before = w.value(w.init, read);
    expect(tid(w, 50)).toBe(50);
    expect(w.value(w.init, read)).toBe(before);
  });
  it('A28 must be 1 for the first process of a namespace', () => {
    const w = small(32768, 400);
    w.call(w.init, { name: 'unshare', flags: CLONE.CLONE_NEWPID });
    expect(tid(w, 5)).toBe('EINVAL');
    expect(w.nrOf(w.clone3(w.init, { setTid: [1] }))).toBe(1);
  });
  it('A29 needs privilege', () => {
    const w = small(32768, 400);
    w.call(w.init, { name: 'setresuid', ruid: 1000, euid: 1000, suid: 1000 });
    expect(tid(w, 77)).toBe('EPERM');
  });
  it('A30 must not be longer than the namespaces are deep, and match its size', () => {
    const w = small(32768, 400);
    expect(tid(w, 77, 78)).toBe('EINVAL');
    expect(w.tryClone3(w.init, { setTid: [77], setTidSize: 33 })).toBe('EINVAL');
    expect(w.tryClone3(w.init, { setTid: undefined, setTidSize: 1 })).toBe('EINVAL');
    expect(w.tryClone3(w.init, { setTid: [77], setTidSize: 0 })).toBe('EINVAL');
  });
  it('A31 chooses a number at every level, innermost first', () => {
    const w = small(32768, 400);
    w.call(w.init, { name: 'unshare', flags: CLONE.CLONE_NEWPID });
    w.fork(w.init);
    const child = w.clone3(w.init, { setTid: [88, 20088] });
    expect([w.nrOf(child), child.nr]).toEqual([88, 20088]);
  });
  it('A33 searches from 1 when the cursor is exactly 300', () => {
    const w = small(303, 300);
    for (let i = 0; i < 3; i++) w.fork(w.init);
    expect(w.says(w.init, { name: 'fork' })).toBe('EAGAIN');
    w.cursor(w.init, 299);
    expect([w.fork(w.init).nr, w.fork(w.init).nr]).toEqual([2, 3]);
  });
});

describe('a namespace', () => {
  it('is dead when its very first fork fails late', () => {
    const w = small(32768, 400);
    w.call(w.init, { name: 'unshare', flags: CLONE.CLONE_NEWPID });
    expect(w.tryClone3(w.init, { flags: CLONE.CLONE_PIDFD, pidfd: 'null' })).toBe('EFAULT');
    expect(w.says(w.init, { name: 'fork' })).toBe('ENOMEM');
  });
  it('loses everybody when its pid 1 dies', () => {
    const w = small(32768, 400);
    const root = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    const member = w.fork(root);
    const inner = w.fork(member);
    expect(w.kill(w.init, root.nr, SIG.SIGKILL)).toBe(0);
    expect([w.state(root), w.state(member), w.state(inner)]).toEqual(['zombie', 'gone', 'gone']);
  });
});
