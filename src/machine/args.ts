// From an instruction's arguments, in man-page order, to the typed call that the kernel takes. One
// line per call, in the order of the syscall table. Absent arguments are 0 or NULL.

import { assert } from '../base.ts';
import type { Clone3Args, IoctlArg, Syscall } from '../kernel/index.ts';
import type { Arg } from '../race/program.ts';
import type { Setup } from './machine.ts';
import {
  disposition,
  field,
  info,
  int,
  items,
  number,
  numbers,
  ptr,
  type Reader,
  type Scope,
  text,
} from './reader.ts';

/** The call that `name(args)` makes. The compiler has checked the name and the number of them. */
export function buildCall(name: string, args: readonly Arg[], scope: Scope, setup: Setup): Syscall {
  const build = BUILDERS[name];
  assert(build !== undefined, `a call named ${name}`);
  return build({ args, scope, setup });
}

/** Whether the machine knows how to make this call. */
export function knowsCall(name: string): boolean {
  return Object.hasOwn(BUILDERS, name);
}

/** The clone3 of `spawn`: as fork does, or as the structure says. */
export function buildSpawn(args: Arg | undefined, scope: Scope, setup: Setup): Syscall {
  if (args === undefined) return { name: 'fork' };
  return { name: 'clone3', ...clone3Args({ args: [args], scope, setup }) };
}

const BUILDERS: Readonly<Record<string, (r: Reader) => Syscall>> = {
  fork: () => ({ name: 'fork' }),
  vfork: () => ({ name: 'vfork' }),
  clone: r => ({ name: 'clone', flags: int(r, 0), parentTid: ptr(r.args[1]) }),
  clone3: r => ({ name: 'clone3', ...clone3Args(r) }),
  execve: r => ({ name: 'execve', path: text(r, 0) }),
  exit: r => ({ name: 'exit', status: int(r, 0) }),
  exit_group: r => ({ name: 'exit_group', status: int(r, 0) }),
  wait4: r => ({ name: 'wait4', pid: int(r, 0), options: int(r, 2) }),
  waitid: r => ({ name: 'waitid', idtype: int(r, 0), id: int(r, 1), options: int(r, 3) }),
  kill: r => ({ name: 'kill', pid: int(r, 0), sig: int(r, 1) }),
  tkill: r => ({ name: 'tkill', tid: int(r, 0), sig: int(r, 1) }),
  tgkill: r => ({ name: 'tgkill', tgid: int(r, 0), tid: int(r, 1), sig: int(r, 2) }),
  rt_sigqueueinfo: r => ({
    name: 'rt_sigqueueinfo',
    tgid: int(r, 0),
    sig: int(r, 1),
    info: info(r, 2, int(r, 1)),
  }),
  rt_sigaction: r => ({
    name: 'rt_sigaction',
    signum: int(r, 0),
    handler: disposition(number(r, field(r.args[1], 'sa_handler'))),
    flags: number(r, field(r.args[1], 'sa_flags')),
  }),
  signal: r => ({ name: 'signal', signum: int(r, 0), handler: disposition(int(r, 1)) }),
  rt_sigprocmask: r => ({ name: 'rt_sigprocmask', how: int(r, 0), set: numbers(r, r.args[1]) }),
  rt_sigtimedwait: r => ({
    name: 'rt_sigtimedwait',
    set: numbers(r, r.args[0]),
    timeout: int(r, 2, -1),
  }),
  pause: () => ({ name: 'pause' }),
  getpid: () => ({ name: 'getpid' }),
  getppid: () => ({ name: 'getppid' }),
  gettid: () => ({ name: 'gettid' }),
  getpgid: r => ({ name: 'getpgid', pid: int(r, 0) }),
  getsid: r => ({ name: 'getsid', pid: int(r, 0) }),
  setpgid: r => ({ name: 'setpgid', pid: int(r, 0), pgid: int(r, 1) }),
  setsid: () => ({ name: 'setsid' }),
  prctl: r => ({ name: 'prctl', option: int(r, 0), arg2: int(r, 1) }),
  setresuid: r => ({ name: 'setresuid', ruid: int(r, 0), euid: int(r, 1), suid: int(r, 2) }),
  setrlimit: r => ({ name: 'setrlimit', resource: int(r, 0), value: int(r, 1) }),
  unshare: r => ({ name: 'unshare', flags: int(r, 0) }),
  setns: r => ({ name: 'setns', fd: int(r, 0), nstype: int(r, 1) }),
  sysctl: r => ({
    name: 'sysctl',
    key: text(r, 0) === 'pid_max' ? 'pid_max' : 'ns_last_pid',
    value: r.args[1] === undefined || r.args[1].kind === 'null' ? undefined : int(r, 1),
  }),
  cgroup_kill: r => ({ name: 'cgroup_kill', cgroup: int(r, 0), value: int(r, 1) }),
  cgroup_attach: r => ({ name: 'cgroup_attach', cgroup: int(r, 0), pid: int(r, 1) }),
  pidfd_open: r => ({ name: 'pidfd_open', pid: int(r, 0), flags: int(r, 1) }),
  pidfd_send_signal: r => ({
    name: 'pidfd_send_signal',
    pidfd: int(r, 0),
    sig: int(r, 1),
    info: info(r, 2, int(r, 1)),
    flags: int(r, 3),
  }),
  pidfd_getfd: r => ({
    name: 'pidfd_getfd',
    pidfd: int(r, 0),
    targetfd: int(r, 1),
    flags: int(r, 2),
  }),
  process_madvise: r => ({
    name: 'process_madvise',
    pidfd: int(r, 0),
    advice: int(r, 3),
    flags: int(r, 4),
  }),
  process_mrelease: r => ({ name: 'process_mrelease', pidfd: int(r, 0), flags: int(r, 1) }),
  ioctl: r => ({ name: 'ioctl', fd: int(r, 0), request: ioctlArg(r) }),
  name_to_handle_at: r => ({ name: 'name_to_handle_at', dirfd: int(r, 0), size: MAX_HANDLE_SZ }),
  open_by_handle_at: r => ({
    name: 'open_by_handle_at',
    mountFd: int(r, 0),
    handle: int(r, 1),
    flags: int(r, 2),
  }),
  poll: r => ({ name: 'poll', fds: pollFds(r, r.args[0]), timeout: int(r, 2, -1) }),
  epoll_create1: r => ({ name: 'epoll_create1', flags: int(r, 0) }),
  epoll_ctl: r => ({
    name: 'epoll_ctl',
    epfd: int(r, 0),
    op: int(r, 1),
    fd: int(r, 2),
    events: number(r, field(r.args[3], 'events')),
  }),
  epoll_wait: r => ({
    name: 'epoll_wait',
    epfd: int(r, 0),
    maxevents: int(r, 2, 1),
    timeout: int(r, 3, -1),
  }),
  close: r => ({ name: 'close', fd: int(r, 0) }),
  dup: r => ({ name: 'dup', oldfd: int(r, 0) }),
  dup3: r => ({ name: 'dup3', oldfd: int(r, 0), newfd: int(r, 1), flags: int(r, 2) }),
  fcntl: r => ({ name: 'fcntl', fd: int(r, 0), cmd: int(r, 1), arg: int(r, 2) }),
  open: r => ({ name: 'open', path: text(r, 0), flags: int(r, 1) }),
  openat: r => ({ name: 'openat', dirfd: int(r, 0), path: text(r, 1), flags: int(r, 2) }),
  read: r => ({ name: 'read', fd: int(r, 0) }),
  write: r => ({ name: 'write', fd: int(r, 0), value: int(r, 1) }),
  lseek: r => ({ name: 'lseek', fd: int(r, 0) }),
  fstat: r => ({ name: 'fstat', fd: int(r, 0) }),
  pipe2: r => ({ name: 'pipe2', flags: int(r, 1) }),
  socketpair: r => ({ name: 'socketpair', type: int(r, 1) }),
  sendmsg: r => ({
    name: 'sendmsg',
    fd: int(r, 0),
    value: number(r, field(r.args[1], 'data')),
    rights: numbers(r, field(r.args[1], 'scm_rights')),
  }),
  recvmsg: r => ({ name: 'recvmsg', fd: int(r, 0), flags: int(r, 2) }),
  getsockopt: r => ({ name: 'getsockopt', fd: int(r, 0), optname: int(r, 2) }),
  setsockopt: r => ({ name: 'setsockopt', fd: int(r, 0), optname: int(r, 2), value: int(r, 3) }),
};

