// Assertions D01 to D21 of the fact base: collecting children, and who gets orphans.

import { describe, expect, it } from 'vitest';
import { CLONE, O, P, PIDFD, POLL, PR, SA, SIG, SIG_HOW, WAIT } from './constants.ts';
import { type Proc, World } from './testing/world.ts';

const { WNOHANG, WEXITED, WSTOPPED, WCONTINUED, WNOWAIT, __WALL } = WAIT;

function family(): { w: World; child: Proc; fd: number } {
  const w = new World();
  const child = w.fork(w.init);
  return { w, child, fd: w.open(w.init, child.nr) };
}

const exitCode = (w: World, by: Proc, fd: number): number => {
  const request = { kind: 'PIDFD_GET_INFO', mask: 8, size: 64, arg: 'ok' } as const;
  return w.out(by, { name: 'ioctl', fd, request }, 'info').info.exitCode;
};

describe('a wait', () => {
  it('D01 without children says ECHILD, also under WNOHANG', () => {
    const w = new World();
    expect([w.wait(w.init), w.wait(w.init, -1, WNOHANG), w.wait(w.init, 5)]).toEqual(
      Array(3).fill('ECHILD'),
    );
  });
  it('D02 checks its options first', () => {
    const { w } = family();
    expect(w.waitid(w.init, P.P_ALL, 0, 0)).toBe('EINVAL');
    expect(w.waitid(w.init, P.P_PIDFD, 77, 0x100 | WEXITED)).toBe('EINVAL');
    expect([w.wait(w.init, -1, WEXITED), w.wait(w.init, -1, WNOWAIT)]).toEqual([
      'EINVAL',
      'EINVAL',
    ]);
    expect(w.waitid(w.init, 9, 0, WEXITED)).toBe('EINVAL');
    expect(w.wait(w.init, -2147483648)).toBe('ESRCH');
    expect(w.waitid(w.init, P.P_PID, 0, WEXITED)).toBe('EINVAL');
  });
  it('D03 by pidfd wants a pidfd', () => {
    const { w, child } = family();
    const open = (flags: number) =>
      w.value(w.init, { name: 'open', path: `/proc/${child.nr}`, flags });
    const says = (fd: number) => w.waitid(w.init, P.P_PIDFD, fd, WEXITED);
    expect([says(-1), says(77), says(open(0)), says(open(O.O_PATH))]).toEqual([
      'EINVAL',
      'EBADF',
      'EBADF',
      'EBADF',
    ]);
  });
  it('D04 by pidfd is for the parent alone', () => {
    const w = new World();
    const a = w.fork(w.init);
    const b = w.fork(w.init);
    const below = w.fork(a);
    for (const nr of [a.nr, 1, b.nr]) w.open(a, nr);
    for (const fd of [0, 1, 2]) expect(w.waitid(a, P.P_PIDFD, fd, WEXITED)).toBe('ECHILD');
    expect(w.waitid(w.init, P.P_PIDFD, w.open(w.init, below.nr), WEXITED)).toBe('ECHILD');
  });
  it('D05 under WNOHANG finds nobody while the child lives; else it waits', () => {
    const { w, child } = family();
    const sys = { name: 'waitid', idtype: P.P_PID, id: child.nr } as const;
    expect(w.out(w.init, { ...sys, options: WEXITED | WNOHANG }, 'nobody').kind).toBe('nobody');
    expect(w.waits(w.init, { ...sys, options: WEXITED })).toBe('child');
    w.exit(child, 7);
    const { info } = w.out(w.init, { ...sys, options: WEXITED }, 'wait');
    expect([info.nr, info.status, info.code, info.value]).toEqual([child.nr, 0x700, 1, 7]);
  });
  it('D06 D07 on a nonblocking pidfd says EAGAIN, however it became so', () => {
    const { w, child, fd } = family();
    const nonblock = w.open(w.init, child.nr, PIDFD.PIDFD_NONBLOCK);
    const says = (f: number, more = 0) => w.waitid(w.init, P.P_PIDFD, f, WEXITED | more);
    expect([says(nonblock), says(nonblock, WNOHANG)]).toEqual(['EAGAIN', 0]);
    w.call(w.init, { name: 'fcntl', fd, cmd: 4, arg: O.O_NONBLOCK });
    expect(says(fd)).toBe('EAGAIN');
    w.exit(child);
    expect([says(fd), says(fd)]).toEqual([0, 'ECHILD']);
  });
  it('D08 with WNOWAIT leaves the zombie', () => {
    const { w, child, fd } = family();
    w.exit(child);
    const says = (more: number) => w.waitid(w.init, P.P_PIDFD, fd, WEXITED | more);
    expect([says(WNOWAIT), says(WNOWAIT), says(0), says(0)]).toEqual([0, 0, 0, 'ECHILD']);
  });
  it('D09 for stops alone never gets a zombie', () => {
    const { w, child } = family();
    w.exit(child);
    expect(w.waitid(w.init, P.P_ALL, 0, WSTOPPED)).toBe('ECHILD');
  });
  it('D10 does not see a child with another exit signal, but for __WALL', () => {
    const w = new World();
    const child = w.clone3(w.init, { exitSignal: 0 });
    const fd = w.open(w.init, child.nr);
    w.exit(child);
    expect(w.waitid(w.init, P.P_PIDFD, fd, WEXITED)).toBe('ECHILD');
    expect(w.waitid(w.init, P.P_PIDFD, fd, WEXITED + __WALL)).toBe(0);
  });
  it('tells of stops and continues, each once', () => {
    const { w, child } = family();
    const get = (options: number) =>
      w.out(w.init, { name: 'waitid', idtype: P.P_ALL, id: 0, options }, 'wait').info;
    w.kill(w.init, child.nr, SIG.SIGSTOP);
    const stop = get(WSTOPPED);
    expect([stop.status, stop.code, stop.value]).toEqual([0x137f, 5, SIG.SIGSTOP]);
    expect(w.waitid(w.init, P.P_ALL, 0, WSTOPPED | WNOHANG)).toBe(0);
    w.kill(w.init, child.nr, SIG.SIGCONT);
    const cont = get(WCONTINUED);
    expect([cont.status, cont.code, cont.value]).toEqual([0xffff, 6, SIG.SIGCONT]);
  });
  it('D18 of -1 collects a CLONE_PIDFD child like any other', () => {
    const w = new World();
    const child = w.clone3(w.init, { flags: CLONE.CLONE_PIDFD });
    w.exit(child);
    expect(w.wait(w.init)).toBe(child.nr);
  });
  it('D20 of group 0 means the caller’s group, from 5.4 on', () => {
    const { w, child } = family();
    w.call(child, { name: 'setpgid', pid: 0, pgid: 0 });
    expect(w.waitid(w.init, P.P_PGID, 0, WEXITED)).toBe('ECHILD');
    expect(w.waitid(w.init, P.P_PGID, -1, WEXITED)).toBe('EINVAL');
    const old = new World({ version: 5003 });
    expect(old.waitid(old.init, P.P_PGID, 0, WEXITED)).toBe('EINVAL');
  });
  it('D21 never collects a thread', () => {
    const { w, child } = family();
    const fd = w.open(w.init, w.thread(child).nr, PIDFD.PIDFD_THREAD);
    expect(w.waitid(w.init, P.P_PIDFD, fd, WEXITED + __WALL)).toBe('ECHILD');
    const leader = w.open(w.init, child.nr, PIDFD.PIDFD_THREAD);
    w.exit(child);
    expect(w.waitid(w.init, P.P_PIDFD, leader, WEXITED)).toBe(0);
  });
  it('by P_PIDFD is EINVAL before 5.4', () => {
    const w = new World({ version: 5003 });
    const child = w.fork(w.init);
    expect(w.waitid(w.init, P.P_PIDFD, w.open(w.init, child.nr), WEXITED)).toBe('EINVAL');
  });
});

