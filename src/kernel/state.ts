// The records of the model kernel, on one page (as xv6's proc.h is): what Linux keeps in struct pid,
// pid_namespace, task_struct, signal_struct, files_struct and file. All published records are
// readonly and shared between states; only the draft (draft.ts) makes writable copies.

import type { Cached, FileId, GroupId, Ino, Nr, NsId, TableId, TaskId } from './id.ts';
import type { File } from './open.ts';

/** A number in one namespace. Mirrors `struct upid`. */
export interface Upid {
  readonly ns: NsId;
  readonly nr: Nr;
}

/**
 * The identity object. Mirrors `struct pid`. It exists while it is in a table (`hashed`) or while a
 * file refers to it; whether some task uses it in a role is derived from the tasks.
 */
export interface StructPid extends Cached {
  readonly ino: Ino;
  /** One number per level, from the initial namespace (level 0) inwards. */
  readonly upids: readonly Upid[];
  /** In the tables of its namespaces: from allocPid to freePid. False: the number is free. */
  readonly hashed: boolean;
  /** What pidfs keeps about it: from the first pidfd on. Set at reap time. */
  readonly attr: PidAttr | undefined;
}

/** Mirrors `struct pidfs_attr`. */
export interface PidAttr {
  /** Wait-status format, stored when the task was released; undefined before. */
  readonly exitCode: number | undefined;
  /** The cgroup id at exit. */
  readonly cgroup: number;
}

/** Mirrors `struct pid_namespace`. */
export interface PidNamespace extends Cached {
  readonly id: NsId;
  readonly level: number;
  readonly parent: NsId | undefined;
  /** One more than the largest number given out. */
  readonly pidMax: number;
  /** The number that the allocator looks at next. */
  readonly cursor: Nr;
  /** pid 1, the child reaper; undefined before the first fork into it. */
  readonly init: TaskId | undefined;
  /** No more numbers are given out: init has died ("PIDNS_ADDING" cleared). */
  readonly dead: boolean;
  /** Every number in use in any role, ascending. With `inos` it mirrors the IDR. */
  readonly nrs: readonly Nr[];
  /** The identity behind `nrs[i]`. */
  readonly inos: readonly Ino[];
}

/** One thread. Mirrors the per-thread part of `task_struct`. */
export interface Task extends Cached {
  readonly id: TaskId;
  /** Its own identity (PIDTYPE_PID). */
  readonly pid: Ino;
  /** Its thread group (signal_struct). */
  readonly group: GroupId;
  /** Its descriptor table; undefined once it has exited (exit_files). */
  readonly files: TableId | undefined;
  /** running: may run, or waits in a call. stopped: by a job-control signal. zombie: has exited. */
  readonly state: 'running' | 'stopped' | 'zombie';
  /** Where its children will be born (nsproxy->pid_ns_for_children). */
  readonly nsForChildren: NsId;
  readonly creds: Creds;
  /** Blocked signals, ascending. */
  readonly blocked: readonly number[];
  /** Pending for this thread alone, in order of arrival. */
  readonly pending: readonly PendingSignal[];
  /** Its own exit code in wait-status format, once it has exited. */
  readonly exitCode: number | undefined;
  /** The program's name, for people (comm). */
  readonly comm: string;
  /** The model clock at birth; /proc/PID/stat shows it divided by the kernel's `tick`. */
  readonly startTime: number;
  /** Waits in vfork for this child to exec or exit. */
  readonly vforkChild: TaskId | undefined;
  /** PR_SET_PDEATHSIG: the signal it gets when the thread that made it exits; 0 for none. */
  readonly pdeathSignal: number;
  /** Files it has opened so far; gives each a FileId that no reordering changes. */
  readonly opened: number;
}

