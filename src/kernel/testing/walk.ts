// Random walks: from a stream of small integers to a sequence of calls that are ready, weighted so
// that recycling, zombies, threads, groups, namespaces and pidfds to the dead are common.

import {
  CLONE,
  call,
  type Kernel,
  PIDFD,
  ready,
  type Syscall,
  type TaskId,
  WAIT,
} from '../index.ts';
import { CLONE3, THREAD_FLAGS } from './world.ts';

/** Takes the next choice below `n`. */
export type Choose = (n: number) => number;

/** Choices from a list of integers; 0 when it is used up. */
export function chooser(list: readonly number[]): Choose {
  let at = 0;
  return n => (list[at++] ?? 0) % n;
}

const SIGNALS = [0, 0, 9, 9, 15, 17, 18, 19, 20, 10, 34, 99];
const FLAGS = [
  0,
  0,
  CLONE.CLONE_PIDFD,
  CLONE.CLONE_FILES,
  CLONE.CLONE_NEWPID,
  CLONE.CLONE_PARENT,
  CLONE.CLONE_VFORK,
  CLONE.CLONE_PIDFD + CLONE.CLONE_AUTOREAP,
  CLONE.CLONE_PIDFD + CLONE.CLONE_AUTOREAP + CLONE.CLONE_PIDFD_AUTOKILL,
];

type Maker = (c: Choose) => Syscall;

const nr = (c: Choose): number => [0, 1, -1, 2, 3, 4][c(14)] ?? 300 + c(8);
const fd = (c: Choose): number => c(5) - (c(9) === 0 ? 2 : 0);
const sig = (c: Choose): number => SIGNALS[c(SIGNALS.length)] ?? 0;