describe('automatic reaping', () => {
  const ignore = { name: 'signal', signum: SIG.SIGCHLD, handler: 'ignore' } as const;

  it('D11 frees the number at the death; a pidfd keeps the status', () => {
    const w = new World();
    w.call(w.init, ignore);
    const child = w.fork(w.init);
    const fd = w.open(w.init, child.nr);
    expect(w.waits(w.init, { name: 'wait4', pid: -1, options: 0 })).toBe('child');
    w.exit(child, 9);
    expect([w.kill(w.init, child.nr), w.wait(w.init)]).toEqual(['ESRCH', 'ECHILD']);
    expect(w.poll(w.init, fd)).toBe(POLL.POLLIN | POLL.POLLRDNORM | POLL.POLLHUP);
    expect(exitCode(w, w.init, fd)).toBe(0x900);
  });
  it('D12 spares a zombie older than the setting', () => {
    const { w, child } = family();
    w.exit(child);
    w.call(w.init, ignore);
    expect(w.wait(w.init)).toBe(child.nr);
  });
  it('runs the handler nevertheless under SA_NOCLDWAIT', () => {
    const { w, child } = family();
    const { SA_NOCLDWAIT: flags } = SA;
    w.call(w.init, { name: 'rt_sigaction', signum: SIG.SIGCHLD, handler: 'handle', flags });
    w.exit(child);
    expect([w.state(child), w.delivered(w.init)]).toEqual(['gone', ['17 handler']]);
  });
  it('D13 does not queue SIGCHLD: five deaths, one handler run, five to collect', () => {
    const w = new World();
    w.call(w.init, { name: 'signal', signum: SIG.SIGCHLD, handler: 'handle' });
    const set = [SIG.SIGCHLD];
    w.call(w.init, { name: 'rt_sigprocmask', how: SIG_HOW.SIG_BLOCK, set });
    for (const child of Array.from({ length: 5 }, () => w.fork(w.init))) w.exit(child);
    w.call(w.init, { name: 'rt_sigprocmask', how: SIG_HOW.SIG_UNBLOCK, set });
    expect(w.delivered(w.init).filter(d => d === '17 handler')).toEqual(['17 handler']);
    for (let i = 0; i < 5; i++) expect(w.wait(w.init)).toBe(300 + i);
  });
  it('D16 takes an orphan zombie whose new parent ignores SIGCHLD', () => {
    const w = new World();
    w.call(w.init, ignore);
    const middle = w.fork(w.init);
    w.call(middle, { name: 'signal', signum: SIG.SIGCHLD, handler: 'default' });
    const child = w.fork(middle);
    w.exit(child);
    expect(w.state(child)).toBe('zombie');
    w.exit(middle);
    expect([w.state(middle), w.state(child)]).toEqual(['gone', 'gone']);
  });
});