function ioctlArg(r: Reader): IoctlArg {
  const word = wordOf(r.args[1]);
  if (word === 'FS_IOC_GETVERSION') return { kind: 'FS_IOC_GETVERSION' };
  const type = /^PIDFD_GET_(\w+)_NAMESPACE$/.exec(word)?.[1]?.toLowerCase();
  if (isNsType(type)) return { kind: 'PIDFD_GET_NAMESPACE', type, arg: int(r, 2) };
  if (word !== 'PIDFD_GET_INFO') return { kind: 'unknown' };
  const arg = r.args[2];
  const mask = number(r, field(arg, 'mask'), 3);
  const pointer = arg?.kind === 'struct' ? 'ok' : ptr(arg);
  return { kind: 'PIDFD_GET_INFO', mask, size: number(r, field(arg, 'size'), 64), arg: pointer };
}

function wordOf(arg: Arg | undefined): string {
  return arg?.kind === 'value' && arg.expr.kind === 'int' ? (arg.expr.text ?? '') : '';
}

const NS_TYPES = [
  'cgroup',
  'ipc',
  'mnt',
  'net',
  'pid',
  'pid_for_children',
  'time',
  'time_for_children',
  'user',
  'uts',
] as const;

function isNsType(word: string | undefined): word is (typeof NS_TYPES)[number] {
  return NS_TYPES.some(t => t === word);
}

function pollFds(r: Reader, arg: Arg | undefined) {
  return items(arg).map(item => {
    if (item.kind !== 'struct') return { fd: number(r, item), events: POLLIN };
    return { fd: number(r, field(item, 'fd')), events: number(r, field(item, 'events'), POLLIN) };
  });
}
const POLLIN = 1;

function clone3Args(r: Reader): Clone3Args {
  const arg = r.args[0];
  const setTid = numbers(r, field(arg, 'set_tid'));
  const pidfd = field(arg, 'pidfd');
  const parentTid = field(arg, 'parent_tid');
  const same = pidfd?.kind === 'out' && parentTid?.kind === 'out' && pidfd.slot === parentTid.slot;
  return {
    flags: number(r, field(arg, 'flags')),
    pidfd: ptr(pidfd),
    parentTid: same ? 'pidfd' : ptr(parentTid),
    exitSignal: number(r, field(arg, 'exit_signal')),
    setTid: setTid.length > 0 ? setTid : undefined,
    setTidSize: number(r, field(arg, 'set_tid_size'), setTid.length),
    cgroup: number(r, field(arg, 'cgroup')),
    size: int(r, 1, CLONE_ARGS_SIZE),
    tailZero: true,
  };
}
/** sizeof(struct clone_args) up to `cgroup`. */
const CLONE_ARGS_SIZE = 88;
const MAX_HANDLE_SZ = 128;
