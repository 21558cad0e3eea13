// Assertions G01 to G10 of the fact base: what a pidfd says to poll, and when.

import { describe, expect, it } from 'vitest';
import { CLONE, EPOLL, EPOLL_CTL, PIDFD, POLL, SIG } from './constants.ts';
import { type Proc, World } from './testing/world.ts';

const IN = POLL.POLLIN | POLL.POLLRDNORM;
const HUP = IN | POLL.POLLHUP;

function threads(version = 6018): {
  w: World;
  leader: Proc;
  other: Proc;
  /** Pidfds: of the process, of the leader as a thread, of the other thread. */
  process: number;
  main: number;
  side: number;
} {
  const w = new World({ version });
  const leader = w.fork(w.init);
  const other = w.thread(leader);
  const process = w.open(w.init, leader.nr);
  const main = w.open(w.init, leader.nr, PIDFD.PIDFD_THREAD);
  const side = w.open(w.init, other.nr, PIDFD.PIDFD_THREAD);
  return { w, leader, other, process, main, side };
}

describe('poll on a pidfd', () => {
  it('G01 is silent for the living, the stopped and the freshly exec’d', () => {
    const { w, leader, process } = threads();
    expect(w.poll(w.init, process)).toBe(0);
    w.kill(w.init, leader.nr, SIG.SIGSTOP);
    expect(w.poll(w.init, process)).toBe(0);
    w.kill(w.init, leader.nr, SIG.SIGCONT);
    w.call(leader, { name: 'execve', path: '/bin/x' });
    expect(w.poll(w.init, process)).toBe(0);
  });
  it('G02 says IN at death, and HUP at the reap from 6.9 on', () => {
    for (const [version, reaped] of [
      [6018, HUP],
      [6009, HUP],
      [6008, IN],
      [5003, IN],
    ] as const) {
      const w = new World({ version });
      const child = w.fork(w.init);
      const fd = w.open(w.init, child.nr);
      w.exit(child);
      expect(w.poll(w.init, fd)).toBe(IN);
      w.wait(w.init);
      expect(w.poll(w.init, fd)).toBe(reaped);
    }
  });
  it('G03 with no events asked sleeps through the death and wakes at the reap', () => {
    const w = new World();
    const watcher = w.fork(w.init);
    const child = w.fork(w.init);
    const fd = w.open(watcher, child.nr);
    const sys = { name: 'poll', fds: [{ fd, events: 0 }], timeout: -1 } as const;
    w.exit(child);
    expect(w.waits(watcher, sys)).toBe('poll');
    w.wait(w.init);
    expect(w.out(watcher, sys, 'revents').revents).toEqual([POLL.POLLHUP]);
  });
  it('G04 through an edge-triggered epoll comes twice', () => {
    const w = new World();
    const child = w.fork(w.init);
    const fd = w.open(w.init, child.nr);
    const epfd = w.value(w.init, { name: 'epoll_create1', flags: 0 });
    const op = EPOLL_CTL.EPOLL_CTL_ADD;
    const events = EPOLL.EPOLLIN + EPOLL.EPOLLET;
    w.call(w.init, { name: 'epoll_ctl', epfd, op, fd, events });
    const sys = { name: 'epoll_wait', epfd, maxevents: 8, timeout: 0 } as const;
    const seen = () => w.out(w.init, sys, 'epoll').events.map(e => e.events);
    expect(seen()).toEqual([]);
    w.exit(child);
    expect([seen(), seen()]).toEqual([[POLL.POLLIN], []]);
    w.wait(w.init);
    expect([seen(), seen()]).toEqual([[POLL.POLLIN | POLL.POLLHUP], []]);
  });
  it('G05 G06 keeps quiet about a leader that exits before its threads', () => {
    for (const [version, main] of [
      [6018, 0],
      [6015, 0],
      [6014, IN],
      [6009, IN],
    ] as const) {
      const t = threads(version);
      t.w.call(t.leader, { name: 'exit', status: 0 });
      expect([t.w.poll(t.w.init, t.process), t.w.poll(t.w.init, t.main)]).toEqual([0, main]);
      t.w.call(t.other, { name: 'exit', status: 0 });
      expect(t.w.poll(t.w.init, t.process)).toBe(IN);
    }
  });
  it('G07 tells of a thread’s end at once, with HUP', () => {
    const { w, other, process, main, side } = threads();
    w.call(other, { name: 'exit', status: 5 });
    expect([process, main, side].map(fd => w.poll(w.init, fd))).toEqual([0, 0, HUP]);
  });
  it('G08 stays quiet when a thread execs and takes over the leader’s number', () => {
    const { w, leader, other, process, main, side } = threads();
    w.call(other, { name: 'execve', path: '/bin/x' });
    expect([process, main, side].map(fd => w.poll(w.init, fd))).toEqual([0, 0, HUP]);
    expect([process, main, side].map(fd => w.send(w.init, fd))).toEqual([0, 0, 'ESRCH']);
    expect(w.holder(other.nr)).toBeUndefined();
    expect(w.value(other, { name: 'getpid' })).toBe(leader.nr);
    expect(w.value(other, { name: 'gettid' })).toBe(leader.nr);
    expect(w.tryClone3(w.init, { setTid: [other.nr] })).toBe(other.nr);
  });
  it('G09 is the same for strangers, users and inner namespaces', () => {
    const w = new World();
    const child = w.fork(w.init);
    w.open(w.init, child.nr);
    const inner = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    const user = w.fork(w.init);
    w.call(user, { name: 'setresuid', ruid: 1, euid: 1, suid: 1 });
    w.exit(child);
    expect([inner, user, w.init].map(p => w.poll(p, 0))).toEqual([IN, IN, IN]);
    w.wait(w.init);
    expect([inner, user, w.init].map(p => w.poll(p, 0))).toEqual([HUP, HUP, HUP]);
  });
  it('G10 tells of an orphan’s death before init collects it', () => {
    const w = new World();
    const middle = w.fork(w.init);
    const child = w.fork(middle);
    const watcher = w.fork(w.init);
    const fd = w.open(watcher, child.nr);
    w.endAndReap(middle, w.init);
    w.exit(child);
    expect(w.poll(watcher, fd)).toBe(IN);
  });
});