describe('an orphan', () => {
  it('D14 has a new parent when the old one exits, not when that is reaped', () => {
    const w = new World();
    const middle = w.fork(w.init);
    const child = w.fork(middle);
    w.exit(middle);
    expect([w.state(middle), w.value(child, { name: 'getppid' })]).toEqual(['zombie', 1]);
  });
  it('D15 goes to the nearest subreaper, which may collect it; the flag is not inherited', () => {
    const w = new World();
    const reaper = w.fork(w.init);
    w.call(reaper, { name: 'prctl', option: PR.PR_SET_CHILD_SUBREAPER, arg2: 1 });
    const middle = w.fork(reaper);
    const flag = { name: 'prctl', option: PR.PR_GET_CHILD_SUBREAPER, arg2: 0 } as const;
    expect(w.value(middle, flag)).toBe(0);
    const child = w.fork(middle);
    const fd = w.open(reaper, child.nr);
    w.endAndReap(middle, reaper);
    expect(w.value(child, { name: 'getppid' })).toBe(reaper.nr);
    w.exit(child);
    expect(w.waitid(reaper, P.P_PIDFD, fd, WEXITED)).toBe(0);
  });
  it('goes to another thread of the dead one’s process first', () => {
    const w = new World();
    const parent = w.fork(w.init);
    const thread = w.thread(parent);
    const child = w.fork(thread);
    w.call(thread, { name: 'exit', status: 0 });
    expect(w.value(child, { name: 'getppid' })).toBe(parent.nr);
    w.exit(child);
    expect(w.wait(parent)).toBe(child.nr);
  });
  it('loses its exit signal: SIGCHLD for everybody’s adopted children', () => {
    const w = new World();
    const middle = w.fork(w.init);
    const child = w.clone3(middle, { exitSignal: 0 });
    w.endAndReap(middle, w.init);
    w.exit(child);
    expect(w.wait(w.init)).toBe(child.nr);
  });
  it('gets its parent-death signal when the thread that made it exits', () => {
    const w = new World();
    const middle = w.fork(w.init);
    const child = w.fork(middle);
    w.call(child, { name: 'prctl', option: PR.PR_SET_PDEATHSIG, arg2: SIG.SIGTERM });
    w.exit(middle);
    expect(w.state(child)).toBe('zombie');
  });
  it('in a stopped group that is cut off gets SIGHUP and SIGCONT', () => {
    const w = new World();
    const shell = w.fork(w.init);
    w.call(shell, { name: 'setsid' });
    const job = w.fork(shell);
    w.call(job, { name: 'setpgid', pid: 0, pgid: 0 });
    w.kill(w.init, job.nr, SIG.SIGSTOP);
    w.exit(shell);
    expect(w.delivered(job)).toContain('18 continue');
    expect(w.state(job)).toBe('zombie');
  });
});

