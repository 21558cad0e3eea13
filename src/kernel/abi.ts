// The border of the model kernel: the calls with their arguments, what comes back, and why a call
// cannot go on yet. Names and arguments are those of the man pages; pointers that the kernel only
// writes through are left out, except where a bad one is worth modelling (`Ptr`).

import type { NsType } from './open.ts';

/** A pointer that the kernel writes through: a good one, NULL, or one that faults. */
export type Ptr = 'ok' | 'null' | 'bad';

export type Disposition = 'default' | 'ignore' | 'handle';

/** What rt_sigqueueinfo and pidfd_send_signal may be given. */
export type InfoArg =
  | { readonly kind: 'null' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'info'; readonly signo: number; readonly code: number };

/** ioctl requests on pidfds. */
export type IoctlArg =
  | {
      readonly kind: 'PIDFD_GET_INFO';
      readonly mask: number;
      readonly size: number;
      readonly arg: Ptr;
    }
  | { readonly kind: 'PIDFD_GET_NAMESPACE'; readonly type: NsType; readonly arg: number }
  | { readonly kind: 'FS_IOC_GETVERSION' }
  | { readonly kind: 'unknown' };

export interface Clone3Args {
  readonly flags: number;
  readonly pidfd: Ptr;
  /** Where CLONE_PARENT_SETTID writes; `pidfd`: the very place that `pidfd` points to. */
  readonly parentTid: Ptr | 'pidfd';
  readonly exitSignal: number;
  readonly setTid: readonly number[] | undefined;
  /** Usually the length of `setTid`. */
  readonly setTidSize: number;
  /** A descriptor of a cgroup directory, for CLONE_INTO_CGROUP. */
  readonly cgroup: number;
  /** Size of the structure as passed: 64, 80, 88, or a wrong one. */
  readonly size: number;
  /** Whether what lies beyond the known structure is zero. */
  readonly tailZero: boolean;
}

