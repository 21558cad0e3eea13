// Assertions B01 to B14 of the fact base: groups and sessions hold numbers.

import { describe, expect, it } from 'vitest';
import { PIDFD_SIGNAL, SIG } from './constants.ts';
import { type Proc, World } from './testing/world.ts';

const PGRP = PIDFD_SIGNAL.PIDFD_SIGNAL_PROCESS_GROUP;

interface Pinned {
  readonly w: World;
  readonly leader: Proc;
  readonly member: Proc;
  /** init's pidfd of the leader, opened while it lived. */
  readonly fd: number;
}

/** A leader of a group, 300, that was reaped, and a member, 301, that lives; both init's children. */
function pinned(version = 6018): Pinned {
  const w = new World({ pidMax: 306, cursor: 300, version });
  const leader = w.fork(w.init);
  const member = w.fork(w.init);
  w.call(w.init, { name: 'setpgid', pid: leader.nr, pgid: 0 });
  w.call(w.init, { name: 'setpgid', pid: member.nr, pgid: leader.nr });
  const fd = w.open(w.init, leader.nr);
  w.endAndReap(leader, w.init);
  return { w, leader, member, fd };
}

describe('a group whose leader was reaped', () => {
  it('B01 answers to its number as a group, not as a process', () => {
    const { w, leader } = pinned();
    expect([w.kill(w.init, leader.nr), w.kill(w.init, -leader.nr)]).toEqual(['ESRCH', 0]);
    expect(w.says(w.init, { name: 'getpgid', pid: leader.nr })).toBe('ESRCH');
    expect(w.wait(w.init, leader.nr)).toBe('ECHILD');
  });
  it('B02 cannot be opened: ESRCH, EINVAL before 6.16', () => {
    for (const [version, errno] of [
      [6018, 'ESRCH'],
      [6016, 'ESRCH'],
      [6015, 'EINVAL'],
      [5003, 'EINVAL'],
    ] as const) {
      const { w, leader } = pinned(version);
      expect(w.tryOpen(w.init, leader.nr)).toBe(errno);
    }
  });
  it('B03 keeps its number out of two laps of the pool', () => {
    const { w, leader } = pinned();
    for (let i = 0; i < 12; i++) {
      const child = w.fork(w.init);
      expect(child.nr).not.toBe(leader.nr);
      w.endAndReap(child, w.init);
    }
  });
  it('B04 refuses its number to set_tid until the last member is gone', () => {
    const { w, leader, member } = pinned();
    expect(w.tryClone3(w.init, { setTid: [leader.nr] })).toBe('EEXIST');
    w.endAndReap(member, w.init);
    expect(w.tryClone3(w.init, { setTid: [leader.nr] })).toBe(leader.nr);
  });
  it('B05 lets another process of the session join', () => {
    const { w, leader } = pinned();
    const joiner = w.fork(w.init);
    expect(w.says(joiner, { name: 'setpgid', pid: 0, pgid: leader.nr })).toBe(0);
  });
  it('B06 is reached through the dead leader’s pidfd', () => {
    const { w, member, fd } = pinned();
    expect(w.send(w.init, fd)).toBe('ESRCH');
    expect(w.send(w.init, fd, SIG.SIGTERM, PGRP)).toBe(0);
    expect(w.state(member)).toBe('zombie');
  });
  it('B14 is reached so even when only a late joiner is left', () => {
    const { w, leader, member, fd } = pinned();
    const joiner = w.fork(w.init);
    w.call(w.init, { name: 'setpgid', pid: joiner.nr, pgid: leader.nr });
    w.endAndReap(member, w.init);
    expect(w.send(w.init, fd, SIG.SIGKILL, PGRP)).toBe(0);
    expect(w.wait(w.init, joiner.nr)).toBe(joiner.nr);
    expect(w.send(w.init, fd, 0, PGRP)).toBe('ESRCH');
  });
  it('B07 is out of reach once the number is a stranger’s', () => {
    const { w, leader, member, fd } = pinned();
    w.endAndReap(member, w.init);
    const stranger = w.clone3(w.init, { setTid: [leader.nr] });
    w.call(stranger, { name: 'setpgid', pid: 0, pgid: 0 });
    expect(w.send(w.init, fd, 0, PGRP)).toBe('ESRCH');
    expect(w.kill(w.init, -leader.nr)).toBe(0);
  });
});

