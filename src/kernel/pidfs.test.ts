// Assertions H01 to H30 of the fact base: information, namespaces, handles, descriptors of others.

import { describe, expect, it } from 'vitest';
import { CLONE, FD_PIDFS_ROOT, O, PIDFD, PIDFD_INFO, SO } from './constants.ts';
import type { Syscall } from './index.ts';
import { type Proc, World } from './testing/world.ts';

const EXIT = PIDFD_INFO.PIDFD_INFO_EXIT;

function info(fd: number, mask = 0, size = 64): Syscall {
  return { name: 'ioctl', fd, request: { kind: 'PIDFD_GET_INFO', mask, size, arg: 'ok' } };
}
const nsIoctl = (fd: number, arg = 0): Syscall => ({
  name: 'ioctl',
  fd,
  request: { kind: 'PIDFD_GET_NAMESPACE', type: 'pid', arg },
});
const become = (w: World, proc: Proc): void => {
  w.call(proc, { name: 'setresuid', ruid: 1000, euid: 1000, suid: 1000 });
};

function family(version = 6018): { w: World; child: Proc; fd: number } {
  const w = new World({ version });
  const child = w.fork(w.init);
  return { w, child, fd: w.open(w.init, child.nr) };
}

describe('PIDFD_GET_INFO', () => {
  it('H01 always fills ids, credentials and cgroup', () => {
    const { w, child, fd } = family();
    const got = w.out(w.init, info(fd), 'info').info;
    expect([got.mask, got.pid, got.tgid, got.ppid]).toEqual([7, child.nr, child.nr, 1]);
  });
  it('H02 H03 gives the exit code after the reap, not before', () => {
    const { w, child, fd } = family();
    w.kill(w.init, child.nr, 9);
    expect(w.out(w.init, info(fd, EXIT), 'info').info.mask).toBe(7);
    w.wait(w.init);
    expect(w.says(w.init, info(fd))).toBe('ESRCH');
    const got = w.out(w.init, info(fd, EXIT), 'info').info;
    expect([got.mask, got.exitCode, got.pid, got.cgroup]).toEqual([0xc, 9, 0, 1]);
  });
  it('H04 gives it too when the pidfd was first opened on the zombie', () => {
    const w = new World();
    const child = w.fork(w.init);
    w.exit(child, 3);
    const fd = w.open(w.init, child.nr);
    w.wait(w.init);
    expect(w.out(w.init, info(fd, EXIT), 'info').info.exitCode).toBe(0x300);
  });
  it('H05 keeps it with the struct pid from 6.17 on, with an open pidfd before', () => {
    for (const [version, expected] of [
      [6017, 0x700],
      [6016, 'ESRCH'],
    ] as const) {
      const w = new World({ version });
      const child = w.fork(w.init);
      w.call(child, { name: 'setpgid', pid: 0, pgid: 0 });
      const member = w.fork(child);
      const fd = w.open(w.init, child.nr);
      const sys = { name: 'name_to_handle_at', dirfd: fd, size: 8 } as const;
      const { handle } = w.out(w.init, sys, 'handle');
      w.call(w.init, { name: 'close', fd });
      w.endAndReap(child, w.init, 7);
      const mountFd = w.open(w.init, member.nr);
      const open = { name: 'open_by_handle_at', mountFd, handle, flags: 0 } as const;
      const again = w.value(w.init, open);
      const result = w.call(w.init, info(again, EXIT));
      expect(result.ok && result.out.kind === 'info' ? result.out.info.exitCode : 'ESRCH').toBe(
        expected,
      );
    }
  });
  it('H07 says EREMOTE from a foreign namespace, live or reaped; ESRCH in older kernels', () => {
    for (const [version, errno] of [
      [6018, 'EREMOTE'],
      [6017, 'ESRCH'],
    ] as const) {
      const { w, child } = family(version);
      const inner = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
      expect(w.says(inner, info(0))).toBe(errno);
      w.endAndReap(child, w.init);
      expect(w.says(inner, info(0, EXIT))).toBe(errno);
    }
  });
  it('H08 wants 64 bytes: ENOTTY below, EINVAL for NULL', () => {
    const { w, fd } = family();
    expect(w.says(w.init, info(fd, 0, 63))).toBe('ENOTTY');
    expect(w.says(w.init, info(fd, 0, 200))).toBe(0);
    const request = { kind: 'PIDFD_GET_INFO', mask: 0, size: 64, arg: 'null' } as const;
    expect(w.says(w.init, { name: 'ioctl', fd, request })).toBe('EINVAL');
  });
  it('exists from 6.13 on, exit codes from 6.15', () => {
    const at = (version: number) => {
      const { w, child, fd } = family(version);
      const live = w.says(w.init, info(fd));
      w.endAndReap(child, w.init);
      return [live, w.says(w.init, info(fd, EXIT))];
    };
    expect([at(6012), at(6014), at(6015)]).toEqual([
      ['ENOTTY', 'ENOTTY'],
      [0, 'ESRCH'],
      [0, 0],
    ]);
  });
});

