// Reading a kernel: what the records say together. Nothing here is stored, all is derived.

import { ensure } from '../base.ts';
import { POLL } from './constants.ts';
import type { View } from './draft.ts';
import { supports } from './features.ts';
import type { FileId, GroupId, Ino, Nr, NsId, TaskId } from './id.ts';
import type { File } from './open.ts';
import type { FdTable, StructPid, Task, ThreadGroup } from './state.ts';

/** The identity behind a number in a namespace, in use in whatever role. Mirrors find_pid_ns. */
export function findPid(kernel: View, ns: NsId, nr: number): StructPid | undefined {
  const space = kernel.namespaces[ns];
  if (space === undefined) return undefined;
  const at = searchNr(space.nrs, nr);
  const ino = space.nrs[at] === nr ? space.inos[at] : undefined;
  return ino === undefined ? undefined : kernel.pids[ino];
}

/** The first place whose number is not below `nr`. */
export function searchNr(nrs: readonly Nr[], nr: number): number {
  let low = 0;
  let high = nrs.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if ((nrs[mid] ?? 0) < nr) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** The task whose own pid this is, zombies too. Mirrors pid_task(pid, PIDTYPE_PID). */
export function pidTask(kernel: View, ino: Ino): Task | undefined {
  const { tasks } = kernel;
  for (let i = tasks.length - 1; i >= 0; i--) {
    const task = tasks[i];
    if (task !== undefined && task.pid === ino) return task;
  }
  return undefined;
}

/** The process whose pid this is. Mirrors pid_task(pid, PIDTYPE_TGID). */
export function pidGroup(kernel: View, ino: Ino): ThreadGroup | undefined {
  const { groups } = kernel;
  for (let i = groups.length - 1; i >= 0; i--) {
    const group = groups[i];
    if (group !== undefined && group.tgid === ino) return group;
  }
  return undefined;
}

/** The number of an identity as a namespace sees it; 0: not seen. Mirrors pid_nr_ns. */
export function nrIn(pid: StructPid, ns: NsId): number {
  for (const upid of pid.upids) if (upid.ns === ns) return upid.nr;
  return 0;
}

/** The innermost namespace of an identity. Mirrors ns_of_pid. */
export function pidNs(pid: StructPid): NsId {
  return ensure(pid.upids[pid.upids.length - 1], 'innermost number').ns;
}

/** The namespace that a task lives in. Mirrors task_active_pid_ns. */
export function nsOf(kernel: View, task: Task): NsId {
  return pidNs(ensure(kernel.pids[task.pid], `pid of task ${task.id}`));
}

export function taskOf(kernel: View, id: TaskId): Task | undefined {
  return kernel.tasks[id];
}

export function groupOf(kernel: View, id: GroupId): ThreadGroup | undefined {
  return kernel.groups[id];
}

export function pidOf(kernel: View, ino: Ino): StructPid | undefined {
  return kernel.pids[ino];
}

export function fileOf(kernel: View, id: FileId): File | undefined {
  const { files } = kernel;
  for (let i = files.length - 1; i >= 0; i--) {
    const file = files[i];
    if (file !== undefined && file.id === id) return file;
  }
  return undefined;
}

/** A task's descriptor table; undefined once it has exited. */
export function tableOf(kernel: View, task: Task): FdTable | undefined {
  return task.files === undefined ? undefined : kernel.fdTables[task.files];
}

/** The open file behind a task's descriptor. Mirrors fget, O_PATH files included. */
export function fdFile(kernel: View, task: Task, fd: number): File | undefined {
  if (fd < 0) return undefined;
  const slot = tableOf(kernel, task)?.slots[fd];
  return slot === undefined ? undefined : fileOf(kernel, slot.file);
}

/** Processes whose parent is a thread of `group`, in the order in which wait looks at them. */
export function childrenOf(kernel: View, group: GroupId): ThreadGroup[] {
  const found: ThreadGroup[] = [];
  for (const child of kernel.groups) {
    if (child?.parent === undefined) continue;
    if (kernel.tasks[child.parent]?.group === group) found.push(child);
  }
  if (found.length < 2) return found;
  return found.sort((a, b) => (a.parent ?? 0) - (b.parent ?? 0) || a.sibling - b.sibling);
}

/** Tasks of a process, in order of birth. */
export function threadsOf(kernel: View, group: GroupId): Task[] {
  const found: Task[] = [];
  for (const task of kernel.tasks) if (task?.group === group) found.push(task);
  return found;
}

/** Whether no other task is left in the group. Mirrors thread_group_empty. */
export function threadGroupEmpty(kernel: View, task: Task): boolean {
  for (const other of kernel.tasks) {
    if (other !== undefined && other.group === task.group && other !== task) return false;
  }
  return true;
}

/** A leader that has exited before its threads. Mirrors delay_group_leader. */
export function delayGroupLeader(kernel: View, task: Task): boolean {
  return kernel.groups[task.group]?.leader === task.id && !threadGroupEmpty(kernel, task);
}

/** The process that may wait for this one. */
export function parentOf(kernel: View, group: ThreadGroup): ThreadGroup | undefined {
  if (group.parent === undefined) return undefined;
  const task = kernel.tasks[group.parent];
  return task === undefined ? undefined : kernel.groups[task.group];
}

/** Whether some task uses the identity in some role: then its number is taken. */
export function inUse(kernel: View, ino: Ino): boolean {
  const { groups } = kernel;
  for (let i = 0; i < groups.length; i++) {
    const g = groups[i];
    if (g !== undefined && (g.tgid === ino || g.pgid === ino || g.sid === ino)) return true;
  }
  return pidTask(kernel, ino) !== undefined;
}

/** Members of a process group, newest first. Mirrors do_each_pid_task(pid, PIDTYPE_PGID). */
export function groupMembers(kernel: View, pgid: Ino): ThreadGroup[] {
  const found: ThreadGroup[] = [];
  for (let i = kernel.groups.length - 1; i >= 0; i--) {
    const group = kernel.groups[i];
    if (group?.pgid === pgid) found.push(group);
  }
  return found;
}

/** The identities that an open file keeps in memory. */
export function filePids(file: File): readonly Ino[] {
  const { on } = file;
  switch (on.kind) {
    case 'pidfd':
    case 'procdir':
    case 'procfile':
      return [on.pid];
    case 'opath':
      return on.pid === undefined ? [] : [on.pid];
    case 'socket': {
      const pids = on.peerOwner === undefined ? [on.owner] : [on.owner, on.peerOwner];
      return pids.concat(on.queue.map(m => m.from));
    }
    default:
      return [];
  }
}

/** Whether an open file keeps this identity in memory. */
export function fileHolds(file: File, ino: Ino): boolean {
  const { on } = file;
  switch (on.kind) {
    case 'pidfd':
    case 'procdir':
    case 'procfile':
    case 'opath':
      return on.pid === ino;
    case 'socket':
      return on.owner === ino || on.peerOwner === ino || on.queue.some(m => m.from === ino);
    default:
      return false;
  }
}

/**
 * What a pidfd on this identity says to poll. Mirrors pidfd_poll.
 * Kernel: before 6.9 no POLLHUP; before 6.15 a thread pidfd of a dead leader was readable at once;
 * before 5.3 pidfds had no poll and were always ready.
 */
export function pidfdPoll(kernel: View, ino: Ino, thread: boolean): number {
  const readable = POLL.POLLIN | POLL.POLLRDNORM;
  if (!supports(kernel, 'pidfdPoll')) return readable | POLL.POLLOUT | POLL.POLLWRNORM;
  const task = pidTask(kernel, ino);
  if (task === undefined) return supports(kernel, 'pollHup') ? readable | POLL.POLLHUP : readable;
  if (task.state !== 'zombie') return 0;
  if (thread && !supports(kernel, 'quietLeader')) return readable;
  return delayGroupLeader(kernel, task) ? 0 : readable;
}
