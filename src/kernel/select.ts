// Reading a kernel: what the records say together. Nothing here is stored.

import type {
  Fd,
  File,
  FileId,
  GroupId,
  Ino,
  Kernel,
  Nr,
  NsId,
  StructPid,
  Task,
  TaskId,
  ThreadGroup,
} from './state.ts';

/** The identity behind a number in a namespace: in use in whatever role. Mirrors find_pid_ns. */
export declare function findPid(kernel: Kernel, ns: NsId, nr: number): StructPid | undefined;
/** The task whose own pid this is (zombies too). Mirrors pid_task(PIDTYPE_PID). */
export declare function pidTask(kernel: Kernel, ino: Ino): Task | undefined;
/** The process whose pid this is. Mirrors pid_task(PIDTYPE_TGID). */
export declare function pidGroup(kernel: Kernel, ino: Ino): ThreadGroup | undefined;
/** The number of an identity as a namespace sees it; 0 when it does not see it. pid_nr_ns. */
export declare function nrIn(pid: StructPid, ns: NsId): number;
/** The namespace a task lives in. Mirrors task_active_pid_ns. */
export declare function nsOf(kernel: Kernel, task: Task): NsId;
export declare function taskOf(kernel: Kernel, id: TaskId): Task | undefined;
export declare function groupOf(kernel: Kernel, id: GroupId): ThreadGroup | undefined;
export declare function fileOf(kernel: Kernel, id: FileId): File | undefined;
export declare function pidOf(kernel: Kernel, ino: Ino): StructPid | undefined;
/** The open file behind a task's descriptor. */
export declare function fdFile(kernel: Kernel, task: Task, fd: number): File | undefined;
/** Processes whose parent is a thread of `group`, in order of birth. */
export declare function childrenOf(kernel: Kernel, group: GroupId): ThreadGroup[];
/** Tasks of a process, leader first. */
export declare function threadsOf(kernel: Kernel, group: GroupId): Task[];
/** In which roles an identity is in use, and by whom. */
export interface Roles {
  readonly pid: TaskId | undefined;
  readonly tgid: GroupId | undefined;
  readonly pgid: readonly GroupId[];
  readonly sid: readonly GroupId[];
}
export declare function rolesOf(kernel: Kernel, ino: Ino): Roles;
/** Who keeps a struct pid in memory: open files (with the descriptors that hold them). */
export declare function holdersOf(
  kernel: Kernel,
  ino: Ino,
): { readonly file: FileId; readonly task: TaskId; readonly fd: Fd }[];
/** Numbers in use in a namespace, ascending, each with its identity. */
export declare function numbersOf(
  kernel: Kernel,
  ns: NsId,
): { readonly nr: Nr; readonly ino: Ino }[];
/** What a pidfd on this identity would say to poll. */
export declare function pidfdPoll(kernel: Kernel, ino: Ino, thread: boolean): number;