describe('fdinfo', () => {
  const read = (w: World, by: Proc, fd: number) => {
    const path = `/proc/self/fdinfo/${fd}`;
    const at = w.value(by, { name: 'open', path, flags: 0 });
    return w.out(by, { name: 'read', fd: at }, 'fdinfo');
  };
  it('H09 shows the number, 0 when it is not seen, -1 when it is gone', () => {
    const { w, child, fd } = family();
    expect(read(w, w.init, fd).pid).toBe(child.nr);
    const inner = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    expect(read(w, inner, fd).pid).toBe(0);
    w.endAndReap(child, w.init);
    expect([read(w, w.init, fd).pid, read(w, inner, fd).pid]).toEqual([-1, -1]);
  });
  it('H10 lists one number per level', () => {
    const w = new World();
    const root = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    const inner = w.fork(root);
    const nr = w.kernel.pids[inner.pid]?.upids[0]?.nr ?? 0;
    expect(read(w, w.init, w.open(w.init, nr)).nspid).toEqual([nr, 2]);
  });
});

describe('pidfd_getfd', () => {
  const get = (w: World, by: Proc, pidfd: number, targetfd: number, flags = 0) =>
    w.says(by, { name: 'pidfd_getfd', pidfd, targetfd, flags });

  it('H11 H12 copies a live descriptor, and fails for each reason', () => {
    const { w, child, fd } = family();
    w.open(child, 1);
    expect(get(w, w.init, fd, 0)).toBe(1);
    expect(w.value(w.init, { name: 'fcntl', fd: 1, cmd: 1, arg: 0 })).toBe(1);
    expect([get(w, w.init, fd, 0, 1), get(w, w.init, fd, 9), get(w, w.init, 9, 0)]).toEqual([
      'EINVAL',
      'EBADF',
      'EBADF',
    ]);
    const user = w.fork(w.init);
    become(w, user);
    expect(get(w, user, fd, 0)).toBe('EPERM');
    w.exit(child);
    expect(get(w, w.init, fd, 0)).toBe('ESRCH');
    w.wait(w.init);
    expect(get(w, w.init, fd, 0)).toBe('ESRCH');
    expect(w.send(w.init, 1)).toBe(0);
  });
  it('H13 works out of a child namespace, with privilege', () => {
    const { w, child, fd } = family();
    w.open(child, 1);
    const inner = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    expect(get(w, inner, fd, 0)).toBe(1);
  });
});