const MAKERS: readonly Maker[] = [
  () => ({ name: 'fork' }),
  () => ({ name: 'fork' }),
  () => ({ name: 'vfork' }),
  c => {
    const flags = FLAGS[c(FLAGS.length)] ?? 0;
    const plain = flags >= 2 ** 34 || flags === CLONE.CLONE_PARENT;
    const exitSignal = plain ? 0 : ([17, 17, 17, 0, 10][c(5)] ?? 17);
    return { name: 'clone3', ...CLONE3, flags, exitSignal };
  },
  c => ({
    name: 'clone3',
    ...CLONE3,
    flags: THREAD_FLAGS + (c(2) === 0 ? CLONE.CLONE_FILES : CLONE.CLONE_PIDFD),
    exitSignal: 0,
  }),
  c => ({ name: 'clone3', ...CLONE3, setTid: [300 + c(8)], setTidSize: 1 }),
  c => ({ name: 'exit', status: c(4) }),
  c => ({ name: 'exit_group', status: c(4) }),
  c => ({ name: 'execve', path: `/bin/p${c(3)}` }),
  c => ({ name: 'wait4', pid: nr(c) * (c(3) === 0 ? -1 : 1), options: c(2) * WAIT.WNOHANG }),
  c => ({ name: 'wait4', pid: -1, options: [0, 1, 2, 8, 0x40000000][c(5)] ?? 0 }),
  c => ({ name: 'waitid', idtype: 3, id: fd(c), options: WAIT.WEXITED | c(2) }),
  c => ({ name: 'waitid', idtype: c(3), id: nr(c), options: c(16) | (c(3) * WAIT.WNOWAIT) }),
  c => ({ name: 'kill', pid: nr(c), sig: sig(c) }),
  c => ({ name: 'kill', pid: -nr(c), sig: sig(c) }),
  c => ({ name: 'tgkill', tgid: nr(c), tid: nr(c), sig: sig(c) }),
  c => ({ name: 'tkill', tid: nr(c), sig: sig(c) }),
  c => ({
    name: 'rt_sigaction',
    signum: [17, 15, 10, 18, 20][c(5)] ?? 17,
    handler: (['default', 'ignore', 'handle'] as const)[c(3)] ?? 'default',
    flags: c(4),
  }),
  c => ({ name: 'rt_sigprocmask', how: c(3), set: [17, 15, 10, 20].slice(c(4)) }),
  c => ({ name: 'setpgid', pid: nr(c), pgid: nr(c) }),
  () => ({ name: 'setsid' }),
  c => ({ name: 'prctl', option: [1, 36, 4][c(3)] ?? 1, arg2: c(2) * (c(2) === 0 ? 1 : 15) }),
  c => ({ name: 'setresuid', ruid: -1, euid: [0, 1000, -1][c(3)] ?? -1, suid: -1 }),
  c => ({ name: 'unshare', flags: [CLONE.CLONE_NEWPID, CLONE.CLONE_FILES][c(2)] ?? 0 }),
  c => ({ name: 'setns', fd: fd(c), nstype: CLONE.CLONE_NEWPID }),
  c => ({ name: 'pidfd_open', pid: nr(c), flags: c(3) === 0 ? PIDFD.PIDFD_THREAD : 0 }),
  c => ({ name: 'pidfd_open', pid: 300 + c(8), flags: c(4) === 0 ? PIDFD.PIDFD_NONBLOCK : 0 }),
  c => ({
    name: 'pidfd_send_signal',
    pidfd: fd(c),
    sig: sig(c),
    info: { kind: 'null' },
    flags: [0, 0, 1, 2, 4][c(5)] ?? 0,
  }),
  c => ({ name: 'pidfd_getfd', pidfd: fd(c), targetfd: fd(c), flags: 0 }),
  c => ({
    name: 'ioctl',
    fd: fd(c),
    request: { kind: 'PIDFD_GET_INFO', mask: 0xff, size: 80, arg: 'ok' },
  }),
  c => ({
    name: 'ioctl',
    fd: fd(c),
    request: { kind: 'PIDFD_GET_NAMESPACE', type: 'pid', arg: 0 },
  }),
  c => ({ name: 'name_to_handle_at', dirfd: fd(c), size: 8 }),
  c => ({ name: 'open_by_handle_at', mountFd: fd(c), handle: c(12), flags: 0 }),
  c => ({ name: 'poll', fds: [{ fd: fd(c), events: 1 }], timeout: c(2) - 1 }),
  () => ({ name: 'epoll_create1', flags: 0 }),
  c => ({ name: 'epoll_ctl', epfd: fd(c), op: 1 + c(3), fd: fd(c), events: 1 }),
  c => ({ name: 'epoll_wait', epfd: fd(c), maxevents: 4, timeout: 0 }),
  c => ({ name: 'close', fd: fd(c) }),
  c => ({ name: 'dup', oldfd: fd(c) }),
  c => ({ name: 'dup3', oldfd: fd(c), newfd: fd(c), flags: 0 }),
  c => ({ name: 'fcntl', fd: fd(c), cmd: 1 + c(4), arg: c(2) === 0 ? 0o4000 : 1 }),
  c => ({ name: 'open', path: `/proc/${300 + c(8)}`, flags: 0 }),
  c => ({ name: 'openat', dirfd: fd(c), path: 'stat', flags: 0 }),
  c => ({ name: 'read', fd: fd(c) }),
  c => ({ name: 'pipe2', flags: c(2) * 0o4000 }),
  c => ({ name: 'write', fd: fd(c), value: c(9) }),
  () => ({ name: 'socketpair', type: 1 }),
  c => ({ name: 'sendmsg', fd: fd(c), value: c(9), rights: c(2) === 0 ? [] : [fd(c)] }),
  c => ({ name: 'recvmsg', fd: fd(c), flags: 0x40 }),
  c => ({ name: 'getsockopt', fd: fd(c), optname: 76 + c(2) }),
  c => ({ name: 'setsockopt', fd: fd(c), optname: 76, value: 1 }),
  c => ({ name: 'cgroup_attach', cgroup: 2 + c(2), pid: nr(c) }),
  c => ({ name: 'cgroup_kill', cgroup: 2 + c(2), value: 1 }),
  c => ({ name: 'sysctl', key: 'ns_last_pid', value: 298 + c(9) }),
];

export interface Step {
  readonly caller: TaskId;
  readonly sys: Syscall;
}

/** A call that some task can perform now; undefined: the choice fell on one that waits. */
export function chooseStep(kernel: Kernel, c: Choose): Step | undefined {
  const alive = kernel.tasks.flatMap(t => (t?.state === 'running' ? [t.id] : []));
  const caller = alive[c(alive.length || 1)];
  const make = MAKERS[c(MAKERS.length)];
  if (caller === undefined || make === undefined) return undefined;
  const sys = make(c);
  const deadly = sys.name === 'exit' || sys.name === 'exit_group';
  // pid 1 of the outermost namespace would end the walk.
  if (deadly && caller === kernel.namespaces[0]?.init) return undefined;
  return ready(kernel, caller, sys).ready ? { caller, sys } : undefined;
}

/** Walks `steps` choices, showing every new kernel. */
export function walk(
  start: Kernel,
  c: Choose,
  steps: number,
  visit: (kernel: Kernel, step: Step) => void,
): Kernel {
  let kernel = start;
  for (let i = 0; i < steps; i++) {
    const step = chooseStep(kernel, c);
    if (step === undefined) continue;
    kernel = call(kernel, step.caller, step.sys, undefined).kernel;
    visit(kernel, step);
  }
  return kernel;
}
