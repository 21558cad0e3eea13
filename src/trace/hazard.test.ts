import { describe, expect, it } from 'vitest';
import { REASON_NAMES } from './hazard.ts';
import { call, clone, exit, fail, proc, traceOf, verdicts, wait } from './testing/lines.ts';

const kill = (by: number, nr: number, more: object = {}) =>
  call(by, 'kill', [nr, 'SIGTERM'], 0, more);
const reasons = (trace: ReturnType<typeof traceOf>) =>
  [...trace.uses.reason].map(code => REASON_NAMES[code]);

describe('a use of a number', () => {
  it('is wrong when another incarnation holds the number than the one learnt', () => {
    const trace = traceOf(
      proc(10),
      proc(20),
      clone(10, 303),
      exit(303),
      wait(10, 303),
      clone(20, 303),
      kill(10, 303),
    );
    expect(verdicts(trace)).toEqual(['wrong']);
    expect(trace.lives.at(trace.uses.hit[0] ?? -1)?.holder).toEqual([1]);
    expect(trace.lives.at(trace.uses.meant[0] ?? -1)?.holder).toEqual([0]);
  });

  it('is aimed at nobody when the holder is reaped and the number free', () => {
    const trace = traceOf(proc(10), clone(10, 303), exit(303), wait(10, 303), kill(10, 303, fail));
    expect(verdicts(trace)).toEqual(['nobody']);
  });

  it('reaches nobody when the call fails, though another has the number by then', () => {
    const recycled = [proc(10), proc(20), clone(10, 303), exit(303), wait(10, 303), clone(20, 303)];
    const trace = traceOf(...recycled, kill(10, 303, { ret: -1, err: 'EPERM' }));
    expect(verdicts(trace)).toEqual(['nobody']);
    expect(trace.lives.at(trace.uses.hit[0] ?? -1)?.holder).toEqual([1]);
  });

  it('is safe on a child that is not reaped, even a zombie', () => {
    const trace = traceOf(proc(10), clone(10, 303), kill(10, 303), exit(303), kill(10, 303));
    expect(verdicts(trace)).toEqual(['child', 'child']);
  });

  it('means the new child once the caller has forked into the same number', () => {
    const trace = traceOf(
      proc(10),
      clone(10, 303),
      exit(303),
      wait(10, 303),
      clone(10, 303),
      kill(10, 303),
    );
    expect(verdicts(trace)).toEqual(['child']);
  });

  it('is unprotected on a process that is not the caller’s child', () => {
    const trace = traceOf(proc(10), clone(10, 303), clone(10, 304), kill(304, 303));
    expect(verdicts(trace)).toEqual(['unprotected']);
    expect(reasons(trace)).toEqual(['notChild']);
  });

  it('is unprotected when the caller ignores SIGCHLD, so that children vanish at once', () => {
    const act = { act: { handler: 'SIG_IGN', flags: '0' } };
    const ignore = call(10, 'rt_sigaction', ['SIGCHLD', null, null, 8], 0, act);
    const trace = traceOf(proc(10), ignore, clone(10, 303), kill(10, 303));
    expect(reasons(trace)).toEqual(['autoreap']);
  });

  it('is unprotected when another thread waits for any child, before or after', () => {
    const thread = clone(10, 11, { child_pid: 10, flags: 'CLONE_THREAD|CLONE_VM' });
    const other = { ...call(11, 'wait4', [-1, null, 0, null], 303), pid: 10 };
    const trace = traceOf(proc(10), thread, clone(10, 303), kill(10, 303), other);
    expect(verdicts(trace)).toEqual(['unprotected']);
    expect(reasons(trace)).toEqual(['otherWaiter']);
  });

  it('is unprotected while another thread waits for this very child, not before it does', () => {
    const thread = clone(10, 11, { child_pid: 10, flags: 'CLONE_THREAD|CLONE_VM' });
    const collects = (d: number) => ({ ...wait(11, 303), pid: 10, t: 9000, d });
    const begin = [proc(10), thread, clone(10, 303), { ...kill(10, 303), t: 5000 }];
    const end = { ...exit(303), t: 8000 };
    const meanwhile = traceOf(...begin, end, collects(6000));
    expect(verdicts(meanwhile)).toEqual(['unprotected']);
    expect(reasons(meanwhile)).toEqual(['otherWaiter']);
    expect(verdicts(traceOf(...begin, end, collects(1500)))).toEqual(['child']);
  });

  it('is safe on a group whose leader is a child not yet collected', () => {
    const group = call(10, 'kill', [-303, 'SIGTERM'], 0, { target: { nr: 303, via: 'group' } });
    expect(verdicts(traceOf(proc(10), clone(10, 303), group))).toEqual(['child']);
  });

  it('cannot be told when the number came from outside the recording', () => {
    const trace = traceOf(proc(10), proc(303), kill(10, 303));
    expect(verdicts(trace)).toEqual(['unknown']);
  });

  it('teaches what a number of unknown origin means', () => {
    const trace = traceOf(
      proc(10),
      proc(20),
      proc(303),
      kill(10, 303),
      exit(303),
      { ev: 'reap', tid: 303, how: 'wait' },
      clone(20, 303),
      kill(10, 303),
    );
    expect(verdicts(trace)).toEqual(['unknown', 'wrong']);
  });

  it('is safe on oneself, though the parent once had a child of that number', () => {
    const trace = traceOf(
      proc(10),
      clone(10, 303),
      exit(303),
      wait(10, 303),
      clone(10, 303),
      kill(303, 303),
    );
    expect(verdicts(trace)).toEqual(['self']);
  });

  it('follows a number through fork, and through exec only in the arguments', () => {
    const exec = (argv: readonly string[]) => ({
      ev: 'exec',
      tid: 40,
      pid: 40,
      path: '/bin/kill',
      argv,
      comm: 'kill',
    });
    const begin = [proc(10), clone(10, 303), clone(10, 40)];
    expect(verdicts(traceOf(...begin, kill(40, 303)))).toEqual(['unprotected']);
    expect(verdicts(traceOf(...begin, exec(['kill', '303']), kill(40, 303)))).toEqual([
      'unprotected',
    ]);
    expect(verdicts(traceOf(...begin, exec(['pkill', 'x']), kill(40, 303)))).toEqual(['unknown']);
  });

  it('does not judge calls that name no single process', () => {
    const trace = traceOf(
      proc(10),
      call(10, 'kill', [0, 'SIGTERM'], 0),
      call(10, 'kill', [-1, 0], 0),
    );
    expect(trace.uses.count).toBe(0);
  });
});