describe('other calls on pidfds', () => {
  it('H14 setns wants flags, a live target, and a namespace inside', () => {
    const { w, child, fd } = family();
    const setns = (by: Proc, nstype: number, at = fd) =>
      w.says(by, { name: 'setns', fd: at, nstype });
    expect([setns(w.init, 0), setns(w.init, CLONE.CLONE_NEWUTS)]).toEqual(['EINVAL', 0]);
    const inner = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    expect(setns(inner, CLONE.CLONE_NEWPID)).toBe('EINVAL');
    const root = w.open(w.init, inner.nr);
    expect(setns(w.init, CLONE.CLONE_NEWPID, root)).toBe(0);
    expect(w.nrOf(w.fork(w.init))).toBe(2);
    w.exit(child);
    expect(setns(w.init, CLONE.CLONE_NEWUTS)).toBe('ESRCH');
  });
  it('H15 process_mrelease refuses the living and does not find the dead', () => {
    const { w, child, fd } = family();
    const release = (flags = 0) => w.says(w.init, { name: 'process_mrelease', pidfd: fd, flags });
    expect([release(), release(1)]).toEqual(['EINVAL', 'EINVAL']);
    w.exit(child);
    expect(release()).toBe('ESRCH');
  });
  it('H16 process_madvise wants advice for others, a process, and the right to read it', () => {
    const { w, child, fd } = family();
    const advise = (by: Proc, advice: number, pidfd = fd) =>
      w.says(by, { name: 'process_madvise', pidfd, advice, flags: 0 });
    expect([advise(w.init, 20), advise(w.init, 4)]).toEqual([0, 'EINVAL']);
    const tfd = w.open(w.init, w.thread(child).nr, PIDFD.PIDFD_THREAD);
    expect(advise(w.init, 20, tfd)).toBe('ESRCH');
    const user = w.fork(w.init);
    become(w, user);
    expect(advise(user, 20)).toBe('EACCES');
    w.exit(child);
    expect(advise(w.init, 20)).toBe('ESRCH');
  });
  it('H17 the namespace ioctls want a live target, no argument, and the right', () => {
    const { w, child, fd } = family();
    expect([w.says(w.init, nsIoctl(fd)), w.says(w.init, nsIoctl(fd, 1))]).toEqual([1, 'EINVAL']);
    const user = w.fork(w.init);
    become(w, user);
    expect(w.says(user, nsIoctl(fd))).toBe('EACCES');
    w.exit(child);
    expect([w.says(w.init, nsIoctl(fd)), w.says(w.init, nsIoctl(99))]).toEqual(['ESRCH', 'EBADF']);
    const old = family(6010);
    expect(old.w.says(old.w.init, nsIoctl(old.fd))).toBe('ENOTTY');
  });
  it('H18 read and write say EINVAL, lseek ESPIPE', () => {
    const { w, fd } = family();
    expect(w.says(w.init, { name: 'read', fd })).toBe('EINVAL');
    expect(w.says(w.init, { name: 'write', fd, value: 1 })).toBe('EINVAL');
    expect(w.says(w.init, { name: 'lseek', fd })).toBe('ESPIPE');
  });
  it('H23 H24 handles open while the number is held, and from where it is seen', () => {
    const { w, child, fd } = family();
    const name = { name: 'name_to_handle_at', dirfd: fd, size: 8 } as const;
    const { handle } = w.out(w.init, name, 'handle');
    expect(w.says(w.init, { ...name, size: 7 })).toBe('EOVERFLOW');
    const open = (by: Proc, mountFd = FD_PIDFS_ROOT, flags = 0) =>
      w.says(by, { name: 'open_by_handle_at', mountFd, handle, flags });
    expect([open(w.init), open(w.init, fd), open(w.init, fd, O.O_DIRECTORY)]).toEqual([
      1,
      2,
      'EINVAL',
    ]);
    const inner = w.clone3(w.init, { flags: CLONE.CLONE_NEWPID });
    expect(open(inner)).toBe('ESTALE');
    w.exit(child);
    expect(open(w.init)).toBe(3);
    w.wait(w.init);
    expect(open(w.init)).toBe('ESTALE');
  });
  it('H27 cgroup.kill takes 1 and kills every member', () => {
    const { w, child, fd } = family();
    const other = w.fork(w.init);
    w.call(w.init, { name: 'cgroup_attach', cgroup: 5, pid: child.nr });
    const kill = (value: number) => w.says(w.init, { name: 'cgroup_kill', cgroup: 5, value });
    expect([kill(2), kill(1)]).toEqual(['ERANGE', 0]);
    expect([w.state(child), w.state(other), w.poll(w.init, fd, 1)]).toEqual([
      'zombie',
      'running',
      1,
    ]);
  });
});

