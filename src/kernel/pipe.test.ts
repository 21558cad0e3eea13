// What a pipe does, each as the running kernel does it (src/conform/plans/pipe.json).

import { describe, expect, it } from 'vitest';
import { F, O, POLL } from './constants.ts';
import { fingerprint } from './index.ts';
import { type Proc, World } from './testing/world.ts';

const IN = POLL.POLLIN | POLL.POLLRDNORM;
const OUT = POLL.POLLOUT | POLL.POLLWRNORM;

function pipe(flags = 0): { w: World; r: number; wr: number } {
  const w = new World();
  const [r, wr] = w.out(w.init, { name: 'pipe2', flags }, 'fds').fds;
  return { w, r, wr };
}

const read = (fd: number) => ({ name: 'read', fd }) as const;
const write = (fd: number, value: number) => ({ name: 'write', fd, value }) as const;
const close = (w: World, who: Proc, fd: number) => w.call(who, { name: 'close', fd });

describe('a pipe', () => {
  it('goes one way: each end refuses the other direction with EBADF', () => {
    const { w, r, wr } = pipe();
    expect([w.says(w.init, read(wr)), w.says(w.init, write(r, 1))]).toEqual(['EBADF', 'EBADF']);
  });

  it('gives back what was written, in order', () => {
    const { w, r, wr } = pipe();
    w.call(w.init, write(wr, 41));
    w.call(w.init, write(wr, 42));
    expect(w.out(w.init, read(r), 'message').value).toBe(41);
    expect(w.out(w.init, read(r), 'message').value).toBe(42);
  });

  it('blocks its reader while anybody holds the writing end, and then says end of file', () => {
    const { w, r, wr } = pipe();
    const child = w.fork(w.init);
    close(w, w.init, wr);
    expect(w.waits(w.init, read(r))).toBe('pipe');
    w.call(child, { name: 'exit_group', status: 0 });
    expect(w.says(w.init, read(r))).toBe(0);
  });

  it('is read to its end before end of file', () => {
    const { w, r, wr } = pipe();
    w.call(w.init, write(wr, 42));
    close(w, w.init, wr);
    expect([w.says(w.init, read(r)), w.says(w.init, read(r))]).toEqual([1, 0]);
  });

  it('answers EPIPE without a reader, and kills the writer with SIGPIPE', () => {
    const { w, r, wr } = pipe();
    const child = w.fork(w.init);
    close(w, w.init, r);
    close(w, child, r);
    w.call(child, write(wr, 1));
    expect(w.kernel.tasks[child.task]?.exitCode).toBe(13);
    w.call(w.init, { name: 'signal', signum: 13, handler: 'ignore' });
    expect(w.says(w.init, write(wr, 1))).toBe('EPIPE');
  });

  it('says EAGAIN when it is empty and nonblocking', () => {
    const { w, r } = pipe(O.O_NONBLOCK);
    expect(w.says(w.init, read(r))).toBe('EAGAIN');
  });

  it('is closed by exec under O_CLOEXEC, so that the reader meets end of file', () => {
    const { w, r, wr } = pipe(O.O_CLOEXEC);
    const child = w.fork(w.init);
    close(w, w.init, wr);
    w.call(child, { name: 'execve', path: '/bin/true' });
    expect(w.says(w.init, read(r))).toBe(0);
  });

  it('polls POLLIN and POLLHUP at the reading end, POLLOUT and POLLERR at the writing end', () => {
    const { w, r, wr } = pipe();
    const bits = POLL.POLLIN | POLL.POLLOUT | POLL.POLLRDNORM | POLL.POLLWRNORM;
    const poll = (fd: number) =>
      w.out(w.init, { name: 'poll', fds: [{ fd, events: bits }], timeout: 0 }, 'revents')
        .revents[0];
    expect([poll(r), poll(wr)]).toEqual([0, OUT]);
    w.call(w.init, write(wr, 1));
    expect(poll(r)).toBe(IN);
    const copy = w.value(w.init, { name: 'dup', oldfd: wr });
    close(w, w.init, wr);
    expect(poll(r)).toBe(IN);
    close(w, w.init, copy);
    expect(poll(r)).toBe(IN | POLL.POLLHUP);
    w.call(w.init, read(r));
    expect(poll(r)).toBe(POLL.POLLHUP);
    const other = pipe();
    close(other.w, other.w.init, other.r);
    expect(other.w.poll(other.w.init, other.wr) & POLL.POLLERR).toBe(POLL.POLLERR);
  });

  it('tells its end by F_GETFL, and is no socket', () => {
    const { w, r, wr } = pipe();
    const flags = (fd: number) => w.says(w.init, { name: 'fcntl', fd, cmd: F.F_GETFL, arg: 0 });
    expect([flags(r), flags(wr)]).toEqual([0, O.O_WRONLY]);
    expect(w.says(w.init, { name: 'recvmsg', fd: r, flags: 0 })).toBe('ENOTSOCK');
    expect(w.says(w.init, { name: 'lseek', fd: r })).toBe('ESPIPE');
    expect(w.says(w.init, { name: 'pipe2', flags: 1 })).toBe('EINVAL');
  });

  it('counts in the fingerprint with what lies in it and with who is at the other end', () => {
    const seen = new Set<string>();
    const { w, r, wr } = pipe(O.O_NONBLOCK);
    const note = () => seen.add(fingerprint(w.kernel).join());
    note();
    w.call(w.init, write(wr, 1));
    note();
    w.call(w.init, write(wr, 2));
    note();
    w.call(w.init, read(r));
    note();
    expect(seen.size).toBe(4);
  });
});