describe('the dead', () => {
  it('D17 child of CLONE_PARENT belongs to the creator’s parent', () => {
    const w = new World();
    const creator = w.fork(w.init);
    const flags = CLONE.CLONE_PARENT + CLONE.CLONE_PIDFD;
    const child = w.clone3(creator, { flags, exitSignal: 0 });
    w.exit(child);
    expect(w.poll(creator, 0)).toBe(0x41);
    expect(w.waitid(creator, P.P_PIDFD, 0, WEXITED)).toBe('ECHILD');
    expect(w.wait(w.init)).toBe(child.nr);
  });
  it('D19 process has the status of its last thread, the leader’s before 6.0', () => {
    for (const [version, status] of [
      [6018, 0x500],
      [5019, 0],
    ] as const) {
      const w = new World({ version });
      const child = w.fork(w.init);
      const thread = w.thread(child);
      w.call(child, { name: 'exit', status: 0 });
      expect(w.wait(w.init, -1, WNOHANG)).toBe(0);
      w.call(thread, { name: 'exit', status: 5 });
      const sys = { name: 'wait4', pid: -1, options: 0 } as const;
      expect(w.out(w.init, sys, 'wait').info.status).toBe(status);
    }
  });
  it('process killed by a signal has the signal as status', () => {
    const { w, child } = family();
    w.kill(w.init, child.nr, SIG.SIGKILL);
    const { info } = w.out(w.init, { name: 'wait4', pid: -1, options: 0 }, 'wait');
    expect([info.status, info.code, info.value]).toEqual([9, 2, 9]);
  });
  it('child with another exit signal sends SIGCHLD once its parent has called execve', () => {
    const w = new World();
    const parent = w.fork(w.init);
    const set = [SIG.SIGCHLD, SIG.SIGUSR1];
    w.call(parent, { name: 'rt_sigprocmask', how: SIG_HOW.SIG_BLOCK, set });
    const before = w.clone3(parent, { exitSignal: SIG.SIGUSR1 });
    const take = { name: 'rt_sigtimedwait', set, timeout: 0 } as const;
    w.exit(before);
    expect(w.says(parent, take)).toBe(SIG.SIGUSR1);
    const after = w.clone3(parent, { exitSignal: SIG.SIGUSR1 });
    w.call(parent, { name: 'execve', path: '/bin/x' });
    w.exit(after);
    expect(w.says(parent, take)).toBe(SIG.SIGCHLD);
    expect([w.wait(parent), w.wait(parent, -1, __WALL)]).toEqual(['ECHILD', before.nr]);
  });
  it('child with exit signal SIGKILL kills its parent', () => {
    const w = new World();
    const parent = w.fork(w.init);
    const child = w.clone3(parent, { exitSignal: SIG.SIGKILL });
    w.exit(child);
    expect(w.state(parent)).toBe('zombie');
  });
});

describe('vfork', () => {
  it('holds the parent until the child execs or exits', () => {
    const w = new World();
    const made = w.out(w.init, { name: 'vfork' }, 'child');
    const child = { task: made.task, pid: made.pid, nr: made.nr };
    expect(w.waits(w.init, { name: 'getpid' })).toBe('vfork');
    w.call(child, { name: 'execve', path: '/bin/true' });
    expect(w.waits(w.init, { name: 'getpid' })).toBe('ready');
  });
});