describe('poll', () => {
  it('H29 finds a /proc/PID directory always ready', () => {
    const w = new World();
    const fd = w.value(w.init, { name: 'open', path: '/proc/1', flags: 0 });
    expect(w.poll(w.init, fd) & POLL.POLLIN).toBe(POLL.POLLIN);
  });
  it('says POLLNVAL for closed descriptors and ignores negative ones', () => {
    const w = new World();
    expect([w.poll(w.init, 9), w.poll(w.init, -1)]).toEqual([POLL.POLLNVAL, 0]);
  });
  it('wakes a receiver when a message comes or the other end is closed', () => {
    const w = new World();
    const [a, b] = w.out(w.init, { name: 'socketpair', type: 1 }, 'fds').fds;
    const receive = { name: 'recvmsg', fd: b, flags: 0 } as const;
    expect(w.waits(w.init, receive)).toBe('message');
    w.call(w.init, { name: 'sendmsg', fd: a, value: 42, rights: [] });
    expect(w.out(w.init, receive, 'message').value).toBe(42);
    w.call(w.init, { name: 'close', fd: a });
    expect(w.says(w.init, receive)).toBe(0);
  });
});

describe('epoll', () => {
  it('checks its arguments', () => {
    const w = new World();
    const epfd = w.value(w.init, { name: 'epoll_create1', flags: 0 });
    const fd = w.open(w.init, 1);
    const dir = w.value(w.init, { name: 'open', path: '/proc/1', flags: 0 });
    const ctl = (e: number, op: number, f: number) =>
      w.says(w.init, { name: 'epoll_ctl', epfd: e, op, fd: f, events: 1 });
    expect([ctl(9, 1, fd), ctl(epfd, 1, 9), ctl(epfd, 1, dir)]).toEqual([
      'EBADF',
      'EBADF',
      'EPERM',
    ]);
    expect([ctl(epfd, 1, epfd), ctl(fd, 1, epfd), ctl(epfd, 2, fd)]).toEqual([
      'EINVAL',
      'EINVAL',
      'ENOENT',
    ]);
    expect([ctl(epfd, 1, fd), ctl(epfd, 1, fd), ctl(epfd, 9, fd)]).toEqual([0, 'EEXIST', 'EINVAL']);
  });
});