describe('sockets', () => {
  function orphanSocket(version = 6018): { w: World; server: Proc } {
    const w = new World({ version, pidMax: 303, cursor: 300 });
    const server = w.fork(w.init);
    const client = w.fork(w.init);
    w.call(client, { name: 'socketpair', type: 1 });
    w.call(server, { name: 'pidfd_open', pid: client.nr, flags: 0 });
    w.call(server, { name: 'pidfd_getfd', pidfd: 0, targetfd: 0, flags: 0 });
    w.call(server, { name: 'close', fd: 0 });
    w.endAndReap(client, w.init);
    return { w, server };
  }
  const option = (w: World, by: Proc, optname: number) =>
    w.call(by, { name: 'getsockopt', fd: 1, optname });

  it('H19 SO_PEERPIDFD of a reaped peer is a pidfd from 6.16 on, EINVAL before', () => {
    const { w, server } = orphanSocket();
    expect(option(w, server, SO.SO_PEERPIDFD).ok).toBe(true);
    expect(w.out(server, info(0, EXIT), 'info').info.mask).toBe(0xc);
    const old = orphanSocket(6015);
    expect(option(old.w, old.server, SO.SO_PEERPIDFD)).toEqual({ ok: false, errno: 'EINVAL' });
  });
  it('H20 SO_PEERCRED names a stranger once the number is recycled', () => {
    const { w, server } = orphanSocket();
    const stranger = w.clone3(w.init, { setTid: [301] });
    const cred = { name: 'getsockopt', fd: 1, optname: SO.SO_PEERCRED } as const;
    const { nr } = w.out(server, cred, 'ucred');
    expect([nr, w.kill(server, nr)]).toEqual([stranger.nr, 0]);
    option(w, server, SO.SO_PEERPIDFD);
    expect(w.send(server, 0)).toBe('ESRCH');
  });
  it('H22 SCM_PIDFD into a full table leaves -24 in the slot and delivers the data', () => {
    const w = new World();
    const [a, b] = w.out(w.init, { name: 'socketpair', type: 1 }, 'fds').fds;
    w.call(w.init, { name: 'setsockopt', fd: b, optname: SO.SO_PASSPIDFD, value: 1 });
    const send = { name: 'sendmsg', fd: a, value: 5, rights: [] } as const;
    const receive = { name: 'recvmsg', fd: b, flags: 0 } as const;
    w.call(w.init, send);
    expect(w.out(w.init, receive, 'message').pidfd).toBe(2);
    w.call(w.init, { name: 'setrlimit', resource: 7, value: 3 });
    w.call(w.init, send);
    const got = w.out(w.init, receive, 'message');
    expect([got.value, got.pidfd]).toEqual([5, -24]);
  });
  it('install passed descriptors before the pidfd of the sender', () => {
    const w = new World();
    const [a, b] = w.out(w.init, { name: 'socketpair', type: 1 }, 'fds').fds;
    w.call(w.init, { name: 'setsockopt', fd: b, optname: SO.SO_PASSPIDFD, value: 1 });
    w.call(w.init, { name: 'sendmsg', fd: a, value: 5, rights: [a] });
    const got = w.out(w.init, { name: 'recvmsg', fd: b, flags: 0 }, 'message');
    expect([got.rights, got.pidfd]).toEqual([[2], 3]);
  });
  it('keep their sender’s struct pid until they are received, and no longer', () => {
    const w = new World();
    const [a, b] = w.out(w.init, { name: 'socketpair', type: 1 }, 'fds').fds;
    w.call(w.init, { name: 'setsockopt', fd: b, optname: SO.SO_PASSPIDFD, value: 1 });
    const child = w.fork(w.init);
    w.call(child, { name: 'sendmsg', fd: a, value: 1, rights: [] });
    w.endAndReap(child, w.init);
    const known = () => w.kernel.pids.some(pid => pid?.upids[0]?.nr === child.nr);
    expect(known()).toBe(true);
    w.call(w.init, { name: 'read', fd: b });
    expect(known()).toBe(false);
  });
  it('carry descriptors, which stay the same open file', () => {
    const w = new World();
    const [a, b] = w.out(w.init, { name: 'socketpair', type: 1 }, 'fds').fds;
    const child = w.fork(w.init);
    const fd = w.open(w.init, child.nr);
    w.call(w.init, { name: 'sendmsg', fd: a, value: 1, rights: [fd] });
    w.call(w.init, { name: 'close', fd });
    w.endAndReap(child, w.init);
    const got = w.out(w.init, { name: 'recvmsg', fd: b, flags: 0 }, 'message');
    expect(got.rights.map(r => w.send(w.init, r))).toEqual(['ESRCH']);
  });
});

describe('/proc/PID', () => {
  it('H30 shows equal start times for two incarnations born within a tick', () => {
    const w = new World({ pidMax: 301, cursor: 300, tick: 100 });
    const birth = () => {
      const fd = w.value(w.init, { name: 'open', path: '/proc/300/stat', flags: 0 });
      const stat = w.out(w.init, { name: 'read', fd }, 'procStat');
      w.call(w.init, { name: 'close', fd });
      return stat.startTime;
    };
    const first = w.fork(w.init);
    const before = birth();
    w.endAndReap(first, w.init);
    expect([w.fork(w.init).nr, birth()]).toEqual([300, before]);
  });
  it('as a directory stays with the process: ESRCH after the reap', () => {
    const w = new World({ pidMax: 301, cursor: 300 });
    const child = w.fork(w.init);
    const dirfd = w.value(w.init, { name: 'open', path: '/proc/300', flags: O.O_DIRECTORY });
    const open = () => w.says(w.init, { name: 'openat', dirfd, path: 'stat', flags: 0 });
    expect(open()).toBe(1);
    w.endAndReap(child, w.init);
    w.fork(w.init);
    expect(open()).toBe('ESRCH');
    expect(w.says(w.init, { name: 'read', fd: 1 })).toBe('ESRCH');
    expect(w.says(w.init, { name: 'open', path: '/proc/305', flags: 0 })).toBe('ENOENT');
  });
});
