// From a plan's symbolic arguments to a call of the model kernel: names of constants and numbers
// learnt earlier become numbers, arguments left out get the stage's defaults.

import { AT_FDCWD, CONSTANTS, type Ptr, type Syscall } from '../kernel/index.ts';
import type { Json, JsonObject, Step } from './plan.ts';

const EXTRA: Readonly<Record<string, number>> = {
  INT_MIN: -2147483648,
  SI_USER: 0,
  SI_QUEUE: -1,
  SI_TKILL: -6,
  SOCK_STREAM: 1,
  SOCK_DGRAM: 2,
  SOCK_SEQPACKET: 5,
  SOCK_NONBLOCK: 0o4000,
  SOCK_CLOEXEC: 0o2000000,
  EPOLL_CLOEXEC: 0o2000000,
};
const VALUES: ReadonlyMap<string, number> = new Map([
  ...CONSTANTS.map(c => [c.name, c.value] as const),
  ...Object.entries(EXTRA),
]);

/** What a plan has learnt so far. A name never learnt is -1, as if its call had failed. */
export type Learnt = ReadonlyMap<string, number>;

/** A number as a plan writes it. Throws on a name that is no constant: the plan is wrong. */
export function numberOf(value: Json | undefined, learnt: Learnt, otherwise = 0): number {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw new Error(`a number was expected, not ${typeof value}`);
  // Sums, not `|`: flags go beyond 32 bits, and no plan names a bit twice.
  return value.split('|').reduce((sum, word) => sum + wordValue(word, learnt), 0);
}

function wordValue(word: string, learnt: Learnt): number {
  if (word.startsWith('-') && word.length > 1) return -wordValue(word.slice(1), learnt);
  if (word.startsWith('$')) return learnt.get(word.slice(1)) ?? -1;
  const known = VALUES.get(word);
  if (known !== undefined) return known;
  const literal = Number(word);
  if (word === '' || Number.isNaN(literal)) throw new Error(`'${word}' is no number that is known`);
  return literal;
}

/** Arguments that are plain numbers, by call, in man-page order. */
export const NUMBER_ARGS: Readonly<Record<string, readonly string[]>> = {
  exit: ['status'],
  exit_group: ['status'],
  wait4: ['pid', 'options'],
  waitid: ['idtype', 'id', 'options'],
  kill: ['pid', 'sig'],
  tkill: ['tid', 'sig'],
  tgkill: ['tgid', 'tid', 'sig'],
  rt_sigqueueinfo: ['tgid', 'sig'],
  rt_sigaction: ['signum', 'flags'],
  signal: ['signum'],
  rt_sigprocmask: ['how'],
  rt_sigtimedwait: ['timeout'],
  getpgid: ['pid'],
  getsid: ['pid'],
  setpgid: ['pid', 'pgid'],
  prctl: ['option', 'arg2'],
  setresuid: ['ruid', 'euid', 'suid'],
  setrlimit: ['resource', 'value'],
  unshare: ['flags'],
  setns: ['fd', 'nstype'],
  pidfd_open: ['pid', 'flags'],
  pidfd_send_signal: ['pidfd', 'sig', 'flags'],
  pidfd_getfd: ['pidfd', 'targetfd', 'flags'],
  process_madvise: ['pidfd', 'advice', 'flags'],
  process_mrelease: ['pidfd', 'flags'],
  ioctl: ['fd'],
  name_to_handle_at: ['dirfd', 'size'],
  open_by_handle_at: ['mountFd', 'handle', 'flags'],
  poll: ['timeout'],
  epoll_create1: ['flags'],
  epoll_ctl: ['epfd', 'op', 'fd', 'events'],
  epoll_wait: ['epfd', 'maxevents', 'timeout'],
  close: ['fd'],
  dup: ['oldfd'],
  dup3: ['oldfd', 'newfd', 'flags'],
  fcntl: ['fd', 'cmd', 'arg'],
  open: ['flags'],
  openat: ['dirfd', 'flags'],
  read: ['fd'],
  write: ['fd', 'value'],
  lseek: ['fd'],
  fstat: ['fd'],
  pipe2: ['flags'],
  socketpair: ['type'],
  sendmsg: ['fd', 'value'],
  recvmsg: ['fd', 'flags'],
  getsockopt: ['fd', 'optname'],
  setsockopt: ['fd', 'optname', 'value'],
  clone: ['flags'],
  clone3: ['flags', 'exitSignal', 'setTidSize', 'cgroup', 'size'],
};

