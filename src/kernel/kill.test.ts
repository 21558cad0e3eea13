// Assertions C01 to C11 and F01 to F11 of the fact base: signals by number and by descriptor.

import { describe, expect, it } from 'vitest';
import { CLONE, INT_MIN, O, PIDFD, PIDFD_SELF, SI, SIG, SIG_HOW } from './constants.ts';
import { type Proc, World } from './testing/world.ts';

const user = (w: World, proc: Proc, id = 1000): void => {
  w.call(proc, { name: 'setresuid', ruid: id, euid: id, suid: id });
};

describe('kill', () => {
  it('C01 is accepted by a zombie', () => {
    const w = new World();
    const child = w.fork(w.init);
    w.exit(child);
    expect([w.kill(w.init, child.nr), w.kill(w.init, child.nr, SIG.SIGTERM)]).toEqual([0, 0]);
  });
  it('C02 looks for the target before it looks at the signal', () => {
    const w = new World();
    const child = w.fork(w.init);
    expect([w.kill(w.init, 305), w.kill(w.init, 305, 99)]).toEqual(['ESRCH', 'ESRCH']);
    expect([w.kill(w.init, child.nr, 99), w.kill(w.init, child.nr, -1)]).toEqual([
      'EINVAL',
      'EINVAL',
    ]);
  });
  it('C03 is refused to the unprivileged, for the living and for zombies', () => {
    const w = new World();
    const target = w.fork(w.init);
    const sender = w.fork(w.init);
    user(w, sender);
    expect(w.kill(sender, target.nr)).toBe('EPERM');
    expect(w.kill(sender, target.nr, 99)).toBe('EINVAL');
    w.exit(target);
    expect(w.kill(sender, target.nr)).toBe('EPERM');
  });
  it('C04 by the number of a thread reaches its process', () => {
    const w = new World();
    const child = w.fork(w.init);
    const thread = w.thread(child);
    expect(w.kill(w.init, thread.nr)).toBe(0);
    w.kill(w.init, thread.nr, SIG.SIGTERM);
    expect([w.state(child), w.state(thread)]).toEqual(['zombie', 'gone']);
  });
  it('C05 in the form of tgkill checks that the thread is in the process', () => {
    const w = new World();
    const child = w.fork(w.init);
    const thread = w.thread(child);
    const tgkill = (tgid: number, tid: number) =>
      w.says(w.init, { name: 'tgkill', tgid, tid, sig: 0 });
    expect(tgkill(child.nr, thread.nr)).toBe(0);
    expect(tgkill(thread.nr, thread.nr)).toBe('ESRCH');
    expect([tgkill(0, thread.nr), tgkill(child.nr, -1)]).toEqual(['EINVAL', 'EINVAL']);
    const tkill = (tid: number) => w.says(w.init, { name: 'tkill', tid, sig: 0 });
    expect([tkill(thread.nr), tkill(0), tkill(311)]).toEqual([0, 'EINVAL', 'ESRCH']);
  });
  it('C06 C07 of -1 spares pid 1 and the caller, and forgives refusals', () => {
    const w = new World();
    const sender = w.fork(w.init);
    expect(w.kill(sender, -1)).toBe('ESRCH');
    w.fork(w.init);
    user(w, sender);
    expect(w.kill(sender, -1)).toBe(0);
  });
  it('C08 from inside a namespace leaves its pid 1 alone', () => {
    const w = new World();
    const child = w.fork(w.init);
    expect(w.kill(child, 1, SIG.SIGKILL)).toBe(0);
    expect(w.send(child, w.open(child, 1), SIG.SIGKILL)).toBe(0);
    expect(w.state(w.init)).toBe('running');
  });
  it('C09 from outside kills pid 1 and with it every member', () => {
    const w = new World();
    const root = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    const member = w.clone3(root, {});
    const seen = w.init;
    const outer = w.kernel.pids[member.pid]?.upids[0]?.nr ?? 0;
    const fd = w.open(seen, outer);
    expect(w.send(seen, w.open(seen, root.nr), SIG.SIGTERM)).toBe(0);
    expect(w.state(root)).toBe('running');
    expect(w.send(seen, w.open(seen, root.nr), SIG.SIGKILL)).toBe(0);
    expect(w.poll(seen, fd)).toBe(0x51);
  });
  it('C10 asks for the saved or real id of the target, or SIGCONT in one session', () => {
    const allowed = (sender: number, ids: [number, number, number], sig: number) => {
      const w = new World();
      const a = w.fork(w.init);
      const b = w.fork(w.init);
      user(w, a, sender);
      const [ruid, euid, suid] = ids;
      w.call(b, { name: 'setresuid', ruid, euid, suid });
      return w.kill(a, b.nr, sig);
    };
    expect(allowed(1001, [1000, 0, 1001], 0)).toBe(0);
    expect(allowed(1003, [5, 1003, 5], 0)).toBe('EPERM');
    expect(allowed(1003, [5, 5, 5], SIG.SIGCONT)).toBe(0);
  });
  it('C11 of INT_MIN finds nobody', () => {
    const w = new World();
    expect(w.kill(w.init, INT_MIN)).toBe('ESRCH');
  });
  it('of 0 reaches the whole group of the caller', () => {
    const w = new World();
    const leader = w.fork(w.init);
    w.call(leader, { name: 'setpgid', pid: 0, pgid: 0 });
    const member = w.fork(leader);
    w.kill(leader, 0, SIG.SIGTERM);
    expect([w.state(leader), w.state(w.init)]).toEqual(['zombie', 'running']);
    expect(w.state(member)).toBe('zombie');
  });
});