export type Syscall =
  // Making, replacing and ending tasks.
  | { readonly name: 'fork' }
  | { readonly name: 'vfork' }
  | { readonly name: 'clone'; readonly flags: number; readonly parentTid: Ptr }
  | ({ readonly name: 'clone3' } & Clone3Args)
  | { readonly name: 'execve'; readonly path: string }
  | { readonly name: 'exit'; readonly status: number }
  | { readonly name: 'exit_group'; readonly status: number }
  // Waiting.
  | { readonly name: 'wait4'; readonly pid: number; readonly options: number }
  | {
      readonly name: 'waitid';
      readonly idtype: number;
      readonly id: number;
      readonly options: number;
    }
  // Signals.
  | { readonly name: 'kill'; readonly pid: number; readonly sig: number }
  | { readonly name: 'tkill'; readonly tid: number; readonly sig: number }
  | { readonly name: 'tgkill'; readonly tgid: number; readonly tid: number; readonly sig: number }
  | {
      readonly name: 'rt_sigqueueinfo';
      readonly tgid: number;
      readonly sig: number;
      readonly info: InfoArg;
    }
  | {
      readonly name: 'rt_sigaction';
      readonly signum: number;
      readonly handler: Disposition;
      readonly flags: number;
    }
  | { readonly name: 'signal'; readonly signum: number; readonly handler: Disposition }
  | { readonly name: 'rt_sigprocmask'; readonly how: number; readonly set: readonly number[] }
  | {
      readonly name: 'rt_sigtimedwait';
      readonly set: readonly number[];
      /** Milliseconds; 0 returns at once, any other value waits for ever. */
      readonly timeout: number;
    }
  | { readonly name: 'pause' }
  // Numbers, groups, sessions, credentials.
  | { readonly name: 'getpid' }
  | { readonly name: 'getppid' }
  | { readonly name: 'gettid' }
  | { readonly name: 'getpgid'; readonly pid: number }
  | { readonly name: 'getsid'; readonly pid: number }
  | { readonly name: 'setpgid'; readonly pid: number; readonly pgid: number }
  | { readonly name: 'setsid' }
  | { readonly name: 'prctl'; readonly option: number; readonly arg2: number }
  | {
      readonly name: 'setresuid';
      readonly ruid: number;
      readonly euid: number;
      readonly suid: number;
    }
  | { readonly name: 'setrlimit'; readonly resource: number; readonly value: number }
  // Namespaces.
  | { readonly name: 'unshare'; readonly flags: number }
  | { readonly name: 'setns'; readonly fd: number; readonly nstype: number }
  // pidfds.
  | { readonly name: 'pidfd_open'; readonly pid: number; readonly flags: number }
  | {
      readonly name: 'pidfd_send_signal';
      readonly pidfd: number;
      readonly sig: number;
      readonly info: InfoArg;
      readonly flags: number;
    }
  | {
      readonly name: 'pidfd_getfd';
      readonly pidfd: number;
      readonly targetfd: number;
      readonly flags: number;
    }
  | {
      readonly name: 'process_madvise';
      readonly pidfd: number;
      readonly advice: number;
      readonly flags: number;
    }
  | { readonly name: 'process_mrelease'; readonly pidfd: number; readonly flags: number }
  | { readonly name: 'ioctl'; readonly fd: number; readonly request: IoctlArg }
  | { readonly name: 'name_to_handle_at'; readonly dirfd: number; readonly size: number }
  | {
      readonly name: 'open_by_handle_at';
      readonly mountFd: number;
      /** As name_to_handle_at gave it. */
      readonly handle: number;
      readonly flags: number;
    }
  // Waiting for descriptors.
  | {
      readonly name: 'poll';
      readonly fds: readonly { readonly fd: number; readonly events: number }[];
      /** Milliseconds; 0 returns at once, any other value waits for ever. */
      readonly timeout: number;
    }
  | { readonly name: 'epoll_create1'; readonly flags: number }
  | {
      readonly name: 'epoll_ctl';
      readonly epfd: number;
      readonly op: number;
      readonly fd: number;
      readonly events: number;
    }
  | {
      readonly name: 'epoll_wait';
      readonly epfd: number;
      readonly maxevents: number;
      readonly timeout: number;
    }
  // Descriptors.
  | { readonly name: 'close'; readonly fd: number }
  | { readonly name: 'dup'; readonly oldfd: number }
  | {
      readonly name: 'dup3';
      readonly oldfd: number;
      readonly newfd: number;
      readonly flags: number;
    }
  | { readonly name: 'fcntl'; readonly fd: number; readonly cmd: number; readonly arg: number }
  | { readonly name: 'open'; readonly path: string; readonly flags: number }
  | {
      readonly name: 'openat';
      readonly dirfd: number;
      readonly path: string;
      readonly flags: number;
    }
  | { readonly name: 'read'; readonly fd: number }
  | { readonly name: 'write'; readonly fd: number; readonly value: number }
  | { readonly name: 'lseek'; readonly fd: number }
  | { readonly name: 'fstat'; readonly fd: number }
  // Pipes and sockets.
  | { readonly name: 'pipe2'; readonly flags: number }
  | { readonly name: 'socketpair'; readonly type: number }
  | {
      readonly name: 'sendmsg';
      readonly fd: number;
      readonly value: number;
      /** Descriptors passed by SCM_RIGHTS. */
      readonly rights: readonly number[];
    }
  | { readonly name: 'recvmsg'; readonly fd: number; readonly flags: number }
  | { readonly name: 'getsockopt'; readonly fd: number; readonly optname: number }
  | {
      readonly name: 'setsockopt';
      readonly fd: number;
      readonly optname: number;
      readonly value: number;
    }
  // Files of /proc/sys and cgroupfs, written in one step (open, write, close).
  | {
      readonly name: 'sysctl';
      readonly key: 'ns_last_pid' | 'pid_max';
      /** undefined: read it. */
      readonly value: number | undefined;
    }
  | { readonly name: 'cgroup_kill'; readonly cgroup: number; readonly value: number }
  | { readonly name: 'cgroup_attach'; readonly cgroup: number; readonly pid: number };

export type SyscallName = Syscall['name'];
