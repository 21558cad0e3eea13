// What comes back from a call, and why a call cannot go on yet.

import type { Errno } from './errno.ts';
import type { Fd, FileId, Ino, Nr, TaskId } from './id.ts';
import type { Kernel } from './state.ts';

/** siginfo as waitid fills it. */
export interface WaitInfo {
  readonly pid: Ino;
  readonly nr: number;
  /** Wait-status format, as wait4 gives it. */
  readonly status: number;
  /** si_code, si_status. */
  readonly code: number;
  readonly value: number;
  readonly uid: number;
}

/** What PIDFD_GET_INFO filled in. Fields whose mask bit is off are 0. */
export interface PidfdInfo {
  readonly mask: number;
  readonly cgroup: number;
  readonly pid: number;
  readonly tgid: number;
  readonly ppid: number;
  readonly ruid: number;
  readonly euid: number;
  readonly suid: number;
  readonly exitCode: number;
  readonly coredumpMask: number;
  readonly supportedMask: number;
}

/** What a successful call gives beyond its return value. */
export type Out =
  | { readonly kind: 'none' }
  /** The caller is gone or never returns from this call: exit, or it killed itself. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'child';
      readonly task: TaskId;
      readonly pid: Ino;
      /** In the caller's namespace. */
      readonly nr: Nr;
      /** From CLONE_PIDFD; undefined: not asked for. */
      readonly pidfd: Fd | undefined;
    }
  | { readonly kind: 'wait'; readonly info: WaitInfo }
  /** WNOHANG, and nothing to collect: value 0, si_pid 0. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'signal'; readonly signal: number; readonly code: number; readonly nr: number }
  | { readonly kind: 'fd'; readonly fd: Fd; readonly file: FileId }
  | { readonly kind: 'fds'; readonly fds: readonly [Fd, Fd] }
  | { readonly kind: 'revents'; readonly revents: readonly number[] }
  | {
      readonly kind: 'epoll';
      readonly events: readonly { readonly fd: number; readonly events: number }[];
    }
  | { readonly kind: 'info'; readonly info: PidfdInfo }
  | { readonly kind: 'handle'; readonly handle: number; readonly size: number }
  /** fstat: the inode number; for pidfds the identity. */
  | { readonly kind: 'inode'; readonly ino: number; readonly mode: number }
  | {
      readonly kind: 'procStat';
      readonly nr: number;
      readonly comm: string;
      readonly state: 'R' | 'S' | 'D' | 'T' | 'Z';
      readonly ppid: number;
      readonly pgrp: number;
      readonly session: number;
      readonly startTime: number;
    }
  | { readonly kind: 'fdinfo'; readonly pid: number; readonly nspid: readonly number[] }
  | {
      readonly kind: 'message';
      readonly value: number;
      readonly rights: readonly Fd[];
      /** SCM_PIDFD: a descriptor, a negative errno, or undefined when not asked for. */
      readonly pidfd: number | undefined;
    }
  | { readonly kind: 'ucred'; readonly nr: number; readonly uid: number };

export type SyscallResult =
  | { readonly ok: true; readonly value: number; readonly out: Out }
  | { readonly ok: false; readonly errno: Errno };

/** Why a call cannot go on yet. */
export type BlockedReason =
  /** No child is ready to be collected; `children` are those that would do. */
  | { readonly kind: 'child'; readonly children: readonly Ino[] }
  /** No watched descriptor has an event; `pids` are the identities behind them. */
  | { readonly kind: 'poll'; readonly pids: readonly Ino[] }
  /** An empty socket. */
  | { readonly kind: 'message'; readonly fd: Fd }
  /** An empty pipe whose writing end somebody holds. */
  | { readonly kind: 'pipe'; readonly fd: Fd }
  /** Waits for a signal. */
  | { readonly kind: 'signal' }
  /** Stopped by a job-control signal: nothing goes on before SIGCONT. */
  | { readonly kind: 'stopped' }
  /** In vfork until the child execs or exits. */
  | { readonly kind: 'vfork'; readonly child: Ino }
  /** The reaper of a namespace in exit, until its members are gone. */
  | { readonly kind: 'members' }
  /** It has exited. */
  | { readonly kind: 'exited' };

export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly why: BlockedReason };

export interface Called {
  readonly kernel: Kernel;
  readonly result: SyscallResult;
}