describe('a session', () => {
  it('B08 holds its number after its leader was reaped', () => {
    const w = new World();
    const leader = w.fork(w.init);
    w.call(leader, { name: 'setsid' });
    const member = w.fork(leader);
    w.call(member, { name: 'setpgid', pid: 0, pgid: 0 });
    w.endAndReap(leader, w.init);
    expect(w.tryClone3(w.init, { setTid: [leader.nr] })).toBe('EEXIST');
    expect(w.kill(w.init, -leader.nr)).toBe('ESRCH');
    expect(w.says(w.init, { name: 'getsid', pid: member.nr })).toBe(leader.nr);
    w.endAndReap(member, w.init);
    expect(w.tryClone3(w.init, { setTid: [leader.nr] })).toBe(leader.nr);
  });
  it('B11 is not begun by a group leader', () => {
    const w = new World();
    const child = w.fork(w.init);
    w.call(child, { name: 'setpgid', pid: 0, pgid: 0 });
    expect(w.says(child, { name: 'setsid' })).toBe('EPERM');
    expect(w.says(w.fork(w.init), { name: 'setsid' })).toBe(301);
  });
});

describe('groups', () => {
  it('B09 are not named by the pidfd of a plain member', () => {
    const { w, member } = pinned();
    expect(w.send(w.init, w.open(w.init, member.nr), 0, PGRP)).toBe('ESRCH');
  });
  it('B10 are joined by the rules of setpgid', () => {
    const w = new World();
    const child = w.fork(w.init);
    const other = w.fork(w.init);
    const set = (by: Proc, pid: number, pgid: number) => w.says(by, { name: 'setpgid', pid, pgid });
    expect(set(w.init, child.nr, 307)).toBe('EPERM');
    expect(set(w.init, child.nr, -1)).toBe('EINVAL');
    expect(set(child, other.nr, 0)).toBe('ESRCH');
    w.call(other, { name: 'setsid' });
    expect(set(child, 0, other.nr)).toBe('EPERM');
    expect(set(other, 0, 0)).toBe('EPERM');
    expect(set(w.init, other.nr, 0)).toBe('EPERM');
    w.call(child, { name: 'execve', path: '/bin/sleep' });
    expect(set(w.init, child.nr, 0)).toBe('EACCES');
  });
  it('B12 of zombies alone still exist', () => {
    const { w, leader, member } = pinned();
    w.exit(member);
    expect(w.kill(w.init, -leader.nr)).toBe(0);
    w.wait(w.init);
    expect(w.kill(w.init, -leader.nr)).toBe('ESRCH');
  });
  it('B13 accept when one member may be signalled, else EPERM', () => {
    const w = new World();
    const leader = w.fork(w.init);
    w.call(leader, { name: 'setpgid', pid: 0, pgid: 0 });
    const weak = w.fork(leader);
    w.call(weak, { name: 'setresuid', ruid: 1000, euid: 1000, suid: 1000 });
    const user = w.fork(w.init);
    const fd = w.open(user, leader.nr);
    w.call(user, { name: 'setresuid', ruid: 1000, euid: 1000, suid: 1000 });
    expect([w.kill(user, -leader.nr), w.send(user, fd, 0, PGRP)]).toEqual([0, 0]);
    w.endAndReap(weak, leader);
    expect([w.kill(user, -leader.nr), w.send(user, fd, 0, PGRP)]).toEqual(['EPERM', 'EPERM']);
  });
});