const DEFAULTS: Readonly<Record<string, number>> = {
  timeout: -1,
  maxevents: 16,
  dirfd: AT_FDCWD,
  size: 8,
};

function pointer(value: Json | undefined): Ptr {
  return value === 'null' || value === 'bad' ? value : 'ok';
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

/** "/proc/$a/stat" with what `a` has learnt. */
function path(value: Json | undefined, learnt: Learnt): string {
  return String(value ?? '').replace(/\$\w+/g, word => String(wordValue(word, learnt)));
}

/** Arguments that are not plain numbers. */
function structured(step: Step, learnt: Learnt): Record<string, unknown> {
  const args = step.args ?? {};
  const number = (value: Json | undefined, otherwise = 0) => numberOf(value, learnt, otherwise);
  switch (step.call) {
    case 'clone':
      return { parentTid: pointer(args.parentTid) };
    case 'clone3': {
      const setTid = Array.isArray(args.setTid)
        ? list(args.setTid).map(nr => number(nr))
        : undefined;
      return {
        pidfd: pointer(args.pidfd),
        parentTid: args.parentTid === 'pidfd' ? 'pidfd' : pointer(args.parentTid),
        setTid,
        setTidSize: number(args.setTidSize, setTid?.length ?? 0),
        size: number(args.size, 88),
        tailZero: args.tailZero !== false,
      };
    }
    case 'rt_sigaction':
    case 'signal':
      return { handler: args.handler ?? 'default' };
    case 'rt_sigprocmask':
    case 'rt_sigtimedwait':
      return { set: list(args.set).map(nr => number(nr)) };
    case 'rt_sigqueueinfo':
    case 'pidfd_send_signal': {
      const info = object(args.info);
      if (info.kind !== 'info') return { info: { kind: info.kind ?? 'null' } };
      return { info: { kind: 'info', signo: number(info.signo), code: number(info.code) } };
    }
    case 'ioctl':
      return { request: request(object(args.request), learnt) };
    case 'poll':
      return {
        fds: list(args.fds).map(one => ({
          fd: number(object(one).fd),
          events: number(object(one).events),
        })),
      };
    case 'sendmsg':
      return { rights: list(args.rights).map(fd => number(fd)) };
    case 'open':
    case 'openat':
      return { path: path(args.path, learnt) };
    case 'execve':
      return { path: 'stage' };
    case 'sysctl': {
      const value = args.value;
      return {
        key: args.key,
        value: value === undefined || value === null ? undefined : number(value),
      };
    }
    default:
      return {};
  }
}

function request(asked: JsonObject, learnt: Learnt): Record<string, unknown> {
  switch (asked.kind) {
    case 'PIDFD_GET_INFO':
      return {
        kind: 'PIDFD_GET_INFO',
        mask: numberOf(asked.mask, learnt),
        size: numberOf(asked.size, learnt, 72),
        arg: pointer(asked.arg),
      };
    case 'PIDFD_GET_NAMESPACE':
      return {
        kind: 'PIDFD_GET_NAMESPACE',
        type: asked.type,
        arg: numberOf(asked.arg, learnt),
      };
    case 'FS_IOC_GETVERSION':
      return { kind: 'FS_IOC_GETVERSION' };
    default:
      return { kind: 'unknown' };
  }
}

/** The call that a step makes, given what the plan has learnt. */
export function syscallOf(step: Step, learnt: Learnt): Syscall {
  const call: Record<string, unknown> = { name: step.call };
  for (const key of NUMBER_ARGS[step.call] ?? []) {
    call[key] = numberOf(step.args?.[key], learnt, DEFAULTS[key] ?? 0);
  }
  Object.assign(call, structured(step, learnt));
  return call as unknown as Syscall;
}