describe('a use of a pidfd', () => {
  const open = call(304, 'pidfd_open', [303, 0], 3);
  const send = (more: object = {}) =>
    call(304, 'pidfd_send_signal', [3, 'SIGTERM', null, 0], 0, more);

  it('is safe, also when its process is gone and another has the number', () => {
    const trace = traceOf(
      proc(10),
      clone(10, 303),
      clone(10, 304),
      open,
      exit(303),
      wait(10, 303),
      clone(10, 303),
      send(fail),
    );
    expect(verdicts(trace)).toEqual(['late', 'pidfd']);
    expect(trace.uses.hit[1]).toBe(-1);
    expect(trace.lives.at(trace.uses.meant[1] ?? -1)?.holder).toEqual([0]);
  });

  it('is not late when the opener’s own child cannot have been reaped', () => {
    const trace = traceOf(proc(10), clone(10, 303), call(10, 'pidfd_open', [303, 0], 3));
    expect(verdicts(trace)).toEqual(['child']);
  });

  it('is wrong from the opening on when the number was recycled before', () => {
    const trace = traceOf(
      proc(10),
      clone(10, 303),
      clone(10, 304),
      exit(303),
      wait(10, 303),
      clone(10, 303),
      open,
    );
    expect(verdicts(trace)).toEqual(['wrong']);
  });

  it('knows pidfds from clone, copies, and what a fork inherits', () => {
    const trace = traceOf(
      proc(10),
      clone(10, 303, { pidfd: 5 }),
      clone(10, 304),
      call(304, 'dup', [5], 6),
      call(304, 'pidfd_send_signal', [6, 'SIGTERM', null, 0], 0),
    );
    expect(verdicts(trace)).toEqual(['pidfd']);
    expect(trace.pidfds.map(hold => hold.how)).toEqual(['clone', 'inherited', 'copy']);
  });

  it('knows what a fork inherits of more pidfds than are copied, through generations, until an exec', () => {
    const fds = Array.from({ length: 40 }, (_, i) => i + 5);
    const many = fds.map(fd => clone(10, 400 + fd, { pidfd: fd }));
    const send = (tid: number, fd: number) =>
      call(tid, 'pidfd_send_signal', [fd, 'SIGTERM', null, 0], 0);
    const trace = traceOf(
      proc(10),
      ...many,
      clone(10, 304),
      call(304, 'close', [8], 0),
      clone(304, 305),
      call(10, 'close', [7], 0),
      ...[send(305, 7), send(305, 8), send(304, 8), send(305, 44)],
      { ev: 'exec', tid: 305, pid: 305, path: '/bin/x', argv: ['x'], comm: 'x' },
      ...[send(305, 9), send(304, 9)],
    );
    const nrs = Array.from(trace.uses.meant, life => trace.lives.at(life)?.tid);
    expect(nrs).toEqual([407, 444, 409]);
    const late = trace.pidfds.filter(({ process }) => (trace.lives.at(process)?.tid ?? 0) < 400);
    expect(late.filter(hold => hold.how === 'inherited').map(h => h.fd)).toEqual([8, 9, 7, 44]);
  });
});

describe('a wait in a handler of SIGCHLD', () => {
  const act = (handler: string) =>
    call(10, 'rt_sigaction', ['SIGCHLD', null, null], 0, { act: { handler, flags: '0' } });
  const arrives = { ev: 'signal', tid: 10, pid: 10, sig: 'SIGCHLD', code: 'CLD_EXITED', from: 304 };
  const reaps = call(10, 'wait4', [-1, null, 'WNOHANG', null], 304, {
    wait: { nr: 304, tid: 304, status: 0 },
  });
  const told = (handler: string, ...between: Parameters<typeof traceOf>) => {
    const children = [clone(10, 303), clone(10, 304), exit(304)];
    return traceOf(proc(10), act(handler), ...children, arrives, ...between, reaps, kill(10, 303));
  };

  it('may free a child’s number between two lines of the program', () => {
    const trace = told('function');
    expect([verdicts(trace), reasons(trace)]).toEqual([['unprotected'], ['handler']]);
  });

  it('is none where there is no handler, or where the program came by its wait later', () => {
    const other = { ev: 'exec', tid: 10, pid: 10, path: '/bin/x', argv: ['x'], comm: 'x' };
    const begin = [proc(10), act('function'), clone(10, 304), exit(304), arrives, reaps];
    expect(verdicts(traceOf(...begin, other, clone(10, 303), kill(10, 303)))).toEqual(['child']);
    expect(verdicts(told('SIG_DFL'))).toEqual(['child']);
    expect(verdicts(told('function', call(10, 'rt_sigreturn', [], 0)))).toEqual(['child']);
  });
});
