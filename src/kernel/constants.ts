// The named constants of the modelled calls, with their values on x86-64 and the kernel version that
// brought them (major * 1000 + minor; 0: always there). Data for the race language and its editor.

export interface Constant {
  readonly name: string;
  readonly value: number;
  /** Which set of flags or values it belongs to. */
  readonly set: ConstantSet;
  readonly since: number;
}

export type ConstantSet =
  | 'signal'
  | 'wait'
  | 'idtype'
  | 'clone'
  | 'pidfd_open'
  | 'pidfd_send_signal'
  | 'pidfd_self'
  | 'pidfd_info'
  | 'ioctl'
  | 'poll'
  | 'epoll'
  | 'open'
  | 'fcntl'
  | 'prctl'
  | 'sigaction'
  | 'sigprocmask'
  | 'socket'
  | 'rlimit'
  | 'madvise'
  | 'msg'
  | 'at';

export const SIG = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
  SIGRTMIN: 34,
  SIGRTMAX: 64,
} as const;

/** Options of wait4 and waitid. */
export const WAIT = {
  WNOHANG: 1,
  WUNTRACED: 2,
  WSTOPPED: 2,
  WEXITED: 4,
  WCONTINUED: 8,
  WNOWAIT: 0x01000000,
  __WNOTHREAD: 0x20000000,
  __WALL: 0x40000000,
  __WCLONE: 0x80000000,
} as const;

/** waitid's kinds of id. */
export const P = { P_ALL: 0, P_PID: 1, P_PGID: 2, P_PIDFD: 3 } as const;

export const CLONE = {
  CLONE_NEWTIME: 0x80,
  CLONE_VM: 0x100,
  CLONE_FS: 0x200,
  CLONE_FILES: 0x400,
  CLONE_SIGHAND: 0x800,
  CLONE_PIDFD: 0x1000,
  CLONE_PTRACE: 0x2000,
  CLONE_VFORK: 0x4000,
  CLONE_PARENT: 0x8000,
  CLONE_THREAD: 0x10000,
  CLONE_NEWNS: 0x20000,
  CLONE_SYSVSEM: 0x40000,
  CLONE_SETTLS: 0x80000,
  CLONE_PARENT_SETTID: 0x100000,
  CLONE_CHILD_CLEARTID: 0x200000,
  CLONE_DETACHED: 0x400000,
  CLONE_UNTRACED: 0x800000,
  CLONE_CHILD_SETTID: 0x1000000,
  CLONE_NEWCGROUP: 0x2000000,
  CLONE_NEWUTS: 0x4000000,
  CLONE_NEWIPC: 0x8000000,
  CLONE_NEWUSER: 0x10000000,
  CLONE_NEWPID: 0x20000000,
  CLONE_NEWNET: 0x40000000,
  CLONE_IO: 0x80000000,
  CLONE_CLEAR_SIGHAND: 0x100000000,
  CLONE_INTO_CGROUP: 0x200000000,
  CLONE_AUTOREAP: 0x400000000,
  CLONE_NNP: 0x800000000,
  CLONE_PIDFD_AUTOKILL: 0x1000000000,
} as const;

export const O = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_EXCL: 0o200,
  O_NONBLOCK: 0o4000,
  O_DIRECTORY: 0o200000,
  O_CLOEXEC: 0o2000000,
  O_PATH: 0o10000000,
} as const;

/** pidfd_open's flags. */
export const PIDFD = { PIDFD_THREAD: 0o200, PIDFD_NONBLOCK: 0o4000 } as const;

/** pidfd_send_signal's scopes. */
export const PIDFD_SIGNAL = {
  PIDFD_SIGNAL_THREAD: 1,
  PIDFD_SIGNAL_THREAD_GROUP: 2,
  PIDFD_SIGNAL_PROCESS_GROUP: 4,
} as const;

/** Descriptors that mean the caller itself. The group value was -20000 before 6.17. */
export const PIDFD_SELF = {
  PIDFD_SELF: -10000,
  PIDFD_SELF_THREAD: -10000,
  PIDFD_SELF_PROCESS: -10001,
  PIDFD_SELF_THREAD_GROUP: -10001,
} as const;
export const PIDFD_SELF_THREAD_GROUP_OLD = -20000;
export const FD_PIDFS_ROOT = -10002;
export const AT_FDCWD = -100;

/** The mask of PIDFD_GET_INFO. */
export const PIDFD_INFO = {
  PIDFD_INFO_PID: 1,
  PIDFD_INFO_CREDS: 2,
  PIDFD_INFO_CGROUPID: 4,
  PIDFD_INFO_EXIT: 8,
  PIDFD_INFO_COREDUMP: 16,
  PIDFD_INFO_SUPPORTED_MASK: 32,
  PIDFD_INFO_COREDUMP_SIGNAL: 64,
} as const;

export const POLL = {
  POLLIN: 1,
  POLLPRI: 2,
  POLLOUT: 4,
  POLLERR: 8,
  POLLHUP: 16,
  POLLNVAL: 32,
  POLLRDNORM: 64,
  POLLWRNORM: 0x100,
} as const;

export const EPOLL = {
  EPOLLIN: 1,
  EPOLLOUT: 4,
  EPOLLERR: 8,
  EPOLLHUP: 16,
  EPOLLET: 0x80000000,
  EPOLLONESHOT: 0x40000000,
} as const;
export const EPOLL_CTL = { EPOLL_CTL_ADD: 1, EPOLL_CTL_DEL: 2, EPOLL_CTL_MOD: 3 } as const;
export const EPOLL_CLOEXEC = O.O_CLOEXEC;