/** One process. Mirrors `signal_struct` with the parts of task_struct that only leaders use. */
export interface ThreadGroup extends Cached {
  readonly id: GroupId;
  /** The task whose pid names the process; it is released last. */
  readonly leader: TaskId;
  /** The process's identity (PIDTYPE_TGID), the leader's own pid. */
  readonly tgid: Ino;
  /** Its process group (PIDTYPE_PGID). */
  readonly pgid: Ino;
  /** Its session (PIDTYPE_SID). */
  readonly sid: Ino;
  /** The thread whose process may wait for it; undefined for the first process of all. */
  readonly parent: TaskId | undefined;
  /** Its place among its parent's children: wait looks at them in this order. */
  readonly sibling: number;
  /** PR_SET_CHILD_SUBREAPER. */
  readonly subreaper: boolean;
  /** Signal sent to the parent at death: SIGCHLD, another one, or 0 for none. */
  readonly exitSignal: number;
  /** Dispositions that are not the default, ascending by signal. */
  readonly actions: readonly SigAction[];
  /** Pending for the process as a whole. */
  readonly pending: readonly PendingSignal[];
  /** Has called execve since it was forked (setpgid by the parent is then EACCES). */
  readonly execed: boolean;
  /** 7.1: reaped by the kernel at exit, whoever the parent is (CLONE_AUTOREAP). */
  readonly autoreap: boolean;
  /** exec'd at least cleanly since credentials changed: others of its uid may ptrace it. */
  readonly dumpable: boolean;
  /** Its parent has called execve since: then the parent gets SIGCHLD, whatever `exitSignal` is. */
  readonly parentExeced: boolean;
  /** RLIMIT_NPROC: how many tasks its user may have; undefined: no limit. */
  readonly taskLimit: number | undefined;
  /** The id of its cgroup. */
  readonly cgroup: number;
  /** Set once the whole group is told to exit: by exit_group or a fatal signal. */
  readonly groupExit: number | undefined;
  /** A stop or continue that a wait may report: signal that stopped it, 'continued', or none. */
  readonly jobEvent: JobEvent;
}

/** What WSTOPPED and WCONTINUED can still collect. */
export type JobEvent =
  | { readonly kind: 'none' }
  | { readonly kind: 'stopped'; readonly signal: number }
  | { readonly kind: 'continued' };

export interface SigAction {
  readonly signal: number;
  /** 'default' only together with a flag. */
  readonly handler: 'default' | 'ignore' | 'handle';
  /** SA_NOCLDWAIT: only read for SIGCHLD. */
  readonly noCldWait: boolean;
  /** SA_NOCLDSTOP: likewise. */
  readonly noCldStop: boolean;
}

export interface PendingSignal {
  readonly signal: number;
  /** si_code: SI_USER 0, SI_TKILL -6, SI_QUEUE -1, SI_KERNEL 0x80, CLD_*. */
  readonly code: number;
  /** The sender, for the lab's arrows; undefined: the kernel itself. */
  readonly from: Ino | undefined;
  /** si_pid: the sender's number as the receiver sees it, 0 for none. */
  readonly senderNr: number;
}

export interface Creds {
  readonly ruid: number;
  readonly euid: number;
  readonly suid: number;
  /** CAP_KILL, CAP_SYS_PTRACE, CAP_SYS_ADMIN, ... over every namespace of the model. */
  readonly privileged: boolean;
  /** PR_SET_NO_NEW_PRIVS, or born with CLONE_NNP. */
  readonly noNewPrivs: boolean;
}

/** Mirrors `files_struct`: descriptor -> open file, with close-on-exec. */
export interface FdTable extends Cached {
  readonly id: TableId;
  /** By descriptor; undefined: closed. */
  readonly slots: readonly (FdSlot | undefined)[];
  /** RLIMIT_NOFILE: descriptors run from 0 to limit - 1. */
  readonly limit: number;
}

export interface FdSlot {
  readonly file: FileId;
  readonly cloexec: boolean;
}

/** Tables are sparse arrays indexed by a never-reused id: a hole is a record that is gone. */
export type Table<T> = readonly (T | undefined)[];

/** The whole kernel: a value. */
export interface Kernel extends Cached {
  /** Which Linux this is, as major * 1000 + minor: 5003 is 5.3, 6018 is 6.18. Data for features.ts. */
  readonly version: number;
  readonly nextIno: Ino;
  /** Forks so far: the model's clock. */
  readonly clock: number;
  /** Forks per tick of /proc/PID/stat's start time: several may fall into one. */
  readonly tick: number;
  /**
   * PID namespaces outside the outermost modelled one: they count for depth and set_tid. When there
   * are any, the model is a container: nobody has a capability over the initial user namespace.
   */
  readonly outerDepth: number;
  readonly namespaces: readonly PidNamespace[];
  readonly pids: Table<StructPid>;
  readonly tasks: Table<Task>;
  readonly groups: Table<ThreadGroup>;
  readonly fdTables: Table<FdTable>;
  /** Ascending by id. */
  readonly files: readonly File[];
}