describe('dispositions and masks', () => {
  it('keep a blocked signal pending, once', () => {
    const w = new World();
    const child = w.fork(w.init);
    const set = [SIG.SIGTERM];
    w.call(child, { name: 'rt_sigprocmask', how: SIG_HOW.SIG_BLOCK, set });
    w.kill(w.init, child.nr, SIG.SIGTERM);
    w.kill(w.init, child.nr, SIG.SIGTERM);
    expect(w.out(child, { name: 'rt_sigtimedwait', set, timeout: 0 }, 'signal').nr).toBe(1);
    expect(w.says(child, { name: 'rt_sigtimedwait', set, timeout: 0 })).toBe('EAGAIN');
    w.kill(w.init, child.nr, SIG.SIGTERM);
    w.call(child, { name: 'rt_sigprocmask', how: SIG_HOW.SIG_UNBLOCK, set });
    expect(w.state(child)).toBe('zombie');
  });
  it('never block or ignore SIGKILL and SIGSTOP', () => {
    const w = new World();
    const child = w.fork(w.init);
    const ignore = (signum: number) => w.says(child, { name: 'signal', signum, handler: 'ignore' });
    expect([ignore(SIG.SIGKILL), ignore(SIG.SIGSTOP), ignore(0), ignore(65)]).toEqual(
      Array(4).fill('EINVAL'),
    );
    w.call(child, { name: 'rt_sigprocmask', how: SIG_HOW.SIG_SETMASK, set: [SIG.SIGKILL] });
    w.kill(w.init, child.nr, SIG.SIGKILL);
    expect(w.state(child)).toBe('zombie');
  });
  it('F11 hold SIGTERM back while stopped, but not SIGKILL', () => {
    const w = new World();
    const child = w.fork(w.init);
    const fd = w.open(w.init, child.nr);
    w.kill(w.init, child.nr, SIG.SIGSTOP);
    w.kill(w.init, child.nr, SIG.SIGTERM);
    expect([w.state(child), w.poll(w.init, fd)]).toEqual(['stopped', 0]);
    expect(w.waits(child, { name: 'getpid' })).toBe('stopped');
    w.kill(w.init, child.nr, SIG.SIGCONT);
    expect(w.state(child)).toBe('zombie');
    const other = w.fork(w.init);
    w.kill(w.init, other.nr, SIG.SIGSTOP);
    w.kill(w.init, other.nr, SIG.SIGKILL);
    expect(w.state(other)).toBe('zombie');
  });
});