export const F = {
  F_DUPFD: 0,
  F_GETFD: 1,
  F_SETFD: 2,
  F_GETFL: 3,
  F_SETFL: 4,
  F_DUPFD_CLOEXEC: 1030,
} as const;
export const FD_CLOEXEC = 1;

export const PR = {
  PR_SET_PDEATHSIG: 1,
  PR_GET_PDEATHSIG: 2,
  PR_GET_DUMPABLE: 3,
  PR_SET_DUMPABLE: 4,
  PR_SET_CHILD_SUBREAPER: 36,
  PR_GET_CHILD_SUBREAPER: 37,
  PR_SET_NO_NEW_PRIVS: 38,
  PR_GET_NO_NEW_PRIVS: 39,
} as const;

export const SA = { SA_NOCLDSTOP: 1, SA_NOCLDWAIT: 2, SA_RESTART: 0x10000000 } as const;
export const SIG_HOW = { SIG_BLOCK: 0, SIG_UNBLOCK: 1, SIG_SETMASK: 2 } as const;

export const SO = {
  SO_PASSCRED: 16,
  SO_PEERCRED: 17,
  SO_PASSPIDFD: 76,
  SO_PEERPIDFD: 77,
} as const;
export const MSG = { MSG_DONTWAIT: 0x40 } as const;
export const RLIMIT = { RLIMIT_NPROC: 6, RLIMIT_NOFILE: 7 } as const;
export const MADV = { MADV_COLD: 20, MADV_PAGEOUT: 21 } as const;

/** si_code values. */
export const SI = {
  SI_USER: 0,
  SI_KERNEL: 0x80,
  SI_QUEUE: -1,
  SI_TKILL: -6,
} as const;
export const CLD = {
  CLD_EXITED: 1,
  CLD_KILLED: 2,
  CLD_DUMPED: 3,
  CLD_STOPPED: 5,
  CLD_CONTINUED: 6,
} as const;

/** Numbers below this are handed out on the first lap only. */
export const RESERVED_PIDS = 300;
export const PID_MAX_DEFAULT = 32768;
export const PID_MAX_LIMIT = 4194304;
export const PID_MAX_MIN = 301;
export const MAX_PID_NS_LEVEL = 32;
export const INT_MIN = -2147483648;

const SINCE: Readonly<Record<string, number>> = {
  P_PIDFD: 5004,
  CLONE_PIDFD: 5002,
  CLONE_NEWTIME: 5006,
  CLONE_CLEAR_SIGHAND: 5005,
  CLONE_INTO_CGROUP: 5007,
  CLONE_AUTOREAP: 7001,
  CLONE_NNP: 7001,
  CLONE_PIDFD_AUTOKILL: 7001,
  PIDFD_THREAD: 6009,
  PIDFD_NONBLOCK: 5010,
  PIDFD_SIGNAL_THREAD: 6009,
  PIDFD_SIGNAL_THREAD_GROUP: 6009,
  PIDFD_SIGNAL_PROCESS_GROUP: 6009,
  PIDFD_SELF: 6015,
  PIDFD_SELF_THREAD: 6015,
  PIDFD_SELF_PROCESS: 6015,
  PIDFD_SELF_THREAD_GROUP: 6015,
  PIDFD_INFO_PID: 6013,
  PIDFD_INFO_CREDS: 6013,
  PIDFD_INFO_CGROUPID: 6013,
  PIDFD_INFO_EXIT: 6015,
  PIDFD_INFO_COREDUMP: 6016,
  PIDFD_INFO_SUPPORTED_MASK: 6019,
  PIDFD_INFO_COREDUMP_SIGNAL: 6019,
  SO_PASSPIDFD: 6005,
  SO_PEERPIDFD: 6005,
  MADV_COLD: 5004,
  MADV_PAGEOUT: 5004,
  FD_PIDFS_ROOT: 6017,
};

function listed(set: ConstantSet, values: Readonly<Record<string, number>>): Constant[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    value,
    set,
    since: SINCE[name] ?? 0,
  }));
}

/** Every named constant, by set. */
export const CONSTANTS: readonly Constant[] = [
  ...listed('signal', SIG),
  ...listed('wait', WAIT),
  ...listed('idtype', P),
  ...listed('clone', CLONE),
  ...listed('pidfd_open', PIDFD),
  ...listed('pidfd_send_signal', PIDFD_SIGNAL),
  ...listed('pidfd_self', PIDFD_SELF),
  ...listed('pidfd_info', PIDFD_INFO),
  ...listed('poll', POLL),
  ...listed('epoll', { ...EPOLL, ...EPOLL_CTL }),
  ...listed('open', O),
  ...listed('fcntl', { ...F, FD_CLOEXEC }),
  ...listed('prctl', PR),
  ...listed('sigaction', SA),
  ...listed('sigprocmask', SIG_HOW),
  ...listed('socket', SO),
  ...listed('msg', MSG),
  ...listed('rlimit', RLIMIT),
  ...listed('madvise', MADV),
  ...listed('at', { AT_FDCWD, FD_PIDFS_ROOT }),
];

/** Whether every bit of `flag` is in `flags`; safe above 32 bits, where `&` is not. */
export function has(flags: number, flag: number): boolean {
  return flag < 0x80000000 ? (flags & flag) !== 0 : Math.floor(flags / flag) % 2 === 1;
}