describe('pidfd_send_signal', () => {
  it('F01 F06 reaches the living and zombies; ESRCH when reaped or recycled', () => {
    const w = new World({ pidMax: 302, cursor: 300 });
    const child = w.fork(w.init);
    const fd = w.open(w.init, child.nr);
    const dir = w.value(w.init, { name: 'open', path: '/proc/300', flags: O.O_DIRECTORY });
    expect([w.send(w.init, fd), w.send(w.init, dir)]).toEqual([0, 0]);
    w.exit(child);
    expect([w.send(w.init, fd), w.send(w.init, dir)]).toEqual([0, 0]);
    w.wait(w.init);
    expect([w.send(w.init, fd), w.send(w.init, dir)]).toEqual(['ESRCH', 'ESRCH']);
    expect(w.clone3(w.init, { setTid: [300] }).nr).toBe(300);
    expect([w.send(w.init, fd), w.send(w.init, dir)]).toEqual(['ESRCH', 'ESRCH']);
  });
  it('F02 looks at the flags before the descriptor', () => {
    const w = new World();
    expect([w.send(w.init, 77, 0, 3), w.send(w.init, 77, 0, 8)]).toEqual(['EINVAL', 'EINVAL']);
    expect(w.send(w.init, 77)).toBe('EBADF');
  });
  it('F03 looks for the process before the signal', () => {
    const w = new World();
    const child = w.fork(w.init);
    const fd = w.open(w.init, child.nr);
    expect([w.send(w.init, fd, 99), w.send(w.init, fd, -1)]).toEqual(['EINVAL', 'EINVAL']);
    w.endAndReap(child, w.init);
    expect(w.send(w.init, fd, 99)).toBe('ESRCH');
  });
  it('F04 takes a siginfo that is not forged', () => {
    const w = new World();
    const child = w.fork(w.init);
    const send = (by: Proc, nr: number, signo: number, code: number) =>
      w.says(by, {
        name: 'pidfd_send_signal',
        pidfd: w.open(by, nr),
        sig: SIG.SIGCHLD,
        info: { kind: 'info', signo, code },
        flags: 0,
      });
    expect(send(w.init, child.nr, SIG.SIGUSR1, SI.SI_QUEUE)).toBe('EINVAL');
    expect(send(w.init, child.nr, SIG.SIGCHLD, SI.SI_USER)).toBe('EPERM');
    expect(send(w.init, child.nr, SIG.SIGCHLD, SI.SI_TKILL)).toBe('EPERM');
    expect(send(w.init, child.nr, SIG.SIGCHLD, SI.SI_QUEUE)).toBe(0);
    expect(send(child, child.nr, SIG.SIGCHLD, SI.SI_USER)).toBe(0);
  });
  it('F05 refuses O_PATH copies, /proc itself and task directories', () => {
    const w = new World();
    const child = w.fork(w.init);
    const open = (path: string, flags = 0) => w.value(w.init, { name: 'open', path, flags });
    const bad = [
      open(`/proc/${child.nr}`, O.O_PATH),
      open('/proc'),
      open(`/proc/${child.nr}/task/${child.nr}`),
    ];
    expect(bad.map(fd => w.send(w.init, fd))).toEqual(['EBADF', 'EBADF', 'EBADF']);
  });
  it('F07 through a thread pidfd reaches that thread', () => {
    const w = new World();
    const child = w.fork(w.init);
    const thread = w.thread(child);
    const set = [SIG.SIGUSR1];
    for (const t of [child, thread])
      w.call(t, { name: 'rt_sigprocmask', how: SIG_HOW.SIG_BLOCK, set });
    const tfd = w.open(w.init, thread.nr, PIDFD.PIDFD_THREAD);
    w.send(w.init, tfd, SIG.SIGUSR1);
    const take = { name: 'rt_sigtimedwait', set, timeout: 0 } as const;
    expect(w.says(child, take)).toBe('EAGAIN');
    expect(w.out(thread, take, 'signal').code).toBe(SI.SI_TKILL);
    w.send(w.init, w.open(w.init, child.nr), SIG.SIGUSR1);
    expect(w.out(child, take, 'signal').code).toBe(SI.SI_USER);
  });
  it('F08 does not reach out of the caller’s namespace, even to the reaped', () => {
    const w = new World();
    const target = w.fork(w.init);
    w.open(w.init, target.nr);
    const root = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    expect(w.send(root, 0)).toBe('EINVAL');
    w.endAndReap(target, w.init);
    expect(w.send(root, 0)).toBe('EINVAL');
  });
  it('F09 F10 judges permission when it is used, and only while there is a target', () => {
    const w = new World();
    const target = w.fork(w.init);
    const sender = w.fork(w.init);
    const fd = w.open(sender, target.nr);
    expect(w.send(sender, fd)).toBe(0);
    user(w, sender);
    expect(w.send(sender, fd)).toBe('EPERM');
    w.exit(target);
    expect(w.send(sender, fd)).toBe('EPERM');
    w.wait(w.init);
    expect(w.send(sender, fd)).toBe('ESRCH');
  });
  it('E16 takes PIDFD_SELF from 6.15 on, its group value by version', () => {
    const send = (version: number, fd: number) => {
      const w = new World({ version });
      return w.send(w.init, fd);
    };
    expect(send(6015, PIDFD_SELF.PIDFD_SELF)).toBe(0);
    expect(send(6014, PIDFD_SELF.PIDFD_SELF)).toBe('EBADF');
    expect([send(6016, -20000), send(6016, -10001)]).toEqual([0, 'EBADF']);
    expect([send(6017, -20000), send(6017, -10001)]).toEqual(['EBADF', 0]);
  });
});
